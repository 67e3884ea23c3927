// A text in both languages: English, Dutch (the words of contracts and their people). {name} is filled in; .one and
// .other are chosen by number.
export const both = <Keys extends string>(rows: Record<Keys, readonly [en: string, nl: string]>) => rows;

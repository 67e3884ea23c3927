// A sentence of the daemon in the reader's language: by its rule and arguments where it comes with them, else by the
// English template that it fits. The Dutch is core/finding/sentences.json; what has none is shown as it came.
import { day, decimal, moment, month } from "../format";
import { stateWordOf } from "../parts/mark";
import sentences from "../../../core/finding/sentences.json";
import { language } from "./text";

interface Template {
  en: string;
  nl: string;
}
interface Spoken {
  words: string;
  english: boolean; // whatever the page's language is
}
let patterns: { fits: RegExp; template: Template }[] | undefined;
const spoken = new Map<string, Spoken>();
const templateOf = (rule: string): Template | undefined => (sentences as Record<string, Template>)[rule];

// {name} stands for any words; a name that comes twice is the same words.
function patternOf(english: string): RegExp {
  const seen = new Set<string>();
  const source = english.replace(/[.*+?^$()|[\]\\/-]/g, "\\$&").replace(/\{(\w+)\}/g, (_, name: string) => {
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>.+?)`;
  });
  return new RegExp(`^${source}$`, "s");
}

// An argument as it reads here: days, moments, months and numbers in the reader's form.
function argument(name: string, value: string): string {
  if (name === "version" && language() === "nl") return value.replace(/^of /, "van ");
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
  if (/^\d{4}-\d{2}$/.test(value)) return month(value);
  const utc = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC$/.exec(value);
  if (utc) return moment(new Date(`${utc[1]}T${utc[2]}:00Z`));
  if (/^-?\d+(\.\d+)?$/.test(value)) return decimal(value);
  return name === "message" ? said(value).words : name === "state" ? stateWordOf(value) : value;
}

// The template with its arguments, both as the reader has them.
function filled(template: Template, given: Record<string, string | undefined>): Spoken {
  const words = template[language()];
  // A calculation is repeated as it stands, so that it can be typed over.
  const raw = / = |\{zone\}/.test(template.en);
  const fill = (whole: string, name: string): string => {
    const value = given[name];
    return value === undefined ? whole : raw && name !== "version" ? value : argument(name, value);
  };
  return { words: words.replace(/\{(\w+)\}/g, fill), english: language() === "en" };
}

export function said(sentence: string): Spoken {
  const key = language() + sentence;
  const known = spoken.get(key);
  if (known) return known;
  // What says most by itself is tried first, so that a general template takes no sentence of a particular one.
  const literal = (template: Template): number => template.en.replace(/\{\w+\}/g, "").length;
  patterns ??= Object.values(sentences).sort((a, b) => literal(b) - literal(a)).map((template) => ({ fits: patternOf(template.en), template }));
  let made: Spoken | undefined;
  for (const { fits, template } of patterns) {
    const found = fits.exec(sentence);
    // "… in {state}." is about a state only where the word is one.
    const state = found?.groups?.["state"];
    if (!found || (state !== undefined && stateWordOf(state) === state)) continue;
    made = filled(template, found.groups ?? {});
    break;
  }
  const inZone = (_: string, on: string, at: string) => moment(new Date(`${on}T${at}:00Z`));
  made ??= { words: sentence.replace(/(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC/g, inZone), english: true };
  spoken.set(key, made);
  return made;
}

// The same of a sentence whose rule and arguments are known.
export function saidSentence(rule: string, given: Record<string, string>, otherwise: string): Spoken {
  const template = templateOf(rule);
  const whole = (template?.en.match(/\{\w+\}/g) ?? []).every((name) => given[name.slice(1, -1)] !== undefined);
  return template === undefined || !whole ? said(otherwise) : filled(template, given);
}

// A sentence of the daemon in the reader's language: by its rule and arguments where it comes with them, else by the
// English template that it fits. The Dutch is core/finding/sentences.json; what has none is shown as it came.
import { day, decimal, moment, month } from "../format";
import { stateWordOf } from "../parts/mark";
import sentences from "../../../core/finding/sentences.json";
import { language } from "./text";

interface Pattern {
  fits: RegExp;
  dutch: string;
}
let patterns: Pattern[] | undefined;
const translated = new Map<string, { words: string; english: boolean }>();
const dutchOf = (rule: string): string | undefined => (sentences as Record<string, { nl: string }>)[rule]?.nl;

// {name} stands for any words; a name that comes twice is the same words.
function patternOf(english: string, dutch: string): Pattern {
  const seen = new Set<string>();
  const source = english.replace(/[.*+?^$()|[\]\\/-]/g, "\\$&").replace(/\{(\w+)\}/g, (_, name: string) => {
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>.+?)`;
  });
  return { fits: new RegExp(`^${source}$`, "s"), dutch };
}

// An argument as it reads here: days, moments, months and numbers in the reader's form.
function argument(name: string, value: string): string {
  if (name === "version") return value.replace(/^of /, "van ");
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
  if (/^\d{4}-\d{2}$/.test(value)) return month(value);
  const utc = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC$/.exec(value);
  if (utc) return moment(new Date(`${utc[1]}T${utc[2]}:00Z`));
  if (/^-?\d+(\.\d+)?$/.test(value)) return decimal(value);
  return name === "message" ? said(value).words : name === "state" ? stateWordOf(value) : value;
}

export function said(sentence: string): { words: string; english: boolean } {
  if (language() === "en") {
    const inZone = (_: string, on: string, at: string) => moment(new Date(`${on}T${at}:00Z`));
    return { words: sentence.replace(/(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC/g, inZone), english: true };
  }
  const known = translated.get(sentence);
  if (known) return known;
  // What says most by itself is tried first, so that a general template takes no sentence of a particular one.
  const literal = (english: string): number => english.replace(/\{\w+\}/g, "").length;
  patterns ??= Object.values(sentences).sort((a, b) => literal(b.en) - literal(a.en)).map(({ en, nl }) => patternOf(en, nl));
  for (const { fits, dutch } of patterns) {
    const found = fits.exec(sentence);
    // "… in {state}." is about a state only where the word is one.
    const state = found?.groups?.["state"];
    if (!found || (state !== undefined && stateWordOf(state) === state)) continue;
    // A calculation is repeated as it stands, so that it can be typed over.
    const raw = / = |\{zone\}/.test(dutch);
    const fill = (whole: string, name: string) => {
      const value = found.groups?.[name] ?? whole;
      return raw && name !== "version" ? value : argument(name, value);
    };
    const made = { words: dutch.replace(/\{(\w+)\}/g, fill), english: false };
    translated.set(sentence, made);
    return made;
  }
  return { words: sentence, english: true };
}

// The same of a sentence whose rule and arguments are known.
export function saidSentence(rule: string, given: Record<string, string>, otherwise: string): { words: string; english: boolean } {
  const dutch = language() === "nl" ? dutchOf(rule) : undefined;
  if (dutch === undefined) return said(otherwise);
  // A calculation is repeated as it stands, so that it can be typed over.
  const raw = / = /.test(dutch);
  return { words: dutch.replace(/\{(\w+)\}/g, (whole, name: string) => (given[name] === undefined ? whole : raw ? given[name] : argument(name, given[name]))), english: false };
}

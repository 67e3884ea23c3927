// A sentence of the daemon in the reader's language: by its rule and arguments where it comes with them, else by the
// English template that it fits. The Dutch is core/finding/sentences.json; what has none is shown as it came.
import { configured, day, decimal, moment, month, scheduled } from "../format";
import { stateWordOf } from "../parts/mark";
import { sentences } from "./sentences";
import { language, text } from "./text";

interface Template {
  en: string;
  words: string; // as the reader reads it
}
interface Spoken {
  words: string;
  english: boolean; // whatever the page's language is
}
let patterns: { fits: RegExp; rule: string }[] | undefined;
const spoken = new Map<string, Spoken>();
function templateOf(rule: string): Template | undefined {
  const en = sentences.en[rule];
  const words = sentences[language()][rule];
  return en === undefined || words === undefined ? undefined : { en, words };
}

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
  if (kConfigured.test(value)) return configured(value);
  if (/^(daily|weekly|monthly|quarterly|yearly)$/.test(value)) return scheduled(value);
  const short = /^(\d+)([smhd])$/.exec(value);
  if (short) return `${short[1] ?? ""} ${text(kUnits[short[2] as keyof typeof kUnits])}`;
  if (name === "message") return said(value).words;
  return name === "state" || name === "states" ? value.split(", ").map(stateWordOf).join(", ") : value;
}
const kUnits = { s: "unit.second", m: "unit.minute", h: "unit.hour", d: "unit.day" } as const;
// A length of time, or hours of the week.
const kConfigured = /^(\d+ (working )?(minute|hour|day|week|month|year)s?|(mon|tue|wed|thu|fri|sat|sun)[a-z-]* [\d:-]+)$/;

// The template with its arguments, both as the reader has them.
function filled(template: Template, given: Record<string, string | undefined>): Spoken {
  const { words } = template;
  // A calculation is repeated as it stands, so that it can be typed over.
  const raw = / = |\{from\}.*\{zone\}/.test(template.en);
  const fill = (whole: string, name: string): string => {
    const value = given[name];
    return value === undefined ? whole : raw && name !== "version" ? value : argument(name, value);
  };
  return { words: words.replace(/\{(\w+)\}/g, fill), english: language() === "en" };
}

// What says most by itself is tried first, so that a general template takes no sentence of a particular one.
function allPatterns(): { fits: RegExp; rule: string }[] {
  const literal = (english: string): number => english.replace(/\{\w+\}/g, "").length;
  patterns ??= Object.entries(sentences.en).sort(([, a], [, b]) => literal(b) - literal(a)).map(([rule, english]) => ({ fits: patternOf(english), rule }));
  return patterns;
}
const kNextSentence = /(?<=[.!?]) (?=[A-Z])/;

// The sentence by the template that it fits. Words that hold another sentence are no argument of one, but for a message
// that is repeated, or when `anything` is.
function fitted(sentence: string, anything: boolean): Spoken | undefined {
  for (const { fits, rule } of allPatterns()) {
    const found = fits.exec(sentence);
    // "… in {state}." is about a state only where the word is one.
    const state = found?.groups?.["state"];
    if (!found || (state !== undefined && stateWordOf(state) === state)) continue;
    if (!anything && Object.entries(found.groups ?? {}).some(([name, value]) => name !== "message" && kNextSentence.test(value))) continue;
    const template = templateOf(rule);
    if (template) return filled(template, found.groups ?? {});
  }
  return undefined;
}
// Several sentences that each fit one.
function severalOf(sentences: string): Spoken | undefined {
  const parts = sentences.split(kNextSentence);
  const each = parts.length < 2 ? [] : parts.map((part) => fitted(part, false));
  return each.length > 0 && each.every((one) => one !== undefined) ? { words: each.map((one) => one.words).join(" "), english: each[0]?.english ?? true } : undefined;
}

export function said(sentence: string): Spoken {
  const key = language() + sentence;
  const known = spoken.get(key);
  if (known) return known;
  let made = fitted(sentence, false) ?? severalOf(sentence) ?? fitted(sentence, true);
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

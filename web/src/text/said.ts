// A sentence of the daemon in the reader's language, where that is known.
import { day, decimal, moment, month } from "../format";
import { stateWordOf } from "../parts/mark";
import { sentences } from "./sentences";
import { language } from "./text";

interface Pattern {
  fits: RegExp;
  dutch: string;
}
let patterns: Pattern[] | undefined;

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
  patterns ??= sentences.map(([english, dutch]) => patternOf(english, dutch));
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
    return { words: dutch.replace(/\{(\w+)\}/g, fill), english: false };
  }
  return { words: sentence, english: true };
}

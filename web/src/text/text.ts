// The page's words: the catalogue has each in both languages, as data. Words of the daemon and of partners are not in it.
import { useEffect, useState } from "preact/hooks";
import { catalogue } from "./catalogue";
import { loadSentences } from "./sentences";

export type Language = "en" | "nl";
export type TextKey = keyof typeof catalogue;
const place: Record<Language, 0 | 1> = { en: 0, nl: 1 };
const kLanguageKey = "regisseur.language";
const changed = new EventTarget();

function chosen(): Language {
  const stored = localStorage.getItem(kLanguageKey);
  if (stored === "nl" || stored === "en") return stored;
  return navigator.language.toLowerCase().startsWith("nl") ? "nl" : "en";
}
let now: Language = chosen();

export const language = (): Language => now;
export async function setLanguage(to: Language): Promise<void> {
  await loadSentences(to);
  now = to;
  localStorage.setItem(kLanguageKey, to);
  document.documentElement.lang = to;
  changed.dispatchEvent(new Event("change"));
}
export function useLanguage(): Language {
  const [value, setValue] = useState(now);
  useEffect(() => {
    document.documentElement.lang = now;
    const update = () => setValue(now);
    changed.addEventListener("change", update);
    return () => changed.removeEventListener("change", update);
  }, []);
  return value;
}

export type Arguments = Record<string, string | number>;

// The words of a key, with {name} filled in.
export function text(key: TextKey, fill: Arguments = {}): string {
  return catalogue[key][place[now]].replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
}
// Of two keys, key.one and key.other, the one that a number takes.
export function plural(key: string, n: number, fill: Arguments = {}): string {
  const form = new Intl.PluralRules(now).select(n) === "one" ? "one" : "other";
  return text(`${key}.${form}` as TextKey, { n: new Intl.NumberFormat(now).format(n), ...fill });
}
// The words of a key that may not be there, for words of the daemon: rule ids, kinds.
export function textOr(key: string, otherwise: string): string {
  return Object.hasOwn(catalogue, key) ? catalogue[key as TextKey][place[now]] : otherwise;
}

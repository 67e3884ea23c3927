// How values read in the reader's language. Amounts and percentages arrive as exact decimal texts and are
// formatted as texts: no number type ever holds them.
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { language, text } from "./text/text";

type Exact = Intl.StringNumericLiteral;
const locales = { nl: "nl-NL", en: "en-GB" } as const;
const locale = (): string => locales[language()];

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale() + JSON.stringify(options);
  let format = made.get(key) as Intl.NumberFormat | undefined;
  if (!format) made.set(key, (format = new Intl.NumberFormat(locale(), options)));
  return format;
}
function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = "d" + locale() + JSON.stringify(options);
  let format = made.get(key) as Intl.DateTimeFormat | undefined;
  if (!format) made.set(key, (format = new Intl.DateTimeFormat(locale(), options)));
  return format;
}

export const kNotKnown = "–";
const isDecimal = (value: string): boolean => /^-?\d+(\.\d+)?$/.test(value);
const decimalsOf = (value: string): number => (value.split(".")[1] ?? "").length;

// An amount with its currency; all decimals that it has, at least the currency's own.
export function money(amount: string | undefined, currency: string): string {
  if (amount === undefined || amount === "") return kNotKnown;
  if (!isDecimal(amount)) return `${amount} ${currency}`.trim();
  if (!/^[A-Z]{3}$/.test(currency)) return decimal(amount);
  const least = numberFormat({ style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return numberFormat({
    style: "currency",
    currency,
    minimumFractionDigits: least,
    maximumFractionDigits: Math.max(least, Math.min(decimalsOf(amount), 20)),
  }).format(amount as Exact);
}

// On an axis: the number is a pixel's, not an amount.
export function axisMoney(value: number, currency: string): string {
  return numberFormat({ style: "currency", currency, notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function decimal(value: string | undefined): string {
  if (value === undefined || value === "") return kNotKnown;
  if (!isDecimal(value)) return value;
  const decimals = Math.min(decimalsOf(value), 20);
  return numberFormat({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value as Exact);
}

// A share from 0 to 1 as a percentage, cut off.
export const shareAsPercent = (value: string | undefined): string =>
  value === undefined || !isDecimal(value) ? kNotKnown : numberFormat({ style: "percent", maximumFractionDigits: 1, roundingMode: "trunc" } as Intl.NumberFormatOptions).format(value as Exact);
// The same for the width of a bar.
export const sharePixel = (value: string): string => String(Number(value) * 100);

// Percent, cut off and never rounded up: a breach must not read as kept.
export function percent(value: string | undefined, decimals = 3): string {
  if (value === undefined || value === "") return kNotKnown;
  if (!isDecimal(value)) return value;
  return numberFormat({
    style: "unit",
    unit: "percent",
    minimumFractionDigits: Math.min(decimals, decimalsOf(value)),
    maximumFractionDigits: decimals,
    roundingMode: "trunc",
  } as Intl.NumberFormatOptions).format(value as Exact);
}

// A value in the unit that its promise has.
export const inUnit = (value: string | undefined, unit: string): string =>
  value === undefined || value === "" ? kNotKnown : unit === "%" || unit === "" ? percent(value) : `${decimal(value)} ${unit}`;

export const count = (value: number | bigint): string => numberFormat({}).format(value);

export const dateOf = (time: Timestamp | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(Number(time.seconds) * 1000 + time.nanos / 1e6);

export function moment(time: Timestamp | Date | undefined): string {
  const date = time instanceof Date ? time : dateOf(time);
  if (date === undefined) return kNotKnown;
  return dateFormat({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(date);
}
// The same with the zone: by when another side has to do something.
export function momentThere(time: Timestamp | undefined): string {
  const date = dateOf(time);
  if (date === undefined) return kNotKnown;
  return dateFormat({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" }).format(date);
}
// Where the reader is: every moment is said in its time.
export const timeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
export function zoneName(): string {
  const parts = dateFormat({ hour: "2-digit", timeZoneName: "short" }).formatToParts(new Date());
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
export const clock = (date: Date): string => dateFormat({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date);

// A day as the contract has it; days have no zone.
export function day(value: string | undefined): string {
  if (value === undefined || value === "") return kNotKnown;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  return dateFormat({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(value + "T00:00:00Z"));
}
export const dayOfTime = (time: Timestamp | undefined): string => {
  const date = dateOf(time);
  return date === undefined ? kNotKnown : dateFormat({ day: "numeric", month: "short", year: "numeric" }).format(date);
};
// 2026-09; another billing period stays as it is.
export function month(value: string | undefined): string {
  if (value === undefined || value === "") return kNotKnown;
  if (!/^\d{4}-\d{2}$/.test(value)) return value;
  return dateFormat({ month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(value + "-01T00:00:00Z"));
}

// 1 d 3 h, 20 min, 40 s: two units at most.
export function span(seconds: bigint | number | undefined): string {
  if (seconds === undefined) return kNotKnown;
  let left = Number(seconds);
  const sign = left < 0 ? "−" : "";
  left = Math.abs(left);
  const units: [number, string][] = [[86400, text("unit.day")], [3600, text("unit.hour")], [60, text("unit.minute")], [1, text("unit.second")]];
  const words: string[] = [];
  for (const [size, name] of units) {
    if (left < size && !(size === 1 && words.length === 0)) {
      if (words.length > 0) break;
      continue;
    }
    const whole = Math.floor(left / size);
    words.push(`${count(whole)} ${name}`);
    left -= whole * size;
    if (words.length === 2 || left < 1) break;
  }
  return sign + words.join(" ");
}
// The same of a decimal text of seconds.
export const spanOfText = (seconds: string | undefined): string =>
  seconds === undefined || !isDecimal(seconds) ? kNotKnown : span(Number(seconds.replace(/\..*/, "")));

// How long ago, in one unit.
export function ago(time: Timestamp | undefined, now = new Date()): string {
  const date = dateOf(time);
  if (date === undefined) return text("never");
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style: "short" });
  for (const [size, unit] of [[86400, "day"], [3600, "hour"], [60, "minute"]] as const) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return text("just_now");
}

// Days from today until a day; negative when it is over.
export function daysUntil(value: string, now = new Date()): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((Date.parse(value + "T00:00:00Z") - today) / 86_400_000);
}

// A length of time as a configuration says it, `4 hours`, and hours of the week, `mon-fri 08:30-17:00`.
const lengths: Record<string, string> = { minute: "minuut", minutes: "minuten", hour: "uur", hours: "uur", day: "dag", days: "dagen", week: "week", weeks: "weken", month: "maand", months: "maanden", year: "jaar", years: "jaar", working: "werk", always: "altijd" };
const weekdays: Record<string, string> = { mon: "ma", tue: "di", wed: "wo", thu: "do", fri: "vr", sat: "za", sun: "zo" };
export function configured(words: string): string {
  if (language() === "en") return words;
  return words
    .replace(/\bworking days?\b/g, (found) => (found.endsWith("s") ? "werkdagen" : "werkdag"))
    .replace(/[a-z]+/g, (word) => lengths[word] ?? weekdays[word] ?? word);
}

// When a report comes, as a configuration says it: `first working day of the month 07:00`.
const times: Record<string, string> = {
  monday: "maandag", tuesday: "dinsdag", wednesday: "woensdag", thursday: "donderdag", friday: "vrijdag", saturday: "zaterdag", sunday: "zondag",
  first: "eerste", second: "tweede", third: "derde", fourth: "vierde", fifth: "vijfde", sixth: "zesde", seventh: "zevende", eighth: "achtste", ninth: "negende", tenth: "tiende", last: "laatste",
  daily: "dagelijks", weekly: "wekelijks", monthly: "maandelijks", quarterly: "elk kwartaal", yearly: "jaarlijks", every: "elke", each: "elke", day: "dag", and: "en", or: "of", next: "volgende", previous: "vorige", at: "om", on: "op",
};
export function scheduled(words: string): string {
  if (language() === "en") return words;
  return words
    .replace(/\bof the (week|month|year)\b/g, (_, unit: string) => ({ week: "van de week", month: "van de maand", year: "van het jaar" })[unit] ?? unit)
    .replace(/\bof the quarter\b/g, "van het kwartaal")
    .replace(/\bworking days?\b/g, "werkdag")
    .replace(/\b(\d+)(st|nd|rd|th)\b/g, "$1e")
    .replace(/\b[a-z]+\b/g, (word) => times[word] ?? word);
}

// What figures of cost rest on, as the daemon puts it together; the longest part first.
const bases: [string, string][] = [
  ["where neither charges nor invoices were delivered", "waar noch kostenregels noch facturen zijn geleverd"],
  ["where no charges were delivered", "waar geen kostenregels zijn geleverd"],
  ["at the rate of the last day of the billing period, of an invoice of its tax point or issue", "tegen de koers van de laatste dag van de factureringsperiode, van een factuur die van het belastbare feit of de uitgifte"],
  ["at the rate of the invoice's tax point or issue, before there is one of the last day of the billing period", "tegen de koers van het belastbare feit of de uitgifte van de factuur, tot die er is van de laatste dag van de factureringsperiode"],
  ["at the rate of the last day of the month", "tegen de koers van de laatste dag van de maand"],
  ["at the mean rate of the month", "tegen de gemiddelde koers van de maand"],
  ["at the configuration's fixed rates", "tegen de vaste koersen van de configuratie"],
  ["charges", "kostenregels"],
  ["invoices", "facturen"],
  ["ledger", "grootboek"],
];
export const costBasis = (words: string): string => (language() === "en" ? words : bases.reduce((said, [english, dutch]) => said.replace(english, dutch), words));

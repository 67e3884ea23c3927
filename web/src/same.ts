// Answers that say the same as before keep their objects: what did not change is known by being the same object.
type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain => typeof value === "object" && value !== null && !(value instanceof Uint8Array) && !(value instanceof Date);

// `now`, made of the parts of `before` that are equal to its own.
export function shared<T>(before: unknown, now: T): T {
  if (Object.is(before, now)) return now;
  if (Array.isArray(now)) {
    const old: unknown[] = Array.isArray(before) ? before : [];
    const made = now.map((one, at) => shared(old[at], one)) as unknown[];
    return (Array.isArray(before) && old.length === made.length && made.every((one, at) => Object.is(one, old[at])) ? before : made) as T;
  }
  if (!isPlain(now) || !isPlain(before) || Array.isArray(before)) return now;
  let equal = Object.keys(before).length === Object.keys(now).length;
  for (const [key, value] of Object.entries(now)) {
    const kept = shared(before[key], value);
    if (!Object.is(kept, before[key])) equal = false;
    if (!Object.is(kept, value)) (now as Plain)[key] = kept;
  }
  return equal ? (before as T) : now;
}

// Questions to the daemon that stay answered: asked again while somebody looks.
import { useEffect, useState } from "preact/hooks";
import { failureOf, type Failure } from "./api";

export interface Answered<T> {
  data: T | undefined; // the last good answer, also while a newer one fails
  failure: Failure | undefined; // of the last try
  at: Date | undefined; // when `data` was answered
}

// What was answered before is shown at once and asked again.
const kept = new Map<string, { data: unknown; at: Date }>();
const asksAgain = new Set<() => void>();

export function forgetAnswers(): void {
  kept.clear();
}
// Everything on the screen is asked again.
export function askAgain(): void {
  for (const ask of [...asksAgain]) ask();
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") askAgain();
});

export const kLive = 10_000; // what one watches
export const kSlow = 60_000; // what changes by the day

export function useAnswer<T>(key: string, ask: () => Promise<T>, every = kSlow): Answered<T> {
  const [, redraw] = useState(0);
  const [failure, setFailure] = useState<{ key: string; failure: Failure } | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    let running = false;
    const again = async () => {
      if (running) return;
      running = true;
      try {
        const data = await ask();
        kept.set(key, { data, at: new Date() });
        if (!gone) setFailure(undefined);
      } catch (error) {
        if (!gone) setFailure({ key, failure: failureOf(error) });
      }
      running = false;
      if (!gone) redraw((n) => n + 1);
    };
    void again();
    asksAgain.add(again);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void again();
    }, every);
    return () => {
      gone = true;
      asksAgain.delete(again);
      clearInterval(timer);
    };
    // The question is its key.
  }, [key, every]);
  const found = kept.get(key);
  return {
    data: found?.data as T | undefined,
    failure: failure !== undefined && failure.key === key ? failure.failure : undefined,
    at: found?.at,
  };
}

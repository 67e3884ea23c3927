// Questions to the daemon that stay answered: asked once for everybody who looks, and again while somebody does.
import { useEffect, useState } from "preact/hooks";
import { failureOf, type Failure } from "./api";
import { shared } from "./same";

export interface Answered<T> {
  data: T | undefined; // the last good answer, also while a newer one fails
  failure: Failure | undefined; // of the last try
  at: Date | undefined; // when `data` was answered
}

interface Question {
  answered: Answered<unknown>;
  ask: () => Promise<unknown>;
  running: boolean;
  timer: ReturnType<typeof setInterval> | undefined;
  watchers: Map<symbol, { redraw: () => void; every: number }>;
}
// What was answered before is shown at once and asked again.
const questions = new Map<string, Question>();

export function forgetAnswers(): void {
  for (const one of questions.values()) one.answered = { data: undefined, failure: undefined, at: undefined };
}
// Everything on the screen is asked again.
export function askAgain(): void {
  for (const one of questions.values()) if (one.watchers.size > 0) void answer(one);
}
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") askAgain();
});

export const kLive = 10_000; // what one watches
export const kSlow = 60_000; // what changes by the day
const kJust = 2_000;

const minute = (at: Date | undefined): number => Math.floor((at?.getTime() ?? 0) / 60_000);

async function answer(question: Question): Promise<void> {
  if (question.running) return;
  question.running = true;
  const before = question.answered;
  try {
    const data = shared(before.data, await question.ask());
    question.answered = { data, failure: undefined, at: new Date() };
  } catch (error) {
    question.answered = { ...question.answered, failure: failureOf(error) };
  }
  question.running = false;
  const now = question.answered;
  // An answer that says the same is not drawn again, so that a page at rest does no work.
  if (now.data === before.data && now.failure === undefined && before.failure === undefined && minute(now.at) === minute(before.at)) return;
  for (const one of question.watchers.values()) one.redraw();
}

function keepTime(question: Question): void {
  clearInterval(question.timer);
  const every = Math.min(...[...question.watchers.values()].map((one) => one.every));
  question.timer = question.watchers.size === 0 ? undefined : setInterval(() => {
    if (document.visibilityState === "visible") void answer(question);
  }, every);
}

// The same key is the same question.
export function useAnswer<T>(key: string, ask: () => Promise<T>, every = kSlow): Answered<T> {
  const [, redraw] = useState(0);
  let question = questions.get(key);
  if (!question) {
    question = { answered: { data: undefined, failure: undefined, at: undefined }, ask, running: false, timer: undefined, watchers: new Map() };
    questions.set(key, question);
  }
  const asked = question;
  asked.ask = ask;
  useEffect(() => {
    const me = Symbol(key);
    asked.watchers.set(me, { redraw: () => redraw((n) => n + 1), every });
    keepTime(asked);
    // What was just answered for somebody else is not asked again.
    if (asked.answered.failure || Date.now() - (asked.answered.at?.getTime() ?? 0) > kJust) void answer(asked);
    return () => {
      asked.watchers.delete(me);
      keepTime(asked);
    };
  }, [key, every]);
  return asked.answered as Answered<T>;
}

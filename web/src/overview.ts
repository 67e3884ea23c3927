// The overview is asked once for everybody: it tells how all stands, and the names of partners and functions.
import { useEffect, useState } from "preact/hooks";
import { kLive, useAnswer, type Answered } from "./answer";
import { portfolio } from "./api";
import type { Overview } from "./gen/regisseur/portfolio/v1/portfolio_pb";
import { text } from "./text/text";

const names = new Map<string, string>();
const functions = new Map<string, string>();
const named = new EventTarget();

export function useOverview(): Answered<Overview> {
  return useAnswer("overview", async () => {
    const overview = await portfolio.getOverview({});
    let changed = false;
    const keep = (known: Map<string, string>, id: string, name: string) => {
      if (known.get(id) !== name) changed = true;
      known.set(id, name);
    };
    for (const one of overview.providers) keep(names, one.id, one.name);
    for (const one of overview.functions) keep(functions, one.id, one.name);
    if (changed) named.dispatchEvent(new Event("change"));
    return overview;
  }, kLive);
}
// Whoever shows names by their ids draws again when they become known.
export function useNames(): void {
  const [, redraw] = useState(0);
  useEffect(() => {
    const update = () => redraw((n) => n + 1);
    named.addEventListener("change", update);
    return () => named.removeEventListener("change", update);
  }, []);
}
// The partner's name; its id where nobody told the name.
export const partnerName = (id: string): string => (id === "unassigned" ? text("partner.unassigned") : (names.get(id) ?? id));
export const functionName = (id: string): string => functions.get(id) ?? id;

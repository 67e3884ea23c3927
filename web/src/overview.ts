// The overview is asked once for everybody: it tells how all stands, and the names of partners and functions.
import { useEffect, useState } from "preact/hooks";
import { kLive, useAnswer, type Answered } from "./answer";
import { portfolio } from "./api";
import type { Overview } from "./gen/regisseur/portfolio/v1/portfolio_pb";
import { text } from "./text/text";

const names = new Map<string, string>();
const functions = new Map<string, string>();
const named = new EventTarget();

interface Named { id: string; name: string }
function keep(known: Map<string, string>, told: Named[]): void {
  const news = told.filter((one) => known.get(one.id) !== one.name);
  for (const one of news) known.set(one.id, one.name);
  if (news.length > 0) named.dispatchEvent(new Event("change"));
}
// Names of partners that another answer tells: not everybody is told the overview.
export const keepNames = (told: Named[]): void => keep(names, told);

export function useOverview(): Answered<Overview> {
  return useAnswer("overview", async () => {
    const overview = await portfolio.getOverview({});
    keep(names, overview.providers);
    keep(functions, overview.functions);
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

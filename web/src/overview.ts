// The overview is asked by the frame and shared by every view: it tells names, and that something changed.
import { kLive, useAnswer, type Answered } from "./answer";
import { portfolio } from "./api";
import { text } from "./text/text";
import type { Overview } from "./gen/regisseur/portfolio/v1/portfolio_pb";

const names = new Map<string, string>();

export function useOverview(): Answered<Overview> {
  return useAnswer("overview", async () => {
    const overview = await portfolio.getOverview({});
    for (const one of overview.providers) names.set(one.id, one.name);
    return overview;
  }, kLive);
}
// The partner's name; its id where nobody told the name.
export const partnerName = (id: string): string => (id === "unassigned" ? text("partner.unassigned") : (names.get(id) ?? id));

// What was promised and what became of it, all contracts in one period; each figure leads to its explanation.
import { useAnswer } from "../answer";
import { claims, everyPage, levels } from "../api";
import { day, inUnit, money, month, percent, span, spanOfText } from "../format";
import type { Claim } from "../gen/regisseur/claim/v1/claim_pb";
import type { ServiceLevel } from "../gen/regisseur/service_level/v1/service_level_pb";
import { ClaimMark, claimWord, DoubtMark, VerdictMark, verdictWord } from "../parts/mark";
import { originWord, whoseWord } from "../parts/level_chart";
import { Gaps, Said, Shown, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf, go } from "../router";
import { side } from "../side";
import { text } from "../text/text";
import type { ViewProps } from "../view";
import { ClaimActs, ClaimSteps, mayActOnClaims } from "./claims";

// The last months that are over, newest first.
function lastMonths(n: number, now = new Date()): string[] {
  return Array.from({ length: n }, (_, at) => new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1 - at, 1)).toISOString().slice(0, 7));
}

const columns = (): Column<ServiceLevel>[] => [
  {
    key: "objective", head: text("levels.objective"), raw: (row) => `${row.contract}/${row.objective}`,
    cell: (row) => <><a href={addressOf(["levels", row.contract, row.objective], { period: row.windowLastDay })}>{row.title || row.objective}</a><span class="fine block">{row.contract} · {row.services.join(", ")}</span></>,
  },
  { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <PartnerLink id={row.provider} /> },
  { key: "verdict", head: text("levels.verdict"), raw: (row) => verdictWord(row.verdict), cell: (row) => <><VerdictMark verdict={row.verdict} /><DoubtMark disputed={row.disputes.length > 0} toldOtherwise={row.toldOtherwise} /></> },
  { key: "target", head: text("levels.target"), number: true, raw: (row) => row.target, cell: (row) => inUnit(row.target, row.unit) },
  { key: "attained", head: text("levels.attained"), number: true, raw: (row) => row.attained ?? "", cell: (row) => <Attained level={row} /> },
  { key: "observedShare", head: text("levels.observed"), number: true, raw: (row) => row.observedShare ?? "", cell: (row) => percent(row.observedShare, 1) },
  { key: "downtimeSeconds", head: text("levels.down"), number: true, raw: (row) => row.downtimeSeconds?.toString() ?? "", cell: (row) => span(row.downtimeSeconds) },
  { key: "errorBudgetLeftSeconds", head: text("levels.budget_left"), number: true, raw: (row) => row.errorBudgetLeftSeconds ?? "", cell: (row) => spanOfText(row.errorBudgetLeftSeconds) },
  { key: "origin", head: text("levels.origin"), raw: (row) => originWord(row.origin), cell: (row) => <>{originWord(row.origin)}{row.others.map((one) => <span class="fine block" key={whoseWord(one)}>{whoseWord(one)} {inUnit(one.attained, row.unit)}</span>)}</> },
  { key: "credit", head: text("levels.credit"), number: true, internal: true, raw: (row) => row.credit?.amount ?? "", cell: (row) => (row.credit ? <>{row.credit.atLeast && "≥ "}{money(row.credit.amount, row.credit.currency)}{row.credit.claimBy !== "" && <span class="fine block">{text("claim.by", { day: day(row.credit.claimBy) })}</span>}</> : "–") },
];

// The figure with the range that unseen time leaves.
export function Attained({ level }: { level: Pick<ServiceLevel, "attained" | "attainedAtLeast" | "attainedAtMost" | "unit"> }) {
  const least = inUnit(level.attainedAtLeast, level.unit);
  const most = inUnit(level.attainedAtMost, level.unit);
  const range = level.attainedAtLeast !== undefined && least !== most;
  return <>{inUnit(level.attained, level.unit)}{range && <span class="fine block">{least} – {most}</span>}</>;
}

export function LevelsView({ query }: ViewProps) {
  const months = lastMonths(12);
  const asked = query.get("period") ?? "";
  const answered = useAnswer(`levels/${asked}`, async () => {
    const pages = await everyPage((pageToken) => levels.listServiceLevels({ period: asked, pageToken }));
    return { rows: pages.flatMap((page) => page.objectives), gaps: pages[0]?.gaps ?? [], period: pages[0]?.period ?? asked };
  });
  const wanted = useAnswer("claims", () => claims.listClaims({}));
  return (
    <>
      <Shown top of={answered}>
        {(data) => (
          <>
            <ViewHead title={text("levels.title", { period: month(data.period) })} asOf={answered.at} basis={text("levels.basis")} gaps={data.gaps}>
              <p class="choices">
                <label>
                  {text("levels.period")}{" "}
                  <select value={data.period} onChange={(event) => go(addressOf(["levels"], { period: event.currentTarget.value }))}>
                    {(months.includes(data.period) ? months : [data.period, ...months]).map((one) => <option key={one} value={one}>{month(one)}</option>)}
                  </select>
                </label>
              </p>
            </ViewHead>
            <Table name={`levels-${data.period}`} caption={text("levels")} columns={columns()} rows={data.rows} rowKey={(row) => `${row.contract}/${row.objective}/${row.windowLastDay}`} empty={text("levels.none")} note={text("levels.cut")} />
          </>
        )}
      </Shown>
      <div id="claims">
        <Shown of={wanted} quiet>
          {(data) => <><Gaps gaps={data.gaps} /><Table name="claims" caption={text("claims")} columns={claimColumns()} rows={data.claims} rowKey={(row) => row.id} empty={text("claim.none")} /></>}
        </Shown>
      </div>
    </>
  );
}

export const claimColumns = (): Column<Claim>[] => [
  { key: "id", head: text("claim.what"), raw: (row) => row.id, cell: (row) => <><a href={addressOf(["levels", row.contract, row.objective], { period: row.windowLastDay })}>{row.contract}/{row.objective}</a><span class="fine block"><Said>{row.reason}</Said></span><ClaimSteps one={row} /></> },
  { key: "state", head: text("claim.state"), raw: (row) => claimWord(row.state), cell: (row) => <><ClaimMark state={row.state} /><DoubtMark disputed={row.disputed} toldOtherwise={row.toldOtherwise} /></> },
  { key: "amount", head: text("claim.amount"), number: true, raw: (row) => row.amount ?? "", cell: (row) => <>{row.atLeast && "≥ "}{money(row.amount, row.currency)}</> },
  { key: "received", head: text("claim.received_head"), number: true, raw: (row) => row.received, cell: (row) => money(row.received, row.currency) },
  { key: "claimBy", head: text("claim.by_head"), raw: (row) => row.claimBy ?? "", cell: (row) => day(row.claimBy) },
  { key: "owner", head: text("agenda.owner"), internal: true, raw: (row) => row.owner, cell: (row) => row.owner },
  ...(mayActOnClaims() ? [{ key: "do", head: text("act.head"), acts: true, raw: () => "", cell: (row: Claim) => <ClaimActs one={row} us={side()} /> }] : []),
];

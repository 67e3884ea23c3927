// Years ahead, and what was committed to: how far it is used and how it will probably end.
import { useAnswer } from "../answer";
import { costPlan } from "../api";
import { day, decimal, money, percent } from "../format";
import { CommitmentKind, CommitmentOutlook, type Commitment, type OutlookTotal } from "../gen/regisseur/cost/v1/cost_plan_pb";
import { Mark, type Tone } from "../parts/mark";
import { PartnerLink } from "../parts/partner_link";
import { Gaps, Shown } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { text, type TextKey } from "../text/text";

const outlookTones: Record<CommitmentOutlook, Tone> = {
  [CommitmentOutlook.UNSPECIFIED]: "unknown",
  [CommitmentOutlook.ON_TRACK]: "good",
  [CommitmentOutlook.UNDER]: "warn",
  [CommitmentOutlook.OVER]: "warn",
};
const outlookWord = (outlook: CommitmentOutlook): string => text(`outlook.${(CommitmentOutlook[outlook] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const kindWord = (kind: CommitmentKind): string => text(`commitment.${(CommitmentKind[kind] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
// Of an amount in its currency, of anything else in its unit.
const inUnit = (value: string | undefined, unit: string): string => (value === undefined ? "–" : /^[A-Z]{3}$/.test(unit) ? money(value, unit) : `${decimal(value)} ${unit}`);

const commitmentColumns = (): Column<Commitment>[] => [
  { key: "id", head: text("commitment"), raw: (row) => row.id, cell: (row) => <>{row.description || row.id}<span class="fine block">{kindWord(row.kind)} {row.contract}</span></> },
  { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <PartnerLink id={row.provider} /> },
  { key: "lastDay", head: text("contract.last_day"), raw: (row) => row.lastDay, cell: (row) => day(row.lastDay) },
  { key: "committed", head: text("commitment.committed"), number: true, raw: (row) => row.committed ?? "", cell: (row) => inUnit(row.committed, row.unit) },
  { key: "used", head: text("commitment.used"), number: true, raw: (row) => row.used ?? "", cell: (row) => <>{inUnit(row.used, row.unit)}<span class="fine block">{percent(row.utilisationPercent, 1)}</span></> },
  { key: "expected", head: text("chart.expected"), number: true, raw: (row) => row.expected ?? "", cell: (row) => inUnit(row.expected, row.unit) },
  { key: "outlook", head: text("commitment.outlook"), raw: (row) => outlookWord(row.outlook), cell: (row) => <Mark tone={outlookTones[row.outlook] ?? "unknown"} word={outlookWord(row.outlook)} /> },
  { key: "expectedTrueUp", head: text("commitment.true_up"), number: true, raw: (row) => row.expectedTrueUp ?? "", cell: (row) => inUnit(row.expectedTrueUp, row.unit) },
];

const yearColumns = (): Column<OutlookTotal>[] => [
  { key: "year", head: text("year"), raw: (row) => row.year, cell: (row) => <>{row.year}{row.incomplete && <span class="fine block">{text("outlook.incomplete")}</span>}</> },
  { key: "withoutOptions", head: text("outlook.without"), number: true, raw: (row) => row.withoutOptions, cell: (row) => money(row.withoutOptions, row.currency) },
  { key: "withOptions", head: text("outlook.with"), number: true, raw: (row) => row.withOptions, cell: (row) => money(row.withOptions, row.currency) },
  { key: "forecast", head: text("outlook.forecast"), number: true, raw: (row) => row.forecast, cell: (row) => money(row.forecast, row.currency) },
  { key: "currency", head: text("currency"), raw: (row) => row.currency, cell: (row) => row.currency },
];

export function Plan({ currency }: { currency: string }) {
  const committed = useAnswer("commitments", () => costPlan.listCommitments({}));
  const years = useAnswer(`outlook/${currency}`, () => costPlan.outlookCost({ in: currency }));
  return (
    <>
      <Shown of={years} quiet>{(data) => <><Table name="outlook" caption={text("outlook")} columns={yearColumns()} rows={data.totals} rowKey={(row) => row.year + row.currency} empty={text("cost.no_forecast")} note={text("outlook.note")} /><Gaps gaps={data.gaps} /></>}</Shown>
      <div id="commitments">
        <Shown of={committed} quiet>{(data) => <><Table name="commitments" caption={text("commitments")} columns={commitmentColumns()} rows={data.commitments} rowKey={(row) => row.provider + row.kind + row.id + row.firstDay} empty={text("commitment.none")} /><Gaps gaps={data.gaps} /></>}</Shown>
      </div>
    </>
  );
}

// The portfolio as a whole: on whom it leans, how its chains did from end to end, what failed together.
import type { DescMethod } from "@bufbuild/protobuf";
import { useAnswer } from "../answer";
import { everyPage, may, resilience } from "../api";
import { configured, dateOf, moment, money, month, percent, span } from "../format";
import { PortfolioService } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { Dimension, ResilienceService, type Chain, type ConcentrationRow, type Overlap } from "../gen/regisseur/resilience/v1/resilience_pb";
import { functionName, partnerName, useNames } from "../overview";
import { ImpactMark, StateMark } from "../parts/mark";
import { PartnerLink } from "../parts/partner_link";
import { Gaps, Shown, ViewHead } from "../parts/shown";
import { UseBar } from "../parts/sparkline";
import { Table, type Column } from "../parts/table";
import { text, type TextKey } from "../text/text";

// The two views of the portfolio, one beside the other.
export function PortfolioTabs({ current }: { current: "/portfolio" | "/portfolio/whole" }) {
  const tabs: [typeof current, TextKey, DescMethod][] = [["/portfolio", "portfolio.partners", PortfolioService.method.getOverview], ["/portfolio/whole", "whole", ResilienceService.method.listConcentration]];
  return <p class="choices" role="group" aria-label={text("nav.portfolio")}>{tabs.filter(([, , needs]) => may(needs)).map(([address, title]) => <a key={address} href={address} aria-current={address === current ? "true" : undefined}>{text(title)}</a>)}</p>;
}

const dimensionWord = (dimension: Dimension): string => text(`dimension.${(Dimension[dimension] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const Partners = ({ ids }: { ids: string[] }) => <>{ids.filter((id) => id !== "").map((id, at) => <span key={id}>{at > 0 && ", "}<PartnerLink id={id} /></span>)}</>;

const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "region" }).of(code) ?? code) : code);
function keyWord(row: ConcentrationRow): string {
  if (!row.known) return row.name || text("dimension.not_known");
  if (row.dimension === Dimension.COUNTRY) return countryName(row.key);
  if (row.dimension === Dimension.TIER) return text(`tier.${row.key}` as TextKey);
  return row.name || row.key;
}

const concentrationColumns = (currency: string): Column<ConcentrationRow>[] => [
  { key: "key", head: text("whole.what"), raw: (row) => row.key || row.name, cell: (row) => (row.dimension === Dimension.PROVIDER && row.known ? <PartnerLink id={row.key} /> : <span class={row.known ? undefined : "lesser"}>{keyWord(row)}</span>) },
  { key: "sharePercent", head: text("whole.share"), number: true, raw: (row) => row.sharePercent ?? "", cell: (row) => (row.sharePercent === undefined ? "–" : <UseBar used={row.sharePercent} tone="plain" label={percent(row.sharePercent, 1)} />) },
  { key: "amount", head: text("lines.amount"), number: true, raw: (row) => row.amount ?? "", cell: (row) => money(row.amount, currency) },
  { key: "functions", head: text("whole.functions"), fixed: true, raw: (row) => row.functions.join(" "), cell: (row) => row.functions.map((one) => (row.criticalFunctions.includes(one) ? `${functionName(one)} (${text("functions.critical")})` : functionName(one))).join(", ") || "–" },
  { key: "providers", head: text("portfolio.partners"), fixed: true, raw: (row) => row.providers.join(" "), cell: (row) => (row.dimension === Dimension.PROVIDER ? "–" : <Partners ids={row.providers} />) },
];
const dimensions = [Dimension.PROVIDER, Dimension.COUNTRY, Dimension.SERVICE_CATEGORY, Dimension.FOURTH_PARTY, Dimension.TIER];

function Concentration() {
  const answered = useAnswer("concentration", async () => {
    const pages = await everyPage((pageToken) => resilience.listConcentration({ pageToken }));
    return { rows: pages.flatMap((page) => page.rows), gaps: pages[0]?.gaps ?? [], currency: pages[0]?.currency ?? "", total: pages[0]?.total ?? "", from: pages[0]?.from ?? "", to: pages[0]?.to ?? "" };
  });
  return (
    <section id="concentration">
      <h2>{text("whole.concentration")}</h2>
      <Shown of={answered} quiet>
        {(data) => (
          <>
            <p class="note">{text("whole.concentration_note", { total: money(data.total, data.currency), from: month(data.from), to: month(data.to) })}</p>
            <Gaps gaps={data.gaps} />
            {dimensions.map((dimension) => {
              const rows = data.rows.filter((row) => row.dimension === dimension);
              return rows.length === 0 ? null : (
                <Table key={dimension} name={`concentration-${Dimension[dimension]?.toLowerCase() ?? ""}`} caption={dimensionWord(dimension)} level={3} fold={8} note={dimension === Dimension.FOURTH_PARTY ? text("whole.overlapping_note") : undefined} columns={concentrationColumns(data.currency)} rows={rows} rowKey={(row) => row.key + row.name} empty="" />
              );
            })}
          </>
        )}
      </Shown>
    </section>
  );
}

const chainColumns = (): Column<Chain>[] => [
  { key: "name", head: text("function"), raw: (row) => row.name, cell: (row) => <><strong>{row.name}</strong>{row.critical && <span class="tag">{text("functions.critical")}</span>}<span class="fine block">{row.hours === "" ? text("whole.always") : configured(row.hours)}</span></> },
  { key: "attained", head: text("whole.end_to_end"), number: true, raw: (row) => row.attained ?? "", cell: (row) => <><span class="figure">{percent(row.attained)}</span>{row.attainedAtLeast !== row.attainedAtMost && <span class="fine block">{percent(row.attainedAtLeast)} – {percent(row.attainedAtMost)}</span>}</> },
  { key: "downSeconds", head: text("levels.down"), number: true, raw: (row) => row.downSeconds.toString(), cell: (row) => span(row.downSeconds) },
  { key: "unknownSeconds", head: text("state.unknown"), number: true, raw: (row) => row.unknownSeconds.toString(), cell: (row) => span(row.unknownSeconds) },
  { key: "weakest", head: text("whole.weakest"), raw: (row) => row.weakest, cell: (row) => row.weakest || "–" },
  {
    key: "members", head: text("whole.chain"), fixed: true, raw: (row) => row.members.map((one) => `${one.provider}/${one.service} ${one.attained ?? ""}`).join("; "),
    cell: (row) => <ul class="chain">{row.members.map((one) => <li key={one.provider + one.service}><StateMark state={one.state} /> <PartnerLink id={one.provider} /> {one.service} <span class="fine">{percent(one.attained)}{one.measured && ` · ${text("origin.measured")}`}</span></li>)}</ul>,
  },
];
function Chains() {
  const answered = useAnswer("chains", async () => {
    const pages = await everyPage((pageToken) => resilience.listChains({ pageToken }));
    return { rows: pages.flatMap((page) => page.chains), gaps: pages[0]?.gaps ?? [], from: pages[0]?.fromTime, to: pages[0]?.toTime };
  });
  return (
    <section id="chains">
      <Shown of={answered} quiet>
        {(data) => <><Table name="chains" caption={text("whole.chains")} note={text("whole.chains_note", { from: moment(data.from), to: moment(data.to) })} columns={chainColumns()} rows={data.rows} rowKey={(row) => row.function} empty={text("whole.no_functions")} /><Gaps gaps={data.gaps} /></>}
      </Shown>
    </section>
  );
}

const overlapColumns = (): Column<Overlap>[] => [
  { key: "startTime", head: text("from"), raw: (row) => dateOf(row.startTime)?.toISOString() ?? "", cell: (row) => moment(row.startTime) },
  { key: "endTime", head: text("until"), raw: (row) => dateOf(row.endTime)?.toISOString() ?? "", cell: (row) => (row.endTime ? moment(row.endTime) : <strong>{text("still_open")}</strong>) },
  { key: "seconds", head: text("level.length"), number: true, raw: (row) => row.seconds.toString(), cell: (row) => span(row.seconds) },
  { key: "incidents", head: text("incidents.title"), fixed: true, raw: (row) => row.incidents.map((one) => `${one.provider}: ${one.title}`).join("; "), cell: (row) => row.incidents.map((one) => <span class="block" key={one.provider + one.id}><ImpactMark impact={one.impact} /> {partnerName(one.provider)}: {one.title}</span>) },
  { key: "functions", head: text("whole.functions"), raw: (row) => row.functions.join(" "), cell: (row) => row.functions.map(functionName).join(", ") || "–" },
  { key: "fourthParties", head: text("dimension.fourth_party"), raw: (row) => row.fourthParties.join(" "), cell: (row) => row.fourthParties.join(", ") || "–" },
];
function Overlaps() {
  const answered = useAnswer("overlaps", async () => {
    const pages = await everyPage((pageToken) => resilience.listOverlaps({ pageToken }));
    return { rows: pages.flatMap((page) => page.overlaps), gaps: pages[0]?.gaps ?? [] };
  });
  return (
    <section id="overlaps">
      <Shown of={answered} quiet>
        {(data) => <><Table name="overlaps" caption={text("whole.overlaps")} note={text("whole.overlaps_note")} fold={10} columns={overlapColumns()} rows={data.rows} rowKey={(row) => `${row.startTime?.seconds}`} empty={text("whole.no_overlaps")} /><Gaps gaps={data.gaps} /></>}
      </Shown>
    </section>
  );
}

export function WholeView() {
  useNames();
  return (
    <>
      <ViewHead title={text("whole.title")}><PortfolioTabs current="/portfolio/whole" /></ViewHead>
      <Chains />
      <Concentration />
      <Overlaps />
    </>
  );
}

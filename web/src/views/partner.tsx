// One partner: what happened, what was promised, what it costs, what was agreed, who tells.
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { useAnswer, kLive } from "../answer";
import { agenda, claims, contracts, cost, everyPage, evidence, levels, may, portfolio, sources, status } from "../api";
import { ago, costBasis, dateOf, day, inUnit, moment, money, month, percent, span } from "../format";
import { AgendaService } from "../gen/regisseur/agenda/v1/agenda_pb";
import { ClaimService } from "../gen/regisseur/claim/v1/claim_pb";
import { ContractService } from "../gen/regisseur/contract/v1/contract_pb";
import { CostService, type CostRow } from "../gen/regisseur/cost/v1/cost_pb";
import { ObjectiveService } from "../gen/regisseur/objective/v1/objective_pb";
import { EntryKind, EvidenceService, type Receipt } from "../gen/regisseur/evidence/v1/evidence_pb";
import { Origin } from "../gen/regisseur/type/v1/evidence_pb";
import { EscalationService } from "../gen/regisseur/partnership/v1/escalation_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import { WebhookService } from "../gen/regisseur/partner/v1/webhook_pb";
import { ResilienceService } from "../gen/regisseur/resilience/v1/resilience_pb";
import { PortfolioService, type Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { ServiceLevelService, type ServiceLevel } from "../gen/regisseur/service_level/v1/service_level_pb";
import { SourceService, type Source } from "../gen/regisseur/source/v1/source_pb";
import { StatusService, type Component, type IncidentRow, type MaintenanceRow, type StatusHistoryRow } from "../gen/regisseur/status/v1/status_pb";
import { CostChart, type CostMonth } from "../parts/cost_chart";
import { DoubtMark, FreshnessMark, freshnessWord, ImpactMark, impactWord, StateMark, VerdictMark, verdictWord } from "../parts/mark";
import { LevelChart, originWord, whoseWord, type LevelFigure, type LevelWindow } from "../parts/level_chart";
import { Fact, Gaps, Said, Says, Shown, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { Timeline, type TimelineRow } from "../parts/timeline";
import { addressOf } from "../router";
import { side } from "../side";
import { plural, text } from "../text/text";
import type { ViewProps } from "../view";
import { kindWord } from "./agenda";
import { methodWord } from "./cost";
import { ContractRows } from "./contracts";
import { Dispute } from "./figures";
import { claimColumns } from "./levels";
import { tierWord } from "./portfolio";
import { Waits } from "./waits";
import { Webhooks } from "./webhooks";

const spans = ["30", "90", "365"] as const;

// The parts of the page, each with the method without which it has nothing to show. What waits stands first for a
// partner; ours have their agenda.
const parts = (days: string) => [
  ["waits", PortfolioService.method.getProvider, (data: Provider) => <Waits provider={data.id} us={Party.PROVIDER} />],
  ["decisions", AgendaService.method.listAgendaItems, (data: Provider) => <Attention provider={data} />],
  ["timeline", StatusService.method.listIncidents, (data: Provider) => <Happened provider={data} days={days} />],
  ["levels", ServiceLevelService.method.listServiceLevelHistory, (data: Provider) => <Promised id={data.id} />],
  ["claims", ClaimService.method.listClaims, (data: Provider) => <Credits id={data.id} />],
  ["cost", CostService.method.summarizeCost, (data: Provider) => <Costs id={data.id} currencyHint={data.overview?.cost?.currency ?? ""} />],
  ["contracts", ContractService.method.listContracts, (data: Provider) => <Agreed id={data.id} />],
  ["sources", SourceService.method.listSources, (data: Provider) => <Told id={data.id} />],
  ["receipts", EvidenceService.method.listReceipts, (data: Provider) => <Receipts id={data.id} />],
] as const;

export function PartnerView({ part, query }: ViewProps) {
  const id = part["id"] ?? "";
  const answered = useAnswer(`partner/${id}`, () => portfolio.getProvider({ id }), kLive);
  const shown = parts(query.get("days") ?? "90").filter(([one, needs]) => may(needs) && (one !== "waits" || side() === Party.PROVIDER));
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={data.name} asOf={answered.at} gaps={data.gaps}>
            <p class="under-title">
              {data.overview && <StateMark state={data.overview.state} />}
              {data.overview?.stateSinceTime && <span>{text("since", { when: moment(data.overview.stateSinceTime) })}{data.overview.stateSeenTime && <span class="fine"> {text("seen_at", { when: moment(data.overview.stateSeenTime) })}</span>}</span>}
              <span>{tierWord(data.tier)}</span>
              {data.owner !== "" && <span>{text("owned_by", { owner: data.owner })}</span>}
              {data.former && <span class="tag">{text("former")}</span>}
            </p>
            <p class="choices">
              {may(EscalationService.method.listEscalations) && <a href={addressOf(["partners", id, "workspace"])}>{text("workspace")}</a>}
              {may(ResilienceService.method.rehearseExit) && <a href={addressOf(["partners", id, "leaving"])}>{text("leaving")}</a>}
            </p>
          </ViewHead>
          <nav class="jump" aria-label={text("on_this_page")}>
            {shown.map(([one]) => <a key={one} href={`#${one}`}>{text(`partner.${one}`)}</a>)}
          </nav>
          {shown.map(([one, , part]) => <Fragment key={one}>{part(data)}</Fragment>)}
        </>
      )}
    </Shown>
  );
}

function Attention({ provider }: { provider: Provider }) {
  const items = useAnswer(`agenda-of/${provider.id}`, () => agenda.listAgendaItems({ provider: provider.id }));
  const reasons = provider.overview?.attention ?? [];
  return (
    <section id="decisions">
      <h2>{text("partner.decisions")}</h2>
      {reasons.length > 0 && <ul class="reasons">{reasons.map((one) => <li key={one.message}><Said>{one.message}</Said></li>)}</ul>}
      <Shown of={items} quiet>
        {(data) =>
          data.items.length === 0 ? (
            <p class="empty">{text("partner.no_decisions")}</p>
          ) : (
            <ul class="reasons">
              {data.items.map((item) => (
                <li key={item.id}>
                  <a href={`/#${encodeURIComponent(item.id)}`}><strong>{kindWord(item)}</strong></a>
                  {item.decideBy !== undefined && ` · ${text("agenda.decide_by")} ${day(item.decideBy)}`}
                  {item.amountAtStake !== undefined && ` · ${money(item.amountAtStake, item.currency)}`} <Says of={item.titleSentence} otherwise={item.title} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function rowsOf(provider: Provider, components: Component[], incidents: IncidentRow[], maintenances: MaintenanceRow[]): TimelineRow[] {
  const namesOf = (service: string) =>
    new Set(components.filter((one) => one.services.includes(service)).flatMap((one) => [one.name, one.currentName]));
  const rows = provider.services.map((service) => {
    const names = namesOf(service.id);
    const about = (list: string[]) => list.length === 0 || list.some((name) => names.has(name));
    return {
      name: service.name,
      incidents: incidents.filter((one) => about(one.components)),
      maintenances: maintenances.filter((one) => about(one.components)),
    };
  });
  // What no service of ours claims is still shown.
  const claimed = new Set(rows.flatMap((row) => [...row.incidents, ...row.maintenances].map((one) => one.source + one.id)));
  const left = {
    name: provider.services.length === 0 ? text("partner.all_components") : text("partner.other_components"),
    incidents: incidents.filter((one) => !claimed.has(one.source + one.id)),
    maintenances: maintenances.filter((one) => !claimed.has(one.source + one.id)),
  };
  return provider.services.length === 0 || left.incidents.length + left.maintenances.length > 0 ? [...rows, left] : rows;
}

function Happened({ provider, days }: { provider: Provider; days: string }) {
  const length = spans.includes(days as (typeof spans)[number]) ? days : "90";
  const to = new Date();
  const from = new Date(to.getTime() - Number(length) * 86_400_000);
  const range = { provider: provider.id, from: from.toISOString().slice(0, 10) };
  const answered = useAnswer(`happened/${provider.id}/${range.from}`, async () => {
    const [components, incidents, maintenances, history] = await Promise.all([
      everyPage((pageToken) => status.listComponents({ provider: provider.id, pageToken })),
      everyPage((pageToken) => status.listIncidents({ ...range, pageToken })),
      everyPage((pageToken) => status.listMaintenances({ ...range, pageToken })),
      everyPage((pageToken) => status.listStatusHistory({ ...range, pageToken })),
    ]);
    return {
      components: components.flatMap((page) => page.components),
      incidents: incidents.flatMap((page) => page.incidents),
      maintenances: maintenances.flatMap((page) => page.maintenances).reverse(),
      history: history.flatMap((page) => page.rows),
      gaps: [...incidents, ...history].flatMap((page) => page.gaps),
    };
  }, kLive * 3);
  return (
    <section id="timeline">
      <h2>{text("partner.timeline")}</h2>
      <p class="choices" role="group" aria-label={text("partner.range")}>
        {spans.map((one) => (
          <a key={one} href={addressOf(["partners", provider.id], { days: one }) + "#timeline"} aria-current={one === length ? "true" : undefined}>
            {plural("days", Number(one))}
          </a>
        ))}
      </p>
      <Shown of={answered}>
        {(data) => (
          <>
            <Timeline rows={rowsOf(provider, data.components, data.incidents, data.maintenances)} from={from} to={to} />
            <p class="note">{text("partner.timeline_note")}</p>
            <Gaps gaps={data.gaps} />
            <Table name={`incidents-${provider.id}`} caption={text("incidents.title")} level={3} fold={6} rows={data.incidents} rowKey={(row) => row.source + row.id} empty={text("incidents.none")} columns={incidentColumns()} />
            <Table name={`maintenances-${provider.id}`} caption={text("maintenances.title")} level={3} fold={4} rows={data.maintenances} rowKey={(row) => row.source + row.id} empty={text("maintenances.none")} columns={maintenanceColumns()} />
            <Table name={`states-${provider.id}`} caption={text("partner.time_in_state")} level={3} fold={8} rows={data.history} rowKey={(row) => row.source + row.componentId} empty={text("partner.no_components")} columns={historyColumns()} />
          </>
        )}
      </Shown>
    </section>
  );
}

const incidentColumns = (): Column<IncidentRow>[] => [
  { key: "title", head: text("incidents.what"), raw: (row) => row.title, cell: (row) => <>{row.title}<span class="fine block">{row.components.join(", ")}</span></> },
  { key: "impact", head: text("incidents.impact"), raw: (row) => impactWord(row.impact), cell: (row) => <ImpactMark impact={row.impact} /> },
  { key: "startTime", head: text("from"), raw: (row) => dateOf(row.startTime)?.toISOString() ?? "", cell: (row) => moment(row.startTime) },
  { key: "endTime", head: text("until"), raw: (row) => dateOf(row.endTime)?.toISOString() ?? "", cell: (row) => (row.endTime ? <>{moment(row.endTime)}{row.endInferred && <span class="fine block">{text("incidents.inferred")}</span>}</> : <strong>{text("still_open")}</strong>) },
  { key: "source", head: text("source"), raw: (row) => row.source, cell: (row) => <a href={addressOf(["sources", row.source])}>{row.source}</a> },
];
const maintenanceColumns = (): Column<MaintenanceRow>[] => [
  { key: "title", head: text("maintenances.what"), raw: (row) => row.title, cell: (row) => <>{row.title}<span class="fine block">{row.components.join(", ")}</span></> },
  { key: "start", head: text("from"), raw: (row) => dateOf(row.start)?.toISOString() ?? "", cell: (row) => moment(row.start) },
  { key: "end", head: text("until"), raw: (row) => dateOf(row.end)?.toISOString() ?? "", cell: (row) => moment(row.end) },
  { key: "announceTime", head: text("maintenances.announced"), raw: (row) => dateOf(row.announceTime)?.toISOString() ?? "", cell: (row) => moment(row.announceTime) },
];
const seconds = (key: string, head: string, of: (row: StatusHistoryRow) => bigint): Column<StatusHistoryRow> => ({
  key, head, number: true, raw: (row) => of(row).toString(), cell: (row) => (of(row) === 0n ? "–" : span(of(row))),
});
const historyColumns = (): Column<StatusHistoryRow>[] => [
  { key: "component", head: text("component"), raw: (row) => row.component, cell: (row) => <>{row.component}{row.group !== "" && <span class="fine block">{row.group}</span>}</> },
  seconds("majorOutageSeconds", text("state.major_outage"), (row) => row.majorOutageSeconds),
  seconds("partialOutageSeconds", text("state.partial_outage"), (row) => row.partialOutageSeconds),
  seconds("degradedSeconds", text("state.degraded_performance"), (row) => row.degradedSeconds),
  seconds("maintenanceSeconds", text("state.under_maintenance"), (row) => row.maintenanceSeconds),
  seconds("unknownSeconds", text("state.unknown"), (row) => row.unknownSeconds),
  seconds("operationalSeconds", text("state.operational"), (row) => row.operationalSeconds),
];

// The figures of each origin of a window.
function figuresOf(level: ServiceLevel): Partial<Record<Origin, LevelFigure>> {
  const figures: Partial<Record<Origin, LevelFigure>> = {};
  for (const one of [level, ...level.others]) {
    // Of several sources of one origin the first counts.
    figures[one.origin] ??= { attained: one.attained, atLeast: one.attainedAtLeast, atMost: one.attainedAtMost };
  }
  return figures;
}
export function windowsOf(rows: ServiceLevel[]): LevelWindow[] {
  return rows.map((row) => ({ name: month(row.windowLastDay.slice(0, 7)), target: row.target, figures: figuresOf(row) }));
}

function Promised({ id }: { id: string }) {
  const answered = useAnswer(`promised/${id}`, async () => {
    const { contracts: rows, gaps } = await contracts.listContracts({ provider: id });
    const histories = await Promise.all(rows.map((row) => levels.listServiceLevelHistory({ contract: row.id, provider: id })));
    return { levels: histories.flatMap((one) => one.objectives), gaps: [...gaps, ...histories.flatMap((one) => one.gaps)] };
  });
  return (
    <section id="levels">
      <h2>{text("partner.levels")}</h2>
      <Shown of={answered} quiet>
        {(data) => {
          const groups = new Map<string, ServiceLevel[]>();
          for (const row of data.levels) groups.set(`${row.contract}/${row.objective}`, [...(groups.get(`${row.contract}/${row.objective}`) ?? []), row]);
          if (groups.size === 0) return <p class="empty">{text("partner.no_promises")}</p>;
          return (
            <>
              <Gaps gaps={data.gaps} />
              {[...groups].map(([key, rows]) => {
                const name = `${rows[0]?.title || rows[0]?.objective || key} (${rows[0]?.contract ?? ""})`;
                return (
                  <div class="panel" key={key}>
                    <LevelChart windows={windowsOf(rows)} unit={rows[0]?.unit ?? "%"} title={text("levels.history_of", { name })} />
                    <Table name={`levels-${key.replaceAll("/", "-")}`} caption={name} level={3} fold={6} rows={[...rows].reverse()} rowKey={(row) => row.windowLastDay} empty={text("no_window")} columns={levelHistoryColumns()} />
                  </div>
                );
              })}
            </>
          );
        }}
      </Shown>
    </section>
  );
}

const levelHistoryColumns = (): Column<ServiceLevel>[] => [
  { key: "windowLastDay", head: text("levels.window"), raw: (row) => row.windowLastDay, cell: (row) => <a href={addressOf(["levels", row.contract, row.objective], { period: row.windowLastDay })}>{month(row.windowLastDay.slice(0, 7))}</a> },
  { key: "verdict", head: text("levels.verdict"), raw: (row) => verdictWord(row.verdict), cell: (row) => <><VerdictMark verdict={row.verdict} /><DoubtMark disputed={row.disputes.length > 0} toldOtherwise={row.toldOtherwise} /></> },
  { key: "target", head: text("levels.target"), number: true, raw: (row) => row.target, cell: (row) => inUnit(row.target, row.unit) },
  { key: "attained", head: text("levels.attained"), number: true, raw: (row) => row.attained ?? "", cell: (row) => <>{inUnit(row.attained, row.unit)}<span class="fine block">{originWord(row.origin)}</span></> },
  {
    key: "others", head: text("levels.others"), fixed: true, raw: (row) => row.others.map((one) => `${whoseWord(one)} ${one.attained ?? ""}`).join("; "),
    cell: (row) => (row.others.length === 0 ? "–" : row.others.map((one) => <span class="block" key={whoseWord(one)}>{whoseWord(one)} {inUnit(one.attained, row.unit)}</span>)),
  },
  { key: "observedShare", head: text("levels.observed"), number: true, raw: (row) => row.observedShare ?? "", cell: (row) => percent(row.observedShare, 1) },
  { key: "downtimeSeconds", head: text("levels.down"), number: true, raw: (row) => row.downtimeSeconds?.toString() ?? "", cell: (row) => span(row.downtimeSeconds) },
  { key: "credit", head: text("levels.credit"), number: true, internal: true, raw: (row) => row.credit?.amount ?? "", cell: (row) => (row.credit ? money(row.credit.amount, row.credit.currency) : "–") },
  ...(may(ObjectiveService.method.raiseObjection) ? [{ key: "do", head: text("act.head"), acts: true, raw: () => "", cell: (row: ServiceLevel) => <Dispute level={row} /> }] : []),
];

// Months that were billed, and the months ahead.
export function costMonths(rows: CostRow[], ahead: { month: string; expected: string; low?: string; high?: string }[]): CostMonth[] {
  const months = new Map<string, CostMonth>();
  for (const row of rows) {
    const period = row.keys["billing_period"] ?? "";
    if (/^\d{4}-\d{2}$/.test(period)) months.set(period, { month: period, billed: row.billedCost });
  }
  for (const one of ahead) months.set(one.month, { ...months.get(one.month), month: one.month, expected: one.expected, low: one.low, high: one.high });
  return [...months.values()].sort((a, b) => a.month.localeCompare(b.month)).slice(-19);
}

function Costs({ id, currencyHint }: { id: string; currencyHint: string }) {
  const answered = useAnswer(`partner-cost/${id}/${currencyHint}`, async () => {
    const [byMonth, byService, forecast] = await Promise.all([
      cost.summarizeCost({ provider: id, by: ["billing_period"], in: currencyHint, withoutTax: true }),
      cost.summarizeCost({ provider: id, by: ["service_name", "billing_period"], in: currencyHint, withoutTax: true }),
      cost.forecastCost({ provider: id, in: currencyHint, months: 6 }),
    ]);
    return { byMonth, byService, forecast };
  });
  return (
    <section id="cost">
      <h2>{text("partner.cost")}</h2>
      <Shown of={answered} quiet>
        {(data) => {
          const rows = data.byMonth.rows.filter((row) => currencyHint === "" || row.currency === currencyHint);
          const ahead = data.forecast.forecasts.find((one) => one.service === "" && one.currency === (rows[0]?.currency ?? currencyHint));
          if (rows.length === 0) return <p class="empty">{text("cost.none")}</p>;
          const currency = rows[0]?.currency ?? "";
          const months = costMonths(rows, ahead?.months ?? []);
          const lastMonths = months.filter((one) => one.billed !== undefined).map((one) => one.month).slice(-4);
          return (
            <>
              <p class="note">{text("net_basis")} {text("cost.basis", { basis: costBasis(data.byMonth.basis) })}</p>
              <div class="panel"><CostChart months={months} currency={currency} title={text("partner.cost")} /></div>
              {ahead && (
                <dl class="facts">
                  <Fact name={text("cost.method")}>{methodWord(ahead.method)}<span class="fine block">{plural("cost.from_months", ahead.historyMonths)}</span></Fact>
                  <Fact name={text("cost.error")}>{percent(ahead.error?.mapePercent, 1)}<span class="fine block">{text("cost.error_is")}</span></Fact>
                  {ahead.months.slice(0, 2).map((one) => (
                    <Fact key={one.month} name={month(one.month)}>{money(one.expected, ahead.currency)}<span class="fine block">{one.low !== undefined ? `${money(one.low, ahead.currency)} – ${money(one.high, ahead.currency)}` : text("cost.no_band")}</span></Fact>
                  ))}
                </dl>
              )}
              <Gaps gaps={[...data.byMonth.gaps, ...data.forecast.gaps]} />
              <ServiceCosts id={id} rows={data.byService.rows} months={lastMonths} />
            </>
          );
        }}
      </Shown>
    </section>
  );
}

// Services by month; each amount leads to the partner's own lines.
function ServiceCosts({ id, rows, months }: { id: string; rows: CostRow[]; months: string[] }) {
  const names = [...new Set(rows.map((row) => row.keys["service_name"] ?? ""))];
  const cellOf = (name: string, period: string) => rows.find((row) => row.keys["service_name"] === name && row.keys["billing_period"] === period);
  const columns: Column<string>[] = [
    { key: "service_name", head: text("cost.service"), raw: (name) => name, cell: (name) => name || text("cost.no_service") },
    ...months.map((period) => ({
      key: period, head: month(period), number: true, raw: (name: string) => cellOf(name, period)?.billedCost ?? "",
      cell: (name: string) => {
        const row = cellOf(name, period);
        return row ? <a href={addressOf(["partners", id, "lines"], { month: period, service: name })}>{money(row.billedCost, row.currency)}</a> : "–";
      },
    })),
  ];
  return (
    <Table name={`cost-${id}`} caption={text("cost.by_service")} level={3} columns={columns} rows={names} rowKey={(name) => name} empty={text("cost.none")} note={
      <>{text("cost.lines_of")} {months.map((period) => <a class="spaced" key={period} href={addressOf(["partners", id, "lines"], { month: period })}>{month(period)}</a>)}</>
    } />
  );
}

function Credits({ id }: { id: string }) {
  const answered = useAnswer(`claims-of/${id}`, async () => {
    const pages = await everyPage((pageToken) => claims.listClaims({ provider: id, pageToken }));
    return { rows: pages.flatMap((page) => page.claims), gaps: pages[0]?.gaps ?? [] };
  });
  return (
    <section id="claims">
      <Shown of={answered} quiet>
        {(data) => <><Gaps gaps={data.gaps} /><Table name={`claims-${id}`} caption={text("claims")} columns={claimColumns()} rows={data.rows} rowKey={(row) => row.id} empty={text("claim.none")} fold={6} /></>}
      </Shown>
    </section>
  );
}

function Agreed({ id }: { id: string }) {
  const answered = useAnswer(`contracts-of/${id}`, () => contracts.listContracts({ provider: id }));
  return (
    <section id="contracts">
      <Shown of={answered} quiet>
        {(data) => <><Gaps gaps={data.gaps} /><ContractRows rows={data.contracts} name={`contracts-${id}`} caption={text("partner.contracts")} /></>}
      </Shown>
    </section>
  );
}

function Told({ id }: { id: string }) {
  const answered = useAnswer(`sources-of/${id}`, () => sources.listSources({ provider: id }), kLive);
  return (
    <section id="sources">
      <Shown of={answered} quiet>
        {(data) => <><Gaps gaps={data.gaps} /><SourceRows rows={data.sources} name={`sources-${id}`} caption={text("partner.sources")} /></>}
      </Shown>
      {may(WebhookService.method.listWebhooks) && <Webhooks provider={id} />}
    </section>
  );
}

// What the daemon signed for each delivery and act: the line is what one keeps.
const receiptColumns = (): Column<Receipt>[] => [
  { key: "number", head: text("receipt.number"), number: true, raw: (row) => row.number.toString(), cell: (row) => row.number.toString() },
  { key: "about", head: text("receipt.about"), raw: (row) => row.about, cell: (row) => <>{row.about}<span class="fine block">{text(row.kind === EntryKind.DELIVERY ? "receipt.delivery" : "receipt.act")}{row.rows > 0n && ` · ${plural("table.rows", Number(row.rows))}`}</span></> },
  { key: "knownTime", head: text("receipt.known"), raw: (row) => dateOf(row.knownTime)?.toISOString() ?? "", cell: (row) => moment(row.knownTime) },
  { key: "line", head: text("receipt.line"), fixed: true, raw: (row) => row.line, cell: (row) => <details class="entries"><summary>{text("receipt.show")}</summary><code class="whole">{row.line}</code></details> },
];
const kNewest = 200;
function NewestReceipts({ id }: { id: string }) {
  const answered = useAnswer(`receipts/${id}`, async () => (await everyPage((pageToken) => evidence.listReceipts({ provider: id, pageToken }))).flatMap((page) => page.receipts));
  return (
    <Shown of={answered}>
      {(rows) => <Table name={`receipts-${id}`} caption={text("receipt.newest")} level={3} note={text("receipt.note")} columns={receiptColumns()} rows={[...rows].sort((a, b) => Number(b.number - a.number)).slice(0, kNewest)} rowKey={(row) => row.number.toString()} empty={text("receipt.none")} fold={6} />}
    </Shown>
  );
}
// Each is signed when it is asked for: they are asked for by who wants them.
function Receipts({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  return (
    <section id="receipts">
      <h2>{text("partner.receipts")}</h2>
      <details class="more" onToggle={(event) => event.currentTarget.open && setOpen(true)}>
        <summary>{text("receipt.show_all")}</summary>
        {open && <NewestReceipts id={id} />}
      </details>
    </section>
  );
}

export function SourceRows({ rows, name, caption }: { rows: Source[]; name: string; caption: string }) {
  const columns: Column<Source>[] = [
    { key: "id", head: text("source"), raw: (row) => row.id, cell: (row) => <><a href={addressOf(["sources", row.id])}>{row.id}</a><span class="fine block">{row.adapter} · {originWord(row.origin)}{row.shared && ` · ${text("sources.shared")}`}</span></> },
    { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => (row.provider === "" ? text("sources.many") : <PartnerLink id={row.provider} />) },
    { key: "freshness", head: text("freshness"), raw: (row) => freshnessWord(row.freshness), cell: (row) => <><FreshnessMark freshness={row.freshness} />{row.failure && <span class="fine block why"><Said>{row.failure.message}</Said></span>}</> },
    { key: "lastAnswerTime", head: text("sources.last_answer"), raw: (row) => dateOf(row.lastAnswerTime)?.toISOString() ?? "", cell: (row) => <>{ago(row.lastAnswerTime)}<span class="fine block">{moment(row.lastAnswerTime)}</span></> },
    { key: "dataUntilTime", head: text("sources.data_until"), raw: (row) => dateOf(row.dataUntilTime)?.toISOString() ?? "", cell: (row) => moment(row.dataUntilTime) },
    { key: "findingCount", head: text("sources.findings"), number: true, raw: (row) => String(row.findingCount), cell: (row) => (row.findingCount === 0 ? "–" : <a href={addressOf(["sources", row.id])}>{row.findingCount}</a>) },
    { key: "deliveries", head: text("sources.deliveries"), number: true, raw: (row) => row.deliveries.toString(), cell: (row) => row.deliveries.toString() },
  ];
  return <Table name={name} caption={caption} columns={columns} rows={rows} rowKey={(row) => row.id} empty={text("sources.none")} />;
}

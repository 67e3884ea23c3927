// Every partner in one table: how it is, what was promised, what it costs, how well we know.
import { useAnswer } from "../answer";
import { budgets, cost, everyPage, levels, pulses } from "../api";
import { ago, day, dayOfTime, inUnit, moment, money, month, percent, spanOfText } from "../format";
import type { Experience } from "../gen/regisseur/partnership/v1/pulse_pb";
import type { Budget } from "../gen/regisseur/budget/v1/budget_pb";
import { BudgetScope } from "../gen/regisseur/budget/v1/budget_pb";
import type { CostRow } from "../gen/regisseur/cost/v1/cost_pb";
import { Tier, type FunctionOverview, type Overview, type ProviderOverview } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import type { Objective } from "../gen/regisseur/service_level/v1/service_level_pb";
import { DoubtMark, FreshnessMark, freshnessWord, StateMark, stateWord, VerdictMark } from "../parts/mark";
import { Fact, Said, Shown, ViewHead } from "../parts/shown";
import { Sparkline, UseBar } from "../parts/sparkline";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf, partnerAddress } from "../router";
import { plural, text, type TextKey } from "../text/text";
import { ExperienceCell } from "./experience";
import { FlexibilityCell } from "./room";
import { PortfolioTabs } from "./whole";
import { useOverview } from "../overview";

// Months of the sparkline, in order of time.
export function monthsOf(rows: CostRow[]): string[] {
  const months = new Set<string>();
  for (const row of rows) {
    const period = row.keys["billing_period"] ?? "";
    if (/^\d{4}-\d{2}$/.test(period)) months.add(period);
  }
  return [...months].sort();
}

export const tierWord = (tier: Tier): string => text(`tier.${(Tier[tier] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

function Levels({ objectives, summary }: { objectives: Objective[]; summary: ProviderOverview["sla"] }) {
  if (summary === undefined) return <span class="fine">{text("no_promise")}</span>;
  return (
    <ul class="plain-list">
      {objectives.map((one) => {
        const running = one.running;
        if (!running) return null;
        const used = one.budgetUsed;
        return (
          <li key={running.contract + running.objective}>
            <VerdictMark verdict={one.lastVerdict === 2 ? one.lastVerdict : running.verdict} />{" "}
            <DoubtMark disputed={one.lastDisputed || running.disputes.length > 0} toldOtherwise={one.lastToldOtherwise || running.toldOtherwise} />
            <a href={addressOf(["levels", running.contract, running.objective])}>{running.title || running.objective}</a>
            {used !== undefined ? (
              <UseBar
                used={used}
                tone={Number(used) >= 75 ? "bad" : "good"}
                label={text("budget_left", { left: spanOfText(running.errorBudgetLeftSeconds) })}
              />
            ) : (
              <span class="fine"> {inUnit(running.attained, running.unit)}</span>
            )}
          </li>
        );
      })}
      {objectives.length === 0 && <li class="fine">{text("no_window")}</li>}
    </ul>
  );
}

function BudgetLine({ budget }: { budget: Budget }) {
  if (budget.spentPercent === undefined) return null;
  const over = budget.exceededOn !== "";
  return (
    <UseBar
      used={budget.spentPercent}
      tone={over ? "bad" : "good"}
      label={
        over
          ? text("budget.over_on", { percent: percent(budget.spentPercent, 1), day: day(budget.exceededOn) })
          : text("budget.spent", { percent: percent(budget.spentPercent, 1) })
      }
    />
  );
}

export function PortfolioView() {
  const overview = useOverview();
  const objectives = useAnswer("objectives", async () => (await everyPage((pageToken) => levels.listObjectives({ pageToken }))).flatMap((page) => page.objectives));
  const spending = useAnswer("budgets", () => budgets.listBudgets({}));
  const experience = useAnswer("experience", () => pulses.listExperience({}));
  const experienced = new Map(experience.data?.experience.filter((one) => one.service === "").map((one) => [one.provider, one]));
  const currency = overview.data?.totals?.cost?.currency ?? "";
  const history = useAnswer(`history/${currency}`, async () =>
    currency === ""
      ? []
      : (await everyPage((pageToken) => cost.summarizeCost({ by: ["provider", "billing_period"], in: currency, withoutTax: true, pageToken }))).flatMap((page) => page.rows),
  );
  const rows = history.data ?? [];
  const months = monthsOf(rows);
  const billed = new Map(rows.filter((row) => row.currency === currency).map((row) => [`${row.keys["billing_period"]}/${row.keys["provider"]}`, row.billedCost]));
  const line = (provider: string) => months.map((period) => ({ amount: billed.get(`${period}/${provider}`) }));
  const budgetOf = (provider: string) =>
    spending.data?.budgets.filter((one) => one.provider === provider && (one.scope === BudgetScope.PROVIDER || one.scope === BudgetScope.SERVICE)) ?? [];
  return (
    <Shown top of={overview}>
      {(data) => (
        <>
          <ViewHead title={data.portfolio} asOf={data.asOf} basis={text("portfolio.basis", { fresh: data.totals?.sourcesFresh ?? 0, all: data.totals?.sources ?? 0 })} gaps={data.gaps}><PortfolioTabs current="/portfolio" /></ViewHead>
          <Totals data={data} />
          <Table
            name="portfolio"
            caption={text("portfolio.partners")}
            note={text("net_basis")}
            rows={data.providers}
            rowKey={(row) => row.id}
            empty={text("portfolio.empty")}
            tone={(row) => (row.former ? "former" : undefined)}
            columns={columns(data, {
              levels: (row) => <Levels summary={row.sla} objectives={(objectives.data ?? []).filter((one) => one.provider === row.id)} />,
              budget: (row) => budgetOf(row.id).map((one) => <BudgetLine key={one.id} budget={one} />),
              line: (row) => (
                <Sparkline points={line(row.id)} label={text("portfolio.line", { name: row.name, from: month(months[0]), to: month(months[months.length - 1]) })} />
              ),
              ...(experienced.size > 0 && { experience: (row: ProviderOverview) => experienced.get(row.id) }),
              budgetText: (row) => budgetOf(row.id).map((one) => one.spentPercent ?? "").join(" "),
            })}
          />
          {data.functions.length > 0 && <Functions functions={data.functions} />}
        </>
      )}
    </Shown>
  );
}

function Totals({ data }: { data: Overview }) {
  const totals = data.totals;
  const total = totals?.cost;
  if (!total) return null;
  const without = (names: string[] | undefined) =>
    names && names.length > 0 ? <span class="fine block">{text("portfolio.leaves_out", { names: names.join(", ") })}</span> : null;
  return (
    <dl class="facts">
      <Fact name={text("cost.so_far", { month: month(data.month) })}>
        <span class="big">{money(total.monthToDate, total.currency)}</span>
        {total.monthToDateProvisional && <span class="fine block">{text("provisional")}</span>}
        {without(totals.monthToDateLeavesOut)}
      </Fact>
      <Fact name={text("cost.last_month")}>
        <span class="big">{money(total.lastMonth, total.currency)}</span>
        {without(totals.lastMonthLeavesOut)}
      </Fact>
      <Fact name={text("cost.forecast")}>
        <span class="big">{money(total.forecast, total.currency)}</span>
        <span class="fine block">{text("cost.forecast_is", { month: month(data.month) })}</span>
      </Fact>
      <Fact name={text("coverage.title")}>
        {(["measured", "reported", "byHand", "absent"] as const).map((kind) => (
          <span class="block" key={kind}>
            {text(`coverage.${kind}`)} <span class="figure">{money(data.coverage?.[kind], data.coverage?.currency ?? "")}</span>
          </span>
        ))}
      </Fact>
    </dl>
  );
}

interface Cells {
  levels: (row: ProviderOverview) => preact.ComponentChildren;
  budget: (row: ProviderOverview) => preact.ComponentChildren;
  line: (row: ProviderOverview) => preact.ComponentChildren;
  budgetText: (row: ProviderOverview) => string;
  experience?: (row: ProviderOverview) => Experience | undefined;
}

// A new column of the portfolio is one entry here.
function columns(data: Overview, cells: Cells): Column<ProviderOverview>[] {
  return [
    {
      key: "name",
      head: text("partner"),
      raw: (row) => row.name,
      cell: (row) => (
        <>
          <PartnerLink id={row.id} />
          <span class="fine block">{[tierWord(row.tier), row.owner, row.former ? text("former") : ""].filter((word) => word !== "").join(" · ")}</span>
        </>
      ),
    },
    {
      key: "state",
      head: text("state"),
      raw: (row) => stateWord(row.state),
      cell: (row) => (
        <>
          <StateMark state={row.state} />
          {row.stateSinceTime && !/since|state-/.test(row.attention[0]?.message ?? "") && <span class="fine block">{text("since", { when: moment(row.stateSinceTime) })}</span>}
          {row.notMapped && <span class="fine block">{text("not_mapped")}</span>}
          {row.openIncidents !== undefined && row.openIncidents > 0 && <a class="fine block" href={`${partnerAddress(row.id)}#timeline`}>{plural("tally.open", row.openIncidents)}</a>}
          {row.attention.slice(0, 1).map((one) => <span class="fine block why" key={one.message}><Said>{one.message}</Said></span>)}
        </>
      ),
    },
    { key: "serviceLevels", head: text("levels"), fixed: true, raw: (row) => (row.sla ? `${row.sla.met} met, ${row.sla.breached} breached, ${row.sla.atRisk} at risk, ${row.sla.unknown} unknown` : ""), cell: cells.levels },
    {
      key: "monthToDate",
      head: text("cost.so_far", { month: month(data.month) }),
      number: true,
      raw: (row) => row.cost?.monthToDate ?? "",
      cell: (row) => (
        <>
          {row.cost?.monthToDateProvisional && "~ "}{money(row.cost?.monthToDate, row.cost?.currency ?? "")}
          {row.cost?.forecast !== undefined && <span class="fine block">{text("cost.expected_short", { amount: money(row.cost.forecast, row.cost.currency) })}</span>}
        </>
      ),
    },
    { key: "lastMonth", head: text("cost.last_month"), number: true, raw: (row) => row.cost?.lastMonth ?? "", cell: (row) => <>{money(row.cost?.lastMonth, row.cost?.currency ?? "")}{cells.line(row)}</> },
    { key: "budgetSpentPercent", head: text("budget"), fixed: true, raw: cells.budgetText, cell: cells.budget },
    { key: "fixedShare", head: text("rigidity.column"), fixed: true, raw: (row) => row.rigidity?.fixedShare ?? "", cell: (row) => <FlexibilityCell fixedShare={row.rigidity?.fixedShare} /> },
    ...(cells.experience ? [{ key: "satisfied", head: text("experience"), number: true, raw: (row: ProviderOverview) => cells.experience?.(row)?.satisfied ?? "", cell: (row: ProviderOverview) => <ExperienceCell one={cells.experience?.(row)} /> }] : []),
    {
      key: "freshness",
      head: text("freshness"),
      raw: (row) => freshnessWord(row.freshness),
      cell: (row) => (
        <>
          <FreshnessMark freshness={row.freshness} />
          <span class="fine block">{row.cost?.monthToDateUntilTime ? text("cost.until", { day: dayOfTime(row.cost.monthToDateUntilTime) }) : row.sources[0] ? text("answered", { ago: ago(row.sources[0].lastAnswerTime) }) : text("no_source")}</span>
        </>
      ),
    },
    { key: "gaps", head: text("gaps"), number: true, raw: (row) => String(data.gaps.filter((gap) => gap.provider === row.id).length), cell: (row) => data.gaps.filter((gap) => gap.provider === row.id && !gap.notice).length || "–" },
    { key: "agendaItems", head: text("agenda.short"), number: true, raw: (row) => row.agendaItems?.toString() ?? "", cell: (row) => row.agendaItems ?? "–" },
  ];
}

function Functions({ functions }: { functions: FunctionOverview[] }) {
  const rows: Column<FunctionOverview>[] = [
    { key: "name", head: text("function"), raw: (row) => row.name, cell: (row) => <>{row.name}{row.critical && <span class="tag">{text("functions.critical")}</span>}</> },
    { key: "state", head: text("state"), raw: (row) => stateWord(row.state), cell: (row) => <StateMark state={row.state} /> },
    { key: "sinceTime", head: text("since_head"), raw: (row) => moment(row.sinceTime), cell: (row) => moment(row.sinceTime) },
    { key: "providers", head: text("functions.needs"), raw: (row) => row.providers.join(" "), cell: (row) => row.providers.map((id, at) => <>{at > 0 && ", "}<PartnerLink id={id} /></>) },
    { key: "owner", head: text("agenda.owner"), raw: (row) => row.owner, cell: (row) => row.owner || text("nobody") },
  ];
  return <Table name="functions" caption={plural("functions.title", functions.length)} columns={rows} rows={functions} rowKey={(row) => row.id} empty="" />;
}

// What everything costs: months, budgets, what stands out, what is to be expected and by which method.
import { useAnswer } from "../answer";
import { budgets, cost, everyPage } from "../api";
import { costBasis, day, money, month, percent } from "../format";
import { AnomalyKind, ForecastMethod, type CostAnomaly, type CostForecast, type CostRow } from "../gen/regisseur/cost/v1/cost_pb";
import { BudgetScope, type Budget } from "../gen/regisseur/budget/v1/budget_pb";
import { CostChart } from "../parts/cost_chart";
import { Mark } from "../parts/mark";
import { Gaps, Shown, ViewHead } from "../parts/shown";
import { UseBar } from "../parts/sparkline";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { plural, text, type TextKey } from "../text/text";
import { useOverview } from "../overview";
import { monthsOf } from "./portfolio";
import { costMonths } from "./partner";
import { Plan } from "./plan";

export const methodWord = (method: ForecastMethod): string => text(`method.${(ForecastMethod[method] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const Partner = ({ id }: { id: string }) => (id === "" ? <>{text("portfolio.whole")}</> : <PartnerLink id={id} />);

export function CostView() {
  const overview = useOverview();
  const currency = overview.data?.totals?.cost?.currency ?? "";
  return (
    <Shown top of={overview}>
      {(data) => <Months currency={currency} asOf={data.asOf} forecastMonth={data.month} forecast={data.totals?.cost?.forecast} />}
    </Shown>
  );
}

function Months({ currency, asOf, forecastMonth, forecast }: { currency: string; asOf: Parameters<typeof ViewHead>[0]["asOf"]; forecastMonth: string; forecast: string | undefined }) {
  const total = useAnswer(`cost-total/${currency}`, () => cost.summarizeCost({ by: ["billing_period"], in: currency, withoutTax: true }));
  const byPartner = useAnswer(`history/${currency}`, async () =>
    (await everyPage((pageToken) => cost.summarizeCost({ by: ["provider", "billing_period"], in: currency, withoutTax: true, pageToken }))).flatMap((page) => page.rows));
  const ahead = useAnswer(`forecast/${currency}`, () => cost.forecastCost({ in: currency, months: 3 }));
  const stands = useAnswer("anomalies", () => cost.listCostAnomalies({}));
  const spending = useAnswer("budgets", () => budgets.listBudgets({}));
  return (
    <>
      <Shown of={total}>
        {(data) => {
          const rows = data.rows.filter((row) => row.currency === currency);
          const coming = forecast === undefined ? [] : [{ month: forecastMonth, expected: forecast }];
          return (
            <>
              <ViewHead title={text("cost.title")} asOf={asOf} basis={`${text("net_basis")} ${text("cost.basis", { basis: costBasis(data.basis) })}`} gaps={data.gaps} />
              {rows.length === 0 ? <p class="empty">{text("cost.none")}</p> : <div class="panel"><CostChart months={costMonths(rows, coming)} currency={currency} title={text("cost.all_partners")} /></div>}
              <Shown of={byPartner}>{(partners) => <ByPartner rows={partners.filter((row) => row.currency === currency)} totals={rows} />}</Shown>
            </>
          );
        }}
      </Shown>
      <div id="budgets">
        <Shown of={spending} quiet>{(data) => <><Gaps gaps={data.gaps} /><Table name="budgets" caption={text("budgets")} columns={budgetColumns()} rows={data.budgets} rowKey={(row) => row.id} empty={text("budget.none")} note={text("budget.note")} /></>}</Shown>
      </div>
      <Shown of={ahead} quiet>{(data) => <><Table name="forecast" caption={text("cost.forecast")} columns={forecastColumns(data.forecasts)} rows={data.forecasts} rowKey={(row) => row.provider + row.service + row.currency} empty={text("cost.no_forecast")} note={text("cost.band_note")} /><Gaps gaps={data.gaps} /></>}</Shown>
      <Plan currency={currency} />
      <Shown of={stands} quiet>{(data) => <><Table name="anomalies" caption={text("anomalies")} columns={anomalyColumns()} rows={data.anomalies} rowKey={(row) => row.provider + row.service + row.month + row.currency} empty={text("anomaly.none")} note={text("anomaly.note")} /><Gaps gaps={data.gaps} /></>}</Shown>
    </>
  );
}

function ByPartner({ rows, totals }: { rows: CostRow[]; totals: CostRow[] }) {
  const months = monthsOf(rows).slice(-6);
  const names = [...new Set(rows.map((row) => row.keys["provider"] ?? ""))];
  const whole = text("portfolio.whole");
  const cells = new Map(rows.map((row) => [`${row.keys["billing_period"]}/${row.keys["provider"]}`, row]));
  const cellOf = (name: string, period: string) => (name === whole ? totals.find((row) => row.keys["billing_period"] === period) : cells.get(`${period}/${name}`));
  const columns: Column<string>[] = [
    { key: "provider", head: text("partner"), raw: (name) => name, cell: (name) => (name === whole ? <strong>{whole}</strong> : <Partner id={name} />) },
    ...months.map((period) => ({
      key: period, head: month(period), number: true, raw: (name: string) => cellOf(name, period)?.billedCost ?? "",
      cell: (name: string) => {
        const row = cellOf(name, period);
        if (!row) return "–";
        const words = `${row.provisional ? "~ " : ""}${money(row.billedCost, row.currency)}`;
        return name === whole ? <strong>{words}</strong> : <a href={addressOf(["partners", name, "lines"], { month: period })}>{words}</a>;
      },
    })),
  ];
  return <Table name="cost" caption={text("cost.by_partner")} columns={columns} rows={[...names, whole]} rowKey={(name) => name} empty={text("cost.none")} note={text("cost.click")} />;
}

const budgetColumns = (): Column<Budget>[] => [
  { key: "id", head: text("budget"), raw: (row) => row.id, cell: (row) => <>{row.id}<span class="fine block">{text(`scope.${(BudgetScope[row.scope] ?? "UNSPECIFIED").toLowerCase()}` as TextKey)} {row.subject} · {month(row.from)} – {month(row.to)}</span></> },
  { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <Partner id={row.provider} /> },
  { key: "amount", head: text("budget.amount"), number: true, raw: (row) => row.amount, cell: (row) => money(row.amount, row.currency) },
  { key: "spent", head: text("budget.spent_head"), number: true, raw: (row) => row.spent ?? "", cell: (row) => <>{money(row.spent, row.currency)}{row.spentPercent !== undefined && <UseBar used={row.spentPercent} tone={row.exceededOn !== "" ? "bad" : "good"} label={percent(row.spentPercent, 1)} />}</> },
  { key: "committed", head: text("budget.committed"), number: true, raw: (row) => row.committed ?? "", cell: (row) => money(row.committed, row.currency) },
  { key: "forecast", head: text("cost.forecast"), number: true, raw: (row) => row.forecast ?? "", cell: (row) => <>{money(row.forecast, row.currency)}{row.forecastLow !== undefined && row.forecastLow !== row.forecastHigh && <span class="fine block">{money(row.forecastLow, row.currency)} – {money(row.forecastHigh, row.currency)}</span>}</> },
  { key: "roomByForecast", head: text("budget.room"), number: true, raw: (row) => row.roomByForecast ?? "", cell: (row) => (row.exceededOn !== "" ? <><Mark tone="bad" word={money(row.roomByForecast, row.currency)} /><span class="fine block">{text("budget.exceeded_on", { day: day(row.exceededOn) })}</span></> : money(row.roomByForecast, row.currency)) },
  { key: "owner", head: text("agenda.owner"), raw: (row) => row.owner, cell: (row) => row.owner },
];

function forecastColumns(forecasts: CostForecast[]): Column<CostForecast>[] {
  const months = [...new Set(forecasts.flatMap((one) => one.months.map((ahead) => ahead.month)))].sort();
  return [
    { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <Partner id={row.provider} /> },
    { key: "method", head: text("cost.method"), raw: (row) => methodWord(row.method), cell: (row) => <>{methodWord(row.method)}<span class="fine block">{plural("cost.from_months", row.historyMonths)}</span></> },
    { key: "mapePercent", head: text("cost.error"), number: true, raw: (row) => row.error?.mapePercent ?? "", cell: (row) => percent(row.error?.mapePercent, 1) },
    ...months.map((ahead) => ({
      key: ahead, head: month(ahead), number: true, raw: (row: CostForecast) => row.months.find((one) => one.month === ahead)?.expected ?? "",
      cell: (row: CostForecast) => {
        const one = row.months.find((found) => found.month === ahead);
        return <>{money(one?.expected, row.currency)}{one?.low !== undefined && <span class="fine block">{money(one.low, row.currency)} – {money(one.high, row.currency)}</span>}</>;
      },
    })),
  ];
}

const anomalyColumns = (): Column<CostAnomaly>[] => [
  { key: "service", head: text("cost.service"), raw: (row) => row.service, cell: (row) => <><a href={addressOf(["partners", row.provider, "lines"], { month: row.month, service: row.service })}>{row.service}</a><span class="fine block">{row.provider}</span></> },
  { key: "month", head: text("month"), raw: (row) => row.month, cell: (row) => <>{month(row.month)}{row.toDate && <span class="fine block">{text("anomaly.to_date")}</span>}</> },
  { key: "kind", head: text("anomaly.kind"), raw: (row) => AnomalyKind[row.kind] ?? "", cell: (row) => <Mark tone={row.kind === AnomalyKind.LOW ? "planned" : "warn"} word={text(row.kind === AnomalyKind.HIGH ? "anomaly.high" : row.kind === AnomalyKind.LOW ? "anomaly.low" : "anomaly.new")} /> },
  { key: "amount", head: text("anomaly.amount"), number: true, raw: (row) => row.amount, cell: (row) => money(row.amount, row.currency) },
  { key: "usual", head: text("anomaly.usual"), number: true, raw: (row) => row.usual, cell: (row) => money(row.usual, row.currency) },
  { key: "difference", head: text("anomaly.difference"), number: true, raw: (row) => row.difference, cell: (row) => money(row.difference, row.currency) },
  { key: "lines", head: text("anomaly.lines"), fixed: true, raw: (row) => row.lines.map((line) => `${line.file}:${line.line}`).join(" "), cell: (row) => row.lines.slice(0, 2).map((line) => <span class="block" key={`${line.file}${line.line}`}>{line.description || line.serviceName} <span class="fine">{money(line.billedCost, line.currency)}</span></span>) },
];

// What recorded usage would have cost under another form of contract: typed, pasted or from a file; nothing is stored.
import { useRef, useState } from "preact/hooks";
import { contracts, failureOf, may, type Failure } from "../api";
import { count, decimal, money, month } from "../format";
import { ContractService, type NotCompared, type ReplayContractResponse, type ReplayedMonth, type ReplayScenario } from "../gen/regisseur/contract/v1/contract_pb";
import { Mark } from "../parts/mark";
import { ReplayChart } from "../parts/replay_chart";
import { Fact, Gaps, Said, Trouble } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { plural, text } from "../text/text";

// A form to begin from; the figures are the reader's to fill in.
const examples: Record<string, (currency: string) => string> = {
  fixed: (currency) => `currency: ${currency}\npricing:\n  - {component: all, form: fixed, amount: "1000.00", per: month}\n`,
  per_unit: (currency) => `currency: ${currency}\npricing:\n  - {component: seats, form: per_unit, price: "15.00", meter: {unit: Seats}}\n`,
  volume: (currency) => `currency: ${currency}\npricing:\n  - component: seats\n    form: volume\n    meter: {unit: Seats}\n    tiers: [{up_to: 250, price: "18.00"}, {up_to: 500, price: "14.00"}, {price: "12.00"}]\n`,
  graduated: (currency) => `currency: ${currency}\npricing:\n  - component: seats\n    form: graduated\n    meter: {unit: Seats}\n    tiers: [{up_to: 250, price: "18.00"}, {price: "12.00"}]\n`,
};
// Months are the data's, UTC: the twelve whole ones before this.
function monthBack(back: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
}

const monthColumns = (currency: string): Column<ReplayedMonth>[] => [
  { key: "month", head: text("month"), raw: (row) => row.month, cell: (row) => <>{month(row.month)}{row.estimate && <span class="fine block">{text("replay.estimate")}</span>}</> },
  { key: "actualCost", head: text("replay.paid_head"), number: true, raw: (row) => row.actualCost ?? "", cell: (row) => <>{row.provisional && "~ "}{money(row.actualCost, currency)}</> },
  { key: "replayedCost", head: text("replay.replayed"), number: true, raw: (row) => row.replayedCost ?? "", cell: (row) => money(row.replayedCost, currency) },
  { key: "difference", head: text("replay.difference"), number: true, raw: (row) => row.difference ?? "", cell: (row) => money(row.difference, currency) },
  {
    key: "components", head: text("replay.made_of"), fixed: true, raw: (row) => row.components.map((one) => `${one.component} ${one.quantity ?? ""} ${one.amount ?? ""}`).join("; "),
    cell: (row) => row.components.map((one) => <span class="block" key={one.component}>{one.component}{one.quantity !== undefined && <span class="fine"> {decimal(one.quantity)}</span>} {money(one.amount, currency)}</span>),
  },
];
const scenarioColumns = (currency: string): Column<ReplayScenario>[] => [
  { key: "usage", head: text("replay.usage"), raw: (row) => row.usage, cell: (row) => `× ${decimal(row.usage)}` },
  { key: "replayedCost", head: text("replay.replayed"), number: true, raw: (row) => row.replayedCost ?? "", cell: (row) => money(row.replayedCost, currency) },
];
const leftOutColumns = (): Column<NotCompared>[] => [
  { key: "serviceName", head: text("cost.service"), raw: (row) => row.serviceName, cell: (row) => row.serviceName || text("cost.no_service") },
  { key: "chargeCategory", head: text("lines.kind"), raw: (row) => row.chargeCategory, cell: (row) => row.chargeCategory },
  { key: "charges", head: text("finding.count"), number: true, raw: (row) => row.charges.toString(), cell: (row) => count(row.charges) },
  { key: "billedCost", head: text("lines.amount"), number: true, raw: (row) => row.billedCost, cell: (row) => money(row.billedCost, row.currency) },
];

function Result({ data, contract }: { data: ReplayContractResponse; contract: string }) {
  const total = data.total;
  const less = total?.difference?.startsWith("-") ?? false;
  return (
    <>
      <dl class="facts" role="status">
        <Fact name={text("replay.paid_head")}><span class="big">{money(total?.actualCost, data.currency)}</span><span class="fine block">{plural("replay.months", total?.months ?? 0)}{(total?.monthsMissing ?? 0) > 0 && ` · ${plural("replay.missing", total?.monthsMissing ?? 0)}`}</span></Fact>
        <Fact name={text("replay.replayed")}><span class="big">{money(total?.replayedCost, data.currency)}</span></Fact>
        <Fact name={text("replay.difference")}><span class="big">{money(total?.difference, data.currency)}</span>{total?.difference !== undefined && <span class="block"><Mark tone={less ? "good" : "warn"} word={text(less ? "replay.less" : "replay.more")} /></span>}</Fact>
        <Fact name={text("replay.break_even")}>{data.breakEven === undefined ? text("replay.never") : `× ${decimal(data.breakEven)}`}<span class="fine block">{text("replay.break_even_is")}</span></Fact>
        {data.worstMonth !== "" && <Fact name={text("replay.months_apart")}>{text("replay.best", { month: month(data.bestMonth) })}<span class="block">{text("replay.worst", { month: month(data.worstMonth) })}</span></Fact>}
      </dl>
      <div class="panel"><ReplayChart months={data.months} currency={data.currency} form={data.form} /></div>
      {data.forecast && <p class="note">{text("replay.ahead", { n: data.forecast.months, paid: money(data.forecast.actualCost, data.currency), form: money(data.forecast.replayedCost, data.currency), difference: money(data.forecast.difference, data.currency) })}</p>}
      {data.remarks.length > 0 && <ul class="reasons">{data.remarks.map((one) => <li key={one}><Said>{one}</Said></li>)}</ul>}
      <Gaps gaps={data.gaps} />
      <Table name={`replay-${contract}`} caption={text("replay.by_month")} level={3} columns={monthColumns(data.currency)} rows={data.months} rowKey={(row) => row.month} empty={text("replay.no_months")} />
      {data.scenarios.length > 0 && <Table name={`replay-usage-${contract}`} caption={text("replay.scenarios")} level={3} columns={scenarioColumns(data.currency)} rows={data.scenarios} rowKey={(row) => row.usage} empty="" />}
      {data.notCompared.length > 0 && <Table name={`replay-left-out-${contract}`} caption={text("replay.not_compared")} note={text("replay.not_compared_note")} level={3} columns={leftOutColumns()} rows={data.notCompared} rowKey={(row) => row.chargeCategory + row.serviceName + row.currency} empty="" />}
    </>
  );
}

export function Replay({ provider, contract, currency }: { provider: string; contract: string; currency: string }) {
  const [answered, setAnswered] = useState<ReplayContractResponse | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const words = useRef<HTMLTextAreaElement>(null);
  if (!may(ContractService.method.replayContract)) return null;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      setAnswered(await contracts.replayContract({
        provider, contract, from: String(form.get("from")), to: String(form.get("to")),
        forms: [{ name: text("replay.form_name"), text: String(form.get("text")) }],
      }));
      setFailure(undefined);
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  const fill = (value: string) => {
    if (words.current) words.current.value = value;
  };
  const take = async (file: File | undefined) => {
    if (file) fill(await file.text());
  };
  return (
    <section id="replay">
      <h2>{text("replay")}</h2>
      <p class="note">{text("replay.note")}</p>
      <form class="panel replay-form" onSubmit={submit}>
        <div class="replay-fields">
          <label class="field"><span>{text("replay.from")}</span><input type="month" name="from" required defaultValue={monthBack(12)} pattern="\d{4}-\d{2}" /></label>
          <label class="field"><span>{text("replay.to")}</span><input type="month" name="to" required defaultValue={monthBack(1)} pattern="\d{4}-\d{2}" /></label>
          <label class="field">
            <span>{text("replay.example")}</span>
            <select onChange={(event) => fill(examples[event.currentTarget.value]?.(currency) ?? "")}>
              <option value="">{text("replay.choose")}</option>
              {Object.keys(examples).map((one) => <option key={one} value={one}>{one}</option>)}
            </select>
          </label>
          <label class="field"><span>{text("replay.file")}</span><input type="file" accept=".yaml,.yml,text/yaml" onChange={(event) => void take(event.currentTarget.files?.[0])} /></label>
        </div>
        <label class="field">
          <span>{text("replay.form")}</span>
          <textarea ref={words} name="text" rows={6} required spellcheck={false} class="code" defaultValue={examples["per_unit"]?.(currency)} />
        </label>
        {failure && <Trouble failure={failure} />}
        <button type="submit" class="primary" disabled={busy}>{text(busy ? "replay.busy" : "replay.do")}</button>
      </form>
      {answered && <Result data={answered} contract={contract} />}
    </section>
  );
}

// "Partner leaves": what is touched on a day, which days count, what is prepared and what is missing. Lists, no verdict.
import { useAnswer } from "../answer";
import { resilience } from "../api";
import { configured, day, decimal, money, month } from "../format";
import type { LeavingContract, LeavingDeadline, Readiness, TouchedFunction, TouchedObjective } from "../gen/regisseur/resilience/v1/resilience_pb";
import { Mark, type Tone } from "../parts/mark";
import { PartnerLink } from "../parts/partner_link";
import { Fact, Says, Shown, ViewHead } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { addressOf, go, partnerAddress } from "../router";
import { plural, text, textOr } from "../text/text";
import type { ViewProps } from "../view";
import { ActBy } from "./contracts";

const functionColumns = (): Column<TouchedFunction>[] => [
  { key: "name", head: text("function"), raw: (row) => row.name, cell: (row) => <>{row.name}{row.critical && <span class="tag">{text("functions.critical")}</span>}</> },
  { key: "services", head: text("service"), raw: (row) => row.services.join(" "), cell: (row) => row.services.join(", ") },
  { key: "recoveryTimeObjective", head: text("leaving.rto"), raw: (row) => row.recoveryTimeObjective, cell: (row) => configured(row.recoveryTimeObjective) || "–" },
  { key: "owner", head: text("agenda.owner"), raw: (row) => row.owner, cell: (row) => row.owner || text("nobody") },
];
const objectiveColumns = (): Column<TouchedObjective>[] => [
  { key: "objective", head: text("levels.objective"), raw: (row) => row.objective, cell: (row) => <a href={addressOf(["levels", row.contract, row.objective])}>{row.objective}</a> },
  { key: "contract", head: text("contract"), raw: (row) => row.contract, cell: (row) => <a href={addressOf(["contracts", row.contract])}>{row.contract}</a> },
  { key: "kind", head: text("lines.kind"), raw: (row) => row.kind, cell: (row) => textOr(`objective_kind.${row.kind}`, row.kind) },
  { key: "services", head: text("service"), raw: (row) => row.services.join(" "), cell: (row) => row.services.join(", ") },
];
const deadlineColumns = (): Column<LeavingDeadline>[] => [
  { key: "day", head: text("leaving.day"), raw: (row) => row.day, cell: (row) => <><ActBy on={row.day} missed={row.late} /></> },
  { key: "what", head: text("agenda.what"), raw: (row) => row.what?.text ?? "", cell: (row) => <Says of={row.what} otherwise="" /> },
  { key: "contract", head: text("contract"), raw: (row) => row.contract, cell: (row) => (row.contract === "" ? "–" : <a href={addressOf(["contracts", row.contract])}>{row.contract}</a>) },
];
const contractColumns = (): Column<LeavingContract>[] => [
  { key: "contract", head: text("contract"), raw: (row) => row.contract, cell: (row) => <a href={addressOf(["contracts", row.contract])}>{row.title || row.contract}</a> },
  { key: "lastDay", head: text("contract.last_day"), raw: (row) => row.lastDay ?? "", cell: (row) => (row.lastDay === undefined ? text("contract.no_end") : day(row.lastDay)) },
  { key: "earliestExit", head: text("contract.earliest_exit"), raw: (row) => row.earliestExit ?? "", cell: (row) => <>{day(row.earliestExit)}{row.switchExit !== undefined && <span class="fine block">{text("leaving.data_act", { day: day(row.switchExit) })}</span>}</> },
  { key: "exitPayment", head: text("rigidity.exit_cost"), number: true, raw: (row) => row.exitPayment ?? "", cell: (row) => money(row.exitPayment, row.currency) },
  { key: "plan", head: text("leaving.plan"), raw: (row) => row.plan ?? "", cell: (row) => (row.plan === undefined ? <Mark tone="poor" word={text("leaving.no_plan")} /> : <>{day(row.plan)}<span class="fine block">{row.tested === undefined ? text("leaving.not_tested") : text("leaving.tested", { day: day(row.tested) })}</span></>) },
  { key: "data", head: text("leaving.data"), raw: (row) => row.dataFormat, cell: (row) => (row.dataFormat === "" ? "–" : <>{row.dataFormat}<span class="fine block">{configured(row.dataWithin)}</span></>) },
  { key: "unusedHours", head: text("leaving.unused"), fixed: true, raw: (row) => row.unusedHours.map((one) => `${one.component} ${one.hours} ${one.amount}`).join("; "), cell: (row) => (row.unusedHours.length === 0 ? "–" : row.unusedHours.map((one) => <span class="block" key={one.component}>{one.component} {decimal(one.hours)} <span class="fine">{money(one.amount, row.currency)}</span></span>)) },
];
const Ready = ({ rows, tone, title, empty }: { rows: Readiness[]; tone: Tone; title: string; empty: string }) => (
  <section class="card">
    <h2>{title}</h2>
    {rows.length === 0 ? <p class="lesser">{empty}</p> : <ul class="ready">{rows.map((one, at) => <li key={at}><Mark tone={tone} word="" /> <span><Says of={one.what} otherwise="" />{one.subject !== "" && <span class="fine"> {one.subject}</span>}</span></li>)}</ul>}
  </section>
);

export function LeavingView({ part, query }: ViewProps) {
  const provider = part["id"] ?? "";
  const on = query.get("on") ?? "";
  const answered = useAnswer(`leaving/${provider}/${on}`, () => resilience.rehearseExit({ provider, on }));
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("leaving.title", { name: data.name })} asOf={answered.at} basis={text("leaving.basis")} gaps={data.gaps}>
            <p class="under-title"><a href={partnerAddress(provider)}>{data.name}</a></p>
            <form class="inline-form" onSubmit={(event) => { event.preventDefault(); go(addressOf(["partners", provider, "leaving"], { on: String(new FormData(event.currentTarget as HTMLFormElement).get("on")) })); }}>
              <label>{text("leaving.on")} <input type="date" name="on" defaultValue={data.on} required /></label>
              <button type="submit">{text("leaving.show")}</button>
            </form>
          </ViewHead>
          <dl class="facts">
            <Fact name={text("functions.title.other")}><span class="big">{data.functions.length}</span><span class="fine block">{plural("leaving.critical", data.functions.filter((one) => one.critical).length)}</span></Fact>
            <Fact name={text("contract.promises")}><span class="big">{data.objectives.length}</span></Fact>
            <Fact name={text("leaving.cost", { month: month(data.month) })}><span class="big">{money(data.monthCost, data.currency)}</span></Fact>
            <Fact name={text("contracts")}><span class="big">{data.contracts.length}</span></Fact>
          </dl>
          <div class="two">
            <Ready rows={data.missing} tone="poor" title={text("leaving.missing")} empty={text("leaving.nothing_missing")} />
            <Ready rows={data.prepared} tone="good" title={text("leaving.prepared")} empty={text("leaving.nothing_prepared")} />
          </div>
          <Table name={`leaving-deadlines-${provider}`} caption={text("leaving.deadlines")} columns={deadlineColumns()} rows={data.deadlines} rowKey={(row) => row.day + row.contract + (row.what?.rule ?? "")} empty={text("leaving.no_deadlines")} />
          <Table name={`leaving-functions-${provider}`} caption={text("leaving.functions")} columns={functionColumns()} rows={data.functions} rowKey={(row) => row.id} empty={text("leaving.no_functions")} note={data.otherProviders.length > 0 ? <>{text("leaving.others")} {data.otherProviders.map((id, at) => <span key={id}>{at > 0 && ", "}<PartnerLink id={id} /></span>)}</> : undefined} />
          <Table name={`leaving-contracts-${provider}`} caption={text("contracts")} columns={contractColumns()} rows={data.contracts} rowKey={(row) => row.contract} empty={text("contract.none")} />
          <Table name={`leaving-objectives-${provider}`} caption={text("contract.promises")} columns={objectiveColumns()} rows={data.objectives} rowKey={(row) => row.contract + row.objective} empty={text("partner.no_promises")} fold={8} />
        </>
      )}
    </Shown>
  );
}

// One contract as it holds today: days to act on, prices, promises, people, documents.
import { useAnswer } from "../answer";
import { contracts, may } from "../api";
import { configured, day, money, percent } from "../format";
import { Side, type Contact, type Contract, type Document, type Extra } from "../gen/regisseur/contract/v1/contract_pb";
import type { Objective } from "../gen/regisseur/contract/v1/objective_pb";
import type { PriceComponent } from "../gen/regisseur/contract/v1/price_pb";
import { ExtraService } from "../gen/regisseur/room/v1/room_pb";
import { ContractMark, Mark } from "../parts/mark";
import { Fact, Said, Shown, ViewHead } from "../parts/shown";
import { UseBar } from "../parts/sparkline";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { text, textOr } from "../text/text";
import type { ViewProps } from "../view";
import { ActBy } from "./contracts";
import { Replay } from "./replay";
import { Flexibility, Room } from "./room";

const sideWord = (side: Side): string => text(side === Side.CUSTOMER ? "side.customer" : side === Side.PROVIDER ? "side.provider" : "side.unspecified");

const priceColumns = (currency: string): Column<PriceComponent>[] => [
  { key: "component", head: text("contract.component"), raw: (row) => row.component, cell: (row) => row.component },
  { key: "form", head: text("contract.form"), raw: (row) => row.form, cell: (row) => textOr(`form.${row.form}`, row.form) },
  { key: "inWords", head: text("contract.in_words"), raw: (row) => row.inWords, cell: (row) => <Said>{row.inWords}</Said> },
  { key: "amount", head: text("contract.price"), number: true, raw: (row) => row.amount ?? row.price ?? "", cell: (row) => money(row.amount ?? row.price, currency) },
];
const promiseColumns = (contract: string): Column<Objective>[] => [
  { key: "id", head: text("levels.objective"), raw: (row) => row.id, cell: (row) => <><a href={addressOf(["levels", contract, row.id])}>{row.title || row.id}</a><span class="fine block">{row.services.join(", ")}</span></> },
  { key: "inWords", head: text("contract.promise"), raw: (row) => row.inWords.join(" "), cell: (row) => row.inWords.map((words) => <span class="block" key={words}><Said>{words}</Said></span>) },
  { key: "remedies", head: text("contract.remedy"), raw: (row) => row.remediesInWords.join(" "), cell: (row) => row.remediesInWords.map((words) => <span class="block" key={words}><Said>{words}</Said></span>) },
];
const contactColumns = (): Column<Contact>[] => [
  { key: "name", head: text("contract.person"), raw: (row) => row.name, cell: (row) => row.name },
  { key: "side", head: text("contract.side"), raw: (row) => sideWord(row.side), cell: (row) => sideWord(row.side) },
  { key: "role", head: text("contract.role"), raw: (row) => row.role, cell: (row) => textOr(`contact_role.${row.role}`, row.role) },
  { key: "level", head: text("contract.rung"), number: true, raw: (row) => String(row.level), cell: (row) => row.level || "–" },
  { key: "phone", head: text("contract.phone"), raw: (row) => row.phone, cell: (row) => row.phone },
  { key: "email", head: text("contract.email"), raw: (row) => row.email, cell: (row) => row.email },
];
const documentColumns = (): Column<Document>[] => [
  { key: "title", head: text("contract.document"), raw: (row) => row.title, cell: (row) => row.title },
  { key: "kind", head: text("lines.kind"), raw: (row) => row.kind, cell: (row) => row.kind },
  { key: "version", head: text("contract.version"), raw: (row) => row.version, cell: (row) => row.version || "–" },
  { key: "signedOn", head: text("contract.signed"), raw: (row) => row.signedOn ?? "", cell: (row) => day(row.signedOn) },
  // Never a link: what is written there is the file's, not ours.
  { key: "link", head: text("contract.kept_at"), raw: (row) => row.link, cell: (row) => row.link || "–" },
];
const extraColumns = (currency: string): Column<Extra>[] => [
  { key: "name", head: text("contract.extra"), raw: (row) => row.name, cell: (row) => row.name },
  { key: "price", head: text("contract.price"), number: true, raw: (row) => row.price, cell: (row) => money(row.price, currency) },
  { key: "unit", head: text("contract.unit"), raw: (row) => row.unit, cell: (row) => row.unit || text("contract.once") },
  { key: "leadTime", head: text("contract.lead_time"), raw: (row) => row.leadTime, cell: (row) => configured(row.leadTime) || "–" },
];

function Days({ contract }: { contract: Contract }) {
  return (
    <dl class="facts">
      <Fact name={text("contract.last_day")}><span class="big">{contract.lastDay ? day(contract.lastDay) : text("contract.no_end")}</span></Fact>
      <Fact name={text("contract.notice_by")}><ActBy on={contract.noticeReceivedBy} missed={contract.noticeMissed} /></Fact>
      {contract.option && <Fact name={text("contract.option_by")}><ActBy on={contract.option.receivedBy} /></Fact>}
      {contract.earliestExit !== undefined && <Fact name={text("contract.earliest_exit")}>{day(contract.earliestExit)}</Fact>}
      {contract.value && (
        <Fact name={text("contract.ceiling")}>
          {money(contract.value.maximum, contract.currency)}
          {contract.value.usedPercent !== undefined && <UseBar used={contract.value.usedPercent} tone={contract.value.warning !== undefined ? "bad" : "good"} label={text("contract.used", { percent: percent(contract.value.usedPercent, 1) })} />}
          {contract.value.tenderStart !== undefined && <span class="block">{contract.value.tenderLate ? <Mark tone="bad" word={text("contract.tender_was", { day: day(contract.value.tenderStart) })} /> : text("contract.tender_by", { day: day(contract.value.tenderStart) })}</span>}
        </Fact>
      )}
    </dl>
  );
}

export function ContractView({ part }: ViewProps) {
  const id = part["id"] ?? "";
  const answered = useAnswer(`contract/${id}`, () => contracts.getContract({ id }));
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={data.title || data.id} asOf={answered.at} basis={text("contract.on", { day: day(data.on) })} gaps={data.gaps}>
            <p class="under-title">
              <ContractMark state={data.state} />
              <PartnerLink id={data.provider} />
              <span>{data.id}</span>
              {data.owner !== "" && <span>{text("owned_by", { owner: data.owner })}</span>}
            </p>
            <p class="decision-nothing"><strong>{text("contract.if_nobody_acts")}:</strong> <Said>{data.ifNobodyActs}</Said></p>
          </ViewHead>
          <Days contract={data} />
          <Table name={`prices-${id}`} caption={text("contract.prices")} columns={priceColumns(data.currency)} rows={data.pricing} rowKey={(row) => row.component} empty={text("contract.no_prices")} note={text("net_basis")} />
          <Table name={`promises-${id}`} caption={text("contract.promises")} columns={promiseColumns(id)} rows={data.objectives} rowKey={(row) => row.id} empty={text("partner.no_promises")} />
          {data.extras.length > 0 && !may(ExtraService.method.listExtras) && <Table name={`extras-${id}`} caption={text("contract.extras")} columns={extraColumns(data.currency)} rows={data.extras} rowKey={(row) => row.name} empty="" />}
          {data.rigidity && <Flexibility rigidity={data.rigidity} currency={data.currency} contract={id} />}
          <Room contract={id} />
          <Replay provider={data.provider} contract={id} currency={data.currency} />
          <Table name={`people-${id}`} caption={text("contract.people")} columns={contactColumns()} rows={data.contacts} rowKey={(row) => `${row.side}${row.name}${row.role}`} empty={text("contract.no_people")} />
          <Table name={`documents-${id}`} caption={text("contract.documents")} columns={documentColumns()} rows={data.documents} rowKey={(row) => row.kind + row.title} empty={text("contract.no_documents")} />
          {data.clauseGaps.length > 0 && (
            <section>
              <h2>{text("contract.clause_gaps")}</h2>
              <ul class="reasons">{data.clauseGaps.map((one) => <li key={one.checklist + one.clause}><code>{one.clause}</code> <span class="fine">{one.checklist} · {one.source}</span></li>)}</ul>
            </section>
          )}
        </>
      )}
    </Shown>
  );
}

// The register: what ends when, by when one has to act, and how much may still be bought.
import { useAnswer } from "../answer";
import { contracts, everyPage, flexibility } from "../api";
import { day, daysUntil, money, percent } from "../format";
import type { ContractRow } from "../gen/regisseur/contract/v1/contract_pb";
import type { Rigidity } from "../gen/regisseur/contract/v1/rigidity_pb";
import { ContractMark, contractWord, Mark } from "../parts/mark";
import { Said, Shown, ViewHead } from "../parts/shown";
import { UseBar } from "../parts/sparkline";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { plural, text } from "../text/text";
import { FlexibilityCell } from "./room";

// A day to act on, with how long that still is.
export function ActBy({ on, missed = false }: { on: string | undefined; missed?: boolean }) {
  if (on === undefined || on === "") return <>–</>;
  const days = daysUntil(on);
  const words = days < 0 ? plural("agenda.days_late", -days) : days === 0 ? text("agenda.today") : plural("agenda.days_left", days);
  return <>{day(on)}<span class="block">{missed || days < 0 ? <Mark tone="bad" word={words} /> : days <= 90 ? <Mark tone="warn" word={words} /> : <span class="fine">{words}</span>}</span></>;
}

// A new column of the register is one entry here.
const columns = (rigidity: (id: string) => Rigidity | undefined): Column<ContractRow>[] => [
  { key: "id", head: text("contract"), raw: (row) => row.id, cell: (row) => <><a href={addressOf(["contracts", row.id])}>{row.title || row.id}</a><span class="fine block">{row.id}{row.parent !== "" && ` · ${text("contract.under", { parent: row.parent })}`}</span></> },
  { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <PartnerLink id={row.provider} /> },
  { key: "state", head: text("state"), raw: (row) => contractWord(row.state), cell: (row) => <ContractMark state={row.state} /> },
  { key: "lastDay", head: text("contract.last_day"), raw: (row) => row.lastDay ?? "", cell: (row) => (row.lastDay ? day(row.lastDay) : text("contract.no_end")) },
  { key: "noticeReceivedBy", head: text("contract.notice_by"), raw: (row) => row.noticeReceivedBy ?? "", cell: (row) => <ActBy on={row.noticeReceivedBy} missed={row.noticeMissed} /> },
  { key: "optionReceivedBy", head: text("contract.option_by"), raw: (row) => row.optionReceivedBy ?? "", cell: (row) => <ActBy on={row.optionReceivedBy} /> },
  { key: "ifNobodyActs", head: text("contract.if_nobody_acts"), raw: (row) => row.ifNobodyActs, cell: (row) => <Said>{row.ifNobodyActs}</Said> },
  {
    key: "valueUsedPercent", head: text("contract.ceiling"), number: true, internal: true, raw: (row) => row.value?.usedPercent ?? "",
    cell: (row) => (row.value ? <>{money(row.value.maximum, row.currency)}{row.value.usedPercent !== undefined && <UseBar used={row.value.usedPercent} tone={row.value.warning !== undefined ? "bad" : "good"} label={percent(row.value.usedPercent, 1)} />}{row.value.tenderLate && <Mark tone="bad" word={text("contract.tender_late")} />}</> : "–"),
  },
  { key: "fixedShare", head: text("rigidity.column"), fixed: true, internal: true, raw: (row) => rigidity(row.id)?.fixedShare ?? "", cell: (row) => <FlexibilityCell fixedShare={rigidity(row.id)?.fixedShare} exitDay={rigidity(row.id)?.exitDay} /> },
  { key: "owner", head: text("agenda.owner"), internal: true, raw: (row) => row.owner, cell: (row) => row.owner || text("nobody") },
];

export function ContractRows({ rows, name, caption }: { rows: ContractRow[]; name: string; caption: string }) {
  const rigid = useAnswer("rigidity", () => flexibility.listRigidity({}));
  const figures = new Map(rigid.data?.contracts.map((one) => [one.contract, one.rigidity]));
  return <Table name={name} caption={caption} columns={columns((id) => figures.get(id))} rows={rows} rowKey={(row) => row.id} empty={text("contract.none")} />;
}

export function ContractsView() {
  const answered = useAnswer("contracts", async () => {
    const pages = await everyPage((pageToken) => contracts.listContracts({ pageToken }));
    return { rows: pages.flatMap((page) => page.contracts), gaps: pages[0]?.gaps ?? [] };
  });
  return (
    <Shown top of={answered}>
      {(data) => <><ViewHead title={text("contracts")} asOf={answered.at} basis={text("contracts.basis")} gaps={data.gaps} /><ContractRows rows={data.rows} name="contracts" caption={text("contracts.register")} /></>}
    </Shown>
  );
}

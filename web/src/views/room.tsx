// The room inside a contract: how much it binds, what may be decided without asking, additional services, hours, and
// what is being negotiated.
import { useAnswer } from "../answer";
import { extras, flexibility, hours, mandates, may, negotiation } from "../api";
import { configured, day, dayOfTime, decimal, moment, money, percent, shareAsPercent, sharePixel } from "../format";
import type { Rigidity } from "../gen/regisseur/contract/v1/rigidity_pb";
import { ContractProposalState, NegotiationService, type ContractProposal } from "../gen/regisseur/negotiation/v1/negotiation_pb";
import { Side } from "../gen/regisseur/objective/v1/objective_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import { ExtraService, ExtraState, HourService, MandateService, type AvailableExtra, type Extra, type HourBalance, type Hours, type Intervention, type MandateBand } from "../gen/regisseur/room/v1/room_pb";
import { Act, amountOf, DayField, dayAhead, given, Say, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Fact, Gaps, Said, Shown } from "../parts/shown";
import { UseBar } from "../parts/sparkline";
import { Table, type Column } from "../parts/table";
import { TrendChart } from "../parts/trend_chart";
import { partyWord, side } from "../side";
import { plural, text, type TextKey } from "../text/text";

// How much does not follow use and when one can leave: what a list has room for. The single figure ranks nobody and
// stands in the trend of its own contract only.
export function FlexibilityCell({ fixedShare, exitDay }: { fixedShare: string | undefined; exitDay?: string | undefined }) {
  if (fixedShare === undefined) return <>–</>;
  return <><UseBar used={sharePixel(fixedShare)} tone="plain" label={text("rigidity.fixed_share", { percent: shareAsPercent(fixedShare) })} />{exitDay !== undefined && <span class="fine block">{text("rigidity.free_on", { day: day(exitDay) })}</span>}</>;
}

export function Flexibility({ rigidity, currency, contract }: { rigidity: Rigidity; currency: string; contract: string }) {
  const trend = useAnswer(`rigidity-trend/${contract}`, () => flexibility.listRigidity({ contract, trendMonths: 24 }));
  const points = trend.data?.trend.map((one) => ({ month: one.month, figure: one.figure, atLeast: one.figureAtLeast, atMost: one.figureAtMost })) ?? [];
  return (
    <section id="flexibility">
      <h2>{text("rigidity")}</h2>
      <p class="note">{text("rigidity.note")}</p>
      <dl class="facts">
        <Fact name={text("rigidity.fixed")}>{rigidity.fixedShare === undefined ? "–" : <><span class="big">{shareAsPercent(rigidity.fixedShare)}</span><UseBar used={sharePixel(rigidity.fixedShare)} tone="plain" label="" /></>}</Fact>
        <Fact name={text("rigidity.exit")}>{rigidity.noExit ? text("rigidity.no_exit") : <span class="big">{day(rigidity.exitDay)}</span>}</Fact>
        <Fact name={text("rigidity.exit_cost")}><span class="big">{money(rigidity.exitCost, currency)}</span></Fact>
        <Fact name={text("rigidity.change")}>{rigidity.changeDays === undefined ? "–" : <span class="big">{text("rigidity.days", { n: String(rigidity.changeDays) })}</span>}<span class="fine block">{text("rigidity.surcharge", { percent: percent(rigidity.surchargePercent, 1) })}</span></Fact>
        <Fact name={text("rigidity.room")}>{text("rigidity.hours", { n: decimal(rigidity.hoursAvailable) })}<span class="block">{plural("rigidity.extras", rigidity.extrasAvailable)}</span></Fact>
      </dl>
      {rigidity.unknown.length > 0 && <ul class="reasons">{rigidity.unknown.map((one) => <li key={one}><Said>{one}</Said></li>)}</ul>}
      {points.filter((one) => one.figure !== undefined || one.atLeast !== undefined).length > 1 && <div class="panel"><p class="note">{text("rigidity.trend")}</p><TrendChart points={points} name={text("rigidity.figure")} /></div>}
    </section>
  );
}

const extraTones: Record<ExtraState, Tone> = {
  [ExtraState.UNSPECIFIED]: "unknown",
  [ExtraState.PROPOSED]: "warn",
  [ExtraState.ORDERED]: "planned",
  [ExtraState.DELIVERED]: "good",
  [ExtraState.REFUSED]: "quiet",
  [ExtraState.CANCELLED]: "quiet",
};
const extraWord = (state: ExtraState): string => text(`extra.${(ExtraState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const extraColumns = (): Column<Extra>[] => [
  { key: "extra", head: text("contract.extra"), raw: (row) => row.extra, cell: (row) => <>{row.extra}<span class="fine block">{decimal(row.quantity)} {row.unit}</span></> },
  { key: "state", head: text("state"), raw: (row) => extraWord(row.state), cell: (row) => <>{row.overdue ? <Mark tone="bad" word={text("extra.overdue")} /> : <Mark tone={extraTones[row.state] ?? "unknown"} word={extraWord(row.state)} />}</> },
  { key: "amount", head: text("lines.amount"), number: true, raw: (row) => row.amount, cell: (row) => money(row.amount, row.currency) },
  { key: "dueOn", head: text("extra.due"), raw: (row) => row.dueOn ?? "", cell: (row) => day(row.dueOn) },
  { key: "bill", head: text("extra.billed"), raw: (row) => row.bill?.amount ?? "", cell: (row) => (row.bill ? <>{money(row.bill.amount, row.currency)}<span class="fine block">{row.bill.invoice || row.bill.chargeMonth}</span></> : "–") },
];
const hourColumns = (): Column<HourBalance>[] => [
  { key: "component", head: text("contract.component"), raw: (row) => row.component, cell: (row) => row.component },
  { key: "bought", head: text("hours.bought"), number: true, raw: (row) => row.bought, cell: (row) => decimal(row.bought) },
  { key: "used", head: text("hours.used"), number: true, raw: (row) => row.used, cell: (row) => decimal(row.used) },
  { key: "left", head: text("hours.left"), number: true, raw: (row) => row.left, cell: (row) => <>{decimal(row.left)}<span class="fine block">{money(row.leftAmount, row.currency)}</span></> },
  { key: "nextLapse", head: text("hours.lapse"), raw: (row) => row.nextLapse ?? "", cell: (row) => (row.nextLapse === undefined ? "–" : <>{day(row.nextLapse)}<span class="fine block">{decimal(row.nextLapseHours)} · {money(row.nextLapseAmount, row.currency)}</span></>) },
  { key: "waiting", head: text("hours.waiting"), number: true, raw: (row) => row.waiting, cell: (row) => decimal(row.waiting) },
];
const bandColumns = (): Column<MandateBand>[] => [
  { key: "kind", head: text("mandate.kind"), raw: (row) => row.kind, cell: (row) => <>{text(`mandate.${row.kind}` as TextKey)}<span class="fine block">{[row.subject, `${day(row.from)} – ${day(row.to)}`].filter((one) => one !== "").join(" · ")}</span></> },
  { key: "limit", head: text("mandate.limit"), number: true, raw: (row) => row.limit, cell: (row) => (row.currency === "" ? decimal(row.limit) : money(row.limit, row.currency)) },
  { key: "used", head: text("commitment.used"), number: true, raw: (row) => row.used ?? "", cell: (row) => (row.currency === "" ? decimal(row.used) : money(row.used, row.currency)) },
  { key: "outside", head: text("mandate.stands"), raw: (row) => String(row.outside), cell: (row) => (row.outside ? <Mark tone="bad" word={text("mandate.outside")} /> : row.usedPercent === undefined ? <Mark tone={row.used === undefined ? "unknown" : "good"} word={text(row.used === undefined ? "state.unknown" : "mandate.inside")} /> : <UseBar used={row.usedPercent} tone="good" label={percent(row.usedPercent, 1)} />) },
];
const proposalWord = (state: ContractProposalState): string => text(`proposal.${(ContractProposalState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
// The other side accepts; whoever proposed takes back.
function ProposalActs({ one }: { one: ContractProposal }) {
  const us = side();
  const about = `${one.contract} ${one.version}`.trim();
  const open = one.state === ContractProposalState.OPEN;
  const ours = us === (one.side === Side.PROVIDER ? Party.PROVIDER : Party.CUSTOMER);
  return (
    <div class="decision-do">
      {open && !ours && may(NegotiationService.method.acceptContractProposal) && (
        <Act primary label={text("proposal.accept")} title={`${text("proposal.accept")}: ${about}`} done={text("act.kept", { what: about })} send={(form, requestId) => negotiation.acceptContractProposal({ id: one.id, document: given(form, "document"), requestId })}>
          <TextField name="document" label={text("proposal.document")} required={us === Party.CUSTOMER} />
        </Act>
      )}
      {may(NegotiationService.method.commentOnContractProposal) && <Say label={text("say")} about={about} required internal={us === Party.CUSTOMER} send={(words, requestId, internal) => negotiation.commentOnContractProposal({ id: one.id, text: words, internal, requestId })} />}
      {open && ours && may(NegotiationService.method.withdrawContractProposal) && <Say label={text("figure.withdraw")} about={about} required send={(reason, requestId) => negotiation.withdrawContractProposal({ id: one.id, reason, requestId })} />}
    </div>
  );
}
const proposalColumns = (): Column<ContractProposal>[] => [
  { key: "version", head: text("contract.version"), raw: (row) => row.version, cell: (row) => <>{row.version || day(row.validFrom)}<span class="fine block">{row.reason}</span></> },
  { key: "state", head: text("state"), raw: (row) => proposalWord(row.state), cell: (row) => <Mark tone={row.state === ContractProposalState.OPEN ? "warn" : row.state === ContractProposalState.AGREED ? "good" : "quiet"} word={proposalWord(row.state)} /> },
  { key: "validFrom", head: text("proposal.from"), raw: (row) => row.validFrom, cell: (row) => day(row.validFrom) },
  { key: "changes", head: text("proposal.changes"), fixed: true, raw: (row) => row.changes.map((one) => `${one.key}: ${one.before ?? ""} > ${one.after ?? ""}`).join("; "), cell: (row) => row.changes.map((one) => <span class="block" key={one.key}><code>{one.key}</code> {one.before ?? "–"} → {one.after ?? "–"}</span>) },
  { key: "made", head: text("proposal.made"), raw: (row) => dayOfTime(row.steps[0]?.time), cell: (row) => <>{dayOfTime(row.steps[0]?.time)}<span class="fine block">{row.side === Side.UNSPECIFIED ? "" : partyWord(row.side === Side.PROVIDER ? Party.PROVIDER : Party.CUSTOMER)}</span></> },
  { key: "comments", head: text("proposal.said"), fixed: true, raw: (row) => row.comments.map((one) => one.text).join("; "), cell: (row) => (row.comments.length + row.notes.length === 0 ? "–" : [...row.comments.map((one) => ({ one, ours: false })), ...row.notes.map((one) => ({ one, ours: true }))].map(({ one, ours }, at) => <span class="block" key={at}><bdi>{one.text}</bdi>{ours && <span class="tag">{text("entry.ours")}</span>} <span class="fine">{one.side === Side.UNSPECIFIED ? "" : partyWord(one.side === Side.PROVIDER ? Party.PROVIDER : Party.CUSTOMER)} {moment(one.time)}</span></span>)) },
  { key: "do", head: text("act.head"), acts: true, raw: () => "", cell: (row) => <ProposalActs one={row} /> },
];

const interventionColumns = (): Column<Intervention>[] => [
  { key: "day", head: text("leaving.day"), raw: (row) => row.day, cell: (row) => day(row.day) },
  { key: "what", head: text("agenda.what"), raw: (row) => row.what, cell: (row) => <Said>{row.what}</Said> },
  { key: "reason", head: text("act.reason"), raw: (row) => row.reason, cell: (row) => row.reason || "–" },
];
const availableColumns = (): Column<AvailableExtra>[] => [
  { key: "extra", head: text("contract.extra"), raw: (row) => row.extra, cell: (row) => row.extra },
  { key: "price", head: text("contract.price"), number: true, raw: (row) => row.price, cell: (row) => <>{money(row.price, row.currency)}<span class="fine block">{row.unit || text("contract.once")}</span></> },
  { key: "leadTime", head: text("contract.lead_time"), raw: (row) => row.leadTime, cell: (row) => configured(row.leadTime) || "–" },
  { key: "withinMandate", head: text("mandate.stands"), raw: (row) => String(row.withinMandate), cell: (row) => (row.refused ? <><Mark tone="poor" word={text("extra.refused_by", { clause: row.refusedBy })} /><span class="fine block"><Said>{row.why}</Said></span></> : <Mark tone={row.withinMandate ? "good" : "planned"} word={text(row.withinMandate ? "extra.at_once" : "extra.second_person")} />) },
  {
    key: "do", head: text("act.head"), acts: true, raw: () => "",
    cell: (row) => !row.refused && may(ExtraService.method.orderExtra) && (
      <Act label={text("extra.order")} title={`${text("extra.order")}: ${row.extra}`} done={text("act.kept", { what: row.extra })} send={(form, requestId) => extras.orderExtra({ contract: row.contract, extra: row.extra, quantity: amountOf(form, "quantity"), reason: given(form, "reason"), requestId })}>
        <TextField name="quantity" label={text("lines.quantity")} required value="1" />
        <TextField name="reason" label={text("act.reason")} long />
      </Act>
    ),
  },
];
const orderActs: Column<Extra> = {
  key: "do", head: "", acts: true, raw: () => "",
  cell: (row) => (
    <div class="decision-do">
      {row.state === ExtraState.PROPOSED && may(ExtraService.method.approveExtra) && <Say primary label={text("extra.approve")} about={row.extra} send={(reason, requestId) => extras.approveExtra({ id: row.id, reason, requestId })} />}
      {row.state === ExtraState.PROPOSED && may(ExtraService.method.refuseExtra) && <Say label={text("extra.refuse")} about={row.extra} required send={(reason, requestId) => extras.refuseExtra({ id: row.id, reason, requestId })} />}
      {row.state === ExtraState.ORDERED && may(ExtraService.method.deliverExtra) && <Say label={text("extra.deliver")} about={row.extra} send={(reason, requestId) => extras.deliverExtra({ id: row.id, reason, requestId })} />}
      {row.state === ExtraState.ORDERED && may(ExtraService.method.cancelExtra) && <Say label={text("extra.cancel")} about={row.extra} required send={(reason, requestId) => extras.cancelExtra({ id: row.id, reason, requestId })} />}
    </div>
  ),
};
const waitingColumns = (): Column<Hours>[] => [
  { key: "day", head: text("leaving.day"), raw: (row) => row.day, cell: (row) => day(row.day) },
  { key: "component", head: text("contract.component"), raw: (row) => row.component, cell: (row) => <>{row.component}<span class="fine block">{row.remark}</span></> },
  { key: "hours", head: text("hours"), number: true, raw: (row) => row.hours, cell: (row) => decimal(row.hours) },
  { key: "document", head: text("contract.document"), raw: (row) => row.document, cell: (row) => row.document || "–" },
  {
    key: "do", head: text("act.head"), acts: true, raw: () => "",
    cell: (row) => (
      <div class="decision-do">
        {may(HourService.method.acceptHours) && <Say primary label={text("hours.accept")} about={row.component} send={(reason, requestId) => hours.acceptHours({ id: row.id, reason, requestId })} />}
        {may(HourService.method.refuseHours) && <Say label={text("hours.refuse")} about={row.component} required send={(reason, requestId) => hours.refuseHours({ id: row.id, reason, requestId })} />}
      </div>
    ),
  },
];

// What is empty takes no room.
export function Room({ contract }: { contract: string }) {
  const ordered = useAnswer(`extras/${contract}`, () => extras.listExtras({ contract }));
  const balances = useAnswer(`hours/${contract}`, () => hours.listHourBalances({ contract }));
  const waiting = useAnswer(`hours-waiting/${contract}`, () => hours.listHours({ contract, waiting: true }));
  const bands = useAnswer(`mandates/${contract}`, () => mandates.listMandates({ contract }));
  const proposals = useAnswer(`proposals/${contract}`, () => negotiation.listContractProposals({ contract }));
  return (
    <>
      <Shown of={bands} quiet>
        {(data) => (
          <>
            {data.bands.length > 0 && (
              <section id="mandate">
                <Table name={`mandates-${contract}`} caption={text("mandates")} note={text("mandates.note")} columns={bandColumns()} rows={data.bands} rowKey={(row) => row.kind + row.subject + row.from} empty="" />
                {may(MandateService.method.recordIntervention) && (
                  <div class="decision-do">
                    <Act label={text("mandate.stepped_in")} title={text("mandate.stepped_in")} done={text("act.kept", { what: text("mandate.stepped_in") })} send={(form, requestId) => mandates.recordIntervention({ contract, day: given(form, "day"), reason: given(form, "reason"), requestId })}>
                      <DayField name="day" label={text("leaving.day")} max={dayAhead(0)} value={dayAhead(0)} />
                      <TextField name="reason" label={text("act.reason")} required long />
                    </Act>
                  </div>
                )}
                {data.interventions.length > 0 && <Table name={`interventions-${contract}`} caption={text("interventions")} level={3} fold={5} columns={interventionColumns()} rows={data.interventions} rowKey={(row) => row.id} empty="" />}
              </section>
            )}
            <Gaps gaps={data.gaps} />
          </>
        )}
      </Shown>
      <Shown of={ordered} quiet>
        {(data) => (
          <>
            {data.available.length > 0 && <Table name={`available-${contract}`} caption={text("extras.available")} columns={availableColumns()} rows={data.available} rowKey={(row) => row.extra} empty="" />}
            {data.extras.length > 0 && <div id="orders"><Table name={`orders-${contract}`} caption={text("extras")} columns={[...extraColumns(), { ...orderActs, head: text("act.head") }]} rows={data.extras} rowKey={(row) => row.id} empty="" /></div>}
            <Gaps gaps={data.gaps} />
          </>
        )}
      </Shown>
      <Shown of={balances} quiet>{(data) => <>{data.balances.length > 0 && <Table name={`hours-${contract}`} caption={text("hours")} columns={hourColumns()} rows={data.balances} rowKey={(row) => row.component} empty="" />}<Gaps gaps={data.gaps} /></>}</Shown>
      <Shown of={waiting} quiet>{(data) => data.hours.length > 0 && <Table name={`hours-waiting-${contract}`} caption={text("hours.waiting")} level={3} columns={waitingColumns()} rows={data.hours} rowKey={(row) => row.id} empty="" />}</Shown>
      <Shown of={proposals} quiet>{(data) => <>{data.proposals.length > 0 && <div id="proposals"><Table name={`proposals-${contract}`} caption={text("proposals")} columns={proposalColumns()} rows={data.proposals} rowKey={(row) => row.id} empty="" /></div>}<Gaps gaps={data.gaps} /></>}</Shown>
    </>
  );
}

// What both sides say about a figure: objections, time left out, the figure that holds in the end.
import { useAnswer } from "../answer";
import { everyPage, may, objectives } from "../api";
import { day, inUnit, moment, month } from "../format";
import { Accountability, ObjectiveService, ProposalState, Side, type Exclusion, type Objection, type Settlement, type Step } from "../gen/regisseur/objective/v1/objective_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import type { ServiceLevel } from "../gen/regisseur/service_level/v1/service_level_pb";
import { Act, amountOf, DayField, given, Say, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Gaps, Shown } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { partyWord, side } from "../side";
import { plural, text, textOr, type TextKey } from "../text/text";

// Says that a figure is wrong: it is disputed wherever it appears until that is taken back or the figure is settled.
export function Dispute({ level, primary = false }: { level: Pick<ServiceLevel, "contract" | "objective" | "windowLastDay" | "title" | "unit">; primary?: boolean }) {
  if (!may(ObjectiveService.method.raiseObjection)) return null;
  const about = `${level.title || level.objective} · ${month(level.windowLastDay.slice(0, 7))}`;
  return (
    <Act primary={primary} label={text("figure.dispute")} title={`${text("figure.dispute")}: ${about}`} done={text("figure.was_disputed")} send={(form, requestId) => objectives.raiseObjection({ contract: level.contract, objective: level.objective, period: level.windowLastDay, figure: amountOf(form, "figure"), reason: given(form, "reason"), evidence: given(form, "evidence"), requestId })}>
      <TextField name="reason" label={text("figure.what_is_wrong")} required long />
      <TextField name="evidence" label={text("figure.evidence")} required />
      <TextField name="figure" label={text("figure.should_be", { unit: level.unit || "%" })} />
    </Act>
  );
}

interface Word {
  id: string;
  kind: "objection" | "exclusion" | "settlement";
  state: ProposalState;
  side: Party;
  what: string;
  reason: string;
  evidence: string;
  otherView: string;
  steps: Step[];
}
const partyOf = (side: Side): Party => (side === Side.PROVIDER ? Party.PROVIDER : side === Side.CUSTOMER ? Party.CUSTOMER : Party.UNSPECIFIED);
const accountabilityWord = (one: Accountability): string => text(`accountability.${(Accountability[one] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const fromObjection = (one: Objection, unit: string): Word => ({ id: one.id, kind: "objection", state: one.state, side: partyOf(one.side), what: one.figure === undefined ? "" : text("figure.should_be_so", { figure: inUnit(one.figure, unit) }), reason: one.reason, evidence: one.evidence, otherView: "", steps: one.steps });
const fromExclusion = (one: Exclusion): Word => ({ id: one.id, kind: "exclusion", state: one.state, side: partyOf(one.side), what: `${moment(one.startTime)} – ${moment(one.endTime)} · ${accountabilityWord(one.accountability)}`, reason: one.reason, evidence: one.evidence, otherView: one.otherView, steps: one.steps });
const fromSettlement = (one: Settlement, unit: string): Word => ({ id: one.id, kind: "settlement", state: one.state, side: Party.CUSTOMER, what: inUnit(one.value, unit), reason: "", evidence: one.document, otherView: "", steps: one.steps });

const tones: Record<ProposalState, Tone> = { [ProposalState.UNSPECIFIED]: "unknown", [ProposalState.PROPOSED]: "warn", [ProposalState.APPROVED]: "good", [ProposalState.REFUSED]: "poor", [ProposalState.WITHDRAWN]: "quiet", [ProposalState.SETTLED]: "good" };
const stateWord = (one: Word): string => (one.kind === "objection" && one.state === ProposalState.PROPOSED ? text("levels.disputed") : text(`figure_state.${(ProposalState[one.state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey));

function Acts({ one, us }: { one: Word; us: Party | undefined }) {
  const about = text(`figure.${one.kind}`);
  const open = one.state === ProposalState.PROPOSED;
  return (
    <div class="decision-do">
      {open && one.kind !== "objection" && may(ObjectiveService.method.approveProposal) && (
        <Act primary label={text("figure.approve")} title={`${text("figure.approve")}: ${about}`} done={text("act.kept", { what: about })} send={(form, requestId) => objectives.approveProposal({ id: one.id, reason: given(form, "text"), otherView: given(form, "view"), requestId })}>
          <TextField name="text" label={text("say.text")} long />
          {one.kind === "exclusion" && one.otherView === "" && <TextField name="view" label={text("figure.other_view")} long />}
        </Act>
      )}
      {open && one.kind !== "objection" && may(ObjectiveService.method.refuseProposal) && <Say label={text("figure.refuse")} about={about} required send={(reason, requestId) => objectives.refuseProposal({ id: one.id, reason, requestId })} />}
      {open && one.side === us && may(ObjectiveService.method.withdrawProposal) && <Say label={text("figure.withdraw")} about={about} required send={(reason, requestId) => objectives.withdrawProposal({ id: one.id, reason, requestId })} />}
    </div>
  );
}
const columns = (us: Party | undefined): Column<Word>[] => [
  { key: "kind", head: text("agenda.what"), raw: (row) => text(`figure.${row.kind}`), cell: (row) => <>{text(`figure.${row.kind}`)}{row.what !== "" && <span class="fine block">{row.what}</span>}</> },
  { key: "side", head: text("contract.side"), raw: (row) => partyWord(row.side), cell: (row) => partyWord(row.side) },
  { key: "state", head: text("state"), raw: stateWord, cell: (row) => <Mark tone={tones[row.state] ?? "unknown"} word={stateWord(row)} /> },
  {
    key: "reason", head: text("level.why"), raw: (row) => row.reason,
    cell: (row) => (
      <>
        <bdi>{row.reason}</bdi>
        {[row.evidence, row.otherView].filter((words) => words !== "").map((words, at) => <span class="fine block" key={at}>{words}</span>)}
        {row.steps.length > 0 && <details class="entries"><summary>{plural("entries", row.steps.length)}</summary><ol>{row.steps.map((step) => <li key={step.number}><span class="fine">{moment(step.time)}</span> <strong>{textOr(`move.${step.move}`, step.move)}</strong>{step.reason !== "" && <span class="block">{step.reason}</span>}</li>)}</ol></details>}
      </>
    ),
  },
  { key: "do", head: text("act.head"), acts: true, raw: () => "", cell: (row) => <Acts one={row} us={us} /> },
];
const accountabilities = [Accountability.CUSTOMER, Accountability.THIRD_PARTY, Accountability.FORCE_MAJEURE, Accountability.NOT_AFFECTED];

// Of one window of one promise.
export function SaidOfFigure({ level }: { level: ServiceLevel }) {
  const us = side();
  const { contract, objective, windowLastDay, unit } = level;
  const within = { contract, objective, from: windowLastDay, to: windowLastDay };
  const answered = useAnswer(`said-of/${contract}/${objective}/${windowLastDay}`, async () => {
    const [objections, exclusions, settlements] = await Promise.all([
      everyPage((pageToken) => objectives.listObjections({ ...within, pageToken })),
      everyPage((pageToken) => objectives.listExclusions({ contract, objective, from: level.closed ? windowLastDay.slice(0, 7) : "", to: windowLastDay, pageToken })),
      everyPage((pageToken) => objectives.listSettlements({ ...within, pageToken })),
    ]);
    return {
      words: [
        ...objections.flatMap((page) => page.objections).map((one) => fromObjection(one, unit)),
        ...exclusions.flatMap((page) => page.exclusions).map(fromExclusion),
        ...settlements.flatMap((page) => page.settlements).map((one) => fromSettlement(one, unit)),
      ],
      gaps: objections[0]?.gaps ?? [],
    };
  });
  const proposeExclusion = may(ObjectiveService.method.proposeExclusion);
  const proposeSettlement = level.closed && may(ObjectiveService.method.proposeSettlement);
  return (
    <section id="between">
      <div class="section-head">
        <h2>{text("figures.between")}</h2>
        <Dispute level={level} primary={us === Party.PROVIDER} />
        {proposeExclusion && (
          <Act label={text("figure.exclude")} title={text("figure.exclude")} done={text("figure.was_proposed")} send={(form, requestId) => objectives.proposeExclusion({ contract, objective, from: given(form, "from"), to: given(form, "to"), accountability: Number(given(form, "who")), reason: given(form, "reason"), evidence: given(form, "evidence"), requestId })}>
            <p class="fine">{text("figure.exclude_note")}</p>
            <DayField name="from" label={text("from")} value={`${windowLastDay.slice(0, 7)}-01`} />
            <DayField name="to" label={text("figure.up_to")} value={windowLastDay} />
            <SelectField name="who" label={text("figure.whose")} choices={accountabilities.map((one) => ({ value: String(one), what: accountabilityWord(one) }))} />
            <TextField name="reason" label={text("act.reason")} required long />
            <TextField name="evidence" label={text("figure.evidence")} required />
          </Act>
        )}
        {proposeSettlement && (
          <Act label={text("figure.settle")} title={`${text("figure.settle")}: ${day(windowLastDay)}`} done={text("figure.was_proposed")} send={(form, requestId) => objectives.proposeSettlement({ contract, objective, period: windowLastDay, value: amountOf(form, "value"), document: given(form, "document"), requestId })}>
            <p class="fine">{text("figure.settle_note")}</p>
            <TextField name="value" label={text("figure.value", { unit: unit || "%" })} required />
            <TextField name="document" label={text("figure.document")} required />
          </Act>
        )}
      </div>
      <Shown of={answered} quiet>{(data) => <><Gaps gaps={data.gaps} /><Table name={`said-of-${contract}-${objective}`} caption={text("figures.said")} level={3} columns={columns(us)} rows={data.words} rowKey={(row) => row.id} empty={text("figures.nothing_said")} /></>}</Shown>
    </section>
  );
}

// Calling on the other side: who is called, the clocks of both, what it is about, and how fast each side answers.
import { kLive, useAnswer } from "../answer";
import { escalations, everyPage, may } from "../api";
import { day, moment, momentThere, span } from "../format";
import { EscalationService, EscalationState, type AnswerTimes, type Escalation, type EscalationClock, type EscalationLinks, type EscalationTimes } from "../gen/regisseur/partnership/v1/escalation_pb";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import type { Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { Act, given, Say, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Gaps, Shown } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { partyWord } from "../side";
import { plural, text, type TextKey } from "../text/text";
import { Entries, ServiceField, serviceName } from "./workspace";

function Clock({ name, clock }: { name: string; clock: EscalationClock | undefined }) {
  if (!clock) return null;
  const state = clock.stoppedTime
    ? <Mark tone={clock.late ? "bad" : "good"} word={text(clock.late ? "clock.done_late" : "clock.done_in", { time: span(clock.seconds) })} />
    : <Mark tone={clock.late ? "bad" : "planned"} word={text(clock.late ? "clock.over" : "clock.runs", { when: momentThere(clock.dueTime) })} />;
  return <div class="clock"><dt>{name}</dt><dd>{state}</dd></div>;
}

const escalationTones: Record<EscalationState, Tone> = { [EscalationState.UNSPECIFIED]: "unknown", [EscalationState.OPEN]: "bad", [EscalationState.ACKNOWLEDGED]: "warn", [EscalationState.ANSWERED]: "planned", [EscalationState.CLOSED]: "good" };
const escalationWord = (state: EscalationState): string => text(`escalation.${(EscalationState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

// What it is about, on the way there.
function Links({ one }: { one: Escalation }) {
  const { links, target } = one;
  const named = [
    links && links.incident !== "" && <>{text("escalation.incident")} {links.incident}</>,
    links && links.objective !== "" && <a href={addressOf(["levels", links.contract, links.objective])}>{links.contract}/{links.objective}</a>,
    links && links.objective === "" && links.contract !== "" && <a href={addressOf(["contracts", links.contract])}>{links.contract}</a>,
    links && links.invoice !== "" && <a href={addressOf(["invoices", one.provider, links.invoice])}>{text("invoice")} {links.invoice}</a>,
  ].filter((found) => found !== undefined && found !== false);
  if (named.length === 0 && !target) return null;
  return (
    <p class="fine">
      {named.map((found, at) => <span key={at}>{at > 0 && " · "}{found}</span>)}
      {target && (
        <span class="block">
          {text("escalation.target", { contract: target.contract, objective: target.objective, priority: target.priority })}{" "}
          {target.stoppedTime ? text("escalation.restored", { when: momentThere(target.stoppedTime) }) : target.dueTime && <Mark tone={target.percentUsed >= 100n ? "bad" : "planned"} word={text("escalation.target_due", { when: momentThere(target.dueTime), percent: String(target.percentUsed) })} />}
        </span>
      )}
    </p>
  );
}
const LinkFields = ({ links }: { links?: EscalationLinks | undefined }) => (
  <>
    <TextField name="incident" label={text("escalation.incident_or_ticket")} value={links?.incident ?? ""} />
    <TextField name="contract" label={text("contract")} value={links?.contract ?? ""} />
    <TextField name="objective" label={text("levels.objective")} value={links?.objective ?? ""} />
    <TextField name="invoice" label={text("invoice")} value={links?.invoice ?? ""} />
  </>
);
const linksIn = (form: FormData) => ({ incident: given(form, "incident"), contract: given(form, "contract"), objective: given(form, "objective"), invoice: given(form, "invoice") });

function OneEscalation({ one, us, provider }: { one: Escalation; us: Party; provider: Provider }) {
  const about = one.subject || one.id;
  const called = one.openedBy !== us;
  const open = one.state !== EscalationState.CLOSED;
  const rung = one.rungs.find((found) => found.level === one.level);
  const next = one.rungs.find((found) => !found.called);
  return (
    <li class="card" id={one.id}>
      <p class="card-head"><Mark tone={escalationTones[one.state] ?? "unknown"} word={escalationWord(one.state)} /><span class="tag">{one.priority}</span>{one.service !== "" && <span class="tag">{serviceName(provider, one.service)}</span>}</p>
      <h3>{about}</h3>
      <p class="fine">{text("escalation.opened_by", { who: partyWord(one.openedBy), when: moment(one.openedTime) })}{one.reopened > 0 && ` · ${plural("escalation.reopened", one.reopened)}`}</p>
      <Links one={one} />
      <dl class="clocks">
        <Clock name={text("escalation.acknowledgement")} clock={one.acknowledgement} />
        <Clock name={text("escalation.answer")} clock={one.answer} />
      </dl>
      {rung && <p>{text("escalation.called", { n: rung.level })} <strong>{rung.persons.map((person) => person.name).join(", ") || text("nobody")}</strong></p>}
      {open && next?.time && <p class="fine">{text("escalation.next", { n: next.level, who: next.persons.map((person) => person.name).join(", ") || text("nobody"), when: momentThere(next.time) })}</p>}
      <div class="decision-do">
        {open && called && one.state === EscalationState.OPEN && may(EscalationService.method.acknowledgeEscalation) && <Say primary label={text("escalation.acknowledge")} about={about} send={(words, requestId) => escalations.acknowledgeEscalation({ id: one.id, text: words, requestId })} />}
        {open && called && one.state !== EscalationState.ANSWERED && may(EscalationService.method.answerEscalation) && <Say label={text("escalation.do_answer")} about={about} required send={(words, requestId) => escalations.answerEscalation({ id: one.id, text: words, requestId })} />}
        {open && one.state !== EscalationState.ANSWERED && may(EscalationService.method.raiseEscalation) && <Say label={text("escalation.raise")} about={about} required send={(words, requestId) => escalations.raiseEscalation({ id: one.id, text: words, requestId })} />}
        {may(EscalationService.method.commentOnEscalation) && <Say label={text("say")} about={about} required internal={us === Party.CUSTOMER} send={(words, requestId, internal) => escalations.commentOnEscalation({ id: one.id, text: words, internal, requestId })} />}
        {open && may(EscalationService.method.linkEscalation) && (
          <Act label={text("escalation.link")} title={`${text("escalation.link")}: ${about}`} done={text("act.kept", { what: about })} send={(form, requestId) => escalations.linkEscalation({ id: one.id, links: linksIn(form), requestId })}>
            <LinkFields links={one.links} />
          </Act>
        )}
        {open && !called && may(EscalationService.method.closeEscalation) && <Say label={text("escalation.close")} about={about} send={(words, requestId) => escalations.closeEscalation({ id: one.id, text: words, requestId })} />}
        {!called && (one.state === EscalationState.CLOSED || one.state === EscalationState.ANSWERED) && may(EscalationService.method.reopenEscalation) && <Say label={text("escalation.reopen")} about={about} required send={(words, requestId) => escalations.reopenEscalation({ id: one.id, text: words, requestId })} />}
      </div>
      <Entries entries={one.entries} notes={one.notes} />
    </li>
  );
}

const timesCell = (times: AnswerTimes | undefined) => (!times || times.asked === 0 ? "–" : <>{text("times.in_time", { n: times.inTime, all: times.asked })}<span class="fine block">{text("times.median", { time: span(times.medianSeconds) })}{times.overdue > 0 && ` · ${plural("times.overdue", times.overdue)}`}</span></>);
const timesColumns = (): Column<EscalationTimes>[] => [
  { key: "side", head: text("contract.side"), raw: (row) => partyWord(row.side), cell: (row) => partyWord(row.side) },
  { key: "acknowledgement", head: text("escalation.acknowledgement"), fixed: true, raw: (row) => `${row.acknowledgement?.inTime ?? ""}/${row.acknowledgement?.asked ?? ""}`, cell: (row) => timesCell(row.acknowledgement) },
  { key: "answer", head: text("escalation.answer"), fixed: true, raw: (row) => `${row.answer?.inTime ?? ""}/${row.answer?.asked ?? ""}`, cell: (row) => timesCell(row.answer) },
  { key: "raised", head: text("times.raised"), number: true, raw: (row) => String(row.raised), cell: (row) => row.raised || "–" },
];

export function Escalations({ provider, us }: { provider: Provider; us: Party }) {
  const answered = useAnswer(`escalations/${provider.id}`, async () => {
    const pages = await everyPage((pageToken) => escalations.listEscalations({ provider: provider.id, pageToken }));
    return { rows: pages.flatMap((page) => page.escalations), gaps: pages[0]?.gaps ?? [] };
  }, kLive);
  const times = useAnswer(`escalation-times/${provider.id}`, () => escalations.listEscalationTimes({ provider: provider.id }));
  return (
    <section id="escalations">
      <div class="section-head">
        <h2>{text("escalations")}</h2>
        {may(EscalationService.method.openEscalation) && (
          <Act label={text("escalation.open_one")} title={text("escalation.open_one")} done={text("escalation.was_opened")} send={(form, requestId) => escalations.openEscalation({ provider: provider.id, subject: given(form, "subject"), service: given(form, "service"), priority: given(form, "priority"), text: given(form, "text"), links: linksIn(form), requestId })}>
            <TextField name="subject" label={text("escalation.subject")} required />
            <ServiceField provider={provider} />
            <SelectField name="priority" label={text("escalation.priority")} value="P3" choices={["P1", "P2", "P3", "P4", "P5"].map((one) => ({ value: one, what: one }))} />
            <TextField name="text" label={text("say.text")} long />
            <details class="more"><summary>{text("escalation.link")}</summary><LinkFields /></details>
          </Act>
        )}
      </div>
      <Shown of={answered} quiet>
        {(data) => {
          const open = data.rows.filter((one) => one.state !== EscalationState.CLOSED);
          const closed = data.rows.filter((one) => one.state === EscalationState.CLOSED);
          return (
            <>
              <Gaps gaps={data.gaps} />
              {open.length === 0 ? <p class="empty">{text("escalation.none")}</p> : <ul class="cards">{open.map((one) => <OneEscalation key={one.id} one={one} us={us} provider={provider} />)}</ul>}
              {closed.length > 0 && <details class="more"><summary>{plural("escalation.closed_ones", closed.length)}</summary><ul class="cards">{closed.map((one) => <OneEscalation key={one.id} one={one} us={us} provider={provider} />)}</ul></details>}
            </>
          );
        }}
      </Shown>
      <Shown of={times} quiet>{(data) => data.times.some((one) => (one.answer?.asked ?? 0) > 0) && <Table name={`escalation-times-${provider.id}`} caption={text("times")} level={3} note={text("times.note", { from: day(data.from), to: day(data.to) })} columns={timesColumns()} rows={data.times} rowKey={(row) => row.provider + row.side} empty="" />}</Shown>
    </section>
  );
}

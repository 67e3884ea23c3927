// One partner's workspace, which both sides share: escalations with their clocks, what each side promised the other,
// ideas, how people experience it, the quarterly review.
import { useAnswer, kLive } from "../answer";
import { escalations, everyPage, may, obligations, portfolio, reviews } from "../api";
import { day, decimal, moment, momentThere, shareAsPercent, span } from "../format";
import { EscalationService, EscalationState, type AnswerTimes, type Escalation, type EscalationClock, type EscalationTimes } from "../gen/regisseur/partnership/v1/escalation_pb";
import { ObligationService, ObligationState, type Obligation, type ObligationScore } from "../gen/regisseur/partnership/v1/obligation_pb";
import { Party, type Entry } from "../gen/regisseur/partnership/v1/partnership_pb";
import { MeasureKind } from "../gen/regisseur/partnership/v1/plan_pb";
import { ReviewService, ReviewState, type Review, type ReviewAnswer } from "../gen/regisseur/partnership/v1/review_pb";
import type { Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { Act, DayField, dayAhead, given, Say, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Gaps, Says, Shown, ViewHead } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { partnerAddress } from "../router";
import { partyWord, side } from "../side";
import { plural, text, textOr, type TextKey } from "../text/text";
import type { ViewProps } from "../view";
import { Experienced } from "./experience";
import { FundOf } from "./fund";
import { IdeaList } from "./ideas";
import { PlanObjectives, RelationshipPlan } from "./relationship";
import { SignOffs } from "./sign_offs";
import { Waits } from "./waits";

// What was done and said, and what we noted for ourselves.
export function Entries({ entries, notes }: { entries: Entry[]; notes: Entry[] }) {
  const all = [...entries.map((one) => ({ one, ours: false })), ...notes.map((one) => ({ one, ours: true }))].sort((a, b) => Number((a.one.time?.seconds ?? 0n) - (b.one.time?.seconds ?? 0n)));
  if (all.length === 0) return null;
  return (
    <details class="entries">
      <summary>{plural("entries", all.length)}</summary>
      <ol>
        {all.map(({ one, ours }, at) => (
          <li key={at}>
            <span class="fine">{moment(one.time)} · {one.automatic ? text("entry.automatic") : [partyWord(one.party), one.name].filter((word) => word !== "").join(" ")}</span>{" "}
            <strong>{textOr(`move.${one.move}`, one.move)}</strong>{ours && <span class="tag">{text("entry.ours")}</span>}
            {one.text !== "" && <span class="block">{one.text}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Clock({ name, clock }: { name: string; clock: EscalationClock | undefined }) {
  if (!clock) return null;
  const state = clock.stoppedTime
    ? <Mark tone={clock.late ? "bad" : "good"} word={text(clock.late ? "clock.done_late" : "clock.done_in", { time: span(clock.seconds) })} />
    : <Mark tone={clock.late ? "bad" : "planned"} word={text(clock.late ? "clock.over" : "clock.runs", { when: momentThere(clock.dueTime) })} />;
  return <div class="clock"><dt>{name}</dt><dd>{state}</dd></div>;
}

const escalationTones: Record<EscalationState, Tone> = { [EscalationState.UNSPECIFIED]: "unknown", [EscalationState.OPEN]: "bad", [EscalationState.ACKNOWLEDGED]: "warn", [EscalationState.ANSWERED]: "planned", [EscalationState.CLOSED]: "good" };
const escalationWord = (state: EscalationState): string => text(`escalation.${(EscalationState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

export const serviceName = (provider: Provider, id: string): string => provider.services.find((one) => one.id === id)?.name ?? id;

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

function Escalations({ provider, us }: { provider: Provider; us: Party }) {
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
          <Act label={text("escalation.open_one")} title={text("escalation.open_one")} done={text("escalation.was_opened")} send={(form, requestId) => escalations.openEscalation({ provider: provider.id, subject: given(form, "subject"), service: given(form, "service"), priority: given(form, "priority"), text: given(form, "text"), requestId })}>
            <TextField name="subject" label={text("escalation.subject")} required />
            <ServiceField provider={provider} />
            <SelectField name="priority" label={text("escalation.priority")} value="P3" choices={["P1", "P2", "P3", "P4", "P5"].map((one) => ({ value: one, what: one }))} />
            <TextField name="text" label={text("say.text")} long />
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

export const ServiceField = ({ provider }: { provider: Provider }) => (
  <label class="field"><span>{text("service")}</span><select name="service"><option value="">{text("whole_partner")}</option>{provider.services.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}</select></label>
);

const obligationTones: Record<ObligationState, Tone> = {
  [ObligationState.UNSPECIFIED]: "unknown", [ObligationState.ASKED]: "warn", [ObligationState.PROMISED]: "planned", [ObligationState.WAITING]: "unknown",
  [ObligationState.FULFILLED]: "good", [ObligationState.REFUSED]: "poor", [ObligationState.WITHDRAWN]: "quiet",
};
const obligationWord = (state: ObligationState): string => text(`obligation.${(ObligationState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const isOpen = (one: Obligation): boolean => one.state === ObligationState.ASKED || one.state === ObligationState.PROMISED || one.state === ObligationState.WAITING;

function ObligationActs({ one, us }: { one: Obligation; us: Party }) {
  const ours = one.side === us;
  const about = one.what || one.id;
  return (
    <div class="decision-do">
      {ours && one.state === ObligationState.ASKED && may(ObligationService.method.promiseObligation) && <Say primary label={text("obligation.promise")} about={about} send={(words, requestId) => obligations.promiseObligation({ id: one.id, text: words, requestId })} />}
      {ours && one.state === ObligationState.ASKED && may(ObligationService.method.refuseObligation) && <Say label={text("obligation.refuse")} about={about} required send={(words, requestId) => obligations.refuseObligation({ id: one.id, text: words, requestId })} />}
      {ours && isOpen(one) && one.state !== ObligationState.ASKED && may(ObligationService.method.fulfilObligation) && <Say primary label={text("obligation.fulfil")} about={about} send={(words, requestId) => obligations.fulfilObligation({ id: one.id, text: words, requestId })} />}
      {ours && one.state === ObligationState.PROMISED && may(ObligationService.method.waitObligation) && <Say label={text("obligation.wait")} about={about} required send={(words, requestId) => obligations.waitObligation({ id: one.id, text: words, requestId })} />}
      {ours && one.state === ObligationState.WAITING && may(ObligationService.method.resumeObligation) && <Say label={text("obligation.resume")} about={about} send={(words, requestId) => obligations.resumeObligation({ id: one.id, text: words, requestId })} />}
      {!ours && one.state === ObligationState.FULFILLED && may(ObligationService.method.reopenObligation) && <Say label={text("obligation.reopen")} about={about} required send={(words, requestId) => obligations.reopenObligation({ id: one.id, text: words, requestId })} />}
      {!ours && isOpen(one) && may(ObligationService.method.withdrawObligation) && <Say label={text("obligation.withdraw")} about={about} required send={(words, requestId) => obligations.withdrawObligation({ id: one.id, text: words, requestId })} />}
    </div>
  );
}
const obligationColumns = (us: Party, provider: Provider): Column<Obligation>[] => [
  { key: "what", head: text("agenda.what"), raw: (row) => row.what, cell: (row) => <><bdi>{row.what}</bdi><span class="fine block">{[serviceName(provider, row.service), row.ticket === "" ? "" : text("obligation.ticket", { ticket: row.ticket }), row.responsible].filter((word) => word !== "").join(" · ")}</span><Entries entries={row.entries} notes={row.notes} /></> },
  { key: "state", head: text("state"), raw: (row) => obligationWord(row.state), cell: (row) => <><Mark tone={obligationTones[row.state] ?? "unknown"} word={obligationWord(row.state)} />{row.waitedSeconds > 0n && <span class="fine block">{text("obligation.waited", { time: span(row.waitedSeconds) })}</span>}</> },
  { key: "dueOn", head: text("obligation.due"), raw: (row) => row.dueOn, cell: (row) => <>{day(row.dueOn)}{row.late && <span class="block"><Mark tone="bad" word={text(row.fulfilledTime ? "obligation.done_late" : "obligation.late")} /></span>}</> },
  { key: "do", head: text("act.head"), acts: true, raw: () => "", cell: (row) => <ObligationActs one={row} us={us} /> },
];
const scoreColumns = (): Column<ObligationScore>[] => [
  { key: "side", head: text("contract.side"), raw: (row) => partyWord(row.side), cell: (row) => partyWord(row.side) },
  { key: "due", head: text("score.due"), number: true, raw: (row) => String(row.due), cell: (row) => row.due },
  { key: "kept", head: text("score.kept"), number: true, raw: (row) => String(row.kept), cell: (row) => row.kept },
  { key: "late", head: text("score.late"), number: true, raw: (row) => String(row.late), cell: (row) => row.late || "–" },
  { key: "overdue", head: text("score.overdue"), number: true, raw: (row) => String(row.overdue), cell: (row) => (row.overdue > 0 ? <Mark tone="bad" word={String(row.overdue)} /> : "–") },
  { key: "keptShare", head: text("score.share"), number: true, raw: (row) => row.keptShare ?? "", cell: (row) => shareAsPercent(row.keptShare) },
  { key: "othersWaitedSeconds", head: text("score.waited"), number: true, raw: (row) => row.othersWaitedSeconds.toString(), cell: (row) => (row.othersWaitedSeconds === 0n ? "–" : span(row.othersWaitedSeconds)) },
];

function Obligations({ provider, us }: { provider: Provider; us: Party }) {
  const answered = useAnswer(`obligations/${provider.id}`, async () => {
    const pages = await everyPage((pageToken) => obligations.listObligations({ provider: provider.id, pageToken }));
    return { rows: pages.flatMap((page) => page.obligations), gaps: pages[0]?.gaps ?? [] };
  }, kLive);
  const scores = useAnswer(`obligation-scores/${provider.id}`, () => obligations.listObligationScores({ provider: provider.id }));
  const them = us === Party.CUSTOMER ? Party.PROVIDER : Party.CUSTOMER;
  return (
    <section id="obligations">
      <div class="section-head">
        <h2>{text("obligations")}</h2>
        {may(ObligationService.method.addObligation) && (
          <Act label={text("obligation.add")} title={text("obligation.add")} done={text("obligation.was_added")} send={(form, requestId) => obligations.addObligation({ provider: provider.id, side: Number(given(form, "side")), what: given(form, "what"), dueOn: given(form, "due"), service: given(form, "service"), responsible: given(form, "responsible"), requestId })}>
            <SelectField name="side" label={text("obligation.whose")} value={String(us)} choices={[us, them].map((one) => ({ value: String(one), what: partyWord(one) }))} />
            <TextField name="what" label={text("agenda.what")} required long />
            <DayField name="due" label={text("obligation.due")} min={dayAhead(0)} value={dayAhead(14)} />
            <ServiceField provider={provider} />
            <TextField name="responsible" label={text("obligation.responsible")} />
          </Act>
        )}
      </div>
      <Shown of={answered} quiet>
        {(data) => (
          <>
            <Gaps gaps={data.gaps} />
            {[us, them].map((side) => {
              const rows = data.rows.filter((one) => one.side === side);
              return <Table key={side} name={`obligations-${provider.id}-${Party[side]?.toLowerCase() ?? ""}`} caption={text(side === us ? "obligations.ours" : "obligations.theirs")} level={3} fold={6} columns={obligationColumns(us, provider)} rows={[...rows.filter(isOpen), ...rows.filter((one) => !isOpen(one))]} rowKey={(row) => row.id} empty={text("obligation.none")} />;
            })}
          </>
        )}
      </Shown>
      <Shown of={scores} quiet>{(data) => data.scores.some((one) => one.due + one.waiting > 0) && <><Table name={`obligation-scores-${provider.id}`} caption={text("scores")} level={3} note={text("times.note", { from: day(data.from), to: day(data.to) })} columns={scoreColumns()} rows={data.scores} rowKey={(row) => row.provider + row.side} empty="" /><Gaps gaps={data.gaps} /></>}</Shown>
    </section>
  );
}

const reviewWord = (state: ReviewState): string => text(`review.${(ReviewState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const answerColumns = (): Column<ReviewAnswer>[] => [
  { key: "statement", head: text("review.statement"), raw: (row) => row.statement?.text ?? row.question, cell: (row) => <><Says of={row.statement} otherwise={row.question} />{[row.customerRemark, row.providerRemark].filter((one) => one !== "").map((one) => <span class="fine block" key={one}>{one}</span>)}</> },
  { key: "customer", head: partyWord(Party.CUSTOMER), number: true, raw: (row) => row.customer?.toString() ?? "", cell: (row) => row.customer ?? "–" },
  { key: "provider", head: partyWord(Party.PROVIDER), number: true, raw: (row) => row.providerScore?.toString() ?? "", cell: (row) => row.providerScore ?? "–" },
  { key: "gap", head: text("review.gap"), number: true, raw: (row) => row.gap?.toString() ?? "", cell: (row) => (row.gap === undefined ? "–" : <>{row.gap}{row.gapBefore !== undefined && <span class="fine block">{text("review.before", { n: row.gapBefore })}</span>}</>) },
];
// What of the plan is judged and not measured.
const judged = (one: Review) => one.plan?.objectives.filter((row) => row.measure?.kind === MeasureKind.STATEMENT) ?? [];
function OneReview({ one, us, last }: { one: Review; us: Party; last: boolean }) {
  const answeredByUs = us === Party.CUSTOMER ? one.customerAnswered : one.providerAnswered;
  return (
    <details class="more" open={last} id={one.id}>
      <summary><strong>{one.quarter}</strong> <Mark tone={one.state === ReviewState.SIGNED ? "good" : "planned"} word={reviewWord(one.state)} /> <span class="fine">{text("review.means", { customer: decimal(one.customerMean), provider: decimal(one.providerMean) })}</span></summary>
      <div class="decision-do">
        {one.state !== ReviewState.SIGNED && may(ReviewService.method.scoreReview) && (
          <Act primary={!answeredByUs} label={text("review.score")} title={`${text("review.score")}: ${one.quarter}`} done={text("review.was_scored")} send={(form, requestId) => reviews.scoreReview({ id: one.id, scores: one.answers.map((row) => ({ question: row.question, score: Number(given(form, row.question)), remark: given(form, `${row.question}-remark`) })), judgements: judged(one).flatMap((row) => (given(form, `plan-${row.id}`) === "" ? [] : [{ objective: row.id, met: given(form, `plan-${row.id}`) === "1", remark: given(form, `plan-${row.id}-remark`) }])), requestId })}>
            {one.answers.map((row) => (
              <fieldset class="field" key={row.question}>
                <legend><Says of={row.statement} otherwise={row.question} /></legend>
                <span class="scores">{[1, 2, 3, 4, 5].map((score) => <label key={score}><input type="radio" name={row.question} value={score} required /> {score}</label>)}</span>
                <input name={`${row.question}-remark`} aria-label={text("review.remark")} placeholder={text("review.remark")} maxLength={500} />
              </fieldset>
            ))}
            {judged(one).map((row) => (
              <fieldset class="field" key={row.id}>
                <legend>{row.statement}</legend>
                <span class="scores">{(["1", "0"] as const).map((value) => <label key={value}><input type="radio" name={`plan-${row.id}`} value={value} /> {text(value === "1" ? "plan.yes" : "plan.no")}</label>)}</span>
                <input name={`plan-${row.id}-remark`} aria-label={text("review.remark")} placeholder={text("review.remark")} maxLength={500} />
              </fieldset>
            ))}
          </Act>
        )}
        {one.state === ReviewState.SCORED && may(ReviewService.method.signReview) && <Say label={text("review.sign")} about={one.quarter} send={(words, requestId) => reviews.signReview({ id: one.id, text: words, requestId })} />}
      </div>
      {one.plan && <PlanObjectives name={`review-plan-${one.id}`} rows={one.plan.objectives} />}
      <Table name={`review-${one.id}`} caption={text("review.answers", { quarter: one.quarter })} level={3} columns={answerColumns()} rows={one.answers} rowKey={(row) => row.question} empty={text("review.nothing")} />
      {[...one.actions, ...one.carried].length > 0 && <><h3>{text("review.actions")}</h3><ul class="reasons">{[...one.actions, ...one.carried].map((action) => <li key={action.id}>{action.what} <span class="fine">{partyWord(action.side)} · {day(action.dueOn)} · {obligationWord(action.state)}</span></li>)}</ul></>}
      {one.signedTime && <p class="fine">{text("review.signed_by", { customer: one.customerName || partyWord(Party.CUSTOMER), provider: one.providerName || partyWord(Party.PROVIDER), when: moment(one.signedTime) })}</p>}
      <Entries entries={one.entries} notes={one.notes} />
    </details>
  );
}
// The quarter that is over, in this browser's time.
function lastQuarter(now = new Date()): string {
  const before = Math.floor(now.getMonth() / 3);
  return before === 0 ? `${now.getFullYear() - 1}-Q4` : `${now.getFullYear()}-Q${before}`;
}
function Reviews({ provider, us }: { provider: Provider; us: Party }) {
  const answered = useAnswer(`reviews/${provider.id}`, async () => {
    const pages = await everyPage((pageToken) => reviews.listReviews({ provider: provider.id, pageToken }));
    return { rows: pages.flatMap((page) => page.reviews), gaps: pages[0]?.gaps ?? [] };
  });
  return (
    <section id="reviews">
      <div class="section-head">
        <h2>{text("reviews")}</h2>
        {may(ReviewService.method.openReview) && (
          <Act label={text("review.open_one")} title={text("review.open_one")} done={text("review.was_opened")} send={(form, requestId) => reviews.openReview({ provider: provider.id, quarter: given(form, "quarter"), requestId })}>
            <TextField name="quarter" label={text("review.quarter")} required value={lastQuarter()} />
          </Act>
        )}
      </div>
      <Shown of={answered} quiet>{(data) => <><Gaps gaps={data.gaps} />{data.rows.length === 0 ? <p class="empty">{text("review.none")}</p> : data.rows.map((one, at) => <OneReview key={one.id} one={one} us={us} last={at === 0} />)}</>}</Shown>
    </section>
  );
}

export function WorkspaceView({ part }: ViewProps) {
  const id = part["id"] ?? "";
  const answered = useAnswer(`partner/${id}`, () => portfolio.getProvider({ id }), kLive);
  const us = side() ?? Party.UNSPECIFIED;
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("workspace.of", { name: data.name })} asOf={answered.at} basis={text(us === Party.PROVIDER ? "workspace.basis_partner" : "workspace.basis")}>
            <p class="under-title"><a href={partnerAddress(id)}>{data.name}</a></p>
          </ViewHead>
          <nav class="jump" aria-label={text("on_this_page")}>
            {(["waits", "escalations", "obligations", "ideas", "experience", "plan", "reviews", "sign_offs"] as const).map((one) => <a key={one} href={`#${one}`}>{text(one)}</a>)}
          </nav>
          <Waits provider={id} us={us} />
          <Escalations provider={data} us={us} />
          <Obligations provider={data} us={us} />
          <IdeaList provider={data} us={us} />
          <FundOf provider={data} us={us} />
          <Experienced provider={data} />
          <RelationshipPlan provider={data} us={us} />
          <Reviews provider={data} us={us} />
          <SignOffs provider={data} />
        </>
      )}
    </Shown>
  );
}

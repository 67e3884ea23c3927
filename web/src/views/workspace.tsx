// One partner's workspace, which both sides share: escalations with their clocks, what each side promised the other,
// ideas, how people experience it, the quarterly review.
import { useAnswer, kLive } from "../answer";
import { everyPage, may, obligations, portfolio, reviews } from "../api";
import { day, decimal, moment, shareAsPercent, span } from "../format";
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
import { Escalations } from "./escalations";
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
            <span class="fine">{moment(one.time)} · {one.automatic ? text("entry.automatic") : [partyWord(one.party), one.name, one.byMachine ? text("entry.machine") : ""].filter((word) => word !== "").join(" ")}</span>{" "}
            <strong>{textOr(`move.${one.move}`, one.move)}</strong>{ours && <span class="tag">{text("entry.ours")}</span>}
            {one.text !== "" && <span class="block">{one.text}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}

export const serviceName = (provider: Provider, id: string): string => provider.services.find((one) => one.id === id)?.name ?? id;

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
      {may(ObligationService.method.commentOnObligation) && <Say label={text("say")} about={about} required internal={us === Party.CUSTOMER} send={(words, requestId, internal) => obligations.commentOnObligation({ id: one.id, text: words, internal, requestId })} />}
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
        {may(ReviewService.method.commentOnReview) && <Say label={text("say")} about={one.quarter} required internal={us === Party.CUSTOMER} send={(words, requestId, internal) => reviews.commentOnReview({ id: one.id, text: words, internal, requestId })} />}
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
  // For who only looks on nothing waits.
  const acts = may(ObligationService.method.promiseObligation);
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("workspace.of", { name: data.name })} asOf={answered.at} basis={text(us === Party.PROVIDER ? "workspace.basis_partner" : "workspace.basis")}>
            <p class="under-title"><a href={partnerAddress(id)}>{data.name}</a></p>
          </ViewHead>
          <nav class="jump" aria-label={text("on_this_page")}>
            {(["waits", "escalations", "obligations", "ideas", "experience", "plan", "reviews", "sign_offs"] as const).filter((one) => one !== "waits" || acts).map((one) => <a key={one} href={`#${one}`}>{text(one)}</a>)}
          </nav>
          {acts && <Waits provider={id} us={us} />}
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

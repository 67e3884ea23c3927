// The plan of a relationship: what both sides want to reach, how far that is, how it would end; a new version waits for
// the other side's yes.
import { useState } from "preact/hooks";
import { useAnswer } from "../answer";
import { everyPage, may, plans } from "../api";
import { day, decimal, moment, money, percent, spanOfText } from "../format";
import { Party } from "../gen/regisseur/partnership/v1/partnership_pb";
import { MeasureKind, PlanService, PlanState, RelationshipStage, type JointObjective, type Plan, type PlanMeasure } from "../gen/regisseur/partnership/v1/plan_pb";
import type { Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { Act, DayField, dayAhead, given, Say, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Gaps, Says, Shown } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { partyWord } from "../side";
import { text, type TextKey } from "../text/text";
import { Entries } from "./workspace";

const stages = [
  RelationshipStage.OPERATIONAL_AWARENESS, RelationshipStage.KNOWLEDGE, RelationshipStage.INTERNAL_ASSESSMENT, RelationshipStage.PARTNER_SELECTION,
  RelationshipStage.WORKING_TOGETHER, RelationshipStage.VALUE_CREATION, RelationshipStage.STAYING_TOGETHER, RelationshipStage.EXIT_STRATEGY_ACTIVATION,
];
const measures = [MeasureKind.STATEMENT, MeasureKind.SERVICE_LEVEL, MeasureKind.EXPERIENCE, MeasureKind.COST, MeasureKind.ANSWER_TIME, MeasureKind.KEPT_OBLIGATIONS];
const sides = [Party.UNSPECIFIED, Party.CUSTOMER, Party.PROVIDER];
const stageWord = (stage: RelationshipStage): string => text(`stage.${(RelationshipStage[stage] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const measureWord = (kind: MeasureKind): string => text(`measure.${(MeasureKind[kind] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const stateWord = (state: PlanState): string => text(`plan_state.${(PlanState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const tones: Record<PlanState, Tone> = {
  [PlanState.UNSPECIFIED]: "unknown", [PlanState.PROPOSED]: "warn", [PlanState.AGREED]: "good", [PlanState.REFUSED]: "poor",
  [PlanState.WITHDRAWN]: "quiet", [PlanState.ANSWERED]: "quiet", [PlanState.REPLACED]: "quiet",
};

// A figure in the unit of its measure.
function figureOf(measure: PlanMeasure | undefined, value: string | undefined): string {
  if (measure?.kind === MeasureKind.COST) return money(value, measure.currency);
  if (measure?.kind === MeasureKind.ANSWER_TIME) return spanOfText(value);
  return percent(value, 3);
}
const met = (value: boolean | undefined) => (value === undefined ? <Mark tone="unknown" word={text("plan.not_known")} /> : <Mark tone={value ? "good" : "bad"} word={text(value ? "plan.reached" : "plan.not_reached")} />);
const says = (who: Party, value: boolean | undefined, remark: string) => value !== undefined && <span class="fine block">{partyWord(who)}: {text(value ? "plan.yes" : "plan.no")}{remark !== "" && ` · ${remark}`}</span>;

const objectiveColumns = (): Column<JointObjective>[] => [
  { key: "statement", head: text("plan.objective"), raw: (row) => row.statement, cell: (row) => <>{row.statement || row.id}<span class="fine block">{[row.customerResponsible, row.providerResponsible].filter((one) => one !== "").join(" · ")}</span></> },
  { key: "measure", head: text("plan.held_by"), raw: (row) => `${measureWord(row.measure?.kind ?? MeasureKind.UNSPECIFIED)} ${row.measure?.target ?? ""}`, cell: (row) => <>{measureWord(row.measure?.kind ?? MeasureKind.UNSPECIFIED)}{row.measure && row.measure.target !== "" && ` ${figureOf(row.measure, row.measure.target)}`}<span class="fine block">{[row.measure?.subject ?? "", row.measure ? partyWord(row.measure.side) : ""].filter((one) => one !== "").join(" · ")}</span></> },
  { key: "dueOn", head: text("obligation.due"), raw: (row) => row.dueOn, cell: (row) => day(row.dueOn) },
  { key: "figure", head: text("plan.now"), raw: (row) => row.progress?.figure ?? "", cell: (row) => (!row.progress ? "–" : <>{met(row.progress.met)}{row.progress.figure !== undefined && <span class="block">{figureOf(row.measure, row.progress.figure)}</span>}{says(Party.CUSTOMER, row.progress.customerSays, row.progress.customerRemark)}{says(Party.PROVIDER, row.progress.providerSays, row.progress.providerRemark)}<span class="fine block">{day(row.progress.from)} – {day(row.progress.to)} <Says of={row.progress.unknownWhy ?? row.progress.method} otherwise="" /></span></>) },
];

export const PlanObjectives = ({ name, rows }: { name: string; rows: JointObjective[] }) => (
  <Table name={name} caption={text("plan.objectives")} level={3} columns={objectiveColumns()} rows={rows} rowKey={(row) => row.id} empty={text("plan.no_objectives")} />
);

function OnePlan({ one, us }: { one: Plan; us: Party }) {
  const about = text("plan.version", { n: one.version });
  const waiting = one.state === PlanState.PROPOSED;
  return (
    <div class="panel" id={one.id}>
      <p class="card-head"><strong>{about}</strong> <Mark tone={tones[one.state] ?? "unknown"} word={stateWord(one.state)} /><span class="tag">{stageWord(one.stage)}</span></p>
      <p class="quote">{one.purpose}</p>
      <p class="fine">
        {text("plan.by", { who: partyWord(one.proposedBy), when: moment(one.proposedTime) })}
        {one.agreedTime && ` · ${text("plan.agreed", { customer: one.customerName || partyWord(Party.CUSTOMER), provider: one.providerName || partyWord(Party.PROVIDER), when: moment(one.agreedTime) })}`}
        {waiting && one.waitsFor !== Party.UNSPECIFIED && ` · ${text("fund.waits_for", { who: partyWord(one.waitsFor) })}`}
      </p>
      <div class="decision-do">
        {waiting && one.waitsFor === us && may(PlanService.method.agreePlan) && <Say primary label={text("figure.approve")} about={about} send={(words, requestId) => plans.agreePlan({ id: one.id, text: words, requestId })} />}
        {waiting && one.waitsFor === us && may(PlanService.method.refusePlan) && <Say label={text("figure.refuse")} about={about} required send={(words, requestId) => plans.refusePlan({ id: one.id, text: words, requestId })} />}
        {waiting && one.proposedBy === us && may(PlanService.method.withdrawPlan) && <Say label={text("figure.withdraw")} about={about} required send={(words, requestId) => plans.withdrawPlan({ id: one.id, text: words, requestId })} />}
        {may(PlanService.method.commentOnPlan) && <Say label={text("say")} about={about} required internal={us === Party.CUSTOMER} send={(words, requestId, internal) => plans.commentOnPlan({ id: one.id, text: words, internal, requestId })} />}
      </div>
      <PlanObjectives name={`plan-${one.provider}-${one.version}`} rows={one.objectives} />
      {(one.exitStrategy !== "" || one.exits.length > 0) && (
        <details class="more">
          <summary>{text("plan.exit")}</summary>
          {one.exitStrategy !== "" && <p>{one.exitStrategy}</p>}
          {one.exits.length > 0 && <ul class="reasons">{one.exits.map((exit) => <li key={exit.contract}>{exit.contract}: {[exit.assistanceHours === undefined ? "" : text("plan.assistance", { hours: decimal(exit.assistanceHours) }), exit.dataFormat, exit.dataWithin, exit.dataErasedAfter === "" ? "" : text("plan.erased", { time: exit.dataErasedAfter }), exit.escrow].filter((words) => words !== "").join(" · ")}</li>)}</ul>}
        </details>
      )}
      <Entries entries={one.entries} notes={one.notes} />
    </div>
  );
}

// The objectives of a new version: those of the one before, to be changed, and more.
function ObjectiveFields({ before }: { before: JointObjective[] }) {
  const [count, setCount] = useState(Math.max(before.length, 1));
  return (
    <>
      {Array.from({ length: count }, (_, at) => {
        const one = before[at];
        const name = (field: string) => `objective-${at}-${field}`;
        return (
          <fieldset class="field" key={at}>
            <legend>{text("plan.objective_n", { n: at + 1 })}</legend>
            <input type="hidden" name={name("id")} value={one?.id ?? ""} />
            <TextField name={name("statement")} label={text("plan.statement")} value={one?.statement ?? ""} />
            <TextField name={name("customer")} label={text("plan.customer_person")} value={one?.customerResponsible ?? ""} />
            <TextField name={name("provider")} label={text("plan.provider_person")} value={one?.providerResponsible ?? ""} />
            <DayField name={name("due")} label={text("obligation.due")} value={one?.dueOn ?? dayAhead(180)} />
            <SelectField name={name("kind")} label={text("plan.held_by")} value={String(one?.measure?.kind ?? MeasureKind.STATEMENT)} choices={measures.map((kind) => ({ value: String(kind), what: measureWord(kind) }))} />
            <TextField name={name("subject")} label={text("plan.subject")} hint={text("idea.subject_hint")} value={one?.measure?.subject ?? ""} />
            <SelectField name={name("side")} label={text("plan.side")} value={String(one?.measure?.side ?? Party.UNSPECIFIED)} choices={sides.map((party) => ({ value: String(party), what: partyWord(party) || "–" }))} />
            <TextField name={name("target")} label={text("levels.target")} hint={text("plan.target_hint")} value={one?.measure?.target ?? ""} />
            <TextField name={name("currency")} label={text("currency")} value={one?.measure?.currency ?? ""} />
          </fieldset>
        );
      })}
      {count < 20 && <button type="button" onClick={() => setCount(count + 1)}>{text("plan.one_more")}</button>}
    </>
  );
}
const nameOf = (statement: string, at: number): string => statement.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 36).replace(/-+$/, "") || `objective-${at + 1}`;
function objectivesIn(form: FormData) {
  const rows = [];
  for (let at = 0; form.has(`objective-${at}-id`); ++at) {
    const field = (name: string): string => given(form, `objective-${at}-${name}`);
    if (field("statement") === "") continue;
    rows.push({
      id: field("id") || nameOf(field("statement"), at), statement: field("statement"), customerResponsible: field("customer"), providerResponsible: field("provider"), dueOn: field("due"),
      measure: { kind: Number(field("kind")), subject: field("subject"), side: Number(field("side")), target: field("target").replace(",", "."), currency: field("currency") },
    });
  }
  return rows;
}

export function RelationshipPlan({ provider, us }: { provider: Provider; us: Party }) {
  const id = provider.id;
  const answered = useAnswer(`plan/${id}`, async () => {
    const pages = await everyPage((pageToken) => plans.listPlans({ provider: id, pageToken }));
    return { rows: pages.flatMap((page) => page.plans), gaps: pages[0]?.gaps ?? [] };
  });
  const before = answered.data?.rows.find((one) => one.state === PlanState.AGREED) ?? answered.data?.rows[0];
  return (
    <section id="plan">
      <div class="section-head">
        <h2>{text("plan")}</h2>
        {answered.data && may(PlanService.method.proposePlan) && (
          <Act label={text("plan.propose")} title={text("plan.propose")} done={text("plan.was_proposed")} send={(form, requestId) => plans.proposePlan({ provider: id, purpose: given(form, "purpose"), stage: Number(given(form, "stage")), exitStrategy: given(form, "exit"), text: given(form, "text"), objectives: objectivesIn(form), requestId })}>
            <p class="fine">{text("plan.other_side")}</p>
            <TextField name="purpose" label={text("plan.purpose")} required value={before?.purpose ?? ""} />
            <SelectField name="stage" label={text("plan.stage")} value={String(before?.stage ?? RelationshipStage.WORKING_TOGETHER)} choices={stages.map((stage) => ({ value: String(stage), what: stageWord(stage) }))} />
            <ObjectiveFields before={before?.objectives ?? []} />
            <TextField name="exit" label={text("plan.exit")} long value={before?.exitStrategy ?? ""} />
            <TextField name="text" label={text("act.reason")} long />
          </Act>
        )}
      </div>
      <Shown of={answered} quiet>{(data) => <><Gaps gaps={data.gaps} />{data.rows.length === 0 ? <p class="empty">{text("plan.none")}</p> : data.rows.map((one) => <OnePlan key={one.id} one={one} us={us} />)}</>}</Shown>
    </section>
  );
}

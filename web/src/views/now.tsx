// The hour of an outage: what is hit, who says so, whom to call, which clocks run, what was told to whom.
import { useAnswer, kLive } from "../answer";
import { everyPage, may, outages } from "../api";
import { ago, configured, moment, span } from "../format";
import { OutageService, SayingKind, type FunctionHit, type Outage, type OutageNow, type OutageStep, type PromiseClock, type ReportClock, type Rung, type Saying } from "../gen/regisseur/outage/v1/outage_pb";
import type { Overview } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { OperationalState } from "../gen/regisseur/type/v1/state_pb";
import { useOverview, partnerName } from "../overview";
import { Act, given, SelectField, TextField } from "../parts/act";
import { Mark, StateMark, stateWord } from "../parts/mark";
import { PartnerLink } from "../parts/partner_link";
import { Says, Shown, ViewHead } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { plural, text, textOr, type TextKey } from "../text/text";

const sayingWord = (kind: SayingKind): string => text(`saying.${(SayingKind[kind] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const regimes = ["dora", "nis2"] as const;
const regimeWord = (regime: string): string => (regime === "dora" ? "DORA" : regime === "nis2" ? "NIS2" : regime);
const reportWord = (report: string): string => text(`outage.report.${report}` as TextKey);

// What is left of a clock, or how much too late; never by colour alone.
function Left({ seconds, done = false }: { seconds: bigint | undefined; done?: boolean }) {
  if (seconds === undefined) return null;
  if (seconds < 0n) return <Mark tone="bad" word={text("clock.late", { time: span(-seconds) })} />;
  return done ? <Mark tone="good" word={text("clock.in_time", { time: span(seconds) })} /> : <Mark tone={seconds < 3600n ? "warn" : "planned"} word={text("clock.left", { time: span(seconds) })} />;
}

function Promise({ name, clock }: { name: string; clock: PromiseClock | undefined }) {
  return (
    <div class="clock">
      <dt>{name}{clock && clock.priority !== "" && <span class="fine"> {clock.priority} · {clock.contract}</span>}</dt>
      {clock ? (
        <>
          <dd class="big">{moment(clock.dueTime)}</dd>
          <dd><Left seconds={clock.leftSeconds} done={clock.doneTime !== undefined} />{clock.doneTime && <span class="fine"> {text("clock.done", { when: moment(clock.doneTime), who: sayingWord(clock.doneBy) })}</span>}</dd>
        </>
      ) : (
        <dd class="lesser">{text("now.not_promised")}</dd>
      )}
    </div>
  );
}

function Callees({ rung, name }: { rung: Rung; name: string }) {
  return (
    <div class="rung">
      <h4>{name}</h4>
      <ul>
        {rung.callees.map((one) => (
          <li key={one.name + one.role}>
            <strong>{one.name}</strong> <span class="fine">{one.role}</span>
            {one.phone !== "" && <span class="block"><a href={`tel:${one.phone.replaceAll(/[^+\d]/g, "")}`}>{one.phone}</a></span>}
            {one.email !== "" && <span class="block"><a href={`mailto:${encodeURIComponent(one.email)}`}>{one.email}</a></span>}
          </li>
        ))}
      </ul>
      <p class="fine">{text("now.rung", { n: rung.level })}{rung.callTime && ` · ${text("now.called_from", { when: moment(rung.callTime), percent: rung.percent })}`}</p>
    </div>
  );
}

function SaidBy({ saying }: { saying: Saying }) {
  return (
    <li>
      <StateMark state={saying.state} /> {sayingWord(saying.kind)}
      {saying.person !== "" && <strong> {saying.person}</strong>}
      {saying.subject !== "" && ` · ${saying.subject}`}
      {saying.text !== "" && <span class="block">“{saying.text}”</span>}
      <span class="fine block">
        {saying.source !== "" && <a href={`/sources/${encodeURIComponent(saying.source)}`}>{saying.source}</a>}{" "}
        {saying.sinceTime && text("since", { when: moment(saying.sinceTime) })}
        {saying.silent && ` · ${text("now.silent", { ago: ago(saying.lastGoodTime) })}`}
      </span>
    </li>
  );
}

function stepWords(step: OutageStep): string {
  const words = text(`outage.step.${step.act}` as TextKey, { whom: step.whom, classification: step.classification === "" ? "" : text(`outage.class.${step.classification}` as TextKey), regime: regimeWord(step.regime), report: step.report === "" ? "" : reportWord(step.report) });
  return step.reference === "" ? words : `${words} (${step.reference})`;
}
const stepColumns = (): Column<OutageStep>[] => [
  { key: "time", head: text("when"), raw: (row) => moment(row.time), cell: (row) => moment(row.time) },
  { key: "act", head: text("agenda.what"), raw: (row) => stepWords(row), cell: (row) => <>{stepWords(row)}{row.text !== "" && <span class="block fine">{row.text}</span>}{row.nextUpdateTime && <span class="block fine">{text("now.next_word", { when: moment(row.nextUpdateTime) })}</span>}</> },
  { key: "person", head: text("contract.person"), raw: (row) => row.person, cell: (row) => row.person || "–" },
];
const reportColumns = (): Column<ReportClock>[] => [
  { key: "report", head: text("outage.report"), raw: (row) => `${row.regime} ${row.report}`, cell: (row) => <>{regimeWord(row.regime)} · {reportWord(row.report)}{row.conditional && <span class="block fine">{text("outage.conditional")}</span>}</> },
  { key: "dueTime", head: text("outage.due"), raw: (row) => moment(row.dueTime), cell: (row) => <>{moment(row.dueTime)}{row.neverAfterTime && <span class="block fine">{text("outage.never_after", { when: moment(row.neverAfterTime) })}</span>}</> },
  { key: "left", head: text("outage.stands"), raw: (row) => row.leftSeconds?.toString() ?? "", cell: (row) => (row.fileTime ? <Mark tone={row.late ? "bad" : "good"} word={text(row.late ? "outage.filed_late" : "outage.filed", { when: moment(row.fileTime) })} /> : row.leftSeconds === undefined ? text("outage.not_running") : <Left seconds={row.leftSeconds} />) },
];

const regimeChoices = () => regimes.map((one) => ({ value: one, what: regimeWord(one) }));
function Acts({ one }: { one: OutageNow }) {
  const about = { id: one.outage?.id ?? "", provider: one.provider, service: one.service };
  const name = `${one.providerName || partnerName(one.provider)}${one.serviceName !== "" ? ` · ${one.serviceName}` : ""}`;
  const done = text("act.kept", { what: name });
  const known = one.outage?.closeTime === undefined ? one.outage : undefined;
  return (
    <div class="decision-do">
      {may(OutageService.method.markAware) && one.outage?.awareTime === undefined && (
        <Act primary label={text("outage.aware")} title={`${text("outage.aware")}: ${name}`} done={done} send={(form, id) => outages.markAware({ ...about, reason: given(form, "reason"), requestId: id })}>
          <p class="note">{text("outage.aware_note")}</p>
          <TextField name="reason" label={text("act.reason")} long />
        </Act>
      )}
      {may(OutageService.method.classifyOutage) && known?.awareTime !== undefined && (
        <Act primary={known.classification === ""} label={text("outage.classify")} title={`${text("outage.classify")}: ${name}`} done={done} send={(form, id) => outages.classifyOutage({ ...about, classification: given(form, "classification"), regime: given(form, "regime"), reason: given(form, "reason"), requestId: id })}>
          <SelectField name="classification" label={text("outage.classification")} choices={[{ value: "major", what: text("outage.class.major") }, { value: "not_major", what: text("outage.class.not_major") }]} />
          <SelectField name="regime" label={text("outage.regime")} choices={regimeChoices()} />
          <TextField name="reason" label={text("act.reason")} long />
        </Act>
      )}
      {may(OutageService.method.fileOutageReport) && known?.classification === "major" && <FileReport about={about} name={name} />}
      {may(OutageService.method.tellOutage) && known && (
        <Act label={text("outage.tell")} title={`${text("outage.tell")}: ${name}`} done={done} send={(form, id) => outages.tellOutage({ ...about, whom: given(form, "whom"), what: given(form, "what"), requestId: id })}>
          <TextField name="whom" label={text("act.to_whom")} required />
          <TextField name="what" label={text("outage.what_told")} required long />
        </Act>
      )}
      {may(OutageService.method.hearOutage) && known && (
        <Act label={text("outage.hear")} title={`${text("outage.hear")}: ${name}`} done={done} send={(form, id) => outages.hearOutage({ ...about, what: given(form, "what"), nextUpdate: moments(given(form, "next")), requestId: id })}>
          <TextField name="what" label={text("outage.what_heard")} required long />
          <MomentField name="next" label={text("outage.next_update")} />
        </Act>
      )}
      {may(OutageService.method.closeOutage) && known && (
        <Act label={text("outage.close")} title={`${text("outage.close")}: ${name}`} done={done} send={(form, id) => outages.closeOutage({ ...about, reason: given(form, "reason"), requestId: id })}>
          <TextField name="reason" label={text("act.reason")} long />
        </Act>
      )}
    </div>
  );
}
function FileReport({ about, name }: { about: { id: string; provider: string; service: string }; name: string }) {
  return (
    <Act label={text("outage.file")} title={`${text("outage.file")}: ${name}`} done={text("act.kept", { what: name })} send={(form, id) => outages.fileOutageReport({ ...about, report: given(form, "report"), regime: given(form, "regime"), reference: given(form, "reference"), requestId: id })}>
      <SelectField name="report" label={text("outage.report")} choices={(["initial", "intermediate", "final"] as const).map((one) => ({ value: one, what: reportWord(one) }))} />
      <SelectField name="regime" label={text("outage.regime")} choices={regimeChoices()} />
      <TextField name="reference" label={text("outage.reference")} />
    </Act>
  );
}
const MomentField = ({ name, label }: { name: string; label: string }) => (
  <label class="field"><span>{label} <span class="fine">{text("act.optional")}</span></span><input type="datetime-local" name={name} /></label>
);
// A moment of this browser's zone as the daemon takes it.
const moments = (local: string): string => (local === "" ? "" : new Date(local).toISOString().replace(/\.\d+Z$/, "Z"));

function OneOutage({ one }: { one: OutageNow }) {
  return (
    <article class="outage" id={`${one.provider}-${one.service}`}>
      <header>
        <h2>{one.serviceName || one.providerName || one.provider}</h2>
        <p class="under-title">
          <StateMark state={one.state} />
          <PartnerLink id={one.provider} />
          {one.sinceTime && <span>{text("since", { when: moment(one.sinceTime) })} · {ago(one.sinceTime)}</span>}
          {one.outage?.awareTime && <span class="tag">{text("outage.aware_since", { when: moment(one.outage.awareTime) })}</span>}
          {one.outage && one.outage.classification !== "" && <span class="tag">{text(`outage.class.${one.outage.classification}` as TextKey)} {one.outage.regimes.map(regimeWord).join(", ")}</span>}
        </p>
        {one.feedSilent && <p><Mark tone="warn" word={text("now.feed_silent")} /></p>}
      </header>
      <div class="outage-parts">
        <section>
          <h3>{text("now.call")}</h3>
          {one.call ? <Callees rung={one.call} name={text("now.call_now")} /> : <p class="lesser">{text("now.nobody")}</p>}
          {one.nextRung && <Callees rung={one.nextRung} name={text("now.call_next")} />}
        </section>
        <section>
          <h3>{text("now.clocks")}</h3>
          <dl>
            <Promise name={text("now.reaction")} clock={one.reaction} />
            <Promise name={text("now.restore")} clock={one.restore} />
          </dl>
        </section>
        <section>
          <h3>{text("now.said_by")}</h3>
          <ul class="sayings">{one.sayings.map((saying, at) => <SaidBy key={at} saying={saying} />)}</ul>
          {one.components.length > 0 && <p class="fine">{one.components.map((part) => `${part.name} (${stateWord(part.state)})`).join(", ")}</p>}
        </section>
        <section>
          <h3>{text("now.last_word")}</h3>
          {one.lastWord ? (
            <p>{one.lastWord.phase !== "" && <strong>{textOr(`phase.${one.lastWord.phase}`, one.lastWord.phase)}: </strong>}{one.lastWord.text}<span class="fine block">{moment(one.lastWord.time)} · {one.lastWord.person || one.lastWord.source || sayingWord(one.lastWord.kind)}</span></p>
          ) : (
            <p class="lesser">{text("now.no_word")}</p>
          )}
          {one.nextWord && <p>{one.nextWord.late ? <Mark tone="bad" word={text("now.word_late", { when: moment(one.nextWord.dueTime) })} /> : text("now.next_word", { when: moment(one.nextWord.dueTime) })}<span class="fine block"><Says of={one.nextWord.why} otherwise="" /></span></p>}
        </section>
      </div>
      {one.elsewhere.length > 0 && (
        <section>
          <h3>{text("now.elsewhere")}</h3>
          <ul class="reasons">{one.elsewhere.map((other) => <li key={other.provider + other.id}><PartnerLink id={other.provider} /> {text(other.kind === "change" ? "now.change" : "now.maintenance")}: {other.title} <span class="fine">{moment(other.startTime)} – {moment(other.endTime)}</span></li>)}</ul>
        </section>
      )}
      <Acts one={one} />
      {one.outage && one.outage.reports.length > 0 && <Table name={`reports-${one.outage.id}`} caption={text("outage.reports")} level={3} columns={reportColumns()} rows={one.outage.reports} rowKey={(row) => row.regime + row.report} empty="" />}
      {one.outage && one.outage.steps.length > 0 && <Table name={`log-${one.outage.id}`} caption={text("outage.log")} level={3} columns={stepColumns()} rows={[...one.outage.steps].reverse()} rowKey={(row) => row.act + moment(row.noteTime) + row.text} empty="" />}
    </article>
  );
}

function Functions({ functions }: { functions: FunctionHit[] }) {
  if (functions.length === 0) return null;
  return (
    <section>
      <h2>{text("functions.hit")}</h2>
      <ul class="cards">
        {functions.map((one) => (
          <li key={one.id} class="card">
            <StateMark state={one.state} />
            <h3>{one.name} {one.critical && <span class="tag">{text("functions.critical")}</span>}</h3>
            <p class="fine">{one.sinceTime && text("since", { when: moment(one.sinceTime) })}{one.inHours === false && ` · ${text("now.outside_hours")}`}</p>
            {one.recoveryDueTime && <p>{text("now.back_by", { when: moment(one.recoveryDueTime), rto: configured(one.recoveryTimeObjective) })}</p>}
            <p class="fine">{text("owned_by", { owner: one.owner || text("nobody") })}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

// A person's word is a source too.
function Declare({ overview }: { overview: Overview }) {
  const states = [OperationalState.MAJOR_OUTAGE, OperationalState.PARTIAL_OUTAGE, OperationalState.DEGRADED_PERFORMANCE];
  return (
    <Act
      label={text("outage.declare")}
      title={text("outage.declare")}
      done={text("outage.declared")}
      send={(form, id) => outages.declareOutage({ provider: given(form, "provider"), service: given(form, "service"), state: Number(given(form, "state")), since: moments(given(form, "since")), person: given(form, "person"), reason: given(form, "reason"), requestId: id })}
    >
      <SelectField name="provider" label={text("partner")} choices={overview.providers.filter((one) => one.id !== "unassigned").map((one) => ({ value: one.id, what: one.name }))} />
      <TextField name="service" label={text("outage.service")} />
      <SelectField name="state" label={text("state")} choices={states.map((one) => ({ value: String(one), what: stateWord(one) }))} />
      <MomentField name="since" label={text("outage.since")} />
      <TextField name="person" label={text("outage.person")} />
      <TextField name="reason" label={text("outage.what_is_seen")} required long />
    </Act>
  );
}

const outageColumns = (): Column<Outage>[] => [
  { key: "provider", head: text("partner"), raw: (row) => row.provider, cell: (row) => <><PartnerLink id={row.provider} /><span class="fine block">{row.service}</span></> },
  { key: "sinceTime", head: text("since_head"), raw: (row) => moment(row.sinceTime), cell: (row) => moment(row.sinceTime) },
  { key: "closeTime", head: text("until"), raw: (row) => moment(row.closeTime), cell: (row) => (row.closeTime ? moment(row.closeTime) : <strong>{text("still_open")}</strong>) },
  { key: "classification", head: text("outage.classification"), raw: (row) => row.classification, cell: (row) => (row.classification === "" ? "–" : text(`outage.class.${row.classification}` as TextKey)) },
  { key: "reports", head: text("outage.reports"), fixed: true, raw: (row) => row.reports.map((one) => `${one.regime} ${one.report} ${moment(one.fileTime)}`).join("; "), cell: (row) => row.reports.map((one) => <span class="block" key={one.regime + one.report}>{regimeWord(one.regime)} {reportWord(one.report)} {one.fileTime ? moment(one.fileTime) : one.late ? <Mark tone="bad" word={text("outage.overdue")} /> : moment(one.dueTime)}</span>) },
];
function Before() {
  const answered = useAnswer("outages", async () => (await everyPage((pageToken) => outages.listOutages({ pageToken }))).flatMap((page) => page.outages));
  return <Shown of={answered} quiet>{(rows) => <Table name="outages" caption={text("outage.all")} columns={outageColumns()} rows={rows} rowKey={(row) => row.id} empty={text("outage.none")} fold={8} />}</Shown>;
}

export function NowView() {
  const answered = useAnswer("now", async () => {
    const pages = await everyPage((pageToken) => outages.getNow({ pageToken }));
    return { outages: pages.flatMap((page) => page.outages), functions: pages[0]?.functions ?? [], due: pages[0]?.reportsDue ?? [], gaps: pages[0]?.gaps ?? [], asOf: pages[0]?.asOfTime };
  }, kLive);
  const overview = useOverview();
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={data.outages.length === 0 ? text("now.none") : plural("now.title", data.outages.length)} asOf={data.asOf} gaps={data.gaps}>
            {overview.data && may(OutageService.method.declareOutage) && <div class="head-acts"><Declare overview={overview.data} /></div>}
          </ViewHead>
          {data.outages.length === 0 && <p class="empty">{text("now.empty")}</p>}
          <Functions functions={data.functions} />
          {data.outages.map((one) => <OneOutage key={one.provider + one.service} one={one} />)}
          {data.due.map((one) => (
            <section key={one.id}>
              <h2>{text("outage.still_due", { partner: partnerName(one.provider) })}</h2>
              {may(OutageService.method.fileOutageReport) && <div class="decision-do"><FileReport about={{ id: one.id, provider: one.provider, service: one.service }} name={partnerName(one.provider)} /></div>}
              <Table name={`due-${one.id}`} caption={text("outage.reports")} level={3} columns={reportColumns()} rows={one.reports} rowKey={(row) => row.regime + row.report} empty="" />
            </section>
          ))}
          <Before />
        </>
      )}
    </Shown>
  );
}

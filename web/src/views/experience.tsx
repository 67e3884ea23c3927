// How people experience a partner's services, by pulses, beside its service levels.
import { useAnswer } from "../answer";
import { everyPage, may, pulses } from "../api";
import { count, day, percent } from "../format";
import { ExperienceState, LevelState, PulseService, type Experience, type Pulse } from "../gen/regisseur/partnership/v1/pulse_pb";
import type { Provider } from "../gen/regisseur/portfolio/v1/portfolio_pb";
import { useState } from "preact/hooks";
import { Act, DayField, dayAhead, given, SelectField, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Gaps, Says, Shown } from "../parts/shown";
import { Sparkline } from "../parts/sparkline";
import { Table, type Column } from "../parts/table";
import { text, type TextKey } from "../text/text";
import { ServiceField, serviceName } from "./workspace";

const tones: Record<ExperienceState, Tone> = { [ExperienceState.UNSPECIFIED]: "unknown", [ExperienceState.UNKNOWN]: "unknown", [ExperienceState.GREEN]: "good", [ExperienceState.AMBER]: "warn", [ExperienceState.RED]: "bad" };
const experienceWord = (state: ExperienceState): string => text(`experience.${(ExperienceState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const levelTones: Record<LevelState, Tone> = { [LevelState.UNSPECIFIED]: "unknown", [LevelState.UNKNOWN]: "unknown", [LevelState.GREEN]: "good", [LevelState.RED]: "bad" };
const levelWord = (state: LevelState): string => text(`experience.levels.${(LevelState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

// What a list has room for.
export function ExperienceCell({ one }: { one: Experience | undefined }) {
  if (!one) return <>–</>;
  return (
    <>
      <Mark tone={tones[one.state] ?? "unknown"} word={one.satisfied === undefined ? experienceWord(one.state) : percent(one.satisfied, 1)} />
      {one.satisfied !== undefined && <span class="fine block">{percent(one.low, 1)} – {percent(one.high, 1)}</span>}
      {one.watermelon === true && <span class="block"><Mark tone="warn" word={text("experience.watermelon")} /></span>}
    </>
  );
}

const columns = (provider: Provider): Column<Experience>[] => [
  { key: "service", head: text("service"), raw: (row) => row.service, cell: (row) => (row.service === "" ? <strong>{text("whole_partner")}</strong> : serviceName(provider, row.service)) },
  { key: "satisfied", head: text("experience.satisfied"), number: true, raw: (row) => row.satisfied ?? "", cell: (row) => <ExperienceCell one={row} /> },
  { key: "target", head: text("levels.target"), number: true, raw: (row) => row.target, cell: (row) => percent(row.target, 1) },
  { key: "answers", head: text("experience.answers"), number: true, raw: (row) => String(row.answers), cell: (row) => (row.answers === 0 ? text("experience.too_few") : count(row.answers)) },
  { key: "months", head: text("experience.course"), fixed: true, raw: (row) => row.months.map((one) => `${one.month} ${one.satisfied ?? ""}`).join("; "), cell: (row) => <Sparkline points={row.months.map((one) => ({ amount: one.satisfied }))} label={row.months.map((one) => `${one.month} ${percent(one.satisfied, 1)}`).join(", ")} /> },
  { key: "levels", head: text("levels"), raw: (row) => levelWord(row.levels), cell: (row) => <Mark tone={levelTones[row.levels] ?? "unknown"} word={levelWord(row.levels)} /> },
  { key: "words", head: text("experience.words"), fixed: true, internal: true, raw: (row) => row.words.map((one) => one.word).join("; "), cell: (row) => (row.words.length === 0 ? "–" : row.words.slice(0, 3).map((one, at) => <span class="block" key={at}>“{one.word}”</span>)) },
];
const pulseColumns = (provider: Provider): Column<Pulse>[] => [
  { key: "question", head: text("pulse.question"), raw: (row) => row.question, cell: (row) => <>{row.question}<span class="fine block">{serviceName(provider, row.service)}</span></> },
  { key: "openedOn", head: text("from"), raw: (row) => row.openedOn, cell: (row) => day(row.openedOn) },
  { key: "closesOn", head: text("until"), raw: (row) => row.closedOn || row.closesOn, cell: (row) => (row.closedOn !== "" ? day(row.closedOn) : row.closesOn === "" ? text("pulse.open_end") : day(row.closesOn)) },
  { key: "answers", head: text("experience.answers"), number: true, raw: (row) => String(row.answers), cell: (row) => (row.answers === 0 ? text("experience.too_few") : count(row.answers)) },
  { key: "id", head: text("act.head"), acts: true, raw: (row) => row.id, cell: (row) => row.closedOn === "" && may(PulseService.method.closePulse) && <Act label={text("pulse.close")} title={text("pulse.close")} done={text("pulse.was_closed")} send={(_, requestId) => pulses.closePulse({ id: row.id, requestId })}><p>{row.question}</p></Act> },
];

export function Experienced({ provider }: { provider: Provider }) {
  const [made, setMade] = useState("");
  const answered = useAnswer(`experience/${provider.id}`, () => pulses.listExperience({ provider: provider.id }));
  const asked = useAnswer(`pulses/${provider.id}`, async () => (await everyPage((pageToken) => pulses.listPulses({ provider: provider.id, pageToken }))).flatMap((page) => page.pulses));
  return (
    <section id="experience">
      <div class="section-head">
        <h2>{text("experience")}</h2>
        {may(PulseService.method.createPulse) && (
          <Act
            label={text("pulse.new")}
            title={text("pulse.new")}
            done={text("pulse.was_made")}
            send={async (form, requestId) => {
              const { path } = await pulses.createPulse({ provider: provider.id, service: given(form, "service"), question: given(form, "question"), language: given(form, "language"), closesOn: given(form, "closes"), requestId });
              setMade(path === "" ? "" : window.location.origin + path);
            }}
          >
            <TextField name="question" label={text("pulse.question")} required />
            <ServiceField provider={provider} />
            <SelectField name="language" label={text("settings.language")} value="nl" choices={[{ value: "nl", what: "Nederlands" }, { value: "en", what: "English" }]} />
            <DayField name="closes" label={text("pulse.last_day")} min={dayAhead(0)} value={dayAhead(14)} required={false} />
          </Act>
        )}
      </div>
      {made !== "" && <p class="stale" role="status"><strong>{text("pulse.copy")}</strong> <code>{made}</code></p>}
      <Shown of={answered} quiet>{(data) => <><Table name={`experience-${provider.id}`} caption={text("experience.by_service")} level={3} columns={columns(provider)} rows={data.experience} rowKey={(row) => row.provider + row.service} empty={text("experience.none")} note={<Says of={data.method} otherwise="" />} /><Gaps gaps={data.gaps} /></>}</Shown>
      <Shown of={asked} quiet>{(rows) => rows.length > 0 && <Table name={`pulses-${provider.id}`} caption={text("pulses")} level={3} fold={5} columns={pulseColumns(provider)} rows={rows} rowKey={(row) => row.id} empty="" />}</Shown>
    </section>
  );
}

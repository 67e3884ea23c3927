// Why one figure is what it is: the arithmetic, every piece of time or ticket under it, and who says so.
import { useAnswer } from "../answer";
import { levels } from "../api";
import { dateOf, day, inUnit, moment, money, month, percent, span, spanOfText } from "../format";
import { CountsAs, type Piece, type Witness } from "../gen/regisseur/service_level/v1/service_level_pb";
import { Mark, StateMark, VerdictMark, type Tone } from "../parts/mark";
import { LevelChart, originWord } from "../parts/level_chart";
import { Fact, Said, Shown, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { text, type TextKey } from "../text/text";
import type { ViewProps } from "../view";
import { SaidOfFigure } from "./figures";
import { Attained } from "./levels";
import { windowsOf } from "./partner";

const countsTones: Record<CountsAs, Tone> = {
  [CountsAs.UNSPECIFIED]: "unknown",
  [CountsAs.UP]: "good",
  [CountsAs.DOWN]: "bad",
  [CountsAs.EXCLUDED]: "planned",
  [CountsAs.UNKNOWN]: "unknown",
  [CountsAs.NOT_AGREED]: "quiet",
  [CountsAs.IN_TIME]: "good",
  [CountsAs.TOO_LATE]: "bad",
};
const countsWord = (counts: CountsAs): string => text(`counts.${(CountsAs[counts] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);

const pieceColumns = (): Column<Piece>[] => [
  { key: "startTime", head: text("from"), raw: (row) => dateOf(row.startTime)?.toISOString() ?? "", cell: (row) => <>{row.ticket !== "" && <strong>{row.ticket} {row.priority} </strong>}{moment(row.startTime)}</> },
  { key: "endTime", head: text("until"), raw: (row) => dateOf(row.endTime)?.toISOString() ?? "", cell: (row) => moment(row.endTime) },
  { key: "seconds", head: text("level.length"), number: true, raw: (row) => row.seconds.toString(), cell: (row) => span(row.seconds) },
  { key: "countsAs", head: text("level.counts_as"), raw: (row) => countsWord(row.countsAs), cell: (row) => <Mark tone={countsTones[row.countsAs] ?? "unknown"} word={countsWord(row.countsAs)} /> },
  { key: "state", head: text("level.seen"), raw: (row) => String(row.state), cell: (row) => (row.ticket !== "" ? text("level.due", { when: moment(row.dueTime) }) : <StateMark state={row.state} />) },
  { key: "message", head: text("level.why"), raw: (row) => row.message, cell: (row) => <><Said>{row.message}</Said><span class="fine block">{row.components.join(", ")}</span></> },
];
const witnessColumns = (): Column<Witness>[] => [
  { key: "source", head: text("source"), raw: (row) => row.source, cell: (row) => <><a href={addressOf(["sources", row.source])}>{row.source}</a><span class="fine block">{row.adapter}</span></> },
  { key: "origin", head: text("levels.origin"), raw: (row) => originWord(row.origin), cell: (row) => originWord(row.origin) },
  { key: "firstTime", head: text("from"), raw: (row) => dateOf(row.firstTime)?.toISOString() ?? "", cell: (row) => moment(row.firstTime) },
  { key: "lastTime", head: text("until"), raw: (row) => dateOf(row.lastTime)?.toISOString() ?? "", cell: (row) => moment(row.lastTime) },
  { key: "value", head: text("level.said"), raw: (row) => row.value, cell: (row) => row.value || row.components.join(", ") },
];

export function LevelView({ part, query }: ViewProps) {
  const contract = part["contract"] ?? "";
  const objective = part["objective"] ?? "";
  const period = query.get("period") ?? "";
  const answered = useAnswer(`level/${contract}/${objective}/${period}`, () => levels.explainServiceLevel({ contract, objective, period }));
  const history = useAnswer(`level-history/${contract}/${objective}`, () => levels.listServiceLevelHistory({ contract, objective }));
  return (
    <Shown top of={answered}>
      {(data) => {
        const level = data.level;
        if (!level) return null;
        return (
          <>
            <ViewHead title={`${level.title || level.objective} · ${month(level.windowLastDay.slice(0, 7))}`} asOf={answered.at} basis={originWord(level.origin)} gaps={data.gaps}>
              <p class="under-title">
                <VerdictMark verdict={level.verdict} />
                <PartnerLink id={level.provider} />
                <a href={addressOf(["contracts", level.contract])}>{level.contract}</a>
                {!level.closed && <span class="tag">{text("level.running")}</span>}
              </p>
            </ViewHead>
            <dl class="facts">
              <Fact name={text("levels.target")}>{<span class="big">{inUnit(level.target, level.unit)}</span>}</Fact>
              <Fact name={text("levels.attained")}><span class="big"><Attained level={level} /></span></Fact>
              <Fact name={text("levels.down")}>{span(level.downtimeSeconds)}<span class="fine block">{text("level.excluded", { time: span(level.excludedSeconds) })}</span></Fact>
              <Fact name={text("levels.budget_left")}>{spanOfText(level.errorBudgetLeftSeconds)}<span class="fine block">{text("level.of_budget", { time: spanOfText(level.errorBudgetSeconds) })}</span></Fact>
              <Fact name={text("levels.observed")}>{percent(level.observedShare, 1)}<span class="fine block">{text("level.unknown", { time: span(level.unknownSeconds) })}</span></Fact>
              {level.credit && <Fact name={text("levels.credit")}>{money(level.credit.amount, level.credit.currency)}{level.credit.claimBy !== "" && <span class="fine block">{text("claim.by", { day: day(level.credit.claimBy) })}</span>}</Fact>}
            </dl>
            {history.data && <div class="panel"><LevelChart windows={windowsOf(history.data.objectives)} unit={level.unit} title={text("levels.history_of", { name: level.title || level.objective })} /></div>}
            <SaidOfFigure level={level} />
            {data.arithmetic.length > 0 && (
              <section>
                <h2>{text("level.arithmetic")}</h2>
                <ol class="arithmetic">{data.arithmetic.map((one, at) => <li key={at}><Said>{one.message}</Said></li>)}</ol>
              </section>
            )}
            {[...level.notes, ...level.unknownCauses].length > 0 && (
              <section>
                <h2>{text("level.notes")}</h2>
                <ul class="reasons">
                  {level.notes.map((one, at) => <li key={`n${at}`}><Said>{one.message}</Said></li>)}
                  {level.unknownCauses.map((one, at) => <li key={`u${at}`}><Said>{one.message}</Said> <span class="fine">{span(one.seconds)}</span></li>)}
                </ul>
              </section>
            )}
            <Table name={`pieces-${contract}-${objective}`} caption={text("level.pieces")} columns={pieceColumns()} rows={data.pieces} rowKey={(row) => `${row.ticket}${row.startTime?.seconds}${row.startTime?.nanos}`} empty={text("level.no_pieces")} />
            <Table name={`witnesses-${contract}-${objective}`} caption={text("level.witnesses")} columns={witnessColumns()} rows={data.witnesses} rowKey={(row) => row.source} empty={text("level.no_witnesses")} />
          </>
        );
      }}
    </Shown>
  );
}

// Who tells what, how current that is, and what was wrong with it.
import { useAnswer, kLive } from "../answer";
import { everyPage, sources } from "../api";
import { ago, count, moment, span } from "../format";
import type { Finding } from "../gen/regisseur/type/v1/evidence_pb";
import { SourceState } from "../gen/regisseur/source/v1/source_pb";
import { FreshnessMark, SeverityMark, severityWord } from "../parts/mark";
import { originWord } from "../parts/level_chart";
import { Fact, Said, Shown, Trouble, ViewHead } from "../parts/shown";
import { PartnerLink } from "../parts/partner_link";
import { Table, type Column } from "../parts/table";
import { text, type TextKey } from "../text/text";
import type { ViewProps } from "../view";
import { SourceRows } from "./partner";

export function SourcesView() {
  const answered = useAnswer("sources", async () => {
    const pages = await everyPage((pageToken) => sources.listSources({ pageToken }));
    return { rows: pages.flatMap((page) => page.sources), gaps: pages[0]?.gaps ?? [] };
  }, kLive);
  return (
    <Shown top of={answered}>
      {(data) => <><ViewHead title={text("sources.title")} asOf={answered.at} gaps={data.gaps} /><SourceRows rows={data.rows} name="sources" caption={text("sources.all")} /></>}
    </Shown>
  );
}

const findingColumns = (): Column<Finding>[] => [
  { key: "message", head: text("finding.what"), raw: (row) => row.message, cell: (row) => <><Said>{row.message}</Said><span class="fine block">{row.rule}</span></> },
  { key: "severity", head: text("finding.severity"), raw: (row) => severityWord(row.severity), cell: (row) => <SeverityMark severity={row.severity} /> },
  { key: "field", head: text("finding.field"), raw: (row) => row.field, cell: (row) => row.field || "–" },
  { key: "file", head: text("lines.file"), raw: (row) => `${row.file}:${row.line}`, cell: (row) => <code>{row.file}{row.line > 0n && `:${row.line}`}</code> },
  { key: "count", head: text("finding.count"), number: true, raw: (row) => row.count.toString(), cell: (row) => count(row.count) },
  { key: "examples", head: text("finding.examples"), fixed: true, raw: (row) => row.examples.map((one) => one.value).join("; "), cell: (row) => row.examples.slice(0, 3).map((one, at) => <code class="block" key={at}>{one.line > 0n && `${one.line}: `}{one.value}</code>) },
];

export function SourceView({ part }: ViewProps) {
  const id = part["id"] ?? "";
  const answered = useAnswer(`source/${id}`, () => sources.getSource({ id }), kLive);
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={data.id} asOf={answered.at} gaps={data.gaps}>
            <p class="under-title">
              <FreshnessMark freshness={data.freshness} />
              {data.provider !== "" && <PartnerLink id={data.provider} />}
              <span>{data.adapter} {data.adapterVersion}</span>
              <span>{originWord(data.origin)}</span>
            </p>
          </ViewHead>
          {data.failure && <Trouble failure={{ kind: "refused", message: data.failure.message }} />}
          <dl class="facts">
            <Fact name={text("sources.last_answer")}>{ago(data.lastAnswerTime)}<span class="fine block">{moment(data.lastAnswerTime)}</span></Fact>
            <Fact name={text("sources.data_until")}>{moment(data.dataUntilTime)}</Fact>
            <Fact name={text("sources.next")}>{moment(data.nextTryTime)}<span class="fine block">{text("sources.every", { time: span(data.intervalSeconds) })}</span></Fact>
            <Fact name={text("sources.doing")}>{text(`source_state.${(SourceState[data.state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey)}{data.failuresInRow > 0 && <span class="fine block">{text("sources.failures", { n: data.failuresInRow })}</span>}</Fact>
            <Fact name={text("sources.deliveries")}>{count(data.deliveries)}</Fact>
          </dl>
          {data.unassigned.length > 0 && (
            <section><h2>{text("sources.unassigned")}</h2><ul class="reasons">{data.unassigned.map((one) => <li key={one.party}>{one.party} <span class="fine">{count(one.count)}</span></li>)}</ul></section>
          )}
          <Table name={`findings-${id}`} caption={text("sources.findings")} columns={findingColumns()} rows={data.findings} rowKey={(row) => row.rule + row.field + row.file + row.line} empty={text("finding.none")} />
        </>
      )}
    </Shown>
  );
}

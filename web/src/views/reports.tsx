// Reports that appear by themselves: what is due next, what was issued, and its files.
import { useAnswer, kLive } from "../answer";
import { authorization, everyPage, hasToken, may, reports } from "../api";
import { saveBlob } from "../csv";
import { count, moment, scheduled } from "../format";
import { DeliveryState, ReportService, ReportState, type Report, type ReportDelivery, type ReportFile, type ReportIssue, type ReportRun } from "../gen/regisseur/report/v1/report_pb";
import { Act, given, TextField } from "../parts/act";
import { Mark, type Tone } from "../parts/mark";
import { Fact, Gaps, Said, Says, Shown, ViewHead } from "../parts/shown";
import { Table, type Column } from "../parts/table";
import { addressOf } from "../router";
import { text, textOr, type TextKey } from "../text/text";
import type { ViewProps } from "../view";

const issueTones: Record<ReportState, Tone> = { [ReportState.UNSPECIFIED]: "unknown", [ReportState.ISSUED]: "good", [ReportState.FAILED]: "bad", [ReportState.MISSED]: "poor" };
const deliveryTones: Record<DeliveryState, Tone> = { [DeliveryState.UNSPECIFIED]: "unknown", [DeliveryState.WAITING]: "planned", [DeliveryState.SENT]: "good", [DeliveryState.RETRYING]: "warn", [DeliveryState.GIVEN_UP]: "bad" };
const stateWord = (state: ReportState): string => text(`report_state.${(ReportState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const deliveryWord = (state: DeliveryState): string => text(`delivery.${(DeliveryState[state] ?? "UNSPECIFIED").toLowerCase()}` as TextKey);
const templateWord = (template: string): string => textOr(`template.${template}`, template);

// A link that also works for who signed in with a token: a link carries no header, so the file is fetched and saved.
function FileLink({ file }: { file: ReportFile }) {
  if (file.problem !== "" || file.path === "") return <Mark tone="poor" word={`${file.format.toUpperCase()}: ${file.problem}`} />;
  const fetched = async (event: MouseEvent) => {
    if (!hasToken()) return;
    event.preventDefault();
    const answer = await fetch(file.path, { headers: authorization() });
    if (answer.ok) saveBlob(file.name.split("/").pop() ?? file.name, await answer.blob());
  };
  return <a class="file" href={file.path} download onClick={(event) => void fetched(event)} title={`${file.name} · ${count(file.bytes)} B · SHA-256 ${file.sha256}`}>{file.format.toUpperCase()}</a>;
}
const Files = ({ files }: { files: ReportFile[] }) => <span class="files">{files.map((one) => <FileLink key={one.name} file={one} />)}</span>;
const Delivery = ({ one }: { one: ReportDelivery }) => (
  <span class="block"><Mark tone={deliveryTones[one.state] ?? "unknown"} word={deliveryWord(one.state)} /> {one.to} <span class="fine">{one.kind}</span>{one.problem !== "" && <span class="fine block why"><Said>{one.problem}</Said></span>}</span>
);

const reportColumns = (): Column<Report>[] => [
  { key: "id", head: text("report"), raw: (row) => row.id, cell: (row) => <><a href={addressOf(["reports", row.id])}>{templateWord(row.template)}</a><span class="fine block">{row.id}{Object.values(row.parameters).length > 0 && ` · ${Object.values(row.parameters).join(", ")}`}</span></> },
  { key: "nextDueTime", head: text("report.next"), raw: (row) => moment(row.nextDueTime), cell: (row) => <>{row.nextDueTime ? moment(row.nextDueTime) : text("report.on_request")}<span class="fine block">{row.nextPeriod}</span></> },
  { key: "lastIssue", head: text("report.last"), raw: (row) => row.lastIssue?.period ?? "", cell: (row) => (row.lastIssue ? <><Mark tone={issueTones[row.lastIssue.state] ?? "unknown"} word={stateWord(row.lastIssue.state)} /><span class="fine block">{row.lastIssue.period} · {moment(row.lastIssue.time)}</span></> : text("report.never")) },
  { key: "files", head: text("report.files"), fixed: true, raw: (row) => row.lastIssue?.files.map((one) => one.path).join(" ") ?? "", cell: (row) => <Files files={row.lastIssue?.files ?? []} /> },
  { key: "recipients", head: text("report.to"), fixed: true, raw: (row) => row.recipients.map((one) => `${one.name} ${one.kind} ${one.place}`).join("; "), cell: (row) => (row.recipients.length === 0 ? "–" : row.recipients.map((one) => <span class="block" key={one.name}>{one.name} <span class="fine">{one.kind} · {one.place}</span></span>)) },
  { key: "problem", head: text("report.problem"), raw: (row) => row.problem, cell: (row) => (row.problem === "" ? "–" : <Mark tone="bad" word={row.problem} />) },
];
const runColumns = (): Column<ReportRun>[] => [
  { key: "dueTime", head: text("when"), raw: (row) => row.localTime, cell: (row) => moment(row.dueTime) },
  { key: "report", head: text("report"), raw: (row) => row.report, cell: (row) => <a href={addressOf(["reports", row.report])}>{row.report}</a> },
  { key: "period", head: text("levels.period"), raw: (row) => row.period, cell: (row) => row.period || "–" },
  { key: "why", head: text("level.why"), raw: (row) => row.why, cell: (row) => <Said>{scheduled(row.why)}</Said> },
];
const issueColumns = (): Column<ReportIssue>[] => [
  { key: "report", head: text("report"), raw: (row) => row.report, cell: (row) => <a href={addressOf(["reports", row.report])}>{row.report}</a> },
  { key: "period", head: text("levels.period"), raw: (row) => row.period, cell: (row) => <>{row.period}{row.revision > 1 && <span class="tag">{text("report.revision", { n: row.revision })}</span>}</> },
  { key: "state", head: text("state"), raw: (row) => stateWord(row.state), cell: (row) => <><Mark tone={issueTones[row.state] ?? "unknown"} word={stateWord(row.state)} /><span class="fine block"><Says of={row.why} otherwise="" /></span></> },
  { key: "time", head: text("when"), raw: (row) => moment(row.time), cell: (row) => <>{moment(row.time)}{row.asOfTime && <span class="fine block">{text("report.as_of", { when: moment(row.asOfTime) })}</span>}</> },
  { key: "files", head: text("report.files"), fixed: true, raw: (row) => row.files.map((one) => `${one.path} ${one.sha256}`).join("; "), cell: (row) => <Files files={row.files} /> },
  { key: "deliveries", head: text("report.delivered"), fixed: true, raw: (row) => row.deliveries.map((one) => `${one.to} ${deliveryWord(one.state)}`).join("; "), cell: (row) => (row.deliveries.length === 0 ? "–" : row.deliveries.map((one) => <Delivery key={one.to + one.id} one={one} />)) },
];

export function ReportsView() {
  const answered = useAnswer("reports", async () => {
    const pages = await everyPage((pageToken) => reports.listReports({ pageToken }));
    return { rows: pages.flatMap((page) => page.reports), gaps: pages[0]?.gaps ?? [] };
  }, kLive * 3);
  const runs = useAnswer("report-runs", () => reports.listReportRuns({}));
  const issues = useAnswer("report-issues", async () => (await everyPage((pageToken) => reports.listReportIssues({ pageToken }), 5)).flatMap((page) => page.issues), kLive * 3);
  return (
    <Shown top of={answered}>
      {(data) => (
        <>
          <ViewHead title={text("reports")} asOf={answered.at} basis={text("reports.basis")} gaps={data.gaps} />
          <Table name="reports" caption={text("reports.all")} columns={reportColumns()} rows={data.rows} rowKey={(row) => row.id} empty={text("reports.none")} />
          <Shown of={issues} quiet>{(rows) => <Table name="report-issues" caption={text("reports.issued")} columns={issueColumns()} rows={rows} rowKey={(row) => `${row.report}${row.period}${row.revision}${row.time?.seconds}`} empty={text("reports.nothing_issued")} fold={12} />}</Shown>
          <Shown of={runs} quiet>{(coming) => <><Table name="report-runs" caption={text("reports.coming")} columns={runColumns()} rows={coming.runs} rowKey={(row) => row.report + row.localTime} empty={text("reports.nothing_coming")} fold={8} /><Gaps gaps={coming.gaps} /></>}</Shown>
        </>
      )}
    </Shown>
  );
}

// Makes the report now; the daemon tells how far it is, and that is waited for.
async function make(id: string, period: string, requestId: string): Promise<void> {
  for await (const step of reports.runReport({ id, period, requestId })) if (step.issue) return;
}

export function ReportView({ part }: ViewProps) {
  const id = part["id"] ?? "";
  const answered = useAnswer(`report/${id}`, () => reports.getReport({ id }), kLive);
  return (
    <Shown top of={answered}>
      {({ report, issues }) => report && (
        <>
          <ViewHead title={templateWord(report.template)} asOf={answered.at} basis={report.id}>
            {report.problem !== "" && <p><Mark tone="bad" word={report.problem} /></p>}
          </ViewHead>
          <dl class="facts">
            <Fact name={text("report.next")}><span class="big">{report.nextDueTime ? moment(report.nextDueTime) : text("report.on_request")}</span><span class="fine block">{report.nextPeriod}</span></Fact>
            <Fact name={text("report.schedule")}>{scheduled(report.schedule) || "–"}<span class="fine block">{report.timeZone}</span></Fact>
            <Fact name={text("report.formats")}>{report.formats.join(", ")}<span class="fine block">{report.language}</span></Fact>
            <Fact name={text("report.to")}>{report.recipients.length === 0 ? "–" : report.recipients.map((one) => <span class="block" key={one.name}>{one.name} <span class="fine">{one.kind}</span></span>)}</Fact>
          </dl>
          {may(ReportService.method.runReport) && (
            <div class="decision-do">
              <Act primary label={text("report.make")} title={text("report.make")} done={text("report.made")} send={(form, requestId) => make(id, given(form, "period"), requestId)}>
                <TextField name="period" label={text("levels.period")} hint={text("report.period_hint", { period: report.nextPeriod })} />
              </Act>
            </div>
          )}
          <Table name={`issues-${id}`} caption={text("reports.issued")} columns={issueColumns()} rows={issues} rowKey={(row) => `${row.period}${row.revision}${row.time?.seconds}`} empty={text("reports.nothing_issued")} />
        </>
      )}
    </Shown>
  );
}

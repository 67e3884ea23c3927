#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/detail_sheet.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/report/report.h"
#include "cli/report/report_words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "regisseur/report/v1/report.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = report::v1;
using Stub = pb::ReportService::Stub;

// Templates are asked of a program that has to be started.
constexpr absl::Duration kLimit = absl::Minutes(5);

Parameter PeriodOption(bool required) {
  return {.name = "period",
          .field = "period",
          .help = "The period: 2026-10, 2026-Q4, 2026-W41, 2026 or 2026-10-05",
          .required = required,
          .value_name = "PERIOD"};
}

// Asks one method without pages.
template <typename Request, typename Response>
auto Asking(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                         Response*),
            std::vector<Parameter> parameters) {
  return [method, parameters = std::move(parameters)](
             const Arguments& arguments,
             Session& session) -> absl::StatusOr<Answer> {
    Request request;
    RETURN_IF_ERROR(
        FillRequest(parameters, arguments, session.clock.Now(), &request));
    const auto stub = pb::ReportService::NewStub(session.connection.channel());
    grpc::ClientContext context;
    session.connection.Prepare(kLimit, &context);
    auto answer = std::make_unique<Response>();
    RETURN_IF_ERROR(session.connection.Explain(
        (stub.get()->*method)(&context, request, answer.get())));
    return Answer(std::move(answer));
  };
}

std::string ListTable(const pb::ListReportsResponse& answer, const View& view) {
  if (answer.reports().empty()) {
    return "No report is configured; `reports` in the configuration says which "
           "appear by themselves. `regisseur report run TEMPLATE` makes one "
           "now.\n";
  }
  TextTable table({{.heading = "REPORT", .cut_to = 12},
                   {.heading = "TEMPLATE", .priority = 2},
                   {.heading = "SCHEDULE", .cut_to = 20},
                   {.heading = "NEXT"},
                   {.heading = "PERIOD", .priority = 1},
                   {.heading = "LAST ISSUED"}});
  for (const pb::Report& report : answer.reports()) {
    const pb::ReportIssue& last = report.last_issue();
    table.AddRow(
        {{report.id(), Style::kBold},
         report.template_(),
         report.schedule().empty() ? "on request" : report.schedule(),
         report.has_next_due_time() ? MinuteWords(report.next_due_time()) : "",
         report.next_period(),
         report.has_last_issue()
             ? absl::StrCat(last.period(), " revision ", last.revision())
             : "never"});
    if (!report.problem().empty()) {
      table.AddNote(
          {absl::StrCat("Cannot be made: ", report.problem()), Style::kBad});
    }
  }
  return table.Render(view.terminal);
}

std::string ShowTable(const pb::GetReportResponse& answer, const View& view) {
  const pb::Report& report = answer.report();
  DetailSheet sheet;
  sheet.Add("Report", {report.id(), Style::kBold});
  sheet.Add("Template", report.template_());
  if (!report.problem().empty()) {
    sheet.Add("Cannot be made", {report.problem(), Style::kBad});
  }
  std::vector<std::string> told;
  for (const auto& [name, value] : report.parameters()) {
    told.push_back(absl::StrCat(name, " ", value));
  }
  sheet.Add("About", absl::StrJoin(told, ", "));
  sheet.Add("Schedule", report.schedule().empty()
                            ? ""
                            : absl::StrCat(report.schedule(), " (",
                                           report.time_zone(), ")"));
  sheet.Add("Next", report.has_next_due_time()
                        ? absl::StrCat(MinuteWords(report.next_due_time()),
                                       ", about ", report.next_period())
                        : "");
  sheet.Add("Language", report.language());
  sheet.Add("Formats", absl::StrJoin(report.formats(), " "));
  sheet.Add("After downtime", report.catch_up());
  for (const pb::ReportRecipient& recipient : report.recipients()) {
    sheet.Add(absl::StrCat("To ", recipient.name()), recipient.place());
  }
  std::string text = sheet.Render(view.terminal);
  if (answer.issues().empty()) {
    return absl::StrCat(text, "\nNothing was issued yet.\n");
  }
  absl::StrAppend(&text, "\n", ReportIssueTable(answer.issues(), view));
  for (const pb::ReportFile& file : answer.issues(0).files()) {
    if (!file.problem().empty()) continue;
    absl::StrAppend(&text, answer.issues(0).folder(), "/", file.name(), "\n");
  }
  return text;
}

std::string ScheduleTable(const pb::ListReportRunsResponse& answer,
                          const View& view) {
  if (answer.runs().empty()) {
    return "No report has a schedule; `reports[].schedule` in the "
           "configuration gives it one.\n";
  }
  TextTable table({{.heading = "WHEN"},
                   {.heading = "ZONE", .priority = 1},
                   {.heading = "REPORT", .cut_to = 12},
                   {.heading = "PERIOD"},
                   {.heading = "WHY", .cut_to = 20}});
  for (const pb::ReportRun& run : answer.runs()) {
    table.AddRow({run.local_time(),
                  run.time_zone(),
                  {run.report(), Style::kBold},
                  run.period(),
                  run.why()});
  }
  return table.Render(view.terminal);
}

std::string HistoryTable(const pb::ListReportIssuesResponse& answer,
                         const View& view) {
  if (answer.issues().empty()) return "Nothing was issued, failed or missed.\n";
  return ReportIssueTable(answer.issues(), view);
}

std::string DiffTable(const pb::DiffReportResponse& answer, const View& view) {
  const std::string about = absl::StrCat(
      "Revision ", answer.between(), " as known on ",
      MinuteWords(answer.between_time()), ", revision ", answer.until(),
      " as known on ", MinuteWords(answer.until_time()), ".\n");
  if (answer.differences().empty()) {
    return absl::StrCat(about, "No figure of the report differs.\n");
  }
  return absl::StrCat(ReportDifferenceTable(answer.differences(), view), about);
}

std::string SendTable(const pb::SendReportResponse& answer, const View& view) {
  google::protobuf::RepeatedPtrField<pb::ReportIssue> issues;
  *issues.Add() = answer.issue();
  return ReportIssueTable(issues, view);
}

Verb ListVerb() {
  Verb verb{.noun = "report",
            .name = "list",
            .summary = "The reports, when they appear next and last did",
            .examples = {"regisseur report list"},
            .parameters = {AsKnownOnOption()},
            .csv = {.rows = "reports"},
            .table = TableOf(&ListTable)};
  verb.ask =
      Reading<pb::ReportService>(&Stub::ListReports, verb.parameters, kLimit);
  return verb;
}

Verb ShowVerb() {
  Verb verb{.noun = "report",
            .name = "show",
            .summary = "One report, to whom it goes and what became of it",
            .examples = {"regisseur report show monthly"},
            .parameters = {IdWord("The report")},
            .csv = {.rows = "issues"},
            .table = TableOf(&ShowTable)};
  verb.ask = Asking(&Stub::GetReport, verb.parameters);
  return verb;
}

Verb ScheduleVerb() {
  Verb verb{
      .noun = "report",
      .name = "schedule",
      .summary = "The next runs, in their zone, and why then",
      .details =
          "A local time that the zone skips is due when the clock is set "
          "forward, one that comes twice the first time; a moved day "
          "says which holiday moved it.",
      .examples = {"regisseur report schedule",
                   "regisseur report schedule monthly --count 12"},
      .parameters = {{.name = "ID", .field = "id", .help = "Only this report"},
                     {.name = "count",
                      .field = "count",
                      .help = "How many of each, 3 unless told",
                      .value_name = "N"}},
      .csv = {.rows = "runs"},
      .table = TableOf(&ScheduleTable)};
  verb.ask = Asking(&Stub::ListReportRuns, verb.parameters);
  return verb;
}

Verb HistoryVerb() {
  Verb verb{
      .noun = "report",
      .name = "history",
      .summary = "What was issued, failed and missed, and who got it",
      .examples = {"regisseur report history monthly",
                   "regisseur report history --period 2026-10"},
      .parameters = {{.name = "ID", .field = "id", .help = "Only this report"},
                     PeriodOption(false),
                     AsKnownOnOption()},
      .csv = {.rows = "issues"},
      .table = TableOf(&HistoryTable)};
  verb.ask =
      Reading<pb::ReportService>(&Stub::ListReportIssues, verb.parameters);
  return verb;
}

Verb DiffVerb() {
  Verb verb{.noun = "report",
            .name = "diff",
            .summary = "Which figures differ between two revisions",
            .examples = {"regisseur report diff monthly --period 2026-10",
                         "regisseur report diff monthly --period 2026-10 "
                         "--between 1 --and 3"},
            .parameters = {IdWord("The report"),
                           PeriodOption(true),
                           {.name = "between",
                            .field = "between",
                            .help = "The older revision; the one before the "
                                    "newer unless told",
                            .value_name = "REVISION"},
                           {.name = "and",
                            .field = "until",
                            .help = "The newer revision; the last unless told",
                            .value_name = "REVISION"}},
            .csv = {.rows = "differences"},
            .table = TableOf(&DiffTable)};
  verb.ask = Asking(&Stub::DiffReport, verb.parameters);
  return verb;
}

Verb SendVerb() {
  Verb verb{.noun = "report",
            .name = "send",
            .summary = "Sends an issued report again to who has not got it",
            .examples = {"regisseur report send monthly --period 2026-10",
                         "regisseur report send monthly --period 2026-10 --to "
                         "email"},
            .parameters = {IdWord("The report"),
                           PeriodOption(true),
                           {.name = "revision",
                            .field = "revision",
                            .help = "The revision; the last unless told",
                            .value_name = "REVISION"},
                           {.name = "to",
                            .field = "to",
                            .help = "Only this delivery, also when it was sent",
                            .value_name = "NAME"},
                           RequestIdOption()},
            .table = TableOf(&SendTable)};
  verb.ask = Acting<pb::ReportService>(&Stub::SendReport, verb.parameters);
  return verb;
}

}  // namespace

std::vector<Verb> ReportVerbs() {
  return {ListVerb(),    ShowVerb(), ReportRunVerb(),      ScheduleVerb(),
          HistoryVerb(), DiffVerb(), ReportDownloadVerb(), SendVerb()};
}

}  // namespace regisseur

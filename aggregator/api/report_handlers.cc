#include "aggregator/api/report_handlers.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/report_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = report::v1;

constexpr char kService[] = "regisseur.report.v1.ReportService.";
constexpr int kMostRuns = 100;
constexpr int kFewRuns = 3;
constexpr int kMostIssuesShown = 10;

absl::Status CheckFormats(
    const google::protobuf::RepeatedPtrField<std::string>& formats) {
  for (const std::string& format : formats) {
    if (std::find(std::begin(kReportFormats), std::end(kReportFormats),
                  format) == std::end(kReportFormats)) {
      return absl::InvalidArgumentError(
          absl::StrCat("formats: \"", format, "\" is none; there are ",
                       absl::StrJoin(kReportFormats, ", ")));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLanguage(const std::string& language) {
  if (language.empty() || language == "nl" || language == "en") {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("language: \"", language, "\" is none; write nl or en"));
}

// A run to come as people read it, `2026-11-02 07:00 +01:00`.
std::string LocalTime(absl::Time due, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M %Ez", due, zone);
}

}  // namespace

absl::StatusOr<Reporting*> ReportHandlers::Reports() const {
  if (reporting_ != nullptr) return reporting_;
  return absl::UnimplementedError("this server makes no reports");
}

absl::StatusOr<pb::Report> ReportHandlers::Describe(
    const CallContext& call, const ReportPlan& plan) const {
  pb::Report wire = ReportPlanToWire(plan);
  const absl::Time now = answers_.Now();
  const auto known = reporting_->engine.FindTemplate(plan.template_name);
  if (!known.ok()) wire.set_problem(std::string(known.status().message()));
  if (plan.schedule.has_value()) {
    const absl::Time due =
        plan.schedule->Next(now, plan.time_zone, plan.holidays);
    SetTime(due, &wire, &pb::Report::mutable_next_due_time);
    const auto period = reporting_->engine.PeriodOf(
        plan, "", absl::ToCivilDay(due, plan.time_zone));
    if (period.ok()) wire.set_next_period(*period);
  }
  return wire;
}

void ReportHandlers::Register(MethodRegistry& methods) {
  RegisterLists(methods);
  methods.AddServerStream<pb::RunReportRequest, pb::RunReportResponse>(
      absl::StrCat(kService, "RunReport"),
      [this](const auto& call, const auto& request, const auto& write) {
        return Run(call, request, write);
      });
  methods
      .AddServerStream<pb::DownloadReportRequest, pb::DownloadReportResponse>(
          absl::StrCat(kService, "DownloadReport"),
          [this](const auto& call, const auto& request, const auto& write) {
            return Download(call, request, write);
          });
  methods.AddUnary<pb::DiffReportRequest, pb::DiffReportResponse>(
      absl::StrCat(kService, "DiffReport"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::DiffReportResponse> {
        ASSIGN_OR_RETURN(Reporting* const reports, Reports());
        const ReportEngine& engine = reports->engine;
        ASSIGN_OR_RETURN(const ReportIssueRecord newer,
                         engine.FindIssue(call.who, request.id(),
                                          request.period(), request.until()));
        const int before =
            request.between() == 0 ? newer.revision - 1 : request.between();
        if (before < 1) {
          return absl::InvalidArgumentError(
              "between: there is one revision only, and so nothing to compare "
              "it with");
        }
        ASSIGN_OR_RETURN(
            const ReportIssueRecord older,
            engine.FindIssue(call.who, request.id(), request.period(), before));
        ASSIGN_OR_RETURN(const std::vector<ReportDifferenceRow> rows,
                         reports->engine.Compare(call.who, older, newer));
        pb::DiffReportResponse response;
        response.set_between(older.revision);
        response.set_until(newer.revision);
        SetTime(older.as_of, &response,
                &pb::DiffReportResponse::mutable_between_time);
        SetTime(newer.as_of, &response,
                &pb::DiffReportResponse::mutable_until_time);
        for (const ReportDifferenceRow& row : rows) {
          *response.add_differences() = ReportDifferenceToWire(row);
        }
        return response;
      },
      /*long_running=*/true);
  methods.AddUnary<pb::SendReportRequest, pb::SendReportResponse>(
      absl::StrCat(kService, "SendReport"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::SendReportResponse> {
        ASSIGN_OR_RETURN(Reporting* const reports, Reports());
        RETURN_IF_ERROR(RequireRequestId(request.request_id()));
        ASSIGN_OR_RETURN(
            const ReportIssueRecord issue,
            reports->engine.FindIssue(call.who, request.id(), request.period(),
                                      request.revision()));
        bool found = request.to().empty();
        for (const ReportDeliveryRecord& delivery : issue.deliveries) {
          if (request.to().empty() ? delivery.sent
                                   : delivery.to != request.to()) {
            continue;
          }
          found = true;
          // What became of it is told by its state.
          (void)reports->delivery
              .Deliver(call.who, issue, delivery.to, !request.to().empty(),
                       call.cancelled)
              .ok();
        }
        if (!found) {
          return absl::NotFoundError(absl::StrCat(
              "to: the report has no delivery \"", request.to(), "\""));
        }
        ASSIGN_OR_RETURN(
            const ReportIssueRecord after,
            reports->engine.FindIssue(call.who, issue.report, issue.period,
                                      issue.revision));
        pb::SendReportResponse response;
        *response.mutable_issue() =
            ReportIssueToWire(after, reports->engine.archive());
        return response;
      },
      /*long_running=*/true);
}

void ReportHandlers::RegisterLists(MethodRegistry& methods) {
  methods.AddUnary<pb::ListReportsRequest, pb::ListReportsResponse>(
      absl::StrCat(kService, "ListReports"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListReportsResponse> {
        ASSIGN_OR_RETURN(Reporting* const reports, Reports());
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const std::vector<ReportIssueRecord> issues,
                         ListReportIssueRecords(reports->engine.parts().matters,
                                                call.who, "", "", page.as_of));
        pb::ListReportsResponse response;
        const std::shared_ptr<const ReportPlans> plans =
            reports->engine.plans();
        RETURN_IF_ERROR(FillPage(
            page, plans->plans, response,
            [&](const ReportPlan& plan) -> absl::StatusOr<size_t> {
              pb::Report& wire = *response.add_reports();
              ASSIGN_OR_RETURN(wire, Describe(call, plan));
              const auto last = std::find_if(
                  issues.begin(), issues.end(), [&](const auto& issue) {
                    return issue.report == plan.id &&
                           issue.state == ReportIssueRecord::State::kIssued;
                  });
              if (last != issues.end()) {
                *wire.mutable_last_issue() =
                    ReportIssueToWire(*last, reports->engine.archive());
              }
              return wire.ByteSizeLong();
            }));
        return response;
      },
      /*long_running=*/true);
  methods.AddUnary<pb::GetReportRequest, pb::GetReportResponse>(
      absl::StrCat(kService, "GetReport"),
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::GetReportResponse> {
        ASSIGN_OR_RETURN(Reporting* const reports, Reports());
        const std::shared_ptr<const ReportPlans> plans =
            reports->engine.plans();
        ASSIGN_OR_RETURN(
            const std::vector<ReportIssueRecord> issues,
            ListReportIssueRecords(reports->engine.parts().matters, call.who,
                                   request.id(), "", AsOf{}));
        pb::GetReportResponse response;
        const ReportPlan* const plan = plans->Find(request.id());
        if (plan != nullptr) {
          ASSIGN_OR_RETURN(*response.mutable_report(), Describe(call, *plan));
        } else if (issues.empty() || request.id().empty()) {
          return absl::NotFoundError(
              absl::StrCat("id: there is no report \"", request.id(),
                           "\"; `report list` shows them"));
        } else {
          // Made on request, of a template.
          response.mutable_report()->set_id(request.id());
          response.mutable_report()->set_template_(
              issues.front().template_name);
        }
        for (const ReportIssueRecord& issue : issues) {
          if (response.issues_size() == kMostIssuesShown) break;
          *response.add_issues() =
              ReportIssueToWire(issue, reports->engine.archive());
        }
        if (response.issues_size() > 0) {
          *response.mutable_report()->mutable_last_issue() = response.issues(0);
        }
        return response;
      },
      /*long_running=*/true);
  methods.AddUnary<pb::ListReportIssuesRequest, pb::ListReportIssuesResponse>(
      absl::StrCat(kService, "ListReportIssues"),
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListReportIssuesResponse> {
        ASSIGN_OR_RETURN(Reporting* const reports, Reports());
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(
            const std::vector<ReportIssueRecord> issues,
            ListReportIssueRecords(reports->engine.parts().matters, call.who,
                                   request.id(), request.period(), page.as_of));
        if (issues.empty() && !request.id().empty() &&
            reports->engine.plans()->Find(request.id()) == nullptr) {
          return absl::NotFoundError(
              absl::StrCat("id: there is no report \"", request.id(),
                           "\", and nothing was issued under that name; "
                           "`report list` shows them"));
        }
        pb::ListReportIssuesResponse response;
        RETURN_IF_ERROR(FillPage(
            page, issues, response,
            [&](const ReportIssueRecord& issue) -> absl::StatusOr<size_t> {
              *response.add_issues() =
                  ReportIssueToWire(issue, reports->engine.archive());
              return response.issues().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::ListReportRunsRequest, pb::ListReportRunsResponse>(
      absl::StrCat(kService, "ListReportRuns"),
      [this](const auto&, const auto& request)
          -> absl::StatusOr<pb::ListReportRunsResponse> {
        ASSIGN_OR_RETURN(Reporting* const reports, Reports());
        if (request.count() < 0 || request.count() > kMostRuns) {
          return absl::InvalidArgumentError(absl::StrCat(
              "count: ", request.count(), " is not from 1 to ", kMostRuns));
        }
        const int count = request.count() == 0 ? kFewRuns : request.count();
        const std::shared_ptr<const ReportPlans> plans =
            reports->engine.plans();
        if (!request.id().empty() && plans->Find(request.id()) == nullptr) {
          return absl::NotFoundError(
              absl::StrCat("id: there is no report \"", request.id(),
                           "\"; `report list` shows them"));
        }
        std::vector<std::pair<absl::Time, pb::ReportRun>> runs;
        for (const ReportPlan& plan : plans->plans) {
          if (!plan.schedule.has_value() ||
              (!request.id().empty() && request.id() != plan.id)) {
            continue;
          }
          absl::Time due = answers_.Now();
          for (int i = 0; i < count; ++i) {
            due = plan.schedule->Next(due, plan.time_zone, plan.holidays);
            if (due == absl::InfiniteFuture()) break;
            pb::ReportRun run;
            run.set_report(plan.id);
            SetTime(due, &run, &pb::ReportRun::mutable_due_time);
            run.set_local_time(LocalTime(due, plan.time_zone));
            run.set_time_zone(plan.time_zone_name);
            const auto period = reports->engine.PeriodOf(
                plan, "", absl::ToCivilDay(due, plan.time_zone));
            if (period.ok()) run.set_period(*period);
            run.set_why(
                plan.schedule->Explain(due, plan.time_zone, plan.holidays));
            runs.emplace_back(due, std::move(run));
          }
        }
        std::stable_sort(
            runs.begin(), runs.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
        pb::ListReportRunsResponse response;
        for (auto& [due, run] : runs) *response.add_runs() = std::move(run);
        return response;
      },
      /*long_running=*/true);
}

absl::Status ReportHandlers::Run(
    const CallContext& call, const pb::RunReportRequest& request,
    const std::function<absl::Status(const pb::RunReportResponse&)>& write)
    const {
  ASSIGN_OR_RETURN(Reporting* const reports, Reports());
  if (request.id().empty()) {
    return absl::InvalidArgumentError(
        "id: say which report, or which template; `report list` shows them");
  }
  RETURN_IF_ERROR(CheckFormats(request.formats()));
  RETURN_IF_ERROR(CheckLanguage(request.language()));
  if (!request.dry_run()) {
    RETURN_IF_ERROR(RequireRequestId(request.request_id()));
  }
  ReportRequest made;
  ASSIGN_OR_RETURN(made.plan, reports->engine.FindPlan(
                                  request.id(), {request.parameters().begin(),
                                                 request.parameters().end()}));
  if (!request.language().empty()) made.plan.language = request.language();
  ASSIGN_OR_RETURN(made.period,
                   reports->engine.PeriodOf(
                       made.plan, request.period(),
                       absl::ToCivilDay(answers_.Now(), made.plan.time_zone)));
  made.formats = {request.formats().begin(), request.formats().end()};
  made.dry_run = request.dry_run();
  made.act = MatterRequestOf(kService, "RunReport", request, answers_.Now());
  ASSIGN_OR_RETURN(const ReportOutcome outcome,
                   reports->engine.Run(
                       call.who, made,
                       [&](const ReportProgress& progress) {
                         pb::RunReportResponse step;
                         step.set_stage(progress.stage);
                         step.set_subject(progress.subject);
                         step.set_done(progress.done);
                         step.set_total(progress.total);
                         return write(step);
                       },
                       call.cancelled));
  if (!outcome.unchanged && !request.dry_run()) reports->scheduler.Wake();
  absl::string_view rest = outcome.preview;
  while (!rest.empty()) {
    const absl::string_view piece = rest.substr(0, Page::kMostBytes / 2);
    rest.remove_prefix(piece.size());
    pb::RunReportResponse response;
    response.set_piece(piece.data(), piece.size());
    RETURN_IF_ERROR(write(response));
  }
  pb::RunReportResponse last;
  *last.mutable_issue() =
      ReportIssueToWire(outcome.issue, reports->engine.archive());
  last.set_unchanged(outcome.unchanged);
  for (const ReportDifferenceRow& row : outcome.differences) {
    if (last.ByteSizeLong() > Page::kMostBytes) break;
    *last.add_differences() = ReportDifferenceToWire(row);
  }
  return write(last);
}

absl::Status ReportHandlers::Download(
    const CallContext& call, const pb::DownloadReportRequest& request,
    const std::function<absl::Status(const pb::DownloadReportResponse&)>& write)
    const {
  ASSIGN_OR_RETURN(Reporting* const reports, Reports());
  RETURN_IF_ERROR(CheckLanguage(request.language()));
  ASSIGN_OR_RETURN(
      const ReportIssueRecord issue,
      reports->engine.FindIssue(call.who, request.id(), request.period(),
                                request.revision()));
  ASSIGN_OR_RETURN(const ReportEngine::File file,
                   reports->engine.GetFile(call.who, issue, request.format(),
                                           request.language(), call.cancelled));
  absl::string_view rest = file.content;
  while (!rest.empty()) {
    const absl::string_view piece = rest.substr(0, Page::kMostBytes / 2);
    rest.remove_prefix(piece.size());
    pb::DownloadReportResponse response;
    response.set_name(file.record.name);
    response.set_sha256(file.record.sha256);
    response.set_total_bytes(static_cast<int64_t>(file.content.size()));
    response.set_media_type(std::string(ReportMediaType(file.record.format)));
    response.set_piece(piece.data(), piece.size());
    RETURN_IF_ERROR(write(response));
  }
  return absl::OkStatus();
}

}  // namespace regisseur

#include "aggregator/report/report_scheduler.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/failpoint.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using State = ReportIssueRecord::State;

constexpr absl::Duration kTick = absl::Seconds(1);
// A clock that was set is noticed within it.
constexpr absl::Duration kLongestRest = absl::Minutes(1);
constexpr absl::Duration kAfterTrouble = absl::Seconds(30);
// Of a schedule that comes every minute, as many as are told one by one.
constexpr size_t kMostDue = 2000;

Principal Daemon() { return Principal::System("reports"); }

}  // namespace

ReportScheduler::ReportScheduler(ReportEngine& engine, ReportDelivery& delivery,
                                 OnEvent on_event)
    : engine_(engine),
      delivery_(delivery),
      on_event_(std::move(on_event)),
      task_(kTick, [this] { LookIfDue(); }) {}

void ReportScheduler::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    if (!stopped_) stopping_.Notify();
    stopped_ = true;
  }
  task_.Stop();
}

void ReportScheduler::Wake() {
  absl::MutexLock lock(&mutex_);
  next_look_ = absl::InfinitePast();
}

void ReportScheduler::LookIfDue() {
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_ || engine_.parts().clock.Now() < next_look_) return;
    // Woken meanwhile it looks again.
    next_look_ = absl::InfiniteFuture();
  }
  const absl::StatusOr<absl::Time> next = Look();
  if (!next.ok() && !stopping_.HasBeenNotified()) {
    on_event_({.name = "reports-not-looked-at",
               .good = false,
               .why = std::string(next.status().message())});
  }
  absl::MutexLock lock(&mutex_);
  next_look_ =
      std::min(next_look_,
               next.ok() ? *next : engine_.parts().clock.Now() + kAfterTrouble);
}

absl::StatusOr<std::vector<ReportIssueRecord>> ReportScheduler::Issues() const {
  return ListReportIssueRecords(engine_.parts().matters, Daemon(), "", "",
                                AsOf{});
}

absl::StatusOr<absl::Time> ReportScheduler::Look() {
  const absl::Time looked = engine_.parts().clock.Now();
  ASSIGN_OR_RETURN(std::vector<ReportIssueRecord> issues, Issues());
  const std::shared_ptr<const ReportPlans> plans = engine_.plans();
  for (const ReportPlan& plan : plans->plans) {
    if (!plan.schedule.has_value()) continue;
    if (stopping_.HasBeenNotified()) return absl::InfiniteFuture();
    RETURN_IF_ERROR(DoDue(plan, issues));
  }
  ASSIGN_OR_RETURN(issues, Issues());
  RETURN_IF_ERROR(DeliverAll(issues));
  ASSIGN_OR_RETURN(issues, Issues());
  return NextLook(issues, looked);
}

absl::StatusOr<std::optional<absl::Time>> ReportScheduler::HoldsSince(
    const MatterStore& matters, const Principal& who, const ReportPlan& plan) {
  ASSIGN_OR_RETURN(
      const std::optional<Matter> matter,
      matters.Find(who, MatterKind::kReport, ReportMatterName(plan.id, "")));
  if (!matter.has_value()) return std::optional<absl::Time>();
  const MatterStep* const last = matter->FindLast(MatterMove::kOpened);
  if (last == nullptr || !plan.schedule.has_value() ||
      last->Value(kReportSchedule) != plan.schedule->text() ||
      last->Value(kReportZone) != plan.time_zone_name) {
    return std::optional<absl::Time>();
  }
  return std::optional<absl::Time>(last->act.known_from);
}

absl::StatusOr<absl::Time> ReportScheduler::Open(const ReportPlan& plan) {
  const ReportParts& parts = engine_.parts();
  ASSIGN_OR_RETURN(const std::optional<absl::Time> since,
                   HoldsSince(parts.matters, Daemon(), plan));
  if (since.has_value()) return *since;
  // A schedule that is new or another one: what came due before is not its.
  const absl::Time now = parts.clock.Now();
  NewMatterStep step{.subject = {.kind = MatterKind::kReport,
                                 .name = ReportMatterName(plan.id, ""),
                                 .range = {now, now + absl::Microseconds(1)}},
                     .move = MatterMove::kOpened,
                     .values = {{kReportSchedule, plan.schedule->text()},
                                {kReportZone, plan.time_zone_name}}};
  RETURN_IF_ERROR(
      DoMatterAct(
          parts.acts, parts.matters, Daemon(),
          {.method = "daemon.schedule",
           .id = absl::StrCat("opened ", plan.id, " ", absl::ToUnixMicros(now)),
           .content = plan.schedule->text()},
          [&](Transaction& transaction) -> absl::StatusOr<MatterAct> {
            ASSIGN_OR_RETURN(
                const std::optional<Matter> matter,
                parts.matters.Find(transaction, MatterKind::kReport,
                                   step.subject.name));
            if (matter.has_value()) step.subject = matter->subject;
            return MatterAct{.steps = {step}, .shared = false};
          })
          .status());
  ASSIGN_OR_RETURN(const std::optional<absl::Time> opened,
                   HoldsSince(parts.matters, Daemon(), plan));
  return opened.value_or(now);
}

std::string ReportScheduler::PeriodOf(const ReportPlan& plan, absl::Time due) {
  const absl::CivilDay day = absl::ToCivilDay(due, plan.time_zone);
  return engine_.PeriodOf(plan, "", day).value_or(FormatDay(day));
}

absl::Status ReportScheduler::Miss(const ReportPlan& plan, absl::Time due,
                                   const std::string& why) {
  const std::string period = PeriodOf(plan, due);
  RETURN_IF_ERROR(
      engine_.Record(Daemon(), plan, period, due, MatterMove::kMissed, why));
  Failpoint("report:missed");
  on_event_({.name = "report-missed",
             .good = false,
             .report = plan.id,
             .about = absl::StrCat(period, " due ", FormatInstant(due)),
             .why = why});
  return absl::OkStatus();
}

absl::Status ReportScheduler::DoDue(
    const ReportPlan& plan, const std::vector<ReportIssueRecord>& issues) {
  ASSIGN_OR_RETURN(absl::Time since, Open(plan));
  const absl::Time now = engine_.parts().clock.Now();
  // What was done or missed is behind us; what failed stands open until it is
  // either.
  std::set<absl::Time> behind;
  std::vector<const ReportIssueRecord*> failed;
  for (const ReportIssueRecord& issue : issues) {
    if (issue.report != plan.id || !issue.due.has_value()) continue;
    if (issue.state != State::kFailed) behind.insert(*issue.due);
    since = std::max(since, *issue.due);
  }
  for (const ReportIssueRecord& issue : issues) {
    if (issue.report == plan.id && issue.due.has_value() &&
        issue.state == State::kFailed && behind.count(*issue.due) == 0) {
      failed.push_back(&issue);
    }
  }
  const CatchUpPlan todo =
      PlanCatchUp(plan.catch_up, static_cast<size_t>(plan.catch_up_most),
                  plan.schedule->Between(since, now, plan.time_zone,
                                         plan.holidays, kMostDue),
                  now);
  for (const ReportIssueRecord* const issue : failed) {
    if (!todo.make.empty() && plan.catch_up != CatchUp::kAll) {
      RETURN_IF_ERROR(
          Miss(plan, *issue->due,
               absl::StrCat("the next one came due; ", issue->why)));
    } else if (!issue->Next().has_value()) {
      RETURN_IF_ERROR(Miss(plan, *issue->due, issue->why));
    } else if (*issue->Next() <= now) {
      RETURN_IF_ERROR(MakeOne(plan, *issue->due));
    }
  }
  for (const absl::Time due : todo.missed) {
    RETURN_IF_ERROR(
        Miss(plan, due,
             absl::StrCat("nobody could make it in time, and catch_up is ",
                          CatchUpWord(plan.catch_up))));
  }
  for (const absl::Time due : todo.make) {
    if (stopping_.HasBeenNotified()) return absl::OkStatus();
    RETURN_IF_ERROR(MakeOne(plan, due));
  }
  return absl::OkStatus();
}

absl::Status ReportScheduler::MakeOne(const ReportPlan& plan, absl::Time due) {
  const absl::StatusOr<std::string> period =
      engine_.PeriodOf(plan, "", absl::ToCivilDay(due, plan.time_zone));
  absl::StatusOr<ReportOutcome> outcome;
  if (!period.ok()) {
    outcome = period.status();
  } else {
    const std::string id =
        absl::StrCat("issued ", plan.id, " ", FormatInstant(due));
    outcome = engine_.Run(
        Daemon(),
        {.plan = plan,
         .period = *period,
         .due = due,
         .act = {.method = "daemon.report",
                 .id = id,
                 .content = absl::StrCat(plan.id, " ", *period)}},
        [](const ReportProgress&) { return absl::OkStatus(); }, stopping_);
  }
  if (outcome.ok()) {
    on_event_({.name = "report-issued",
               .report = plan.id,
               .about = absl::StrCat(outcome->issue.period, " revision ",
                                     outcome->issue.revision)});
    return absl::OkStatus();
  }
  if (stopping_.HasBeenNotified()) return absl::OkStatus();
  const std::string why(outcome.status().message());
  on_event_({.name = "report-failed",
             .good = false,
             .report = plan.id,
             .about = FormatInstant(due),
             .why = why});
  return engine_.Record(Daemon(), plan, PeriodOf(plan, due), due,
                        MatterMove::kFailed, why);
}

absl::Status ReportScheduler::DeliverAll(
    const std::vector<ReportIssueRecord>& issues) {
  const absl::Time now = engine_.parts().clock.Now();
  // The oldest first.
  for (auto issue = issues.rbegin(); issue != issues.rend(); ++issue) {
    for (const ReportDeliveryRecord& delivery : issue->deliveries) {
      const std::optional<absl::Time> next = delivery.Next();
      if (!next.has_value() || *next > now) continue;
      if (stopping_.HasBeenNotified()) return absl::OkStatus();
      const absl::Status sent = delivery_.Deliver(Daemon(), *issue, delivery.to,
                                                  /*again=*/false, stopping_);
      on_event_({.name = sent.ok() ? "report-sent" : "report-not-sent",
                 .good = sent.ok(),
                 .report = issue->report,
                 .about = absl::StrCat(issue->period, " to ", delivery.to),
                 .why = std::string(sent.message())});
    }
  }
  return absl::OkStatus();
}

absl::Time ReportScheduler::NextLook(
    const std::vector<ReportIssueRecord>& issues, absl::Time looked) const {
  const absl::Time now = engine_.parts().clock.Now();
  absl::Time next = now + kLongestRest;
  for (const ReportPlan& plan : engine_.plans()->plans) {
    if (!plan.schedule.has_value()) continue;
    next = std::min(next,
                    plan.schedule->Next(looked, plan.time_zone, plan.holidays));
  }
  for (const ReportIssueRecord& issue : issues) {
    next = std::min(next, issue.Next().value_or(next));
    for (const ReportDeliveryRecord& delivery : issue.deliveries) {
      next = std::min(next, delivery.Next().value_or(next));
    }
  }
  // Something that could not even be recorded is not tried at once.
  return std::max(next, now + kTick);
}

}  // namespace regisseur

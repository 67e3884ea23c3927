#include "aggregator/storage/report_record.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using State = ReportIssueRecord::State;

absl::Status Unreadable(const Matter& matter, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      "report ", matter.subject.name, " has a step with an unreadable ", what,
      "; it was changed by hand, or a newer program wrote it"));
}

absl::StatusOr<std::optional<absl::Time>> Moment(const Matter& matter,
                                                 const MatterStep& step,
                                                 const char* name) {
  const std::string text = step.Value(name);
  if (text.empty()) return std::optional<absl::Time>();
  const absl::StatusOr<absl::Time> time = ParseInstant(text);
  if (!time.ok()) return Unreadable(matter, name);
  return std::optional<absl::Time>(*time);
}

absl::StatusOr<ReportIssueRecord> Begin(const Matter& matter,
                                        const MatterStep& step) {
  ReportIssueRecord issue;
  std::tie(issue.report, issue.period) = ReportAndPeriod(matter.subject.name);
  issue.time = step.act.known_from;
  issue.identity = step.act.identity;
  issue.place = step.act.key;
  issue.language = step.Value(kReportLanguage);
  issue.template_name = step.Value(kReportTemplate);
  issue.program = step.Value(kReportProgram);
  issue.why = step.Value(kReportWhy);
  ASSIGN_OR_RETURN(issue.due, Moment(matter, step, kReportDue));
  ASSIGN_OR_RETURN(issue.as_of, Moment(matter, step, kReportAsOf));
  const std::string differences = step.Value(kReportDifferences);
  if (!differences.empty() &&
      !absl::SimpleAtoi(differences, &issue.differences)) {
    return Unreadable(matter, kReportDifferences);
  }
  return issue;
}

absl::Status ReadFiles(const Matter& matter, const MatterStep& step,
                       ReportIssueRecord& issue) {
  for (const auto& [name, value] : step.values) {
    if (name == kReportFile) {
      const std::vector<std::string> parts = absl::StrSplit(value, ' ');
      ReportFileRecord& file = issue.files.emplace_back();
      if (parts.size() != 4 || !absl::SimpleAtoi(parts[2], &file.bytes)) {
        return Unreadable(matter, name);
      }
      file.format = parts[0];
      file.name = parts[1];
      file.sha256 = parts[3];
    } else if (name == kReportNoFile) {
      const std::pair<std::string, std::string> parts =
          absl::StrSplit(value, absl::MaxSplits(' ', 1));
      ReportFileRecord& file = issue.files.emplace_back();
      file.format = parts.first;
      file.problem = parts.second;
    } else if (name == kReportRecipient) {
      const std::pair<std::string, std::string> parts =
          absl::StrSplit(value, absl::MaxSplits(' ', 1));
      ReportDeliveryRecord& delivery = issue.deliveries.emplace_back();
      delivery.to = parts.first;
      delivery.kind = parts.second;
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<absl::Duration> ReportBackoff(int failures) {
  static constexpr int kMinutes[] = {1, 5, 15, 60, 180, 360, 720, 1440, 1440};
  if (failures < 1 || failures > static_cast<int>(std::size(kMinutes))) {
    return std::nullopt;
  }
  return absl::Minutes(kMinutes[failures - 1]);
}

std::optional<absl::Time> ReportDeliveryRecord::Next() const {
  if (sent) return std::nullopt;
  if (attempts == 0) return absl::InfinitePast();
  const auto backoff = ReportBackoff(attempts);
  if (!backoff.has_value() || !last.has_value()) return std::nullopt;
  return *last + *backoff;
}

std::optional<absl::Time> ReportIssueRecord::Next() const {
  // What somebody asked for nobody else asks for again.
  if (state != State::kFailed || !due.has_value()) return std::nullopt;
  const auto backoff = ReportBackoff(attempts);
  if (!backoff.has_value()) return std::nullopt;
  return time + *backoff;
}

std::string ReportIssueRecord::DeliveryId(absl::string_view to) const {
  // A dot would part the signed text of a webhook.
  return absl::StrReplaceAll(
      absl::StrCat("report_", report, "_", period, "_", revision, "_", to),
      {{".", "-"}});
}

std::string ReportMatterName(absl::string_view id, absl::string_view period) {
  return period.empty() ? std::string(id) : absl::StrCat(id, "/", period);
}

std::pair<std::string, std::string> ReportAndPeriod(absl::string_view name) {
  return absl::StrSplit(name, absl::MaxSplits('/', 1));
}

absl::StatusOr<std::vector<ReportIssueRecord>> ReportIssuesOf(
    const Matter& matter) {
  std::vector<ReportIssueRecord> issues;
  for (const MatterStep& step : matter.steps) {
    const std::string number = step.Value(kReportRevision);
    int revision = 0;
    if (!number.empty() && !absl::SimpleAtoi(number, &revision)) {
      return Unreadable(matter, kReportRevision);
    }
    if (step.move == MatterMove::kOpened) continue;
    const std::string to = step.Value(kReportTo);
    if (!to.empty()) {
      // Of a delivery, sent or failed.
      for (ReportIssueRecord& issue : issues) {
        if (issue.revision != revision || revision == 0) continue;
        for (ReportDeliveryRecord& delivery : issue.deliveries) {
          if (delivery.to != to) continue;
          delivery.last = step.act.known_from;
          if (step.move == MatterMove::kSent) {
            delivery.sent = true;
            delivery.problem.clear();
          } else {
            ++delivery.attempts;
            delivery.problem = step.Value(kReportWhy);
          }
        }
      }
      continue;
    }
    ASSIGN_OR_RETURN(ReportIssueRecord issue, Begin(matter, step));
    issue.revision = revision;
    issue.state = step.move == MatterMove::kIssued   ? State::kIssued
                  : step.move == MatterMove::kMissed ? State::kMissed
                                                     : State::kFailed;
    if (issue.state == State::kFailed) issue.attempts = 1;
    RETURN_IF_ERROR(ReadFiles(matter, step, issue));
    // A run that failed before: what became of it takes its place.
    const auto before =
        std::find_if(issues.begin(), issues.end(), [&](const auto& each) {
          return each.state == State::kFailed && issue.due.has_value() &&
                 each.due == issue.due;
        });
    if (before == issues.end()) {
      issues.push_back(std::move(issue));
    } else {
      issue.attempts += before->attempts;
      *before = std::move(issue);
    }
  }
  return issues;
}

absl::StatusOr<std::vector<ReportIssueRecord>> ListReportIssueRecords(
    const MatterStore& store, const Principal& who, absl::string_view id,
    absl::string_view period, AsOf as_of) {
  ASSIGN_OR_RETURN(const std::vector<Matter> matters,
                   store.List(who, {.kind = MatterKind::kReport}, as_of));
  std::vector<ReportIssueRecord> all;
  for (const Matter& matter : matters) {
    const auto [report, about] = ReportAndPeriod(matter.subject.name);
    if (about.empty() || (!id.empty() && report != id) ||
        (!period.empty() && about != period)) {
      continue;
    }
    ASSIGN_OR_RETURN(std::vector<ReportIssueRecord> issues,
                     ReportIssuesOf(matter));
    for (ReportIssueRecord& issue : issues) all.push_back(std::move(issue));
  }
  // A run that failed while its period was not known, and was done since.
  std::set<std::pair<std::string, absl::Time>> settled;
  for (const ReportIssueRecord& issue : all) {
    if (issue.state != State::kFailed && issue.due.has_value()) {
      settled.emplace(issue.report, *issue.due);
    }
  }
  std::erase_if(all, [&](const ReportIssueRecord& issue) {
    return issue.state == State::kFailed && issue.due.has_value() &&
           settled.count({issue.report, *issue.due}) != 0;
  });
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.time, a.place) > std::tie(b.time, b.place);
  });
  return all;
}

}  // namespace regisseur

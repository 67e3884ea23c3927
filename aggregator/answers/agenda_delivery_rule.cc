#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/storage/report_record.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

using State = ReportIssueRecord::State;

// So often a delivery may fail before somebody has to look: the first hour's
// attempts are the network's.
constexpr int kFailuresBefore = 3;
// So long what was missed is news.
constexpr absl::Duration kMissedNews = absl::Hours(24 * 31);

void AddNotMade(AgendaDesk& desk, const ReportIssueRecord& issue) {
  AgendaItem item;
  item.kind = "report_not_made";
  item.id = absl::StrCat(item.kind, ":", issue.report, ":", issue.period);
  item.since = issue.due;
  item.title.rule = "agenda-report-not-made";
  item.title.arguments = {
      {"report", issue.report}, {"period", issue.period}, {"why", issue.why}};
  item.if_nothing.rule = "agenda-report-not-made-then";
  item.evidence = {absl::StrCat("report history ", issue.report)};
  item.AddChoice("choice-report-run", absl::StrCat("report run ", issue.report,
                                                   " --period ", issue.period));
  desk.items.push_back(std::move(item));
}

void AddNotSent(AgendaDesk& desk, const ReportIssueRecord& issue,
                const ReportDeliveryRecord& delivery) {
  AgendaItem item;
  item.kind = "report_not_sent";
  item.id = absl::StrCat(item.kind, ":", issue.report, ":", issue.period, ":",
                         issue.revision, ":", delivery.to);
  item.title.rule = "agenda-report-not-sent";
  item.title.arguments = {{"report", issue.report},
                          {"period", issue.period},
                          {"to", delivery.to},
                          {"why", delivery.problem}};
  item.if_nothing.rule = "agenda-report-not-sent-then";
  item.evidence = {absl::StrCat("report history ", issue.report)};
  item.AddChoice("choice-report-send",
                 absl::StrCat("report send ", issue.report, " --period ",
                              issue.period, " --to ", delivery.to));
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddDeliveryItems(AgendaDesk& desk) {
  // Newest first.
  ASSIGN_OR_RETURN(const std::vector<ReportIssueRecord> issues,
                   ListReportIssueRecords(desk.context.matters, desk.who, "",
                                          "", desk.as_of));
  const absl::Time now = desk.context.MomentOf(desk.as_of);
  std::set<std::pair<std::string, std::string>> seen;
  for (const ReportIssueRecord& issue : issues) {
    // Of a period only what became of it last.
    if (!seen.emplace(issue.report, issue.period).second) continue;
    if (issue.state == State::kIssued) {
      for (const ReportDeliveryRecord& delivery : issue.deliveries) {
        if (!delivery.sent && delivery.attempts >= kFailuresBefore) {
          AddNotSent(desk, issue, delivery);
        }
      }
    } else if (now - issue.time < kMissedNews) {
      AddNotMade(desk, issue);
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur

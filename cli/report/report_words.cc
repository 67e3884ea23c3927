#include "cli/report/report_words.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/words.h"

namespace regisseur {

namespace pb = report::v1;

Cell ReportStateCell(const pb::ReportIssue& issue) {
  switch (issue.state()) {
    case pb::REPORT_STATE_ISSUED:
      return {"✓ issued", Style::kGood};
    case pb::REPORT_STATE_FAILED:
      return {"● failed, tried again", Style::kBad};
    case pb::REPORT_STATE_MISSED:
      return {"● missed", Style::kBad};
    default:
      return {"? unknown", Style::kWarning};
  }
}

std::string ReportFilesWords(const pb::ReportIssue& issue) {
  std::vector<std::string> formats;
  for (const pb::ReportFile& file : issue.files()) {
    formats.push_back(file.problem().empty()
                          ? file.format()
                          : absl::StrCat("no ", file.format()));
  }
  return absl::StrJoin(formats, " ");
}

Cell ReportDeliveriesCell(const pb::ReportIssue& issue) {
  int sent = 0;
  int waiting = 0;
  int failing = 0;
  for (const pb::ReportDelivery& delivery : issue.deliveries()) {
    if (delivery.state() == pb::DELIVERY_STATE_SENT) {
      ++sent;
    } else if (delivery.state() == pb::DELIVERY_STATE_WAITING) {
      ++waiting;
    } else {
      ++failing;
    }
  }
  std::vector<std::string> parts;
  if (sent > 0) parts.push_back(absl::StrCat(sent, " sent"));
  if (waiting > 0) parts.push_back(absl::StrCat(waiting, " waiting"));
  if (failing > 0) parts.push_back(absl::StrCat("● ", failing, " not sent"));
  return {absl::StrJoin(parts, ", "),
          failing > 0 ? Style::kBad : Style::kPlain};
}

std::string ReportIssueTable(
    const google::protobuf::RepeatedPtrField<pb::ReportIssue>& issues,
    const View& view) {
  TextTable table({{.heading = "REPORT", .cut_to = 12},
                   {.heading = "PERIOD"},
                   {.heading = "REVISION", .right = true},
                   {.heading = "OUTCOME"},
                   {.heading = "AS KNOWN ON", .priority = 1},
                   {.heading = "RECORDED", .priority = 3},
                   {.heading = "FILES", .priority = 2},
                   {.heading = "DELIVERED", .only_if_filled = true}});
  for (const pb::ReportIssue& issue : issues) {
    table.AddRow({{issue.report(), Style::kBold},
                  issue.period(),
                  issue.revision() == 0 ? "" : absl::StrCat(issue.revision()),
                  ReportStateCell(issue),
                  issue.has_as_of_time() ? MinuteWords(issue.as_of_time()) : "",
                  issue.has_time() ? MinuteWords(issue.time()) : "",
                  ReportFilesWords(issue),
                  ReportDeliveriesCell(issue)});
    if (!issue.why().text().empty()) {
      table.AddNote({issue.why().text(), Style::kBad});
    }
    if (issue.differences() > 0) {
      table.AddNote({absl::StrCat(issue.differences(),
                                  " figures differ from the revision before; "
                                  "regisseur report diff ",
                                  issue.report(), " --period ", issue.period(),
                                  " --and ", issue.revision()),
                     Style::kFaint});
    }
    for (const pb::ReportFile& file : issue.files()) {
      if (file.problem().empty()) continue;
      table.AddNote({absl::StrCat("The ", file.format(),
                                  " could not be made: ", file.problem()),
                     Style::kWarning});
    }
    for (const pb::ReportDelivery& delivery : issue.deliveries()) {
      if (delivery.problem().empty()) continue;
      table.AddNote(
          {absl::StrCat(
               "To ", delivery.to(), ": ", delivery.problem(), "; ",
               delivery.has_next_time()
                   ? absl::StrCat("tried again at ",
                                  MinuteWords(delivery.next_time()))
                   : absl::StrCat("not tried any more; regisseur report send ",
                                  issue.report(), " --period ",
                                  issue.period())),
           Style::kBad});
    }
  }
  return table.Render(view.terminal);
}

std::string ReportDifferenceTable(
    const google::protobuf::RepeatedPtrField<pb::ReportDifference>& differences,
    const View& view) {
  TextTable table({{.heading = "TABLE", .cut_to = 14},
                   {.heading = "ROW", .cut_to = 16},
                   {.heading = "COLUMN", .cut_to = 12},
                   {.heading = "WAS", .right = true},
                   {.heading = "IS", .right = true}});
  for (const pb::ReportDifference& each : differences) {
    table.AddRow({each.table(),
                  {each.row(), Style::kBold},
                  each.column().empty() ? "(the row)" : each.column(),
                  each.from().empty() ? "-" : each.from(),
                  each.to().empty() ? "-" : each.to()});
  }
  return table.Render(view.terminal);
}

}  // namespace regisseur

#include "cli/outage/outage_words.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = outage::v1;

std::string LengthWords(int64_t seconds) {
  const int64_t minutes = seconds / 60;
  if (minutes < 60) return absl::StrCat(minutes, " min");
  if (minutes < 48 * 60) {
    return absl::StrCat(minutes / 60, " h ", minutes % 60, " min");
  }
  return absl::StrCat(minutes / (24 * 60), " d ", minutes / 60 % 24, " h");
}

Cell ReportCell(const pb::ReportClock& report,
                const google::protobuf::Timestamp& now) {
  std::string words = absl::StrCat(report.regime(), " ", report.report());
  if (report.has_file_time()) {
    absl::StrAppend(&words, " filed ", ClockWords(report.file_time(), now));
    if (!report.reference().empty()) {
      absl::StrAppend(&words, " (", report.reference(), ")");
    }
    if (report.late()) absl::StrAppend(&words, ", too late");
    return {words, report.late() ? Style::kWarning : Style::kGood};
  }
  if (!report.has_due_time()) {
    return {absl::StrCat(words, " follows the one before"), Style::kFaint};
  }
  absl::StrAppend(&words, " by ", ClockWords(report.due_time(), now), ", ",
                  LeftWords(report.left_seconds()));
  if (report.has_never_after_time()) {
    absl::StrAppend(&words, "; never after ",
                    ClockWords(report.never_after_time(), now));
  }
  if (report.conditional()) absl::StrAppend(&words, "; if it is major");
  return {words, report.late() ? Style::kBad : Style::kBold};
}

std::string StepWords(const pb::OutageStep& step,
                      const google::protobuf::Timestamp& now) {
  std::string words =
      absl::StrCat(ClockWords(step.time(), now), " ", step.act());
  if (!step.whom().empty()) absl::StrAppend(&words, " ", step.whom());
  if (!step.classification().empty()) {
    absl::StrAppend(&words, " as ", PhraseOfWord(step.classification()));
  }
  if (!step.report().empty()) absl::StrAppend(&words, " ", step.report());
  if (!step.regime().empty()) absl::StrAppend(&words, " (", step.regime(), ")");
  if (!step.text().empty()) absl::StrAppend(&words, ": ", step.text());
  if (step.has_next_update_time()) {
    absl::StrAppend(&words, " More at ",
                    ClockWords(step.next_update_time(), now), ".");
  }
  if (!step.person().empty()) absl::StrAppend(&words, " – ", step.person());
  return words;
}

}  // namespace

std::string ClockWords(const google::protobuf::Timestamp& time,
                       const google::protobuf::Timestamp& now) {
  const std::string words = MinuteWords(time);
  const std::string today = MinuteWords(now);
  constexpr size_t kDayLetters = 10;
  if (words.size() > kDayLetters &&
      words.compare(0, kDayLetters, today, 0, kDayLetters) == 0) {
    return words.substr(kDayLetters + 1);
  }
  return words;
}

std::string LeftWords(int64_t seconds) {
  return seconds < 0 ? absl::StrCat(LengthWords(-seconds), " too late")
                     : absl::StrCat(LengthWords(seconds), " left");
}

void AddRecord(const pb::Outage& outage, const google::protobuf::Timestamp& now,
               DetailSheet& sheet) {
  if (outage.has_aware_time()) {
    std::string aware = ClockWords(outage.aware_time(), now);
    if (outage.has_classify_time()) {
      absl::StrAppend(&aware, ", major since ",
                      ClockWords(outage.classify_time(), now), " (",
                      absl::StrJoin(outage.regimes(), ", "), ")");
    } else if (!outage.classification().empty()) {
      absl::StrAppend(&aware, ", ", PhraseOfWord(outage.classification()));
    } else {
      absl::StrAppend(&aware, ", not classified");
    }
    sheet.Add("Aware", aware);
  }
  std::string label = "Reports";
  for (const pb::ReportClock& report : outage.reports()) {
    sheet.Add(label, ReportCell(report, now));
    label.clear();
  }
  label = "Log";
  for (const pb::OutageStep& step : outage.steps()) {
    sheet.Add(label, StepWords(step, now));
    label.clear();
  }
  if (outage.has_close_time()) {
    sheet.Add("Closed", ClockWords(outage.close_time(), now));
  }
  sheet.Add("Outage", {outage.id(), Style::kFaint});
}

}  // namespace regisseur

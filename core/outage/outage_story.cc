#include "core/outage/outage_story.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// `09:12` or `9:12`.
std::optional<int> MinuteOfDay(absl::string_view text) {
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos || colon == 0 || colon > 2 ||
      text.size() - colon != 3) {
    return std::nullopt;
  }
  int hour = 0;
  int minute = 0;
  if (!absl::SimpleAtoi(text.substr(0, colon), &hour) ||
      !absl::SimpleAtoi(text.substr(colon + 1), &minute) || hour < 0 ||
      hour > 23 || minute < 0 || minute > 59) {
    return std::nullopt;
  }
  return hour * 60 + minute;
}

absl::Time MinuteOn(absl::CivilDay day, int minute, absl::TimeZone zone) {
  return absl::FromCivil(absl::CivilMinute(day) + minute, zone);
}

void Classify(const OutageEntry& entry, OutageStory& story) {
  const auto regime = FindReportRegime(entry.Value(kOutageRegime));
  if (!regime.has_value()) return;
  const bool major = entry.Value(kOutageClassification) == kMajor;
  ReportMoments& moments = story.moments[*regime];
  if (!major) {
    moments.classified.reset();
  } else if (!moments.classified.has_value()) {
    moments.classified = entry.At();
  }
  story.major[*regime] = major;
}

void File(const OutageEntry& entry, OutageStory& story) {
  const auto regime = FindReportRegime(entry.Value(kOutageRegime));
  const auto stage = FindReportStage(entry.Value(kOutageReport));
  if (!regime.has_value() || !stage.has_value()) return;
  ReportMoments& moments = story.moments[*regime];
  switch (*stage) {
    case ReportStage::kInitial:
      // The first one started the clock of the next; no later one moves it.
      if (moments.initial.has_value()) return;
      moments.initial = entry.At();
      break;
    case ReportStage::kIntermediate:
      moments.intermediate = entry.At();
      break;
    case ReportStage::kFinal:
      moments.final_report = entry.At();
      break;
  }
  story.references[{*regime, *stage}] = entry.Value(kOutageReference);
}

}  // namespace

std::string OutageEntry::Value(absl::string_view name) const {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return "";
}

std::optional<absl::Time> OutageEntry::Moment(absl::string_view name) const {
  const absl::StatusOr<absl::Time> time = ParseInstant(Value(name));
  if (!time.ok()) return std::nullopt;
  return *time;
}

absl::Time OutageEntry::At() const {
  return Moment(kOutageTime).value_or(noted);
}

bool OutageStory::IsMajor() const {
  for (const auto& [regime, is_major] : major) {
    if (is_major) return true;
  }
  return false;
}

std::vector<ReportClock> OutageStory::ClocksOf(ReportRegime regime, bool binds,
                                               absl::TimeZone zone) const {
  const auto judged = major.find(regime);
  const bool counts = judged == major.end() ? binds : judged->second;
  if (!counts || !aware.has_value()) return {};
  const auto found = moments.find(regime);
  ReportMoments known =
      found == moments.end() ? ReportMoments() : found->second;
  known.aware = aware;
  return ReportClocks(regime, known, zone);
}

OutageStory FoldOutage(absl::Span<const OutageEntry> entries) {
  OutageStory story;
  const OutageEntry& first = entries.front();
  story.service = first.Value(kOutageService);
  story.component = first.Value(kOutageComponent);
  story.priority = first.Value(kOutagePriority);
  story.since = first.Moment(kOutageSince).value_or(first.At());
  story.state = FindOperationalState(first.Value(kOutageState))
                    .value_or(OperationalState::kMajorOutage);
  story.declared = first.move == MatterMove::kDeclared;
  for (const OutageEntry& entry : entries) {
    if (entry.move == MatterMove::kAware) story.aware = entry.At();
    if (entry.move == MatterMove::kClassified) Classify(entry, story);
    if (entry.move == MatterMove::kReported) File(entry, story);
    if (entry.move == MatterMove::kClosed) story.closed = entry.At();
  }
  return story;
}

absl::StatusOr<absl::Time> ParseMoment(absl::string_view text,
                                       absl::CivilDay today,
                                       absl::TimeZone zone) {
  if (const std::optional<int> minute = MinuteOfDay(text)) {
    return MinuteOn(today, *minute, zone);
  }
  constexpr size_t kDayLetters = 10;
  if (text.size() > kDayLetters &&
      (text[kDayLetters] == ' ' || text[kDayLetters] == 'T')) {
    const absl::StatusOr<absl::CivilDay> day =
        ParseDay(text.substr(0, kDayLetters));
    const std::optional<int> minute = MinuteOfDay(text.substr(kDayLetters + 1));
    if (day.ok() && minute.has_value()) return MinuteOn(*day, *minute, zone);
  }
  const absl::StatusOr<absl::Time> time = ParseInstant(text);
  if (time.ok()) return time;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text,
                   "\" is no time: write 09:12, 2026-10-05 09:12 or "
                   "2026-10-05T09:12:00+02:00"));
}

}  // namespace regisseur

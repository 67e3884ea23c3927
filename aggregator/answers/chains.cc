#include "aggregator/answers/chains.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/contract_windows.h"
#include "aggregator/answers/source_timelines.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/calendar/weekly_hours.h"
#include "core/service_level/level_fraction.h"

namespace regisseur {
namespace {

bool IsDown(OperationalState state) {
  return state == OperationalState::kMajorOutage ||
         state == OperationalState::kPartialOutage;
}

// In whole microseconds: no share is ever a double.
std::optional<std::string> Percent(absl::Duration part, absl::Duration whole) {
  if (whole <= absl::ZeroDuration()) return std::nullopt;
  const LevelFraction fraction{absl::ToInt64Microseconds(part),
                               absl::ToInt64Microseconds(whole)};
  return fraction.Percent().ToString();
}

// The part of the timeline that lies in `hours`, added up.
ObservedTime Sum(const std::vector<StateInterval>& timeline,
                 const std::vector<TimeRange>& hours) {
  ObservedTime time;
  for (const TimeRange& open : hours) {
    time.agreed += open.to - open.from;
    for (const StateInterval& interval : timeline) {
      const absl::Time from = std::max(interval.range.from, open.from);
      const absl::Time to = std::min(interval.range.to, open.to);
      if (from >= to) continue;
      if (IsDown(interval.state)) time.down += to - from;
      if (interval.state == OperationalState::kUnknown) {
        time.unknown += to - from;
      }
    }
  }
  return time;
}

// Only what decides: down, unknown, or neither. Maintenance and slowness are no
// end-to-end outage, and WorstOf would let slowness hide what nobody saw.
std::vector<StateInterval> Decisive(std::vector<StateInterval> timeline) {
  for (StateInterval& interval : timeline) {
    if (IsDown(interval.state)) {
      interval.state = OperationalState::kMajorOutage;
    } else if (interval.state != OperationalState::kUnknown) {
      interval.state = OperationalState::kOperational;
    }
  }
  return timeline;
}

class ChainReader {
 public:
  ChainReader(const AnswerContext& context, const Principal& who,
              const KnownPortfolio& known, AsOf as_of, ChainsAnswer& answer)
      : context_(context),
        who_(who),
        known_(known),
        as_of_(as_of),
        answer_(answer) {}

  absl::Status Add(const FunctionConfig& function) {
    ChainRow row;
    row.function = function.id;
    row.name = function.name;
    row.critical = function.critical;
    WeeklyHours hours = WeeklyHours::Always();
    if (!function.hours.empty()) {
      hours = WeeklyHours();
      for (const auto& [days, text] : function.hours) {
        const absl::Status added = hours.Add(days, text);
        if (!added.ok()) return added;
      }
      row.hours = hours.ToText();
    }
    const std::vector<TimeRange> open = hours.OpenRanges(
        answer_.range, known_.portfolio().time_zone, HolidayCalendar());
    std::vector<std::vector<StateInterval>> timelines;
    absl::Duration longest;
    for (const auto& [provider, service] : function.needs) {
      ASSIGN_OR_RETURN(const Member* member,
                       Find(known_.CurrentId(provider), service));
      ChainMember shown = member->shown;
      shown.time = Sum(member->timeline, open);
      if (shown.time.down > longest) {
        longest = shown.time.down;
        row.weakest = absl::StrCat(shown.provider, "/", shown.service);
      }
      timelines.push_back(member->timeline);
      row.members.push_back(std::move(shown));
    }
    if (!timelines.empty()) row.time = Sum(WorstOf(timelines), open);
    answer_.chains.push_back(std::move(row));
    return absl::OkStatus();
  }

 private:
  struct Member {
    ChainMember shown;
    std::vector<StateInterval> timeline;  // decisive
  };

  absl::StatusOr<const Member*> Find(const std::string& provider,
                                     const std::string& service) {
    const auto [found, added] =
        members_.try_emplace({provider, service}, Member());
    if (!added) return &found->second;
    Member& member = found->second;
    member.shown.provider = provider;
    member.shown.service = service;
    ASSIGN_OR_RETURN(const std::vector<SourceTimelines>* sources,
                     SourcesOf(provider));
    const ProviderConfig* const config =
        known_.portfolio().FindProvider(provider);
    const ServiceConfig* configured = nullptr;
    if (config != nullptr) {
      for (const ServiceConfig& one : config->services) {
        if (one.id == service) configured = &one;
      }
    }
    std::vector<const ComponentTimeline*> measured;
    std::vector<const ComponentTimeline*> reported;
    const std::vector<const KnownSource*> of = known_.SourcesOf(provider);
    for (size_t i = 0; i < sources->size(); ++i) {
      auto& target =
          of[i]->config->origin == Origin::kMeasured ? measured : reported;
      for (const ComponentTimeline& component : (*sources)[i].components) {
        target.push_back(&component);
      }
    }
    std::vector<const ComponentTimeline*> picked;
    if (configured != nullptr) {
      picked = SelectComponents(*configured, measured).components;
      member.shown.measured = !picked.empty();
      if (picked.empty()) {
        picked = SelectComponents(*configured, reported).components;
      }
    }
    if (picked.empty()) {
      Gap gap;
      gap.provider = provider;
      gap.rule = "chain-service-not-observed";
      gap.arguments = {{"service", service}};
      AddGap(std::move(gap), answer_.gaps);
      member.timeline = {{answer_.range, OperationalState::kUnknown}};
      return &member;
    }
    member.shown.state = WorstState(picked).state;
    std::vector<std::vector<StateInterval>> timelines;
    for (const ComponentTimeline* component : picked) {
      timelines.push_back(Decisive(component->timeline));
    }
    member.timeline = WorstOf(timelines);
    return &member;
  }

  absl::StatusOr<const std::vector<SourceTimelines>*> SourcesOf(
      const std::string& provider) {
    const auto [found, added] = sources_.try_emplace(provider);
    if (!added) return &found->second;
    for (const KnownSource* source : known_.SourcesOf(provider)) {
      ASSIGN_OR_RETURN(SourceTimelines timelines,
                       ReadSourceTimelines(context_, who_, source->config->id,
                                           answer_.range, as_of_));
      found->second.push_back(std::move(timelines));
    }
    return &found->second;
  }

  const AnswerContext& context_;
  const Principal& who_;
  const KnownPortfolio& known_;
  const AsOf as_of_;
  ChainsAnswer& answer_;
  std::map<std::pair<std::string, std::string>, Member> members_;
  std::map<std::string, std::vector<SourceTimelines>> sources_;
};

absl::StatusOr<TimeRange> RangeOf(const ChainsQuestion& question,
                                  const KnownPortfolio& known) {
  const absl::TimeZone zone = known.portfolio().time_zone;
  TimeRange range;
  if (question.from.empty() && question.to.empty()) {
    ASSIGN_OR_RETURN(const ReportPeriod period,
                     ParseReportPeriod("", known.moment(), zone));
    range = period.In(zone);
  } else {
    ASSIGN_OR_RETURN(
        range, ParseTimeRange(
                   question.from.empty() ? question.to : question.from,
                   question.to.empty() ? question.from : question.to, zone));
  }
  // What is to come was not observed, and is nobody's failure.
  range.to = std::min(range.to, known.moment());
  if (range.from >= range.to) {
    return absl::InvalidArgumentError("from: nothing of it is over yet");
  }
  return range;
}

}  // namespace

std::optional<std::string> ObservedTime::Attained() const {
  return Percent(agreed - unknown - down, agreed - unknown);
}

std::optional<std::string> ObservedTime::AttainedAtLeast() const {
  return Percent(agreed - unknown - down, agreed);
}

std::optional<std::string> ObservedTime::AttainedAtMost() const {
  return Percent(agreed - down, agreed);
}

absl::StatusOr<ChainsAnswer> AnswerChains(const AnswerContext& context,
                                          const Principal& who,
                                          const ChainsQuestion& question,
                                          AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ChainsAnswer answer;
  ASSIGN_OR_RETURN(answer.range, RangeOf(question, known));
  ChainReader reader(context, who, known, as_of, answer);
  std::vector<std::string> names;
  for (const FunctionConfig& function : known.portfolio().functions) {
    names.push_back(function.id);
    if (!question.function.empty() && function.id != question.function) {
      continue;
    }
    RETURN_IF_ERROR(reader.Add(function));
  }
  if (!question.function.empty() && answer.chains.empty()) {
    const std::string near = NearestWord(question.function, names);
    return absl::NotFoundError(absl::StrCat(
        "function: none is called \"", question.function, "\"",
        near.empty() ? "" : absl::StrCat("; did you mean \"", near, "\"?")));
  }
  std::stable_sort(answer.chains.begin(), answer.chains.end(),
                   [](const ChainRow& a, const ChainRow& b) {
                     return a.critical && !b.critical;
                   });
  return answer;
}

}  // namespace regisseur

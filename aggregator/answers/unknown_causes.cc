#include "aggregator/answers/unknown_causes.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

OperationalState StateAt(const std::vector<StateInterval>& timeline,
                         absl::Time at) {
  const auto after = std::upper_bound(
      timeline.begin(), timeline.end(), at,
      [](absl::Time t, const StateInterval& i) { return t < i.range.from; });
  if (after == timeline.begin()) return OperationalState::kUnknown;
  const StateInterval& interval = *std::prev(after);
  return interval.range.Contains(at) ? interval.state
                                     : OperationalState::kUnknown;
}

bool Covers(const StatusCoverage& coverage, absl::Time at) {
  return std::any_of(coverage.ranges.begin(), coverage.ranges.end(),
                     [&](const TimeRange& r) { return r.Contains(at); });
}

bool AnswersAfter(const std::vector<TryStretch>& tries, absl::Time at) {
  return std::any_of(tries.begin(), tries.end(), [&](const TryStretch& one) {
    return one.last > at && (one.outcome == TryOutcome::kAnswered ||
                             one.outcome == TryOutcome::kUnchanged);
  });
}

}  // namespace

std::vector<absl::Time> KnowledgeBorders(const ServiceFacts& facts) {
  std::vector<absl::Time> borders;
  for (const ServiceFacts::Part& part : facts.parts) {
    for (const StateInterval& interval : part.component->timeline) {
      borders.push_back(interval.range.from);
      borders.push_back(interval.range.to);
    }
    for (const TimeRange& range : part.facts->timelines.coverage.ranges) {
      borders.push_back(range.from);
      borders.push_back(range.to);
    }
  }
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  return borders;
}

std::vector<TimeRange> Cut(TimeRange range,
                           const std::vector<absl::Time>& borders) {
  std::vector<TimeRange> pieces;
  auto border = std::upper_bound(borders.begin(), borders.end(), range.from);
  for (; border != borders.end() && *border < range.to; ++border) {
    pieces.push_back({range.from, *border});
    range.from = *border;
  }
  pieces.push_back(range);
  return pieces;
}

absl::StatusOr<LevelNote> UnknownCauses::CauseOf(const ServiceFacts::Part& part,
                                                 TimeRange range) {
  const std::string& source = part.facts->source->config->id;
  const StatusCoverage& coverage = part.facts->timelines.coverage;
  const std::string& component = part.component->record.component.name;
  if (Covers(coverage, range.from)) {
    return LevelNote{"sla-unknown-not-shown",
                     {{"source", source}, {"component", component}}};
  }
  if (coverage.first_observed.has_value() &&
      range.from < *coverage.first_observed) {
    return LevelNote{"sla-unknown-before-facts",
                     {{"source", source},
                      {"begin", FormatForPeople(*coverage.first_observed)}}};
  }
  auto [found, added] = tries_.try_emplace(source);
  if (added) {
    ASSIGN_OR_RETURN(found->second, context_.sources.ListTries(
                                        who_, source, TimeRange(), as_of_));
  }
  const std::vector<TryStretch>& tries = found->second;
  // It answered since, and told nothing new: what it reads ends there.
  if (coverage.last_observed.has_value() &&
      *coverage.last_observed <= range.from &&
      AnswersAfter(tries, range.from)) {
    return LevelNote{"sla-unknown-recording-ends",
                     {{"source", source},
                      {"end", FormatForPeople(*coverage.last_observed)}}};
  }
  // A recording is read later than it speaks of.
  if (tries.empty() || range.to <= tries.front().first) {
    return LevelNote{"sla-unknown-not-recorded", {{"source", source}}};
  }
  for (const TryStretch& stretch : tries) {
    if (stretch.first >= range.to || stretch.last < range.from) continue;
    switch (stretch.outcome) {
      case TryOutcome::kAnswered:
      case TryOutcome::kUnchanged:
        break;
      case TryOutcome::kConfiguration:
        return LevelNote{"sla-unknown-our-source", {{"source", source}}};
      case TryOutcome::kTransient:
      case TryOutcome::kPartner:
        return LevelNote{"sla-unknown-their-source", {{"source", source}}};
    }
  }
  return LevelNote{"sla-unknown-not-asked", {{"source", source}}};
}

absl::StatusOr<LevelNote> UnknownCauses::CauseOf(const ServiceFacts& facts,
                                                 TimeRange range) {
  for (const ServiceFacts::Part& part : facts.parts) {
    if (StateAt(part.component->timeline, range.from) ==
        OperationalState::kUnknown) {
      return CauseOf(part, range);
    }
  }
  return LevelNote{"sla-service-without-facts",
                   {{"services", absl::StrJoin(facts.without, ", ")}}};
}

absl::StatusOr<std::vector<UnknownCause>> UnknownCauses::Of(
    const Figure& figure) {
  std::vector<UnknownCause> causes;
  if (!figure.HasTimes() || figure.facts == nullptr ||
      figure.level->times.unknown_us == 0) {
    return causes;
  }
  const std::vector<absl::Time> borders = KnowledgeBorders(*figure.facts);
  for (const LevelPiece& piece : figure.level->pieces) {
    if (piece.kind != TimeKind::kUnknown || !piece.agreed) continue;
    for (const TimeRange& range : Cut(piece.range, borders)) {
      ASSIGN_OR_RETURN(const LevelNote why, CauseOf(*figure.facts, range));
      const auto known =
          std::find_if(causes.begin(), causes.end(),
                       [&](const UnknownCause& c) { return c.why == why; });
      const absl::Duration length = range.to - range.from;
      if (known == causes.end()) {
        causes.push_back({why, length});
      } else {
        known->length += length;
      }
    }
  }
  std::stable_sort(causes.begin(), causes.end(),
                   [](const UnknownCause& a, const UnknownCause& b) {
                     return a.length > b.length;
                   });
  return causes;
}

}  // namespace regisseur

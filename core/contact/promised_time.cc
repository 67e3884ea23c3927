#include "core/contact/promised_time.h"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "absl/strings/match.h"
#include "core/service_level/ticket_clock.h"

namespace regisseur {
namespace {

// Whole microseconds, cut off.
absl::Duration ShareOf(absl::Duration whole, const Decimal& percent) {
  const absl::StatusOr<Decimal> share =
      Decimal::Multiply(Decimal(absl::ToInt64Microseconds(whole), 0), percent);
  if (!share.ok()) return absl::InfiniteDuration();
  const absl::StatusOr<Decimal> cut =
      Decimal::DivideTruncated(*share, Decimal(100, 0), 0);
  const std::optional<int64_t> micros =
      cut.ok() ? cut->CoefficientAt(0) : std::nullopt;
  return micros.has_value() ? absl::Microseconds(*micros)
                            : absl::InfiniteDuration();
}

const PriorityLevel* FindLevel(const TicketTerms& terms,
                               absl::string_view priority) {
  for (const PriorityLevel& level : terms.levels) {
    if (absl::EqualsIgnoreCase(level.priority, priority)) return &level;
  }
  return terms.levels.empty() ? nullptr : &terms.levels.front();
}

enum class Fit { kService, kAnyService };

bool Fits(const Objective& objective, absl::string_view service, Fit fit) {
  if (fit == Fit::kAnyService) return objective.services.empty();
  return std::find(objective.services.begin(), objective.services.end(),
                   service) != objective.services.end();
}

}  // namespace

absl::Time PromisedTime::DueTime(absl::Time start,
                                 absl::Span<const TimeRange> stops) const {
  return TicketClock(*objective).DueTime(start, level.within, stops);
}

absl::Time PromisedTime::TimeOf(const Decimal& percent, absl::Time start,
                                absl::Span<const TimeRange> stops) const {
  if (percent.IsZero()) return start;
  if (level.within.days > 0 || level.within.working_days > 0) {
    const absl::Time due = DueTime(start, stops);
    if (due == absl::InfiniteFuture()) return due;
    return start + ShareOf(due - start, percent);
  }
  const absl::Duration share = ShareOf(level.within.hours, percent);
  if (share == absl::InfiniteDuration()) return absl::InfiniteFuture();
  return TicketClock(*objective).DueTime(start, {.hours = share}, stops);
}

std::optional<PromisedTime> FindPromisedTime(
    absl::Span<const Contract* const> contracts, absl::string_view service,
    TicketTerms::Clock clock, absl::string_view priority, absl::Time start,
    absl::Span<const TimeRange> stops) {
  std::optional<PromisedTime> first;
  absl::Time first_due = absl::InfiniteFuture();
  for (const Fit fit : {Fit::kService, Fit::kAnyService}) {
    for (const Contract* contract : contracts) {
      for (const Objective& objective : contract->objectives) {
        const auto* terms = std::get_if<TicketTerms>(&objective.terms);
        if (terms == nullptr || terms->clock != clock ||
            !Fits(objective, service, fit)) {
          continue;
        }
        const PriorityLevel* const level = FindLevel(*terms, priority);
        if (level == nullptr) continue;
        const PromisedTime promise{contract, &objective, *level};
        const absl::Time due = promise.DueTime(start, stops);
        if (first.has_value() && due >= first_due) continue;
        first = promise;
        first_due = due;
      }
    }
    if (first.has_value()) break;
  }
  return first;
}

}  // namespace regisseur

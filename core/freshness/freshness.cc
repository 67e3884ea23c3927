#include "core/freshness/freshness.h"

namespace regisseur {
namespace {

// How far the clocks of honest partners run ahead of ours.
constexpr absl::Duration kClockTolerance = absl::Minutes(5);

// The word of one clock that may lag until `fresh_until` and `late_until`.
Freshness Judge(absl::Time now, absl::Time fresh_until, absl::Time late_until) {
  if (now <= fresh_until) return Freshness::kFresh;
  if (now <= late_until) return Freshness::kLate;
  return Freshness::kStale;
}

}  // namespace

absl::string_view FreshnessWord(Freshness freshness) {
  switch (freshness) {
    case Freshness::kFresh:
      return "fresh";
    case Freshness::kLate:
      return "late";
    case Freshness::kStale:
      return "stale";
    case Freshness::kMissing:
      return "missing";
    case Freshness::kFailed:
      return "failed";
  }
  return "missing";
}

Freshness Worse(Freshness a, Freshness b) { return a < b ? b : a; }

Freshness ComputeFreshness(const SourceClocks& clocks, absl::Time now,
                           absl::TimeZone zone) {
  if (clocks.failed) return Freshness::kFailed;
  if (!clocks.last_answer.has_value()) return Freshness::kMissing;
  const absl::Duration patience = clocks.every * 3 / 2;
  const Freshness answered = Judge(now, *clocks.last_answer + patience,
                                   *clocks.last_answer + 2 * patience);
  if (!clocks.expect.has_value()) return answered;
  if (!clocks.data_until.has_value() ||
      *clocks.data_until > now + kClockTolerance) {
    return Freshness::kStale;
  }
  const absl::Time fresh_until = clocks.expect->AddTo(*clocks.data_until, zone);
  const CalendarSpan twice{.months = 2 * clocks.expect->months,
                           .length = 2 * clocks.expect->length};
  return Worse(answered,
               Judge(now, fresh_until, twice.AddTo(*clocks.data_until, zone)));
}

}  // namespace regisseur

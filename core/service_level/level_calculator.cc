#include "core/service_level/level_calculator.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace regisseur {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

TimeRange Cut(TimeRange window, absl::Time now) {
  return {window.from, std::max(window.from, std::min(window.to, now))};
}

bool StartsAnewEachMonth(const Objective& objective,
                         const AvailabilityTerms& terms) {
  return terms.excluded.has_value() &&
         terms.excluded->maintenance.has_value() &&
         terms.excluded->maintenance->per_month &&
         objective.window.kind != MeasuringWindow::Kind::kMonth;
}

}  // namespace

LevelCalculator::LevelCalculator(const Objective& objective, TimeRange window,
                                 absl::Time now)
    : objective_(objective),
      terms_(std::get<AvailabilityTerms>(objective.terms)),
      window_(window),
      counted_(Cut(window, now)) {
  for (const TimeRange& open : terms_.service_hours.OpenRanges(
           window, objective.window.zone, objective.holidays)) {
    agreed_.push_back(
        {absl::ToUnixMicros(open.from), absl::ToUnixMicros(open.to)});
    agreed_whole_us_ += agreed_.back().to - agreed_.back().from;
  }
  // A margin on both sides, so that an outage is seen in its whole length.
  const TimeRange seen{counted_.from - terms_.minimum_outage,
                       counted_.to + terms_.minimum_outage};
  if (terms_.excluded.has_value()) {
    for (const RecurringWindow& recurring : terms_.excluded->windows) {
      for (const TimeRange& range :
           recurring.RangesIn(seen, objective.window.zone)) {
        maintenance_windows_.push_back(range);
      }
    }
  }
  if (StartsAnewEachMonth(objective, terms_)) {
    const absl::TimeZone zone = objective.window.zone;
    absl::CivilMonth month(zone.At(window.from).cs);
    while (true) {
      const absl::Time start = absl::FromCivil(++month, zone);
      if (start >= window.to) break;
      allowance_starts_.push_back(absl::ToUnixMicros(start));
    }
  }
}

absl::Duration LevelCalculator::agreed_whole_window() const {
  return absl::Microseconds(agreed_whole_us_);
}

// One walk over the folded pieces of a service.
class LevelCalculator::Walk {
 public:
  explicit Walk(const LevelCalculator& calculator)
      : calculator_(calculator),
        counted_from_(absl::ToUnixMicros(calculator.counted_.from)),
        counted_to_(absl::ToUnixMicros(calculator.counted_.to)) {
    if (calculator.terms_.excluded.has_value() &&
        calculator.terms_.excluded->maintenance.has_value() &&
        calculator.terms_.excluded->maintenance->at_most.has_value()) {
      allowance_ = absl::ToInt64Microseconds(
          *calculator.terms_.excluded->maintenance->at_most);
    }
    left_ = allowance_;
  }

  void Add(const FoldedPiece& piece) {
    int64_t at = piece.from_us;
    while (at < piece.to_us) {
      int64_t until = std::min(piece.to_us, NextBorder(at));
      const bool agreed = IsAgreed(at);
      const TimeKind kind = KindOf(piece, left_ > 0);
      const bool draws = kind == TimeKind::kExcluded && agreed &&
                         piece.announced_weight > 0 && left_ != kNever;
      if (draws) until = std::min(until, at + left_);
      const bool beyond = kind == TimeKind::kDown && piece.down_weight == 0;
      const int64_t weight =
          kind != TimeKind::kDown ? 0
          : left_ > 0             ? piece.down_weight
                      : std::max(piece.down_weight, piece.announced_weight);
      Append({{absl::FromUnixMicros(at), absl::FromUnixMicros(until)},
              kind,
              agreed,
              piece.state,
              weight,
              false,
              beyond});
      if (draws) left_ -= until - at;
      at = until;
    }
  }

  // Outages below the minimum count as up; what is outside of the window is
  // left out; the rest is added up.
  std::pair<LevelTimes, std::vector<LevelPiece>> Finish() {
    DropShortOutages();
    LevelTimes times;
    std::vector<LevelPiece> kept;
    kept.reserve(pieces_.size());
    for (LevelPiece& piece : pieces_) {
      piece.range.from = std::max(piece.range.from, calculator_.counted_.from);
      piece.range.to = std::min(piece.range.to, calculator_.counted_.to);
      if (piece.range.from >= piece.range.to) continue;
      kept.push_back(piece);
      if (!piece.agreed) continue;
      const int64_t length =
          absl::ToInt64Microseconds(piece.range.to - piece.range.from);
      times.agreed_us += length;
      switch (piece.kind) {
        case TimeKind::kUp:
          break;
        case TimeKind::kDown:
          times.down_us += length;
          times.weighted_down += Int128{length} * piece.weight_millionths;
          break;
        case TimeKind::kExcluded:
          times.excluded_us += length;
          break;
        case TimeKind::kUnknown:
          times.unknown_us += length;
          break;
      }
    }
    return {times, std::move(kept)};
  }

 private:
  // The first of down, unknown, excluded, up that a component is.
  static TimeKind KindOf(const FoldedPiece& piece, bool allowance_left) {
    if (piece.down_weight > 0) return TimeKind::kDown;
    if (piece.announced_weight > 0 && !allowance_left) return TimeKind::kDown;
    if (piece.unknown) return TimeKind::kUnknown;
    if (piece.announced_weight > 0 || piece.excused) return TimeKind::kExcluded;
    return TimeKind::kUp;
  }

  bool IsAgreed(int64_t at) const {
    return next_agreed_ < calculator_.agreed_.size() &&
           calculator_.agreed_[next_agreed_].from <= at;
  }

  // The next moment after `at` where something else begins; on the way past
  // hours that are over and months that begin.
  int64_t NextBorder(int64_t at) {
    while (next_agreed_ < calculator_.agreed_.size() &&
           calculator_.agreed_[next_agreed_].to <= at) {
      ++next_agreed_;
    }
    while (next_start_ < calculator_.allowance_starts_.size() &&
           calculator_.allowance_starts_[next_start_] <= at) {
      ++next_start_;
      left_ = allowance_;
    }
    int64_t border = kNever;
    if (at < counted_from_) {
      border = counted_from_;
    } else if (at < counted_to_) {
      border = counted_to_;
    }
    if (next_agreed_ < calculator_.agreed_.size()) {
      const auto& agreed = calculator_.agreed_[next_agreed_];
      border = std::min(border, agreed.from > at ? agreed.from : agreed.to);
    }
    if (next_start_ < calculator_.allowance_starts_.size()) {
      border = std::min(border, calculator_.allowance_starts_[next_start_]);
    }
    return border;
  }

  void Append(const LevelPiece& piece) {
    if (!pieces_.empty()) {
      LevelPiece& last = pieces_.back();
      if (last.kind == piece.kind && last.agreed == piece.agreed &&
          last.state == piece.state &&
          last.weight_millionths == piece.weight_millionths &&
          last.beyond_allowance == piece.beyond_allowance &&
          last.range.to == piece.range.from) {
        last.range.to = piece.range.to;
        return;
      }
    }
    pieces_.push_back(piece);
  }

  void DropShortOutages() {
    const absl::Duration minimum = calculator_.terms_.minimum_outage;
    if (minimum <= absl::ZeroDuration()) return;
    for (size_t i = 0; i < pieces_.size();) {
      if (pieces_[i].kind != TimeKind::kDown) {
        ++i;
        continue;
      }
      size_t end = i;
      while (end < pieces_.size() && pieces_[end].kind == TimeKind::kDown) {
        ++end;
      }
      if (pieces_[end - 1].range.to - pieces_[i].range.from < minimum) {
        for (size_t j = i; j < end; ++j) {
          pieces_[j].kind = TimeKind::kUp;
          pieces_[j].weight_millionths = 0;
          pieces_[j].too_short = true;
        }
      }
      i = end;
    }
  }

  const LevelCalculator& calculator_;
  const int64_t counted_from_;
  const int64_t counted_to_;
  int64_t allowance_ = kNever;
  int64_t left_ = kNever;
  size_t next_agreed_ = 0;
  size_t next_start_ = 0;
  std::vector<LevelPiece> pieces_;
};

ServiceLevel LevelCalculator::Compute(const ServiceEvidence& evidence) const {
  TimeRange seen{counted_.from - terms_.minimum_outage,
                 counted_.to + terms_.minimum_outage};
  if (counted_.to < window_.to) seen.to = counted_.to;  // now is the end
  Walk walk(*this);
  for (const FoldedPiece& piece : FoldAvailability(
           terms_, evidence.components, maintenance_windows_, seen)) {
    walk.Add(piece);
  }
  auto [times, pieces] = walk.Finish();
  ServiceLevel level =
      JudgeTimes(terms_, times, agreed_whole_window(),
                 counted_.to == window_.to, evidence.was_at_risk);
  level.window = window_;
  level.pieces = std::move(pieces);
  return level;
}

}  // namespace regisseur

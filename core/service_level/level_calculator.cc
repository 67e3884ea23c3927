#include "core/service_level/level_calculator.h"

#include <algorithm>
#include <limits>

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
    : terms_(std::get<AvailabilityTerms>(objective.terms)),
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
      Append({at, until, weight, kind, piece.state, agreed, false, beyond});
      if (draws) left_ -= until - at;
      at = until;
    }
  }

  // Outages below the minimum count as up; what is outside of the window is
  // left out; the rest is added up.
  LevelTimes Finish() {
    DropShortOutages();
    LevelTimes times;
    size_t kept = 0;
    for (Piece piece : pieces_) {
      piece.from = std::max(piece.from, counted_from_);
      piece.to = std::min(piece.to, counted_to_);
      if (piece.from >= piece.to) continue;
      pieces_[kept++] = piece;
      if (!piece.agreed) continue;
      const int64_t length = piece.to - piece.from;
      times.agreed_us += length;
      switch (piece.kind) {
        case TimeKind::kUp:
          break;
        case TimeKind::kDown:
          times.down_us += length;
          times.weighted_down += Int128{length} * piece.weight;
          break;
        case TimeKind::kExcluded:
          times.excluded_us += length;
          break;
        case TimeKind::kUnknown:
          times.unknown_us += length;
          break;
      }
    }
    pieces_.resize(kept);
    return times;
  }

  std::vector<LevelPiece> Pieces() const {
    std::vector<LevelPiece> pieces;
    pieces.reserve(pieces_.size());
    for (const Piece& piece : pieces_) {
      pieces.push_back(
          {{absl::FromUnixMicros(piece.from), absl::FromUnixMicros(piece.to)},
           piece.kind,
           piece.agreed,
           piece.state,
           piece.weight,
           piece.too_short,
           piece.beyond_allowance});
    }
    return pieces;
  }

 private:
  // A LevelPiece in microseconds.
  struct Piece {
    int64_t from;
    int64_t to;
    int64_t weight;
    TimeKind kind;
    OperationalState state;
    bool agreed;
    bool too_short;
    bool beyond_allowance;
  };

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

  void Append(const Piece& piece) {
    if (!pieces_.empty()) {
      Piece& last = pieces_.back();
      if (last.kind == piece.kind && last.agreed == piece.agreed &&
          last.state == piece.state && last.weight == piece.weight &&
          last.beyond_allowance == piece.beyond_allowance &&
          last.to == piece.from) {
        last.to = piece.to;
        return;
      }
    }
    pieces_.push_back(piece);
  }

  void DropShortOutages() {
    const int64_t minimum =
        absl::ToInt64Microseconds(calculator_.terms_.minimum_outage);
    if (minimum <= 0) return;
    for (size_t i = 0; i < pieces_.size();) {
      if (pieces_[i].kind != TimeKind::kDown) {
        ++i;
        continue;
      }
      size_t end = i;
      while (end < pieces_.size() && pieces_[end].kind == TimeKind::kDown) {
        ++end;
      }
      if (pieces_[end - 1].to - pieces_[i].from < minimum) {
        for (size_t j = i; j < end; ++j) {
          pieces_[j].kind = TimeKind::kUp;
          pieces_[j].weight = 0;
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
  std::vector<Piece> pieces_;
};

ServiceLevel LevelCalculator::Compute(const ServiceEvidence& evidence,
                                      bool with_pieces) const {
  TimeRange seen{counted_.from - terms_.minimum_outage,
                 counted_.to + terms_.minimum_outage};
  if (counted_.to < window_.to) seen.to = counted_.to;  // now is the end
  Walk walk(*this);
  for (const FoldedPiece& piece : FoldAvailability(
           terms_, evidence.components, maintenance_windows_, seen)) {
    walk.Add(piece);
  }
  const LevelTimes times = walk.Finish();
  ServiceLevel level =
      JudgeTimes(terms_, times, agreed_whole_window(),
                 counted_.to == window_.to, evidence.was_at_risk);
  level.window = window_;
  if (with_pieces) level.pieces = walk.Pieces();
  return level;
}

}  // namespace regisseur

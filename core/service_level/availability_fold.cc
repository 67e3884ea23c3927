#include "core/service_level/availability_fold.h"

#include <algorithm>
#include <array>
#include <limits>

namespace regisseur {
namespace {

constexpr int32_t kWholeWeight = 1'000'000;
constexpr size_t kStates = 7;  // by the enum's number

struct MicroRange {
  int64_t from;
  int64_t to;
};

// Microseconds of `t`, held within the range; infinities are its ends.
int64_t Micros(absl::Time t, const MicroRange& within) {
  return std::clamp(absl::ToUnixMicros(t), within.from, within.to);
}

// Ascending, apart, not empty.
void Merge(std::vector<MicroRange>& ranges) {
  std::sort(
      ranges.begin(), ranges.end(),
      [](const MicroRange& a, const MicroRange& b) { return a.from < b.from; });
  size_t kept = 0;
  for (const MicroRange& range : ranges) {
    if (range.from >= range.to) continue;
    if (kept > 0 && range.from <= ranges[kept - 1].to) {
      ranges[kept - 1].to = std::max(ranges[kept - 1].to, range.to);
    } else {
      ranges[kept++] = range;
    }
  }
  ranges.resize(kept);
}

// Says of ascending moments whether a range covers them, and until when.
class CoverCursor {
 public:
  explicit CoverCursor(const std::vector<MicroRange>& ranges)
      : ranges_(ranges) {}
  bool Covers(int64_t at) {
    while (next_ < ranges_.size() && ranges_[next_].to <= at) ++next_;
    return next_ < ranges_.size() && ranges_[next_].from <= at;
  }
  // The next border after the moment last asked about.
  int64_t NextBorder(int64_t at) const {
    if (next_ == ranges_.size()) return std::numeric_limits<int64_t>::max();
    return ranges_[next_].from > at ? ranges_[next_].from : ranges_[next_].to;
  }

 private:
  const std::vector<MicroRange>& ranges_;
  size_t next_ = 0;
};

// What a component is in a piece of time.
enum class Cover { kNone, kAnnounced, kExcused };
enum class ComponentKind { kUp, kUnknown, kDown, kAnnounced, kExcused };
constexpr size_t kKinds = 5;

// The terms as tables by state.
class StateRules {
 public:
  explicit StateRules(const AvailabilityTerms& terms) {
    for (const DownState& down : terms.counts_as_down) {
      // At most six decimals, checked with the contract.
      weights_[Index(down.state)] = static_cast<int32_t>(
          down.weight.CoefficientAt(6).value_or(kWholeWeight));
    }
    // Maintenance that nothing covers counts as announced late.
    int32_t& maintenance = weights_[Index(OperationalState::kUnderMaintenance)];
    if (terms.excluded.has_value() && maintenance == 0) {
      maintenance = kWholeWeight;
    }
  }

  ComponentKind KindOf(OperationalState state, Cover cover) const {
    if (state == OperationalState::kUnknown) return ComponentKind::kUnknown;
    if (weights_[Index(state)] == 0) return ComponentKind::kUp;
    switch (cover) {
      case Cover::kNone:
        return ComponentKind::kDown;
      case Cover::kAnnounced:
        return ComponentKind::kAnnounced;
      case Cover::kExcused:
        return ComponentKind::kExcused;
    }
    return ComponentKind::kDown;
  }
  int32_t weight(OperationalState state) const {
    return weights_[Index(state)];
  }

  static size_t Index(OperationalState state) {
    return static_cast<size_t>(state);
  }

 private:
  std::array<int32_t, kStates> weights_{};
};

struct ComponentPiece {
  int64_t from;
  int64_t to;
  ComponentKind kind;
  OperationalState state;
};

// The pieces of one component, ascending without holes over `range`.
void FoldComponent(const StateRules& rules, const ComponentEvidence& evidence,
                   const std::vector<MicroRange>& announced,
                   const std::vector<MicroRange>& excused,
                   const MicroRange& range,
                   std::vector<ComponentPiece>& pieces) {
  CoverCursor announced_cursor(announced);
  CoverCursor excused_cursor(excused);
  const bool uncovered = announced.empty() && excused.empty();
  const auto append = [&](int64_t from, int64_t to, OperationalState state) {
    while (from < to) {
      Cover cover = Cover::kNone;
      int64_t until = to;
      if (!uncovered) {
        const bool is_announced = announced_cursor.Covers(from);
        const bool is_excused = excused_cursor.Covers(from);
        cover = is_excused     ? Cover::kExcused
                : is_announced ? Cover::kAnnounced
                               : Cover::kNone;
        until = std::min({to, announced_cursor.NextBorder(from),
                          excused_cursor.NextBorder(from)});
      }
      pieces.push_back({from, until, rules.KindOf(state, cover), state});
      from = until;
    }
  };
  int64_t at = range.from;
  for (const StateInterval& interval : evidence.timeline) {
    const int64_t from = std::max(at, Micros(interval.range.from, range));
    const int64_t to = Micros(interval.range.to, range);
    if (to <= at) continue;
    append(at, from, OperationalState::kUnknown);
    append(from, to, interval.state);
    at = to;
  }
  append(at, range.to, OperationalState::kUnknown);
}

// How many components are in each kind and state.
class ComponentCounts {
 public:
  void Add(const ComponentPiece& piece, int by) {
    counts_[static_cast<size_t>(piece.kind)][StateRules::Index(piece.state)] +=
        by;
  }

  FoldedPiece Piece(const StateRules& rules, int64_t from, int64_t to) const {
    FoldedPiece piece{from, to};
    for (size_t kind = 0; kind < kKinds; ++kind) {
      for (size_t number = 1; number < kStates; ++number) {
        if (counts_[kind][number] == 0) continue;
        const auto state = static_cast<OperationalState>(number);
        piece.state = Worse(piece.state, state);
        const int32_t weight = rules.weight(state);
        switch (static_cast<ComponentKind>(kind)) {
          case ComponentKind::kUp:
            break;
          case ComponentKind::kUnknown:
            piece.unknown = true;
            break;
          case ComponentKind::kDown:
            piece.down_weight = std::max(piece.down_weight, weight);
            break;
          case ComponentKind::kAnnounced:
            piece.announced_weight = std::max(piece.announced_weight, weight);
            break;
          case ComponentKind::kExcused:
            piece.excused = true;
            break;
        }
      }
    }
    return piece;
  }

 private:
  std::array<std::array<int, kStates>, kKinds> counts_{};
};

FoldedPiece SinglePiece(const StateRules& rules, const ComponentPiece& piece) {
  FoldedPiece folded{piece.from, piece.to};
  folded.state = piece.state;
  const int32_t weight = rules.weight(piece.state);
  switch (piece.kind) {
    case ComponentKind::kUp:
      break;
    case ComponentKind::kUnknown:
      folded.unknown = true;
      break;
    case ComponentKind::kDown:
      folded.down_weight = weight;
      break;
    case ComponentKind::kAnnounced:
      folded.announced_weight = weight;
      break;
    case ComponentKind::kExcused:
      folded.excused = true;
      break;
  }
  return folded;
}

std::vector<FoldedPiece> Combine(const StateRules& rules,
                                 const std::vector<ComponentPiece>& pieces) {
  struct Event {
    int64_t at;
    int by;
    size_t piece;
  };
  std::vector<Event> events;
  events.reserve(pieces.size() * 2);
  for (size_t i = 0; i < pieces.size(); ++i) {
    events.push_back({pieces[i].from, 1, i});
    events.push_back({pieces[i].to, -1, i});
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.at < b.at; });
  std::vector<FoldedPiece> folded;
  ComponentCounts counts;
  for (size_t i = 0; i < events.size();) {
    const int64_t at = events[i].at;
    for (; i < events.size() && events[i].at == at; ++i) {
      counts.Add(pieces[events[i].piece], events[i].by);
    }
    if (i < events.size()) {
      folded.push_back(counts.Piece(rules, at, events[i].at));
    }
  }
  return folded;
}

}  // namespace

std::vector<FoldedPiece> FoldAvailability(
    const AvailabilityTerms& terms,
    absl::Span<const ComponentEvidence> components,
    absl::Span<const TimeRange> agreed_maintenance_windows, TimeRange range) {
  const MicroRange within{absl::ToUnixMicros(range.from),
                          absl::ToUnixMicros(range.to)};
  if (within.from >= within.to) return {};
  const StateRules rules(terms);
  if (components.empty()) {
    FoldedPiece nobody{within.from, within.to};
    nobody.unknown = true;
    nobody.state = OperationalState::kUnknown;
    return {nobody};
  }
  std::vector<MicroRange> windows;
  for (const TimeRange& window : agreed_maintenance_windows) {
    windows.push_back({Micros(window.from, within), Micros(window.to, within)});
  }
  Merge(windows);
  const bool has_allowance =
      terms.excluded.has_value() && terms.excluded->maintenance.has_value();
  std::vector<ComponentPiece> pieces;
  std::vector<MicroRange> announced;
  std::vector<MicroRange> excused;
  for (const ComponentEvidence& component : components) {
    announced.clear();
    if (has_allowance) {
      for (const AnnouncedMaintenance& told : component.maintenance) {
        if (told.announced + terms.excluded->maintenance->announced >
            told.start) {
          continue;  // too late
        }
        announced.push_back(
            {Micros(told.range.from, within), Micros(told.range.to, within)});
      }
      Merge(announced);
    }
    excused = windows;
    if (!component.approved_exclusions.empty()) {
      for (const TimeRange& approved : component.approved_exclusions) {
        excused.push_back(
            {Micros(approved.from, within), Micros(approved.to, within)});
      }
      Merge(excused);
    }
    FoldComponent(rules, component, announced, excused, within, pieces);
  }
  if (components.size() > 1) return Combine(rules, pieces);
  std::vector<FoldedPiece> folded;
  folded.reserve(pieces.size());
  for (const ComponentPiece& piece : pieces) {
    folded.push_back(SinglePiece(rules, piece));
  }
  return folded;
}

}  // namespace regisseur

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "aggregator/answers/contract_windows.h"
#include "aggregator/answers/service_level_facts.h"
#include "aggregator/answers/settled_facts.h"
#include "core/contract/objective.h"
#include "core/money/decimal.h"
#include "core/service_level/composite_level.h"
#include "core/service_level/service_level.h"
#include "core/service_level/ticket_level.h"

namespace regisseur {

// Something that a reader of a figure should know: a rule of the catalogue.
struct LevelNote {
  std::string rule;
  std::map<std::string, std::string> arguments;
  friend bool operator==(const LevelNote&, const LevelNote&) = default;
};

// A row of the priority matrix, with the tickets that cannot be judged because
// the data does not tell what it would take.
struct TicketRow {
  TicketLevel level;
  std::vector<std::string> not_judged;  // their ids
  // Those counted as too late, and as in time; percent of all.
  std::optional<LevelFraction> at_least;
  std::optional<LevelFraction> at_most;
  Verdict verdict = Verdict::kMet;
};

// What one member of a composite became.
struct MemberRow {
  std::string contract;
  std::string objective;
  std::string provider;
  std::vector<std::string> services;
  Decimal weight;
  FigureOrigin origin = FigureOrigin::kReported;
  // Absent where nothing could be computed.
  std::optional<ServiceLevel> level;
};

// The figure of an objective in one window by one origin. What is not known is
// absent.
struct Figure {
  FigureOrigin origin = FigureOrigin::kReported;
  std::vector<std::string> sources;  // whose word it is
  // A number that was told as such, or settled; else it is computed.
  bool stated = false;
  Verdict verdict = Verdict::kUnknown;

  // Percent of time: computed, with its pieces; or a percentage as stated, of
  // which only the fractions and the verdict mean anything.
  std::optional<ServiceLevel> level;
  // The facts under a computed one.
  std::shared_ptr<const ServiceFacts> facts;
  std::vector<TicketRow> tickets;
  std::optional<CompositeLevel> composite;
  std::vector<MemberRow> members;
  // A figure that is a number in the unit of the objective.
  std::optional<Decimal> number;

  std::vector<LevelNote> notes;
  // Of one number about the whole window: the MeasurementRecord::key that told
  // it.
  std::optional<int64_t> told_key;
  // Of what a person entered from paper: the last entry that is in it.
  std::optional<EnteredFigure> by_hand;

  // True when the figure says how much time was agreed and down.
  bool HasTimes() const { return level.has_value() && !stated; }
  // The row of the matrix that decides: the worst verdict, then the furthest
  // from its target. Null without rows.
  const TicketRow* DecidingRow() const;
  // Texts as they are shown: percentages of six decimals, cut off; numbers as
  // they are.
  std::optional<std::string> Attained() const;
  std::optional<std::string> AttainedAtLeast() const;
  std::optional<std::string> AttainedAtMost() const;
  std::optional<std::string> ObservedShare() const;
  // What steps of credits are held against; absent when it is not known. Of a
  // computed level the level itself decides.
  std::optional<Decimal> JudgedNumber() const;
};

// All figures of an objective in one window.
struct WindowFigures {
  ObjectiveWindow window;
  bool closed = false;
  Figure lead;  // of the origin that counts
  // By other origins, the better one first, and by other sources of one origin.
  std::vector<Figure> others;
  // Who says that the lead is wrong, in time; the oldest first.
  std::vector<OpenObjection> disputes;
  // The last day on which an objection to the lead is in time, while it is.
  std::optional<absl::CivilDay> object_by;
};

// The higher the worse, in the order in which a reader cares.
int Badness(Verdict verdict);

// The unit of what an objective promises: `%`, one of the contract's, or empty.
std::string UnitOf(const Objective& objective);
// A number of an objective with its unit: `99.95 %`.
std::string WithUnit(absl::string_view number, const Objective& objective);
// What a figure attained, for a sentence: percentages with three decimals, cut
// off, as a range where some of it is unknown: `99.284–99.955 %`. `?` when it
// is not known.
std::string FigureWords(const Figure& figure, const Objective& objective);

// What is settled about a window.
struct WindowSettled {
  std::vector<AcceptedExclusion> exclusions;
  std::optional<SettledFigure> figure;
  // Those about earlier times too, where they can be evidence for it.
  std::vector<EnteredFigure> entered;
  std::vector<OpenObjection> objections;  // not withdrawn, the oldest first
};

// The level of an availability objective over a window by one origin's states,
// over all parts of the window.
ServiceLevel ComputeAvailability(const ObjectiveWindow& window,
                                 const ServiceFacts& facts,
                                 absl::Span<const AcceptedExclusion> exclusions,
                                 absl::Time now, bool with_pieces);

// Every figure of the window, by every origin that has one, and of them the one
// that counts (DECISIONS 22): what is settled, else that of `measured_by`, else
// of whose measurement leads, else measured, else reported. For composites see
// ComputeCompositeFigure. Pure; `now` cuts a running window.
WindowFigures ComputeFigures(const ObjectiveWindow& window,
                             const std::shared_ptr<const ProviderFacts>& facts,
                             const WindowSettled& settled, absl::Time now);

// A member of a composite with its level over the composite's window; null
// where there is none.
WindowFigures ComputeCompositeFigure(const ObjectiveWindow& window,
                                     std::vector<MemberRow> members,
                                     const WindowSettled& settled,
                                     absl::Time now);

// ---- by kind, for ComputeFigures

// Percent of tickets in time.
Figure ComputeTicketFigure(const ObjectiveWindow& window,
                           const ProviderFacts& facts, FigureOrigin origin,
                           absl::Time now);
// When what a clock waits for was reached; absent while it is not.
std::optional<absl::Time> ReachedAt(const Ticket& ticket,
                                    TicketTerms::Clock clock);
// Numbers that were told: indicators, scores, outcomes, evidence of recovery,
// and percentages of availability. The one that counts first, behind it what
// other sources of the origin tell about the same time; empty when it told
// none.
std::vector<Figure> ComputeToldFigures(const ObjectiveWindow& window,
                                       const ProviderFacts& facts,
                                       FigureOrigin origin, absl::Time now);
// The same of numbers that people entered from paper, as far as they count
// (USERS U3): until they expire, and for good when silence settled them before.
std::optional<Figure> ComputeEnteredFigure(const ObjectiveWindow& window,
                                           const WindowSettled& settled,
                                           FigureOrigin origin, absl::Time now);
// The last one about the window that has expired, of that origin or any; null
// without one.
const EnteredFigure* FindExpired(const ObjectiveWindow& window,
                                 const WindowSettled& settled,
                                 std::optional<FigureOrigin> origin,
                                 absl::Time now);
// What follows from one number, as told or settled.
Figure JudgeNumber(const ObjectiveWindow& window, const Decimal& number,
                   FigureOrigin origin, absl::Time now);

// The facts that a window of an objective needs: their kinds, and how far back
// beyond it.
FactKinds KindsFor(const Objective& objective);
TimeRange RangeFor(const ObjectiveWindow& window, absl::Time now);

}  // namespace regisseur

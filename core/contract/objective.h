#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/calendar/civil_span.h"
#include "core/calendar/holiday_calendar.h"
#include "core/calendar/measuring_window.h"
#include "core/calendar/recurring_window.h"
#include "core/calendar/weekly_hours.h"
#include "core/contract/remedy.h"
#include "core/money/decimal.h"
#include "core/status/operational_state.h"

namespace regisseur {

// Who answers for a failure (USERS U14).
enum class Accountability {
  kProvider,
  kSubcontractor,  // counts as the provider's unless the contract says
                   // otherwise
  kCustomer,
  kThirdParty,
  kForceMajeure,
  kNotAffected,
};

// By whose word a figure is; the three of DECISIONS 22.
enum class FigureOrigin { kReported, kMeasured, kSettled };

// What unknown time means for the verdict (USERS U1, DECISIONS 16).
enum class NoData {
  kBounds,   // both bounds have to agree
  kExclude,  // attained alone, while at least 0.9 was observed
  kUp,
  kDown,
};

// One state of counts_as_down and how much of its time counts.
struct DownState {
  OperationalState state = OperationalState::kMajorOutage;
  Decimal weight = Decimal(1, 0);  // above 0, at most 1, at most six decimals
  friend bool operator==(const DownState&, const DownState&) = default;
};

// Maintenance that does not count against the provider.
struct MaintenanceAllowance {
  // Announced at least so long before its start.
  absl::Duration announced;
  // At most so much per window; absent: any.
  std::optional<absl::Duration> at_most;
  // Counted anew each calendar month also in a longer window.
  bool per_month = false;
  friend bool operator==(const MaintenanceAllowance&,
                         const MaintenanceAllowance&) = default;
};

// What is taken out of the agreed time.
struct Exclusions {
  std::optional<MaintenanceAllowance> maintenance;
  // Agreed maintenance windows, which need no announcement (USERS U11).
  std::vector<RecurringWindow> windows;
  friend bool operator==(const Exclusions&, const Exclusions&) = default;
};

// Availability: which time of which states counts (DECISIONS 16).
struct AvailabilityTerms {
  // Percent of the agreed time, for instance 99.9.
  Decimal target;
  WeeklyHours service_hours = WeeklyHours::Always();
  std::vector<DownState> counts_as_down;
  std::optional<Exclusions> excluded;
  absl::Duration minimum_outage;
  // Decimals that the verdict compares at; absent: exact.
  std::optional<int> compare_decimals;
  NoData no_data = NoData::kBounds;
  friend bool operator==(const AvailabilityTerms&,
                         const AvailabilityTerms&) = default;
};

// A length on a support clock: hours are support hours, days calendar days
// unless they are working days (USERS U10).
struct ClockLength {
  absl::Duration hours;
  int days = 0;
  int working_days = 0;
  friend bool operator==(const ClockLength&, const ClockLength&) = default;
};

// A row of the priority matrix.
struct PriorityLevel {
  std::string priority;
  ClockLength within;
  Decimal share = Decimal(100, 0);  // percent of the tickets
  friend bool operator==(const PriorityLevel&, const PriorityLevel&) = default;
};

// Times of tickets: reaction, restore, resolution, answer, delivery, change.
struct TicketTerms {
  enum class Clock {
    kReaction,
    kRestore,
    kResolution,
    kAnswer,
    kDelivery,
    kChangeLead,
  };
  enum class CountedIn { kOpened, kDue, kClosed };
  enum class PriorityFrom { kFirst, kLast, kHighest };

  Clock clock = Clock::kResolution;
  WeeklyHours support_hours = WeeklyHours::Always();
  std::vector<PriorityLevel> levels;
  CountedIn counted_in = CountedIn::kClosed;
  PriorityFrom priority_from = PriorityFrom::kFirst;
  std::vector<std::string> clock_stops;
  // With fewer tickets than `below`, so many misses are allowed.
  struct SmallNumber {
    int below = 0;
    int allowed_misses = 0;
    friend bool operator==(const SmallNumber&, const SmallNumber&) = default;
  };
  std::optional<SmallNumber> small_number;
  friend bool operator==(const TicketTerms&, const TicketTerms&) = default;
};

// A figure that is reported or measured as a number and held against a norm.
struct IndicatorTerms {
  std::string indicator;
  Decimal target;
  bool at_most = false;  // lower is better
  std::string unit;
  friend bool operator==(const IndicatorTerms&,
                         const IndicatorTerms&) = default;
};

// How the service levels of a chain make one.
struct CompositeTerms {
  enum class Combine { kWorst, kProduct, kWeighted };
  struct Member {
    std::string contract;  // empty: this one
    std::string objective;
    Decimal weight = Decimal(1, 0);
    friend bool operator==(const Member&, const Member&) = default;
  };
  Decimal target;
  Combine combine = Combine::kWorst;
  std::vector<Member> of;
  NoData no_data = NoData::kBounds;
  friend bool operator==(const CompositeTerms&,
                         const CompositeTerms&) = default;
};

// Evidence that recovery works: a test that restored within the time.
struct RecoveryTerms {
  enum class Kind { kTime, kPoint };  // RTO, RPO
  Kind kind = Kind::kTime;
  absl::Duration within;
  // A test is due so often; zero: once.
  CivilSpan tested_every;
  friend bool operator==(const RecoveryTerms&, const RecoveryTerms&) = default;
};

// A quality that people score.
struct ScoreTerms {
  Decimal target;
  Decimal scale_from = Decimal(1, 0);
  Decimal scale_to = Decimal(10, 0);
  int least_scores = 1;
  friend bool operator==(const ScoreTerms&, const ScoreTerms&) = default;
};

// A desired outcome: from a baseline to a target by a day.
struct OutcomeTerms {
  std::string indicator;
  Decimal baseline;
  Decimal target;
  std::string unit;
  std::optional<absl::CivilDay> by;
  friend bool operator==(const OutcomeTerms&, const OutcomeTerms&) = default;
};

using ObjectiveTerms =
    std::variant<AvailabilityTerms, TicketTerms, IndicatorTerms, CompositeTerms,
                 RecoveryTerms, ScoreTerms, OutcomeTerms>;

// Whose measurement leads, and when silence is consent (USERS U12).
struct EvidenceTerms {
  // A number of days, working days when so said.
  struct Days {
    int days = 0;
    bool working = false;
    friend bool operator==(const Days&, const Days&) = default;
  };
  std::optional<Side> leading;
  std::optional<Days> report_due;     // after the window's last day
  std::optional<Days> object_within;  // after the report
  friend bool operator==(const EvidenceTerms&, const EvidenceTerms&) = default;
};

// Something that is promised (DESIGN 6; Dutch: KPI, servicenorm).
struct Objective {
  std::string id;  // unique within the contract
  std::string title;
  // Ours; several are a chain of which each has to work.
  std::vector<std::string> services;
  ObjectiveTerms terms;
  MeasuringWindow window;
  std::string time_zone;  // the name of window.zone
  HolidayCalendar holidays;
  // Whose figures count; absent: settled, else measured, else reported.
  std::optional<FigureOrigin> measured_by;
  EvidenceTerms evidence;
  Remedies remedies;
  // How much it weighs among the contract's objectives.
  Decimal weight = Decimal(1, 0);
  // What else than the provider's own failures counts as the provider's.
  std::vector<Accountability> not_accountable = {
      Accountability::kCustomer, Accountability::kThirdParty,
      Accountability::kForceMajeure, Accountability::kNotAffected};

  friend bool operator==(const Objective&, const Objective&) = default;
};

// The objective's word in a file: `availability`, `restore_time`, …
const char* ObjectiveKindWord(const ObjectiveTerms& terms);

}  // namespace regisseur

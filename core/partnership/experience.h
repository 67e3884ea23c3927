#pragma once

#include <array>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// A question to those who use a service, by a link.
struct Pulse {
  std::string id;
  std::string provider;
  std::string service;  // empty: the provider as a whole
  std::string question;
  std::string language;  // nl, en
  Decimal target;        // the share of satisfied people to reach, in percent
  absl::CivilDay opened;
  std::optional<absl::CivilDay> closes;  // the last day on which it answers
  std::optional<absl::CivilDay> closed;

  bool IsOpenOn(absl::CivilDay day) const {
    return !closed.has_value() && (!closes.has_value() || day <= *closes);
  }
  friend bool operator==(const Pulse&, const Pulse&) = default;
};

// An answer: nothing by which it could be tied to a person (USERS U22).
struct PulseAnswer {
  std::string pulse;
  absl::CivilDay day;
  int score = 0;     // 1 to 5
  std::string word;  // may be empty
  friend bool operator==(const PulseAnswer&, const PulseAnswer&) = default;
};

// So many answers a figure needs (U22), and one that raises an alarm.
inline constexpr int kFewestAnswers = 5;
inline constexpr int kFewestForAlarm = 20;

// How many gave 1 to 5.
class ScoreTally {
 public:
  void Add(int score);
  int answers() const;
  int satisfied() const { return counts_[3] + counts_[4]; }
  const std::array<int, 5>& counts() const { return counts_; }
  // True when there are enough for a figure.
  bool IsTold() const { return answers() >= kFewestAnswers; }
  // Two decimals; empty without an answer.
  std::string Mean() const;

 private:
  std::array<int, 5> counts_{};
};

// The share of satisfied people and the interval in which it lies with 95 %
// confidence: Wilson's score interval (E. B. Wilson, JASA 22, 1927), which also
// holds for few answers and for shares near 0 and 1. Fractions of one.
struct SatisfiedShare {
  double share = 0;
  double low = 0;
  double high = 0;
};
// Required: answers > 0.
SatisfiedShare ComputeSatisfiedShare(int satisfied, int answers);

// In percent, one decimal: `66.7`.
std::string FormatShare(double share);

enum class ExperienceState { kUnknown, kGreen, kAmber, kRed };
// Red when the whole interval lies below the target, green when all of it is at
// or above, unknown below five answers.
ExperienceState JudgeExperience(const ScoreTally& tally, const Decimal& target);

// How service levels stand in the same time.
struct LevelTally {
  int met = 0;
  int missed = 0;
  int unknown = 0;
  bool IsGreen() const { return met > 0 && missed == 0; }
};

// Green outside, red inside. Absent below twenty answers, and where nothing is
// known of either side.
std::optional<bool> IsWatermelon(const ScoreTally& tally, const Decimal& target,
                                 const LevelTally& levels);

}  // namespace regisseur

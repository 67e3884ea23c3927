#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/storage/matter_store.h"
#include "core/money/decimal.h"
#include "core/partnership/escalation.h"
#include "core/partnership/idea.h"
#include "core/partnership/obligation.h"
#include "core/partnership/participant.h"
#include "core/partnership/review.h"
#include "core/partnership/sign_off.h"

namespace regisseur {

// What stands in the steps of what both sides work on together, read back.
// Every function is DATA_LOSS for what this program cannot have written.

// The value under which every step says whose it is.
inline constexpr char kParticipantValue[] = "party";
absl::StatusOr<Participant> ParticipantOf(const MatterStep& step);

struct EscalationRecord {
  // From opening, or opening again, to the next time.
  struct Round {
    absl::Time opened;
    absl::Time acknowledge_by;
    absl::Time answer_by;
    std::optional<absl::Time> acknowledged;
    std::optional<absl::Time> answered;
    // In the hours that count.
    std::optional<int64_t> acknowledged_seconds;
    std::optional<int64_t> answered_seconds;
    std::optional<absl::Time> closed;
    // A machine of the side that is called did it.
    bool acknowledged_by_machine = false;
    bool answered_by_machine = false;
  };
  Participant opened_by = Participant::kCustomer;
  std::string service;
  std::string priority;
  std::string hours;
  EscalationLinks links;
  std::vector<Round> rounds;  // at least one
  EscalationStanding standing;
  std::optional<EscalationTarget> target;  // as it was given

  Participant called() const { return OtherSide(opened_by); }
};
// As it stands at `now`, whatever was written down of what its own clocks did.
// `target` is what is promised for the incident that it is about, as far as
// somebody looked; what was written down of earlier ones holds.
absl::StatusOr<EscalationRecord> ReadEscalation(
    const Matter& matter, absl::Time now,
    std::optional<EscalationTarget> target = std::nullopt);
// The values of a step that opens it, or opens it again.
std::vector<std::pair<std::string, std::string>> ValuesOfRound(
    const EscalationRound& round);
std::vector<std::pair<std::string, std::string>> ValuesOfLinks(
    const EscalationLinks& links);
// The values of a step by which time called a rung, and whether it is one.
std::vector<std::pair<std::string, std::string>> ValuesOfEscalatedRung(
    const EscalatedRung& rung, const std::optional<EscalationTarget>& target);
bool IsByTime(const MatterStep& step);
// Names of what such a step says of the target.
inline constexpr char kTargetKind[] = "target_kind";
inline constexpr char kTargetId[] = "target_id";
inline constexpr char kTargetContract[] = "target_contract";
inline constexpr char kTargetObjective[] = "target_objective";
inline constexpr char kTargetDue[] = "target_due";

struct ObligationRecord {
  Participant side = Participant::kCustomer;
  Participant added_by = Participant::kCustomer;
  std::string service;
  absl::CivilDay due_on;
  std::string ticket;
  std::string review;
  ObligationStanding standing;
};
absl::StatusOr<ObligationRecord> ReadObligation(const Matter& matter,
                                                absl::Time now);

// In a check of an idea: `yes` where less is better.
inline constexpr char kLowerIsBetter[] = "lower_is_better";
struct IdeaRecord {
  struct Benefit {
    BenefitKind kind = BenefitKind::kCost;
    std::string subject;
    Decimal amount;
    std::string currency;
  };
  Participant proposed_by = Participant::kCustomer;
  std::string service;
  std::optional<Benefit> benefit;
  IdeaState state = IdeaState::kNew;
  // Who endorses it, by party.
  std::map<Participant, std::set<std::string>> endorsers;
  std::string due_on;  // empty: not told

  int Count(Participant party) const;
  Agreement HowFar() const;
};
absl::StatusOr<IdeaRecord> ReadIdea(const Matter& matter);

struct ReviewRecord {
  Participant opened_by = Participant::kCustomer;
  ReviewQuarter quarter;
  ReviewStanding standing;
  std::optional<absl::Time> signed_time;  // when both had
};
absl::StatusOr<ReviewRecord> ReadReview(const Matter& matter);

// A period of a contract that somebody signed: a review with a contract.
struct SignOffRecord {
  std::string period;
  SignOffStanding standing;
  // The step by which each side signed last; null: it did not.
  const MatterStep* customer = nullptr;
  const MatterStep* provider = nullptr;

  // As they were signed last.
  const SignedFigures& Figures() const;
};
inline bool IsSignOff(const Matter& matter) {
  return !matter.subject.contract.empty();
}
// Refers to `matter`. Required: IsSignOff.
absl::StatusOr<SignOffRecord> ReadSignOff(const Matter& matter);

// The name under which the value of a score and the text of a remark stand.
std::string ReviewScoreValue(absl::string_view question);
std::string ReviewRemarkText(absl::string_view question);

}  // namespace regisseur

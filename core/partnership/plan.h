#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/matter/matter.h"
#include "core/money/decimal.h"
#include "core/partnership/participant.h"

namespace regisseur {

// The relationship plan: what two sides are together for, where they stand,
// what they want to reach and how it would end (ISO 44001:2017 calls it the
// joint relationship management plan).

// The eight stages of ISO 44001:2017, clauses 8.2 to 8.9, in their order.
enum class RelationshipStage {
  kOperationalAwareness,
  kKnowledge,
  kInternalAssessment,
  kPartnerSelection,
  kWorkingTogether,
  kValueCreation,
  kStayingTogether,
  kExitStrategyActivation,
};
// `operational_awareness`; stored, never changed.
absl::string_view RelationshipStageWord(RelationshipStage stage);
std::optional<RelationshipStage> FindRelationshipStage(absl::string_view word);

// By what a joint objective is held.
enum class MeasureKind {
  kServiceLevel,     // the lowest that a window attained, at least in percent
  kExperience,       // the share of satisfied people, at least in percent
  kCost,             // the mean net cost a month, at most
  kAnswerTime,       // the median of the answers to escalations, at most
  kKeptObligations,  // of those that came due, at least in percent
  kStatement,        // both sides judge it in the review
};
// `service_level`; stored, never changed.
absl::string_view MeasureKindWord(MeasureKind kind);
std::optional<MeasureKind> FindMeasureKind(absl::string_view word);
// Every kind's word, in order: `service_level, experience, …`.
std::string MeasureKindWords();
std::string RelationshipStageWords();

struct PlanMeasure {
  MeasureKind kind = MeasureKind::kStatement;
  // `contract/objective`, a service, a service of the ledger; else empty.
  std::string subject;
  // Whose answers or obligations; absent for everything else.
  std::optional<Participant> side{};
  // Percent, an amount, or seconds. Absent of a statement, and of a service
  // level that is held against what the contract promises.
  std::optional<Decimal> target{};
  std::string currency{};  // of a cost

  friend bool operator==(const PlanMeasure&, const PlanMeasure&) = default;
};

struct JointObjective {
  std::string id;
  std::string statement;
  std::string customer_responsible;
  std::string provider_responsible;
  absl::CivilDay due_on;
  PlanMeasure measure;

  friend bool operator==(const JointObjective&,
                         const JointObjective&) = default;
};

struct RelationshipPlan {
  std::string purpose;
  std::optional<RelationshipStage> stage;  // absent until somebody says it
  std::vector<JointObjective> objectives;
  std::string exit_strategy;

  // Null when there is none of that id.
  const JointObjective* Find(absl::string_view id) const;
};

// INVALID_ARGUMENT, naming the field: `objectives[1].id: …`. Of texts it checks
// the length, and of those of one line that they are.
absl::Status CheckPlan(const RelationshipPlan& plan);

// A target as somebody writes it: a percentage, `99.9` or `99.9%`, an amount,
// or a time, `4 hours`, or its seconds; absent for an empty text.
// INVALID_ARGUMENT otherwise.
absl::StatusOr<std::optional<Decimal>> ParseTarget(MeasureKind kind,
                                                   absl::string_view text);

// Where a version of a plan stands by its own steps; that a later one replaced
// it is not among them.
enum class PlanState { kProposed, kAgreed, kRefused, kWithdrawn, kAnswered };

PlanState FoldPlan(absl::Span<const MatterMove> moves);

// OK when `mover` may make `move`; else PERMISSION_DENIED for the wrong side,
// FAILED_PRECONDITION unless it waits. The other side agrees (kAccepted) or
// refuses, the side that proposed it takes it back.
absl::Status CheckPlanMove(PlanState state, Participant proposed_by,
                           Participant mover, MatterMove move);

}  // namespace regisseur

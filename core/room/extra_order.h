#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/matter/matter.h"
#include "core/money/decimal.h"

namespace regisseur {

// The names of the values that the steps of an order carry (MatterKind::kExtra;
// its subject's `objective` is the extra). Days are texts.
inline constexpr char kExtraQuantity[] = "quantity";
inline constexpr char kExtraUnit[] = "unit";
inline constexpr char kExtraPrice[] = "price";
inline constexpr char kExtraAmount[] = "amount";
inline constexpr char kExtraCurrency[] = "currency";
inline constexpr char kExtraBuys[] = "buys";
inline constexpr char kExtraSide[] = "side";
inline constexpr char kExtraOverridden[] = "overridden";  // the clause
inline constexpr char kExtraOrderedOn[] = "ordered_on";
inline constexpr char kExtraDueOn[] = "due_on";
inline constexpr char kExtraDeliveredOn[] = "delivered_on";

// Where an order of an extra stands.
enum class ExtraState {
  kProposed,   // waits for a second person
  kOrdered,    // within the mandate, or approved
  kDelivered,  // it is there
  kRefused,    // by a second person
  kCancelled,  // taken back
};
// `proposed`.
absl::string_view ExtraStateWord(ExtraState state);

// The state after these moves, the oldest first; the first one makes it.
ExtraState FoldExtra(absl::Span<const MatterMove> moves);

// FAILED_PRECONDITION, saying what it is, when an order cannot go from `state`
// by `move`.
absl::Status CheckExtraMove(ExtraState state, MatterMove move);

// True when it is or will be paid for.
inline bool IsInForce(ExtraState state) {
  return state == ExtraState::kOrdered || state == ExtraState::kDelivered;
}

// What so many of an extra come to, rounded half away from zero to the
// currency. INVALID_ARGUMENT for a quantity that is not above zero or beyond
// what anybody orders, for one that comes to nothing although it has a price,
// and for a part of something that has no unit or is bought by the lot.
absl::StatusOr<Decimal> AmountOfExtra(const Contract& contract,
                                      const Extra& extra,
                                      const Decimal& quantity);

// What is known of a contract when an extra is ordered.
struct ExtraRoom {
  // Left under the value ceiling, what is ordered and not billed taken off;
  // absent where it cannot be told, and then why.
  std::optional<Decimal> left;
  std::string why_unknown;
  // All extras under it so far.
  Decimal extras;
  // What was ordered alone in the mandate's period.
  Decimal alone;
};

// A clause that refuses an extra, and why in a sentence (USERS U5).
struct ExtraRefusal {
  std::string clause;  // value.maximum
  std::string why;
};

// What becomes of an extra that is ordered.
struct ExtraVerdict {
  std::vector<ExtraRefusal> refusals;  // empty when no clause refuses it
  bool within_mandate = false;

  bool IsRefused() const { return !refusals.empty(); }
  // `value.extras_at_most, value.maximum`; empty for none.
  std::string Clauses() const;
  std::string Why() const;
  // Whether `clauses`, as Clauses writes them, are all that refuse it.
  bool IsOverriddenBy(const std::string& clauses) const;
};
absl::StatusOr<ExtraVerdict> JudgeExtra(const Contract& contract,
                                        const Decimal& amount,
                                        const ExtraRoom& room);

}  // namespace regisseur

#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
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

// An order as its steps tell it.
struct ExtraOrder {
  std::string id;
  std::string contract;
  ExtraState state = ExtraState::kProposed;
  Decimal quantity;
  Decimal amount;
  std::string currency;
  std::string buys;  // the component that it adds to; empty for none
  std::optional<absl::CivilDay> ordered_on;
  std::optional<absl::CivilDay> due_on;
  std::optional<absl::CivilDay> delivered_on;
  // The mandate covered it: nobody else had to approve.
  bool within_mandate = false;
};

// The same of what is kept of it (a Matter). DATA_LOSS when its figures cannot
// be read.
absl::StatusOr<ExtraOrder> MakeExtraOrder(
    const MatterSubject& subject, absl::Span<const MatterMove> moves,
    const std::function<std::string(absl::string_view)>& last_value);
template <typename Matter>
absl::StatusOr<ExtraOrder> ExtraOrderOf(const Matter& matter) {
  return MakeExtraOrder(
      matter.subject, matter.Moves(),
      [&matter](absl::string_view name) { return matter.LastValue(name); });
}

// What partners ordered alone under `contract` in the period of its mandate
// that `day` lies in.
absl::StatusOr<Decimal> OrderedAlone(const Contract& contract,
                                     absl::Span<const ExtraOrder> orders,
                                     absl::CivilDay day);

// A value ceiling that an extra is held against: that of its contract, or of a
// framework above it.
struct CeilingRoom {
  const Contract* holder = nullptr;  // whose ceiling it is
  // Left under it, what is ordered and not billed taken off; absent where it
  // cannot be told, and then why.
  std::optional<Decimal> left;
  std::string why_unknown;
  // All extras under it so far.
  Decimal extras;
};

// Adds `orders` of the holder and the contracts under it that are in force; of
// those that are not `counted` in what is left their amount is taken off.
absl::Status AddOrders(absl::Span<const ExtraOrder> orders,
                       const std::set<std::string>& counted, CeilingRoom& room);

// What is known when an extra is ordered.
struct ExtraRoom {
  std::vector<CeilingRoom> ceilings;
  // What was ordered alone in the mandate's period.
  Decimal alone;
};

// A clause that refuses an extra, and why in a sentence (USERS U5).
struct ExtraRefusal {
  std::string clause;  // value.maximum, value.maximum of framework-2025
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

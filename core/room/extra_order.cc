#include "core/room/extra_order.h"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/room/mandate_band.h"

namespace regisseur {
namespace {

// A slip of the hand is no order.
constexpr int64_t kMostUnits = 1'000'000'000;
constexpr int64_t kMostLots = 1'000;

std::string Reference(const Contract& contract) {
  return contract.value->reference.empty()
             ? ""
             : absl::StrCat(" (", contract.value->reference, ")");
}

}  // namespace

absl::string_view ExtraStateWord(ExtraState state) {
  switch (state) {
    case ExtraState::kProposed:
      return "proposed";
    case ExtraState::kOrdered:
      return "ordered";
    case ExtraState::kDelivered:
      return "delivered";
    case ExtraState::kRefused:
      return "refused";
    case ExtraState::kCancelled:
      return "cancelled";
  }
  return "";
}

ExtraState FoldExtra(absl::Span<const MatterMove> moves) {
  ExtraState state = ExtraState::kProposed;
  for (const MatterMove move : moves) {
    if (move == MatterMove::kOrdered || move == MatterMove::kApproved) {
      state = ExtraState::kOrdered;
    }
    if (move == MatterMove::kDelivered) state = ExtraState::kDelivered;
    if (move == MatterMove::kRefused) state = ExtraState::kRefused;
    if (move == MatterMove::kWithdrawn) state = ExtraState::kCancelled;
  }
  return state;
}

absl::Status CheckExtraMove(ExtraState state, MatterMove move) {
  const bool waits = state == ExtraState::kProposed;
  const bool ordered = state == ExtraState::kOrdered;
  const bool possible = (waits && (move == MatterMove::kApproved ||
                                   move == MatterMove::kRefused ||
                                   move == MatterMove::kWithdrawn)) ||
                        (ordered && (move == MatterMove::kDelivered ||
                                     move == MatterMove::kWithdrawn));
  if (possible) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "this extra is ", ExtraStateWord(state), " and cannot be ",
      move == MatterMove::kWithdrawn ? "cancelled" : MatterMoveWord(move)));
}

absl::StatusOr<Decimal> AmountOfExtra(const Contract& contract,
                                      const Extra& extra,
                                      const Decimal& quantity) {
  if (!(quantity > Decimal())) {
    return absl::InvalidArgumentError(
        absl::StrCat("quantity: ", quantity.ToString(), " is not above zero"));
  }
  if (quantity > Decimal(extra.buys.empty() ? kMostUnits : kMostLots, 0)) {
    return absl::InvalidArgumentError(
        absl::StrCat("quantity: ", quantity.ToString(), " of ", extra.name,
                     " is more than anybody orders at once; at most ",
                     extra.buys.empty() ? kMostUnits : kMostLots));
  }
  const PriceComponent* const bought =
      extra.buys.empty() ? nullptr : contract.FindComponent(extra.buys);
  const bool by_lot =
      bought != nullptr && std::holds_alternative<PrepaidPrice>(bought->form);
  if ((extra.unit.empty() || by_lot) && !(quantity.Truncated(0) == quantity)) {
    return absl::InvalidArgumentError(
        absl::StrCat("quantity: ", quantity.ToString(), " of ", extra.name,
                     " cannot be ordered: its price is for the whole of it"));
  }
  ASSIGN_OR_RETURN(const Decimal amount,
                   Decimal::Multiply(extra.price, quantity));
  const Decimal rounded =
      amount.RoundedHalfAwayFromZero(MinorUnitDigits(contract.currency));
  if (rounded.IsZero() && !extra.price.IsZero()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "quantity: ", quantity.ToString(), extra.unit.empty() ? "" : " ",
        extra.unit, " of ", extra.name, " come to ", rounded.ToString(), " ",
        contract.currency, " at ", extra.price.ToString(),
        "; order as many as cost something"));
  }
  return rounded;
}

std::string ExtraVerdict::Clauses() const {
  return absl::StrJoin(refusals, ", ", [](std::string* out, const auto& one) {
    out->append(one.clause);
  });
}

std::string ExtraVerdict::Why() const {
  return absl::StrJoin(
      refusals, "; and ",
      [](std::string* out, const auto& one) { out->append(one.why); });
}

bool ExtraVerdict::IsOverriddenBy(const std::string& clauses) const {
  const std::vector<std::string> known = absl::StrSplit(clauses, ", ");
  return std::all_of(refusals.begin(), refusals.end(), [&](const auto& one) {
    return std::find(known.begin(), known.end(), one.clause) != known.end();
  });
}

absl::StatusOr<ExtraVerdict> JudgeExtra(const Contract& contract,
                                        const Decimal& amount,
                                        const ExtraRoom& room) {
  ExtraVerdict verdict;
  ASSIGN_OR_RETURN(verdict.within_mandate,
                   CoversChange(contract.mandate, amount, room.alone));
  if (!contract.value.has_value()) return verdict;
  const ValueCeiling& ceiling = *contract.value;
  if (ceiling.extras_at_most_percent.has_value()) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient most,
        Decimal::MultiplyDivide(
            ceiling.maximum, *ceiling.extras_at_most_percent, Decimal(100, 0),
            {MinorUnitDigits(contract.currency), 0}));
    ASSIGN_OR_RETURN(const Decimal all, Decimal::Add(room.extras, amount));
    if (all > most.rounded) {
      verdict.refusals.push_back(
          {"value.extras_at_most",
           absl::StrCat("with it all extras come to ", all.ToString(),
                        ", at most ",
                        ceiling.extras_at_most_percent->ToString(), " % of ",
                        ceiling.maximum.ToString(), " = ",
                        most.rounded.ToString(), " ", contract.currency,
                        " may be: beyond it this is no longer the "
                        "contract that was tendered",
                        Reference(contract))});
    }
  }
  if (!room.left.has_value()) {
    verdict.refusals.push_back(
        {"value.maximum",
         absl::StrCat("how much of the ceiling is used cannot be told, so "
                      "nobody can say that it fits",
                      room.why_unknown.empty() ? "" : ": ", room.why_unknown)});
  } else if (amount > *room.left) {
    verdict.refusals.push_back(
        {"value.maximum",
         absl::StrCat(room.left->ToString(), " ", contract.currency, " of ",
                      ceiling.maximum.ToString(),
                      " is left with what is ordered taken off, and it costs ",
                      amount.ToString(), Reference(contract))});
  }
  return verdict;
}

}  // namespace regisseur

#include "core/room/extra_order.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/room/mandate_band.h"
#include "core/time/instant.h"

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

absl::StatusOr<ExtraOrder> MakeExtraOrder(
    const MatterSubject& subject, absl::Span<const MatterMove> moves,
    const std::function<std::string(absl::string_view)>& last_value) {
  ExtraOrder order{.id = subject.name,
                   .contract = subject.contract,
                   .state = FoldExtra(moves)};
  const absl::StatusOr<Decimal> amount =
      Decimal::Parse(last_value(kExtraAmount));
  const absl::StatusOr<Decimal> quantity =
      Decimal::Parse(last_value(kExtraQuantity));
  if (!amount.ok() || !quantity.ok()) {
    return absl::DataLossError(
        absl::StrCat("extra ", subject.name, " cannot be read: its ",
                     amount.ok() ? "quantity" : "amount", " is no number"));
  }
  order.amount = *amount;
  order.quantity = *quantity;
  order.buys = last_value(kExtraBuys);
  order.currency = last_value(kExtraCurrency);
  const auto day = [&](absl::string_view name) {
    const absl::StatusOr<absl::CivilDay> told = ParseDay(last_value(name));
    return told.ok() ? std::optional<absl::CivilDay>(*told) : std::nullopt;
  };
  order.ordered_on = day(kExtraOrderedOn);
  order.due_on = day(kExtraDueOn);
  order.delivered_on = day(kExtraDeliveredOn);
  order.within_mandate = std::find(moves.begin(), moves.end(),
                                   MatterMove::kOrdered) != moves.end();
  return order;
}

absl::StatusOr<Decimal> OrderedAlone(const Contract& contract,
                                     absl::Span<const ExtraOrder> orders,
                                     absl::CivilDay day) {
  const BandPeriod period =
      BandPeriodOf(contract, contract.mandate.amount_per, day);
  Decimal alone;
  for (const ExtraOrder& order : orders) {
    // What a second person approved does not use the mandate.
    if (order.contract != contract.id || !order.within_mandate ||
        !IsInForce(order.state) || !order.ordered_on.has_value() ||
        *order.ordered_on < period.first || *order.ordered_on > period.last) {
      continue;
    }
    ASSIGN_OR_RETURN(alone, Decimal::Add(alone, order.amount));
  }
  return alone;
}

absl::Status AddOrders(absl::Span<const ExtraOrder> orders,
                       const std::set<std::string>& counted,
                       CeilingRoom& room) {
  for (const ExtraOrder& order : orders) {
    if (!IsInForce(order.state)) continue;
    if (order.currency != room.holder->currency) {
      room.left.reset();
      room.why_unknown = absl::StrCat(
          "what is ordered under ", order.contract, " in ", order.currency,
          " cannot be added to a ceiling in ", room.holder->currency);
      continue;
    }
    ASSIGN_OR_RETURN(room.extras, Decimal::Add(room.extras, order.amount));
    if (!room.left.has_value() || counted.contains(order.id)) continue;
    ASSIGN_OR_RETURN(*room.left, Decimal::Subtract(*room.left, order.amount));
  }
  return absl::OkStatus();
}

namespace {

absl::Status HoldAgainst(const CeilingRoom& room, const Contract& contract,
                         const Decimal& amount, ExtraVerdict& verdict) {
  const Contract& holder = *room.holder;
  const ValueCeiling& ceiling = *holder.value;
  const bool own = holder.id == contract.id;
  const std::string whose = own ? "" : absl::StrCat(" of ", holder.id);
  const auto refuse = [&](const char* clause, std::string why) {
    verdict.refusals.push_back({absl::StrCat(clause, whose), std::move(why)});
  };
  if (contract.currency != holder.currency) {
    refuse("value.maximum",
           absl::StrCat("it costs ", amount.ToString(), " ", contract.currency,
                        ", which cannot be held against a ceiling in ",
                        holder.currency));
    return absl::OkStatus();
  }
  if (ceiling.extras_at_most_percent.has_value()) {
    ASSIGN_OR_RETURN(
        const Decimal::Quotient most,
        Decimal::MultiplyDivide(
            ceiling.maximum, *ceiling.extras_at_most_percent, Decimal(100, 0),
            {MinorUnitDigits(holder.currency), 0}));
    ASSIGN_OR_RETURN(const Decimal all, Decimal::Add(room.extras, amount));
    if (all > most.rounded) {
      refuse(
          "value.extras_at_most",
          absl::StrCat("with it all extras come to ", all.ToString(),
                       ", at most ", ceiling.extras_at_most_percent->ToString(),
                       " % of ", ceiling.maximum.ToString(), " = ",
                       most.rounded.ToString(), " ", holder.currency,
                       " may be: beyond it this is no longer the "
                       "contract that was tendered",
                       Reference(holder)));
    }
  }
  if (!room.left.has_value()) {
    refuse(
        "value.maximum",
        absl::StrCat("how much of the ceiling is used cannot be told, so "
                     "nobody can say that it fits",
                     room.why_unknown.empty() ? "" : ": ", room.why_unknown));
  } else if (amount > *room.left) {
    refuse("value.maximum",
           absl::StrCat(room.left->ToString(), " ", holder.currency, " of ",
                        ceiling.maximum.ToString(),
                        " is left with what is ordered taken off, and it "
                        "costs ",
                        amount.ToString(), Reference(holder)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ExtraVerdict> JudgeExtra(const Contract& contract,
                                        const Decimal& amount,
                                        const ExtraRoom& room) {
  ExtraVerdict verdict;
  ASSIGN_OR_RETURN(verdict.within_mandate,
                   CoversChange(contract.mandate, amount, room.alone));
  for (const CeilingRoom& ceiling : room.ceilings) {
    RETURN_IF_ERROR(HoldAgainst(ceiling, contract, amount, verdict));
  }
  return verdict;
}

}  // namespace regisseur

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/room_scope.h"
#include "core/money/decimal.h"
#include "core/room/extra_order.h"

namespace regisseur {

struct ExtrasQuestion {
  RoomQuestion room;
  std::string id;  // only this order; empty for all
};

// A line of an invoice or a charge that bills an order.
struct ExtraBill {
  std::string invoice;  // its number; empty for a charge
  std::optional<absl::CivilMonth> charge_month;
  std::string line;
  Decimal amount;      // net
  Decimal difference;  // less the agreed amount
};

// An order and what became of it.
struct ExtraRow : ExtraOrder {
  Matter matter;
  bool overdue = false;
  std::optional<ExtraBill> bill;

  bool OfPartner() const {
    return matter.steps.front().Value(kExtraSide) == "provider";
  }
};

// An extra that can be ordered.
struct AvailableExtra {
  std::string provider;
  const Contract* contract = nullptr;
  const Extra* extra = nullptr;
  ExtraVerdict verdict;  // on one of it, as an order would be judged
};

struct ExtrasAnswer {
  std::shared_ptr<const ContractRegister> contracts;  // what is pointed into
  std::vector<ExtraRow> extras;  // in the order in which they were made
  std::vector<AvailableExtra> available;
  std::vector<Gap> gaps;
};

// Orders of extras, held against invoices and charges. A partner sees of ours
// only what is or was ordered. Errors as OpenRoom; NOT_FOUND for an unknown id.
absl::StatusOr<ExtrasAnswer> AnswerExtras(const AnswerContext& context,
                                          const Principal& who,
                                          const ExtrasQuestion& question,
                                          AsOf as_of);

// The same without what needs bills and the register; every order of the scope.
absl::StatusOr<std::vector<ExtraRow>> ReadExtraRows(
    const AnswerContext& context, const Principal& who, const RoomScope& scope,
    AsOf as_of);

// The same held against invoices and charges.
absl::StatusOr<std::vector<ExtraRow>> ReadBilledExtraRows(
    const AnswerContext& context, const Principal& who, const RoomScope& scope,
    AsOf as_of, std::vector<Gap>& gaps);

// What of these contracts is ordered on `day` and stands on no bill yet, by
// currency.
absl::StatusOr<std::map<std::string, Decimal>> ReadOrderedNotBilled(
    const AnswerContext& context, const Principal& who,
    const std::set<std::string>& contracts, absl::CivilDay day, AsOf as_of);

// What the spend of a contract and those under it leaves under its ceiling, and
// the orders that are taken off already. Required: the contract has a ceiling.
struct SpendUnderCeiling {
  std::optional<Decimal> left;  // absent where it cannot be told
  std::string why_unknown;      // and then why
  std::set<std::string> counted;
};
absl::StatusOr<SpendUnderCeiling> ReadSpendUnderCeiling(
    const AnswerContext& context, const Principal& who,
    const std::string& contract, AsOf as_of = {});

// The rows as orders.
std::vector<ExtraOrder> OrdersOf(const std::vector<ExtraRow>& rows);

}  // namespace regisseur

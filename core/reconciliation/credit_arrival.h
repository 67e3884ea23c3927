#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// A credit that is awaited (USERS U8: credit arrived?).
struct AwaitedCredit {
  std::string id;        // of the claim
  std::string contract;  // ours
  std::string objective;
  std::string currency;
  Decimal open;  // net, positive
  // Nothing before it can be the credit.
  absl::CivilDay since;
};

// A credit that a provider gave in what it charged or invoiced.
struct SeenCredit {
  enum class Kind { kInvoice, kCharge };
  Kind kind = Kind::kInvoice;
  std::string reference;  // the invoice's number; source and file of a charge
  std::string line;       // empty for the whole of a credit note
  absl::CivilDay day;
  std::string currency;
  Decimal amount;  // net, positive
  std::string text;
  // Contracts of ours that it names, or is the only one's; empty: not known.
  std::vector<std::string> contracts;
};

// What was seen that can be the credit.
struct CreditArrival {
  SeenCredit seen;
  Decimal amount;  // what of it is this claim's
  // It names the claim, or the contract and just what is open: of one claim, or
  // of all of the contract together.
  bool certain = false;
};

// What was seen for each of the awaited credits, in their order. Awaited ones
// are looked for in their order, seen ones by day; what is certainly one's is
// nobody else's. OUT_OF_RANGE when a sum cannot be held.
absl::StatusOr<std::vector<std::vector<CreditArrival>>> MatchCredits(
    const std::vector<AwaitedCredit>& awaited, std::vector<SeenCredit> seen);

}  // namespace regisseur

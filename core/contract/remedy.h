#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/calendar/civil_span.h"
#include "core/contract/term.h"
#include "core/money/decimal.h"

namespace regisseur {

// What follows from a promise that was missed, or surpassed (USERS U13).

// A step of credits: with less (`below`) or, where lower is better, more
// (`above`) than `limit`, `percent` of the base.
struct CreditTier {
  Decimal limit;
  Decimal percent;
  friend bool operator==(const CreditTier&, const CreditTier&) = default;
};

// By when a credit has to be claimed (DECISIONS 17).
struct ClaimRule {
  enum class Kind {
    kDays,               // last day of the window + n
    kMonths,             // last day of the window + n months
    kEndOfMonthAfter,    // last day of the n-th calendar month after
    kEndOfBillingCycle,  // last day of the n-th billing period that ends after
  };
  Kind kind = Kind::kDays;
  int n = 0;
  friend bool operator==(const ClaimRule&, const ClaimRule&) = default;
};

// A sum per unit of what went wrong, with some of it free.
struct UnitPenalty {
  enum class Per { kHour, kDay, kTicket, kPoint };  // kPoint: percentage point
  Decimal amount;
  Per per = Per::kHour;
  Decimal free;  // units that cost nothing
  std::optional<Decimal> at_most;
  friend bool operator==(const UnitPenalty&, const UnitPenalty&) = default;
};

// A credit is returned when the next windows are good enough.
struct EarnBack {
  int windows = 0;
  Decimal attained;
  friend bool operator==(const EarnBack&, const EarnBack&) = default;
};

// What follows without money.
struct Consequence {
  // Missed `missed` of the last `of` windows; `in_a_row` when they are equal
  // and said so.
  int missed = 1;
  int of = 1;
  std::string then;  // improvement_plan, may_terminate, escalation, …
  CivilSpan within;
  bool within_working_days = false;
  friend bool operator==(const Consequence&, const Consequence&) = default;
};

// All that follows from one objective.
struct Remedies {
  std::vector<CreditTier> credits;
  std::vector<CreditTier> bonus;  // `limit` is surpassed
  std::string credit_base;        // a component; empty: all of them
  std::optional<ClaimRule> claim_within;
  std::vector<UnitPenalty> penalties;
  std::optional<EarnBack> earn_back;
  std::vector<Consequence> consequences;
  friend bool operator==(const Remedies&, const Remedies&) = default;
};

// A cap on all credits of a contract together (DECISIONS 17).
struct AtRiskCap {
  enum class Per { kMonth, kContractYear, kTwelveMonths };
  Decimal percent;
  Per per = Per::kMonth;
  friend bool operator==(const AtRiskCap&, const AtRiskCap&) = default;
};

// How credits are settled.
struct RemedyTerms {
  enum class Settle { kClaim, kAutomatic };
  enum class Kind { kPriceReduction, kPenalty };
  Settle settle = Settle::kClaim;
  Kind kind = Kind::kPriceReduction;
  // True when the credit reduces the price that VAT is due on; set by the
  // controller, never inferred.
  std::optional<bool> vat_reduces_price;
  bool exclusive = false;
  friend bool operator==(const RemedyTerms&, const RemedyTerms&) = default;
};

}  // namespace regisseur

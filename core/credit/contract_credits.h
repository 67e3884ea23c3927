#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "core/contract/contract.h"
#include "core/credit/credit_cap.h"
#include "core/pricing/contract_price.h"
#include "core/service_level/service_level.h"

namespace regisseur {

// What became of one objective of a contract in a window that ends in the month
// asked about: a service level, or a figure that was judged elsewhere.
struct ObjectiveOutcome {
  std::string objective;
  absl::CivilDay last_day;  // of the window
  const ServiceLevel* level = nullptr;
  // For an objective whose figure is a number (IndicatorTerms).
  std::optional<Decimal> figure;
};

// The cap that cut the credits of a month, and how.
struct BindingCap {
  AtRiskCap cap;
  CapBase base;
  Decimal limit;  // what it left for the month: percent x price - before
  Decimal total;  // all credits of the month together, without a cap
};

// A credit that follows from one outcome.
struct Credit {
  std::string objective;
  absl::CivilDay window_last_day;
  CreditTier tier;
  // What it would be without a cap, and what it is: rounded to the currency's
  // minor unit, absent when a price that it needs is not known.
  std::optional<Decimal> uncapped;
  std::optional<Decimal> amount;
  // The judged figure is the kinder end of a range: it is at least this.
  bool at_least = false;
  // The one that cut it; absent when none did.
  std::optional<BindingCap> cap;
  // The last day to claim; absent where credits settle themselves or the
  // contract does not say.
  std::optional<absl::CivilDay> claim_by;
};

// What the credits of a month are computed with.
struct CreditBasis {
  // The contract's months up to the one asked about, ascending, as far back as
  // its caps look: prices of the contract without extras, net.
  absl::Span<const MonthPrice> prices;
  // What was credited in earlier months.
  std::map<absl::CivilMonth, Decimal> credited;
  // The last days of the provider's billing periods, ascending; may be empty.
  absl::Span<const absl::CivilDay> billing_ends;
};

// The credits of a contract for the windows that end in `month` (DECISIONS 17),
// in the order of the outcomes that earned one. All of them together stay
// within every cap. Where a month's price is not known and a cap could bind,
// the amounts are unknown, never zero. OUT_OF_RANGE when a number cannot be
// held.
absl::StatusOr<std::vector<Credit>> ComputeContractCredits(
    const Contract& contract, absl::CivilMonth month,
    absl::Span<const ObjectiveOutcome> outcomes, const CreditBasis& basis);

}  // namespace regisseur

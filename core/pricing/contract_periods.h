#pragma once

#include <optional>

#include "absl/time/civil_time.h"
#include "core/contract/price_component.h"
#include "core/contract/term.h"

namespace regisseur {

// The months of one period: [first, last].
struct PeriodMonths {
  absl::CivilMonth first;
  absl::CivilMonth last;
  int length() const { return static_cast<int>(last - first) + 1; }
};

// Finds the period of a month by a contract's term. Without a term (a form
// file) contract years are calendar years.
class ContractPeriods {
 public:
  explicit ContractPeriods(const Term& term);

  PeriodMonths Of(PricePeriod period, absl::CivilMonth month) const;

 private:
  bool has_term_;
  absl::CivilMonth start_;
  std::optional<absl::CivilMonth> term_last_;
};

}  // namespace regisseur

#pragma once

#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// Decides which evidence is "the cost" (USERS U7): of one provider and month
// the charges count; the ledger counts only where no charges were delivered.
// See every row first, ask afterwards.
class CostBasisJudge {
 public:
  void See(absl::string_view provider, absl::Time billing_period_start,
           CostBasis basis);
  bool Counts(absl::string_view provider, absl::Time billing_period_start,
              CostBasis basis) const;

 private:
  // Providers and UTC months with charges.
  std::set<std::pair<std::string, absl::CivilMonth>> charged_;
};

// `2026-09`, UTC.
std::string CostMonth(absl::Time time);

}  // namespace regisseur

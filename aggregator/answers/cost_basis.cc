#include "aggregator/answers/cost_basis.h"

#include "absl/time/civil_time.h"
#include "core/time/instant.h"

namespace regisseur {

std::string CostMonth(absl::Time time) {
  return FormatMonth(absl::ToCivilMonth(time, absl::UTCTimeZone()));
}

void CostBasisJudge::See(absl::string_view provider,
                         absl::Time billing_period_start, CostBasis basis) {
  if (basis != CostBasis::kCharges) return;
  charged_.emplace(
      std::string(provider),
      absl::ToCivilMonth(billing_period_start, absl::UTCTimeZone()));
}

bool CostBasisJudge::Counts(absl::string_view provider,
                            absl::Time billing_period_start,
                            CostBasis basis) const {
  switch (basis) {
    case CostBasis::kCharges:
      return true;
    case CostBasis::kLedger:
      return !charged_.contains(
          {std::string(provider),
           absl::ToCivilMonth(billing_period_start, absl::UTCTimeZone())});
  }
  return true;
}

}  // namespace regisseur

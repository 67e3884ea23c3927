#include "aggregator/answers/cost_basis.h"

#include "absl/time/civil_time.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

std::pair<std::string, absl::CivilMonth> MonthOf(
    absl::string_view provider, absl::Time billing_period_start) {
  return {std::string(provider),
          absl::ToCivilMonth(billing_period_start, absl::UTCTimeZone())};
}

}  // namespace

std::string CostMonth(absl::Time time) {
  return FormatMonth(absl::ToCivilMonth(time, absl::UTCTimeZone()));
}

void CostBasisJudge::See(absl::string_view provider,
                         absl::Time billing_period_start, CostBasis basis) {
  if (basis != CostBasis::kCharges) return;
  charged_.insert(MonthOf(provider, billing_period_start));
}

bool CostBasisJudge::Counts(absl::string_view provider,
                            absl::Time billing_period_start,
                            CostBasis basis) const {
  switch (basis) {
    case CostBasis::kCharges:
      return true;
    case CostBasis::kLedger: {
      const auto month = MonthOf(provider, billing_period_start);
      return !charged_.contains(month) && !invoiced_.contains(month);
    }
  }
  return true;
}

void CostBasisJudge::SeeInvoice(absl::string_view provider,
                                absl::Time billing_period_start) {
  invoiced_.insert(MonthOf(provider, billing_period_start));
}

bool CostBasisJudge::InvoicesCount(absl::string_view provider,
                                   absl::Time billing_period_start) const {
  return !charged_.contains(MonthOf(provider, billing_period_start));
}

}  // namespace regisseur

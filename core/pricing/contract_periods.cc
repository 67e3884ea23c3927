#include "core/pricing/contract_periods.h"

namespace regisseur {

ContractPeriods::ContractPeriods(const Term& term)
    : has_term_(!term.initial.IsZero() || term.start != absl::CivilDay()),
      start_(absl::CivilMonth(term.start)) {
  if (!term.initial.IsZero()) {
    term_last_ = absl::CivilMonth(term.initial.AddTo(term.start) - 1);
  }
}

PeriodMonths ContractPeriods::Of(PricePeriod period,
                                 absl::CivilMonth month) const {
  switch (period) {
    case PricePeriod::kMonth:
      return {month, month};
    case PricePeriod::kQuarter: {
      const absl::CivilMonth first = month - (month.month() - 1) % 3;
      return {first, first + 2};
    }
    case PricePeriod::kContractYear: {
      const int start = has_term_ ? start_.month() : 1;
      const absl::CivilMonth first = month - (month.month() - start + 12) % 12;
      return {first, first + 11};
    }
    case PricePeriod::kTerm:
      // Past the initial term, or without one, year by year.
      if (term_last_.has_value() && month <= *term_last_) {
        return {start_, *term_last_};
      }
      return Of(PricePeriod::kContractYear, month);
  }
  return {month, month};
}

}  // namespace regisseur

#include "aggregator/answers/long_bills.h"

#include <algorithm>
#include <cmath>

#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/counted_cost.h"
#include "core/base/status_macros.h"

namespace regisseur {

int MonthsOfBill(TimeRange period) {
  constexpr double kDaysOfAMonth = 365.25 / 12;
  const double days =
      absl::FDivDuration(period.to - period.from, absl::Hours(24));
  return std::max(1, static_cast<int>(std::lround(days / kDaysOfAMonth)));
}

absl::Status LongBills::Read(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::vector<CostFilter>& filters,
    const std::function<bool(const ChargeLine&)>& picks_line, AsOf as_of) {
  const auto take = [&](const ChargeLine& line) {
    const Charge& charge = line.charge;
    const auto text = [&](ChargeText column) -> const std::string& {
      return (*line.dictionary)[charge.text(column)];
    };
    const std::string& category = text(ChargeText::kChargeCategory);
    if (category == "Tax") return absl::OkStatus();
    const TimeRange charged = {charge.charge_period_start,
                               charge.charge_period_end};
    Part part{.source = line.source,
              .provider = provider,
              .service = text(ChargeText::kServiceName),
              .currency = text(ChargeText::kBillingCurrency),
              .billing_period = {charge.billing_period_start,
                                 charge.billing_period_end},
              .amount = *charge.amount(ChargeAmount::kBilledCost),
              .months = MonthsOfBill(charged),
              .is_usage = category == "Usage"};
    if (part.months == 1) {
      by_month_.insert(provider);
      return absl::OkStatus();
    }
    const std::vector<absl::CivilMonth> covered = MonthsOf(charged);
    covered_[provider].insert(covered.begin(), covered.end());
    // What is given back is no bill that comes again.
    if (category == "Credit" || part.amount.IsNegative() ||
        (picks_line != nullptr && !picks_line(line))) {
      return absl::OkStatus();
    }
    parts_.push_back(std::move(part));
    return absl::OkStatus();
  };
  // Of lines that are not kept nobody knows.
  const auto not_kept = [](const CostFilter&, const absl::Status&) {
    return absl::OkStatus();
  };
  for (const CostFilter& filter : filters) {
    RETURN_IF_ERROR(ReadKeptLines(context, who, filter, as_of, take, not_kept));
  }
  return absl::OkStatus();
}

std::set<absl::CivilMonth> LongBills::CoveredBy(
    const std::string& provider) const {
  const auto found = covered_.find(provider);
  if (found == covered_.end() || by_month_.contains(provider)) return {};
  return found->second;
}

}  // namespace regisseur

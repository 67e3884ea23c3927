#include "aggregator/answers/long_bills.h"

#include "aggregator/answers/cost_gaps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Longer than a month, however its days fall.
constexpr absl::Duration kLongPeriod = absl::Hours(24 * 45);

}  // namespace

absl::Status LongBills::Read(const AnswerContext& context, const Principal& who,
                             const KnownPortfolio& known,
                             const std::string& provider,
                             const std::vector<CostFilter>& filters,
                             AsOf as_of) {
  for (const CostFilter& filter : filters) {
    const absl::Status read =
        context.cost.ReadLines(who, filter, as_of, [&](const ChargeLine& line) {
          const Charge& charge = line.charge;
          const auto text = [&](ChargeText column) -> const std::string& {
            return (*line.dictionary)[charge.text(column)];
          };
          if (text(ChargeText::kChargeCategory) == "Tax") {
            return absl::OkStatus();
          }
          const TimeRange charged = {charge.charge_period_start,
                                     charge.charge_period_end};
          const std::vector<absl::CivilMonth> covered =
              regisseur::MonthsOf(charged);
          const bool is_long = charged.to - charged.from >= kLongPeriod;
          const int months = is_long ? static_cast<int>(covered.size()) : 1;
          if (is_long) {
            covered_[provider].insert(covered.begin(), covered.end());
          } else {
            by_month_.insert(provider);
          }
          const auto [found, is_new] = months_.try_emplace(
              {provider, text(ChargeText::kServiceName),
               text(ChargeText::kBillingCurrency),
               absl::ToCivilMonth(charge.billing_period_start,
                                  absl::UTCTimeZone())},
              months);
          if (!is_new && found->second != months) found->second = 1;
          return absl::OkStatus();
        });
    // Of lines that are not kept nobody knows.
    if (!absl::IsFailedPrecondition(read)) RETURN_IF_ERROR(read);
  }
  return absl::OkStatus();
}

int LongBills::MonthsOf(const std::string& provider, const std::string& service,
                        const std::string& currency,
                        absl::CivilMonth billed) const {
  const auto found = months_.find({provider, service, currency, billed});
  return found == months_.end() ? 1 : found->second;
}

std::set<absl::CivilMonth> LongBills::CoveredBy(
    const std::string& provider) const {
  const auto found = covered_.find(provider);
  if (found == covered_.end() || by_month_.contains(provider)) return {};
  return found->second;
}

}  // namespace regisseur

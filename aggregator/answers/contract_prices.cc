#include "aggregator/answers/contract_prices.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/accepted_hours.h"
#include "aggregator/answers/billed_lines.h"
#include "aggregator/answers/metered_charge.h"
#include "aggregator/answers/ticket_quantities.h"
#include "core/base/status_macros.h"
#include "core/pricing/stated_quantities.h"
#include "core/pricing/usage_meter.h"

namespace regisseur {
namespace {

bool NeedsUsage(const std::vector<PriceComponent>& components) {
  return std::any_of(components.begin(), components.end(),
                     [](const PriceComponent& component) {
                       return component.meter.has_value();
                     });
}

}  // namespace

bool IsByMonth(const Contract& contract) {
  return std::all_of(
      contract.pricing.begin(), contract.pricing.end(),
      [](const PriceComponent& component) {
        if (std::holds_alternative<HourBundlePrice>(component.form) ||
            std::holds_alternative<PrepaidPrice>(component.form)) {
          return false;
        }
        if (component.meter.has_value() &&
            component.meter->period != PricePeriod::kMonth) {
          return false;
        }
        if (component.meter.has_value() &&
            component.meter->take == MeterTake::kPeakToDate) {
          return false;
        }
        if (const auto* fixed = std::get_if<FixedPrice>(&component.form)) {
          return fixed->per == PricePeriod::kMonth;
        }
        if (const auto* least =
                std::get_if<MinimumCommitment>(&component.form)) {
          return least->per == PricePeriod::kMonth;
        }
        return true;
      });
}

absl::StatusOr<PricedUsage> ReadPricedUsage(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    const std::vector<PriceComponent>& components, absl::CivilMonth from,
    absl::CivilMonth to, AsOf as_of, std::vector<Gap>& gaps) {
  PricedUsage priced;
  if (!NeedsUsage(components)) return priced;
  const std::string id = known.CurrentId(provider);
  const auto gap = [&](const char* rule,
                       std::map<std::string, std::string> arguments) {
    Gap gap;
    gap.provider = id;
    gap.rule = rule;
    gap.arguments = std::move(arguments);
    AddGap(std::move(gap), gaps);
  };
  ASSIGN_OR_RETURN(priced.delivered,
                   ReadDeliveredMonths(context, who, known, id, as_of));
  RETURN_IF_ERROR(AddTicketQuantities(context, who, known, id, components, from,
                                      to, as_of, priced, gaps));
  AddStatedQuantities(components, from, to, priced);
  if (std::none_of(components.begin(), components.end(),
                   [](const PriceComponent& component) {
                     return component.meter.has_value() &&
                            IsOfCharges(*component.meter);
                   })) {
    return priced;
  }
  UsageMeter meter(components);
  MeteredCharges charges;
  const absl::Status read = ReadBilledLines(
      context, who, known, id, from, to, as_of,
      [&](const BilledLine& billed) -> absl::Status {
        if (billed.text(ChargeText::kChargeCategory) != "Usage") {
          return absl::OkStatus();
        }
        return meter.Add(charges.Show(billed)).status();
      });
  if (absl::IsFailedPrecondition(read)) {
    // Lines that were replaced long ago are not kept.
    gap("price-lines-dropped", {});
    for (const PriceComponent& component : components) {
      if (component.meter.has_value() && IsOfCharges(*component.meter)) {
        priced.refused.insert(component.component);
      }
    }
    return priced;
  }
  RETURN_IF_ERROR(read);
  ASSIGN_OR_RETURN(MeteredUsage usage, meter.Read());
  for (auto& [component, months] : usage.quantities) {
    priced.quantities[component] = std::move(months);
  }
  for (const auto& [component, units] : usage.mixed_units) {
    gap("price-mixed-units", {{"component", component}, {"units", units}});
    priced.refused.insert(component);
  }
  if (usage.without_quantity > 0) {
    gap("price-charges-without-quantity",
        {{"count", absl::StrCat(usage.without_quantity)}});
  }
  return priced;
}

absl::StatusOr<std::vector<MonthPrice>> ReadContractPrices(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& contract, absl::CivilMonth from, absl::CivilMonth to,
    AsOf as_of, std::vector<Gap>& gaps) {
  std::vector<MonthPrice> prices;
  // The version of each month, the months of one version in a row.
  for (absl::CivilMonth first = from; first <= to;) {
    const auto version_of = [&](absl::CivilMonth month) {
      return contracts.Find(contract, absl::CivilDay(month + 1) - 1);
    };
    const Contract* version = version_of(first);
    absl::CivilMonth last = first;
    while (last < to && version_of(last + 1) == version) ++last;
    if (version != nullptr) {
      const absl::CivilMonth start(version->term.start);
      // Before its start a contract costs nothing.
      const absl::CivilMonth begin =
          IsByMonth(*version) ? std::max(first, start) : start;
      if (begin <= last) {
        ASSIGN_OR_RETURN(
            PricedUsage usage,
            ReadPricedUsage(context, who, known, version->provider,
                            version->pricing, begin, last, as_of, gaps));
        RETURN_IF_ERROR(AddAcceptedHours(context, who, *version, as_of, usage));
        ASSIGN_OR_RETURN(const std::vector<MonthPrice> months,
                         PriceContract(*version, usage, begin, last));
        for (const MonthPrice& month : months) {
          if (month.month >= first) prices.push_back(month);
        }
      }
    }
    first = last + 1;
  }
  return prices;
}

absl::StatusOr<std::vector<absl::CivilDay>> ReadBillingEnds(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, AsOf as_of) {
  std::set<absl::CivilDay> ends;
  for (const KnownSource& source : known.sources()) {
    if (!known.SpeaksAbout(source, provider)) continue;
    ASSIGN_OR_RETURN(
        const std::vector<TimeRange> periods,
        context.cost.ListBillingPeriods(who, source.config->id, as_of));
    for (const TimeRange& period : periods) {
      ends.insert(absl::ToCivilDay(period.to - absl::Nanoseconds(1),
                                   absl::UTCTimeZone()));
    }
  }
  return std::vector<absl::CivilDay>(ends.begin(), ends.end());
}

}  // namespace regisseur

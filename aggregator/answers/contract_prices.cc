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
#include "aggregator/answers/usage_book.h"
#include "core/base/status_macros.h"
#include "core/contract/month_version.h"
#include "core/pricing/stated_quantities.h"
#include "core/pricing/usage_meter.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

bool NeedsUsage(const std::vector<PriceComponent>& components) {
  return std::any_of(components.begin(), components.end(),
                     [](const PriceComponent& component) {
                       return component.meter.has_value();
                     });
}

absl::StatusOr<MeteredUsage> CountCharges(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    const std::vector<PriceComponent>& components, absl::CivilMonth from,
    absl::CivilMonth to, AsOf as_of) {
  if (context.usage != nullptr) {
    ASSIGN_OR_RETURN(std::optional<MeteredUsage> kept,
                     context.usage->Count(context, who, known, provider,
                                          components, from, to, as_of));
    if (kept.has_value()) return *std::move(kept);
  }
  UsageMeter meter(components);
  MeteredCharges charges;
  RETURN_IF_ERROR(ReadBilledLines(
      context, who, known, provider, from, to, as_of,
      [&](const BilledLine& billed) -> absl::Status {
        if (billed.text(ChargeText::kChargeCategory) != "Usage") {
          return absl::OkStatus();
        }
        return meter.Add(charges.Show(billed)).status();
      }));
  return meter.Read();
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
  const absl::StatusOr<MeteredUsage> read =
      CountCharges(context, who, known, id, components, from, to, as_of);
  if (absl::IsFailedPrecondition(read.status())) {
    // Lines that were replaced long ago are not kept.
    gap("price-lines-dropped", {});
    for (const PriceComponent& component : components) {
      if (component.meter.has_value() && IsOfCharges(*component.meter)) {
        priced.refused.insert(component.component);
      }
    }
    return priced;
  }
  RETURN_IF_ERROR(read.status());
  MeteredUsage usage = *read;
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
  for (const MonthStretch& stretch :
       StretchesOf(contracts, contract, from, to)) {
    const Contract& version = *stretch.version;
    const absl::CivilMonth begin = IsByMonth(version)
                                       ? stretch.first
                                       : absl::CivilMonth(version.term.start);
    ASSIGN_OR_RETURN(
        PricedUsage usage,
        ReadPricedUsage(context, who, known, version.provider, version.pricing,
                        begin, stretch.last, as_of, gaps));
    RETURN_IF_ERROR(AddAcceptedHours(context, who, version, as_of, usage));
    ASSIGN_OR_RETURN(const std::vector<MonthPrice> months,
                     PriceContract(version, usage, begin, stretch.last));
    for (const MonthPrice& month : months) {
      if (month.month >= stretch.first) prices.push_back(month);
    }
  }
  for (const Contract* version :
       VersionsWithinMonths(contracts, contract, from, to)) {
    Gap gap;
    gap.provider = known.CurrentId(version->provider);
    gap.rule = "contract-version-within-month";
    gap.arguments = {{"contract", contract},
                     {"day", FormatDay(version->ValidFrom())}};
    gap.notice = true;
    AddGap(std::move(gap), gaps);
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

#include "aggregator/answers/contract_prices.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "aggregator/answers/service_level_facts.h"
#include "aggregator/storage/tag_value.h"
#include "core/base/status_macros.h"
#include "core/pricing/usage_meter.h"
#include "core/selector/selector.h"

namespace regisseur {
namespace {

// Which of our services a charge is for, by their selectors. Not thread-safe.
class ChargeSorter {
 public:
  explicit ChargeSorter(const ProviderConfig* config) : config_(config) {}

  const std::vector<std::string>& ServicesOf(const ChargeLine& line) {
    services_.clear();
    if (config_ == nullptr) return services_;
    for (const ServiceConfig& service : config_->services) {
      for (const std::string& selector : service.charges) {
        if (!Selects(selector, line)) continue;
        services_.push_back(service.id);
        break;
      }
    }
    return services_;
  }

 private:
  bool Selects(absl::string_view selector, const ChargeLine& line) {
    const auto text = [&](ChargeText column) -> const std::string& {
      return (*line.dictionary)[line.charge.text(column)];
    };
    if (absl::ConsumePrefix(&selector, "service_name:")) {
      return MatchesGlob(selector, text(ChargeText::kServiceName));
    }
    if (absl::ConsumePrefix(&selector, "sub_account:")) {
      return MatchesGlob(selector, text(ChargeText::kSubAccountId));
    }
    if (absl::ConsumePrefix(&selector, "sku:")) {
      return MatchesGlob(selector, text(ChargeText::kSkuId));
    }
    if (absl::ConsumePrefix(&selector, "tag:")) {
      const size_t equals = selector.find('=');
      const std::string name(selector.substr(0, equals));
      std::unique_ptr<TagReader>& reader = tags_[name];
      if (reader == nullptr) reader = std::make_unique<TagReader>(name);
      const std::string& value = reader->Read(text(ChargeText::kTags));
      if (equals == absl::string_view::npos) return !value.empty();
      return MatchesGlob(selector.substr(equals + 1), value);
    }
    return false;
  }

  const ProviderConfig* config_;
  std::map<std::string, std::unique_ptr<TagReader>> tags_;
  std::vector<std::string> services_;
};

absl::CivilMonth MonthOf(absl::Time billing_period_start) {
  return absl::ToCivilMonth(billing_period_start, absl::UTCTimeZone());
}

// Months for which all sources of charges that had begun delivered.
absl::StatusOr<std::set<absl::CivilMonth>> ReadDelivered(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, AsOf as_of) {
  std::vector<std::set<absl::CivilMonth>> by_source;
  std::set<absl::CivilMonth> any;
  for (const KnownSource& source : known.sources()) {
    if (source.config->basis != CostBasis::kCharges ||
        !known.SpeaksAbout(source, provider)) {
      continue;
    }
    ASSIGN_OR_RETURN(
        const std::vector<TimeRange> periods,
        context.cost.ListBillingPeriods(who, source.config->id, as_of));
    std::set<absl::CivilMonth> months;
    for (const TimeRange& period : periods) {
      months.insert(MonthOf(period.from));
      any.insert(MonthOf(period.from));
    }
    if (!months.empty() && !source.former) {
      by_source.push_back(std::move(months));
    }
  }
  std::erase_if(any, [&](absl::CivilMonth month) {
    return std::any_of(by_source.begin(), by_source.end(),
                       [&](const std::set<absl::CivilMonth>& months) {
                         return *months.begin() < month &&
                                !months.contains(month);
                       });
  });
  return any;
}

bool NeedsUsage(const std::vector<PriceComponent>& components) {
  return std::any_of(components.begin(), components.end(),
                     [](const PriceComponent& component) {
                       return component.meter.has_value();
                     });
}

// True when a month's price depends on that month alone.
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

}  // namespace

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
                   ReadDelivered(context, who, known, id, as_of));
  const std::shared_ptr<const ProviderConfig> config = FindConfig(known, id);
  UsageMeter meter(components);
  ChargeSorter sorter(config.get());
  CostFilter filter;
  filter.billing_period_start = {
      absl::FromCivil(absl::CivilDay(from), absl::UTCTimeZone()),
      absl::FromCivil(absl::CivilDay(to + 1), absl::UTCTimeZone())};
  std::vector<std::string> ids = {id};
  if (config != nullptr) {
    ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
  }
  for (const std::string& one : ids) {
    filter.provider = one;
    const absl::Status read = context.cost.ReadLines(
        who, filter, as_of, [&](const ChargeLine& line) -> absl::Status {
          const KnownSource* source = known.FindSource(line.source);
          if (source != nullptr &&
              source->config->basis != CostBasis::kCharges) {
            return absl::OkStatus();
          }
          const auto text = [&](ChargeText column) -> absl::string_view {
            return (*line.dictionary)[line.charge.text(column)];
          };
          if (text(ChargeText::kChargeCategory) != "Usage") {
            return absl::OkStatus();
          }
          return meter
              .Add({.month = MonthOf(line.charge.billing_period_start),
                    .service_name = text(ChargeText::kServiceName),
                    .sku = text(ChargeText::kSkuId),
                    .unit = text(ChargeText::kPricingUnit),
                    .services = sorter.ServicesOf(line),
                    .quantity =
                        line.charge.amount(ChargeAmount::kPricingQuantity)})
              .status();
        });
    if (absl::IsFailedPrecondition(read)) {
      // Lines that were replaced long ago are not kept.
      gap("price-lines-dropped", {});
      for (const PriceComponent& component : components) {
        priced.refused.insert(component.component);
      }
      return priced;
    }
    RETURN_IF_ERROR(read);
  }
  ASSIGN_OR_RETURN(MeteredUsage usage, meter.Read());
  priced.quantities = std::move(usage.quantities);
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
            const PricedUsage usage,
            ReadPricedUsage(context, who, known, version->provider,
                            version->pricing, begin, last, as_of, gaps));
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

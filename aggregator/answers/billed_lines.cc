#include "aggregator/answers/billed_lines.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "aggregator/answers/service_level_facts.h"
#include "aggregator/storage/tag_value.h"
#include "core/base/status_macros.h"
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

}  // namespace

absl::Status ReadBilledLines(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    absl::CivilMonth from, absl::CivilMonth to, AsOf as_of,
    const std::function<absl::Status(const BilledLine&)>& visit) {
  const std::shared_ptr<const ProviderConfig> config =
      FindConfig(known, provider);
  ChargeSorter sorter(config.get());
  const absl::TimeZone utc = absl::UTCTimeZone();
  CostFilter filter;
  filter.billing_period_start = {absl::FromCivil(absl::CivilDay(from), utc),
                                 absl::FromCivil(absl::CivilDay(to + 1), utc)};
  std::vector<std::string> ids = {provider};
  if (config != nullptr) {
    ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
  }
  for (const std::string& id : ids) {
    filter.provider = id;
    RETURN_IF_ERROR(context.cost.ReadLines(
        who, filter, as_of, [&](const ChargeLine& line) -> absl::Status {
          const KnownSource* source = known.FindSource(line.source);
          if (source != nullptr &&
              source->config->basis != CostBasis::kCharges) {
            return absl::OkStatus();
          }
          return visit({.month = absl::ToCivilMonth(
                            line.charge.billing_period_start, utc),
                        .services = sorter.ServicesOf(line),
                        .line = line});
        }));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<absl::CivilMonth>> ReadDeliveredMonths(
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
      months.insert(absl::ToCivilMonth(period.from, absl::UTCTimeZone()));
      any.insert(absl::ToCivilMonth(period.from, absl::UTCTimeZone()));
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

}  // namespace regisseur

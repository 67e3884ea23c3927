#include "aggregator/answers/usage_book.h"

#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/billed_lines.h"
#include "core/base/status_macros.h"

namespace regisseur {

UsageBook::Page& UsageBook::PageOf(const AnswerContext& context,
                                   const KnownPortfolio& known,
                                   const std::string& provider) {
  std::unique_ptr<Page>& page = pages_[provider];
  if (page != nullptr) return *page;
  MeterIndex index;
  std::vector<PriceComponent> meters;
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of_.known);
  for (const std::string& id : contracts->ids()) {
    for (const Contract* version : contracts->Versions(id)) {
      if (known.CurrentId(version->provider) != provider) continue;
      for (const PriceComponent& component : version->pricing) {
        if (!component.meter.has_value() || !IsOfCharges(*component.meter)) {
          continue;
        }
        const size_t number = index.Add(*component.meter);
        if (number < meters.size()) continue;
        PriceComponent counted;
        counted.component = absl::StrCat(number);
        counted.meter = component.meter;
        meters.push_back(std::move(counted));
      }
    }
  }
  page = std::make_unique<Page>(std::move(meters));
  page->index = std::move(index);
  return *page;
}

absl::StatusOr<std::optional<MeteredUsage>> UsageBook::Count(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    const std::vector<PriceComponent>& components, absl::CivilMonth from,
    absl::CivilMonth to, AsOf as_of) {
  std::optional<MeteredUsage> usage;
  if (as_of.known != as_of_.known) return usage;
  Page& page = PageOf(context, known, provider);
  std::map<std::string, std::string> numbers;  // of components
  for (const PriceComponent& component : components) {
    if (!component.meter.has_value() || !IsOfCharges(*component.meter)) {
      continue;
    }
    const std::optional<size_t> number = page.index.Find(*component.meter);
    if (!number.has_value()) return usage;
    numbers[component.component] = absl::StrCat(*number);
  }
  for (absl::CivilMonth month = from; month <= to; ++month) {
    const auto [read, is_new] = page.months.try_emplace(month);
    if (is_new) {
      read->second = ReadBilledLines(
          context, who, known, provider, month, month, as_of,
          [&](const BilledLine& billed) -> absl::Status {
            if (billed.text(ChargeText::kChargeCategory) != "Usage") {
              return absl::OkStatus();
            }
            return page.meter.Add(page.charges.Show(billed)).status();
          });
    }
    RETURN_IF_ERROR(read->second);
  }
  ASSIGN_OR_RETURN(const MeteredUsage counted, page.meter.Read(from, to));
  usage.emplace();
  std::set<std::string> told;
  for (const auto& [component, number] : numbers) {
    const auto incomplete = counted.without_quantity_of.find(number);
    if (incomplete != counted.without_quantity_of.end() &&
        told.insert(number).second) {
      usage->without_quantity += incomplete->second;
    }
    if (const auto mixed = counted.mixed_units.find(number);
        mixed != counted.mixed_units.end()) {
      usage->mixed_units[component] = mixed->second;
    } else {
      usage->quantities[component] = counted.quantities.at(number);
    }
  }
  return usage;
}

}  // namespace regisseur

#include "aggregator/answers/charge_names.h"

#include "core/reconciliation/line_items.h"

namespace regisseur {
namespace {

constexpr size_t kMostRemembered = 2000;

}  // namespace

const std::string* ChargeNames::Find(const BilledLine& billed,
                                     const std::set<std::string>& names) {
  if (names.empty()) return nullptr;
  for (const ChargeText column : {ChargeText::kSkuId, ChargeText::kServiceName,
                                  ChargeText::kChargeDescription}) {
    const absl::string_view text = billed.text(column);
    if (text.empty()) continue;
    auto known = comparable_.find(text);
    if (known == comparable_.end()) {
      if (comparable_.size() > kMostRemembered) comparable_.clear();
      known =
          comparable_.emplace(std::string(text), ComparableName(text)).first;
    }
    const auto named = names.find(known->second);
    if (named != names.end()) return &*named;
  }
  return nullptr;
}

}  // namespace regisseur

#include "core/pricing/usage_meter.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

std::string UnitWord(absl::string_view unit) {
  return unit.empty() ? std::string("none") : std::string(unit);
}

}  // namespace

UsageMeter::UsageMeter(std::vector<PriceComponent> components) {
  for (PriceComponent& component : components) {
    if (!component.meter.has_value() || !IsOfCharges(*component.meter)) {
      continue;
    }
    const size_t number = index_.Add(*component.meter);
    if (by_meter_.size() <= number) by_meter_.resize(number + 1);
    by_meter_[number].push_back(counters_.size());
    counters_.push_back(
        {.component = std::move(component.component),
         .of_resources = component.meter->count == MeterCount::kResources});
  }
}

absl::StatusOr<bool> UsageMeter::Add(const UsageCharge& charge) {
  const std::vector<size_t>& picked = index_.PickedBy(charge);
  bool incomplete = false;
  for (const size_t meter : picked) {
    for (const size_t number : by_meter_[meter]) {
      Counter& counter = counters_[number];
      Month& month = counter.months[charge.month];
      if (counter.of_resources ? charge.resource.empty()
                               : !charge.quantity.has_value()) {
        ++month.without_quantity;
        incomplete = true;
        continue;
      }
      const bool is_first = !month.counted;
      month.counted = true;
      if (counter.of_resources) {
        month.resources.emplace(charge.resource);
        continue;
      }
      RETURN_IF_ERROR(month.sum.Add(*charge.quantity));
      if (is_first) {
        month.unit = std::string(charge.unit);
      } else if (month.other_unit.empty() && month.unit != charge.unit) {
        month.other_unit = UnitWord(charge.unit);
      }
    }
  }
  if (incomplete) ++without_quantity_[charge.month];
  return !picked.empty();
}

absl::StatusOr<MeteredUsage> UsageMeter::Read() const {
  return Read(absl::CivilMonth::min(), absl::CivilMonth::max());
}

absl::StatusOr<MeteredUsage> UsageMeter::Read(absl::CivilMonth first,
                                              absl::CivilMonth last) const {
  MeteredUsage usage;
  for (const auto& [month, count] : without_quantity_) {
    if (month >= first && month <= last) usage.without_quantity += count;
  }
  for (const Counter& counter : counters_) {
    std::map<absl::CivilMonth, Decimal> quantities;
    const Month* one = nullptr;  // the first with a quantity
    std::string other;
    for (auto it = counter.months.lower_bound(first);
         it != counter.months.end() && it->first <= last; ++it) {
      const Month& month = it->second;
      if (month.without_quantity > 0) {
        usage.without_quantity_of[counter.component] += month.without_quantity;
      }
      if (!month.counted) continue;
      if (counter.of_resources) {
        quantities[it->first] =
            Decimal(static_cast<Int128>(month.resources.size()), 0);
        continue;
      }
      if (one == nullptr) one = &month;
      if (other.empty()) {
        other = month.other_unit;
        if (month.unit != one->unit) other = UnitWord(month.unit);
      }
      ASSIGN_OR_RETURN(quantities[it->first], month.sum.ToDecimal());
    }
    if (!other.empty()) {
      usage.mixed_units[counter.component] =
          absl::StrCat(UnitWord(one->unit), ", ", other);
      continue;
    }
    usage.quantities[counter.component] = std::move(quantities);
  }
  return usage;
}

}  // namespace regisseur

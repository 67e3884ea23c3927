#include "aggregator/answers/replay_usage.h"

#include <algorithm>

#include "core/base/status_macros.h"
#include "core/reconciliation/line_items.h"

namespace regisseur {
namespace {

// Of the words that are remembered for near misses.
constexpr size_t kMostSeen = 2000;
constexpr char kCounted[] = "counted";

// What the actual cost is made of (DECISIONS 19).
bool IsComparedCategory(absl::string_view category) {
  return category == "Usage" || category == "Purchase";
}

}  // namespace

size_t ReplayUsage::MeterNumber(const Meter& meter) {
  const size_t number = index_.Add(meter);
  if (number < counters_.size()) return number;
  PriceComponent component;
  component.component = kCounted;
  component.meter = meter;
  counters_.emplace_back(std::vector<PriceComponent>{component});
  ever_picked_.push_back(0);
  ++never_picked_;
  return number;
}

ReplayUsage::Cover ReplayUsage::CoverOf(
    const std::vector<PriceComponent>& components, bool by_name) {
  Charges charges;
  for (const PriceComponent& component : components) {
    if (component.meter.has_value()) {
      if (IsOfCharges(*component.meter)) {
        charges.meters.insert(MeterNumber(*component.meter));
      }
    } else if (by_name) {
      charges.names.insert(ComparableName(component.component));
    }
  }
  if (charges.meters.empty()) return std::nullopt;
  return charges;
}

size_t ReplayUsage::AddComparison(std::map<absl::CivilMonth, Cover> by_month) {
  for (size_t i = 0; i < comparisons_.size(); ++i) {
    if (comparisons_[i].by_month == by_month) return i;
  }
  comparisons_.push_back({.by_month = std::move(by_month)});
  return comparisons_.size() - 1;
}

void ReplayUsage::Enter(Kept& kept, absl::CivilMonth month, size_t meters) {
  kept.has_month = true;
  kept.month = month;
  const auto cover = kept.by_month.find(month);
  kept.cover = cover == kept.by_month.end() ? nullptr : &cover->second;
  kept.covers_meter.assign(meters, 0);
  if (kept.cover == nullptr || !kept.cover->has_value()) return;
  for (const size_t i : (*kept.cover)->meters) kept.covers_meter[i] = 1;
}

absl::Status ReplayUsage::Add(const BilledLine& billed) {
  const absl::string_view category = billed.text(ChargeText::kChargeCategory);
  const absl::string_view service = billed.text(ChargeText::kServiceName);
  const bool compared = IsComparedCategory(category);
  absl::Span<const size_t> picked;
  if (compared) {
    const UsageCharge charge = charges_.Show(billed);
    picked = index_.PickedBy(charge);
    if (category == "Usage") {
      for (const size_t i : picked) {
        RETURN_IF_ERROR(counters_[i].Add(charge).status());
        if (ever_picked_[i] == 0) {
          ever_picked_[i] = 1;
          --never_picked_;
        }
      }
    }
    // Only while a meter has picked nothing, near misses can matter.
    for (const absl::string_view word :
         {charge.service_name, charge.sku, charge.unit}) {
      if (never_picked_ > 0 && seen_.size() < kMostSeen && !word.empty() &&
          !seen_.contains(word)) {
        seen_.emplace(word);
      }
    }
  }
  const std::optional<Decimal> amount =
      billed.line.charge.amount(ChargeAmount::kBilledCost);
  const absl::string_view currency = billed.text(ChargeText::kBillingCurrency);
  const absl::Time start = billed.line.charge.billing_period_start;
  const absl::Time end = billed.line.charge.billing_period_end;
  std::optional<size_t> left_key;
  for (Kept& kept : comparisons_) {
    if (!kept.has_month || kept.month != billed.month) {
      Enter(kept, billed.month, index_.size());
    }
    if (kept.cover == nullptr) continue;
    bool covered = compared;
    if (covered && kept.cover->has_value()) {
      covered = std::any_of(picked.begin(), picked.end(), [&](size_t i) {
        return kept.covers_meter[i] != 0;
      });
      if (const std::string* name = names_.Find(billed, (*kept.cover)->names)) {
        covered = true;
        kept.result.named[billed.month].insert(*name);
      }
    }
    if (covered) {
      const auto same = [&](const BilledKey& key) {
        return std::get<0>(key) == billed.month &&
               std::get<1>(key) == currency && std::get<2>(key) == start &&
               std::get<3>(key) == end;
      };
      if (!kept.has_billed || !same(kept.last_billed->first)) {
        kept.last_billed =
            kept.result.billed
                .try_emplace({billed.month, std::string(currency), start, end})
                .first;
        kept.has_billed = true;
      }
      if (amount.has_value()) {
        RETURN_IF_ERROR(kept.last_billed->second.Add(*amount));
      }
      continue;
    }
    if (!left_key.has_value()) {
      key_.clear();
      for (const absl::string_view text : {category, service, currency}) {
        key_.append(text.data(), text.size());
        key_ += '\0';
      }
      left_key = left_keys_.try_emplace(key_, left_keys_.size()).first->second;
    }
    if (kept.left.size() <= *left_key) kept.left.resize(*left_key + 1);
    Left*& left = kept.left[*left_key];
    if (left == nullptr) {
      left = &kept.result.left[{std::string(category), std::string(service),
                                std::string(currency)}];
    }
    ++left->charges;
    if (amount.has_value()) RETURN_IF_ERROR(left->billed.Add(*amount));
  }
  return absl::OkStatus();
}

absl::StatusOr<ReplayUsage::Metered> ReplayUsage::Read(
    const std::vector<PriceComponent>& components) const {
  Metered metered;
  std::set<size_t> told;
  for (const PriceComponent& component : components) {
    if (!component.meter.has_value() || !IsOfCharges(*component.meter)) {
      continue;
    }
    const size_t i = *index_.Find(*component.meter);
    ASSIGN_OR_RETURN(MeteredUsage usage, counters_[i].Read());
    if (const auto mixed = usage.mixed_units.find(kCounted);
        mixed != usage.mixed_units.end()) {
      metered.mixed_units[component.component] = mixed->second;
      metered.usage.refused.insert(component.component);
    }
    if (const auto counted = usage.quantities.find(kCounted);
        counted != usage.quantities.end()) {
      metered.usage.quantities[component.component] =
          std::move(counted->second);
    }
    if (told.insert(i).second) {
      metered.without_quantity += usage.without_quantity;
    }
    if (ever_picked_[i] == 0) {
      metered.picks_nothing.push_back(component.component);
    }
  }
  return metered;
}

std::vector<std::string> ReplayUsage::SeenWords() const {
  return {seen_.begin(), seen_.end()};
}

}  // namespace regisseur

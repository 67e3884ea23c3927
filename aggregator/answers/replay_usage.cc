#include "aggregator/answers/replay_usage.h"

#include <algorithm>

#include "core/base/status_macros.h"
#include "core/reconciliation/line_items.h"

namespace regisseur {
namespace {

// Of the words that are remembered for near misses.
constexpr size_t kMostSeen = 2000;
// Of the texts for which it is remembered which meters pick them.
constexpr size_t kMostTexts = 50'000;
constexpr char kCounted[] = "counted";

// What the actual cost is made of (DECISIONS 19).
bool IsComparedCategory(absl::string_view category) {
  return category == "Usage" || category == "Purchase";
}

}  // namespace

size_t ReplayUsage::MeterNumber(Meter meter) {
  // How months make a quantity is the form's; what is picked is not.
  meter.period = PricePeriod::kMonth;
  meter.take = MeterTake::kSum;
  meter.beyond = Decimal();
  meter.reduce_notice.reset();
  const auto found = std::find(meters_.begin(), meters_.end(), meter);
  if (found != meters_.end()) return found - meters_.begin();
  PriceComponent component;
  component.component = kCounted;
  component.meter = meter;
  counters_.emplace_back(std::vector<PriceComponent>{component});
  if (!meter.service.empty() || !meter.tags.empty()) {
    looking_further_.push_back(meters_.size());
  }
  meters_.push_back(std::move(meter));
  ever_picked_.push_back(0);
  ++never_picked_;
  return meters_.size() - 1;
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

const std::string& ReplayUsage::NameOf(const BilledLine& billed,
                                       const std::set<std::string>& names) {
  static const auto* const kNone = new std::string();
  if (names.empty()) return *kNone;
  for (const ChargeText column : {ChargeText::kSkuId, ChargeText::kServiceName,
                                  ChargeText::kChargeDescription}) {
    const absl::string_view text = billed.text(column);
    if (text.empty()) continue;
    auto known = comparable_.find(text);
    if (known == comparable_.end()) {
      if (comparable_.size() > kMostSeen) comparable_.clear();
      known =
          comparable_.emplace(std::string(text), ComparableName(text)).first;
    }
    const auto named = names.find(known->second);
    if (named != names.end()) return *named;
  }
  return *kNone;
}

size_t ReplayUsage::AddComparison(std::map<absl::CivilMonth, Cover> by_month) {
  for (size_t i = 0; i < comparisons_.size(); ++i) {
    if (comparisons_[i].by_month == by_month) return i;
  }
  comparisons_.push_back({.by_month = std::move(by_month)});
  return comparisons_.size() - 1;
}

void ReplayUsage::FindPicks(const UsageCharge& charge) {
  key_.clear();
  for (const absl::string_view text :
       {charge.service_name, charge.sku, charge.unit}) {
    key_.append(text.data(), text.size());
    key_ += '\0';
  }
  auto found = picks_by_text_.find(key_);
  if (found == picks_by_text_.end()) {
    if (picks_by_text_.size() > kMostTexts) picks_by_text_.clear();
    std::vector<size_t> picks;
    for (size_t i = 0; i < meters_.size(); ++i) {
      if (meters_[i].service.empty() && meters_[i].tags.empty() &&
          MeterPicks(meters_[i], charge)) {
        picks.push_back(i);
      }
    }
    found = picks_by_text_.emplace(key_, std::move(picks)).first;
  }
  picked_ = found->second;
  for (const size_t i : looking_further_) {
    if (MeterPicks(meters_[i], charge)) picked_.push_back(i);
  }
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
  picked_.clear();
  if (compared) {
    const UsageCharge charge = charges_.Show(billed);
    FindPicks(charge);
    if (category == "Usage") {
      for (const size_t i : picked_) {
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
      Enter(kept, billed.month, meters_.size());
    }
    if (kept.cover == nullptr) continue;
    bool covered = compared;
    if (covered && kept.cover->has_value()) {
      covered = std::any_of(picked_.begin(), picked_.end(), [&](size_t i) {
        return kept.covers_meter[i] != 0;
      });
      const std::string& name = NameOf(billed, (*kept.cover)->names);
      if (!name.empty()) {
        covered = true;
        kept.result.named[billed.month].insert(name);
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
    Meter meter = *component.meter;
    meter.period = PricePeriod::kMonth;
    meter.take = MeterTake::kSum;
    meter.beyond = Decimal();
    meter.reduce_notice.reset();
    const auto found = std::find(meters_.begin(), meters_.end(), meter);
    const size_t i = found - meters_.begin();
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

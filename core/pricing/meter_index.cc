#include "core/pricing/meter_index.h"

#include <algorithm>

namespace regisseur {
namespace {

// Of the texts for which it is remembered which meters pick them.
constexpr size_t kMostTexts = 50'000;

// What is picked, without how months make a quantity.
Meter PickOf(Meter meter) {
  meter.period = PricePeriod::kMonth;
  meter.take = MeterTake::kSum;
  meter.beyond = Decimal();
  meter.reduce_notice.reset();
  return meter;
}

bool LooksFurther(const Meter& meter) {
  return !meter.service.empty() || !meter.tags.empty();
}

}  // namespace

std::optional<size_t> MeterIndex::Find(const Meter& meter) const {
  const auto found = std::find(meters_.begin(), meters_.end(), PickOf(meter));
  if (found == meters_.end()) return std::nullopt;
  return found - meters_.begin();
}

size_t MeterIndex::Add(const Meter& meter) {
  if (const std::optional<size_t> known = Find(meter)) return *known;
  picks_by_text_.clear();
  if (LooksFurther(meter)) looking_further_.push_back(meters_.size());
  meters_.push_back(PickOf(meter));
  return meters_.size() - 1;
}

const std::vector<size_t>& MeterIndex::PickedBy(const UsageCharge& charge) {
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
      if (!LooksFurther(meters_[i]) && MeterPicks(meters_[i], charge)) {
        picks.push_back(i);
      }
    }
    found = picks_by_text_.emplace(key_, std::move(picks)).first;
  }
  if (looking_further_.empty()) return found->second;
  picked_ = found->second;
  for (const size_t i : looking_further_) {
    if (MeterPicks(meters_[i], charge)) picked_.push_back(i);
  }
  return picked_;
}

}  // namespace regisseur

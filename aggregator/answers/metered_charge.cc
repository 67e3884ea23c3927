#include "aggregator/answers/metered_charge.h"

namespace regisseur {

MeteredCharges::MeteredCharges()
    : tag_([this](const std::string& name) -> absl::string_view {
        std::unique_ptr<TagReader>& reader = readers_[name];
        if (reader == nullptr) reader = std::make_unique<TagReader>(name);
        return reader->Read(tags_);
      }) {}

UsageCharge MeteredCharges::Show(const BilledLine& billed) {
  tags_ = billed.text(ChargeText::kTags);
  return {
      .month = billed.month,
      .service_name = billed.text(ChargeText::kServiceName),
      .sku = billed.text(ChargeText::kSkuId),
      .unit = billed.text(ChargeText::kPricingUnit),
      .resource = billed.text(ChargeText::kResourceId),
      .tag = &tag_,
      .services = billed.services,
      .quantity = billed.line.charge.amount(ChargeAmount::kPricingQuantity)};
}

}  // namespace regisseur

#include "services/focus/focus_rule_ids.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace regisseur::focus {
namespace {

// Ordered by column; the names of the rules in the model of FOCUS 1.2.
struct Ids {
  absl::string_view column;
  absl::string_view present;
  absl::string_view not_null;
  absl::string_view format;
  absl::string_view allowed;
};
constexpr Ids kIds[] = {
    {"AvailabilityZone", "CostAndUsage-D-003-C", "", "", ""},
    {"BilledCost", "CostAndUsage-D-006-M", "BilledCost-C-003-M",
     "BilledCost-C-002-M", ""},
    {"BillingAccountId", "CostAndUsage-D-024-M", "BillingAccountId-C-001-M", "",
     ""},
    {"BillingAccountName", "CostAndUsage-D-005-M", "", "", ""},
    {"BillingAccountType", "CostAndUsage-D-007-C", "", "", ""},
    {"BillingCurrency", "CostAndUsage-D-035-M", "BillingCurrency-C-004-M",
     "BillingCurrency-C-003-M", ""},
    {"BillingPeriodEnd", "CostAndUsage-D-010-M", "BillingPeriodEnd-C-003-M",
     "BillingPeriodEnd-C-002-M", ""},
    {"BillingPeriodStart", "CostAndUsage-D-009-M", "BillingPeriodStart-C-003-M",
     "BillingPeriodStart-C-002-M", ""},
    {"CapacityReservationId", "CostAndUsage-D-065-C", "", "", ""},
    {"CapacityReservationStatus", "CostAndUsage-D-020-C", "", "",
     "CapacityReservationStatus-C-006-M"},
    {"ChargeCategory", "CostAndUsage-D-008-M", "ChargeCategory-C-002-M", "",
     "ChargeCategory-C-003-M"},
    {"ChargeClass", "CostAndUsage-D-026-M", "", "", ""},
    {"ChargeDescription", "CostAndUsage-D-025-M", "", "", ""},
    {"ChargeFrequency", "CostAndUsage-D-027-O", "ChargeFrequency-C-002-M", "",
     "ChargeFrequency-C-003-M"},
    {"ChargePeriodEnd", "CostAndUsage-D-028-M", "ChargePeriodEnd-C-003-M",
     "ChargePeriodEnd-C-002-M", ""},
    {"ChargePeriodStart", "CostAndUsage-D-037-M", "ChargePeriodStart-C-003-M",
     "ChargePeriodStart-C-002-M", ""},
    {"CommitmentDiscountCategory", "CostAndUsage-D-016-C", "", "",
     "CommitmentDiscountCategory-C-005-M"},
    {"CommitmentDiscountId", "CostAndUsage-D-013-C", "", "", ""},
    {"CommitmentDiscountName", "CostAndUsage-D-012-C", "", "", ""},
    {"CommitmentDiscountQuantity", "CostAndUsage-D-018-C", "",
     "CommitmentDiscountQuantity-C-002-M", ""},
    {"CommitmentDiscountStatus", "CostAndUsage-D-017-C", "", "",
     "CommitmentDiscountStatus-C-005-M"},
    {"CommitmentDiscountType", "CostAndUsage-D-014-C", "", "", ""},
    {"CommitmentDiscountUnit", "CostAndUsage-D-015-C", "", "", ""},
    {"ConsumedQuantity", "CostAndUsage-D-011-C", "", "ConsumedQuantity-C-002-M",
     ""},
    {"ConsumedUnit", "CostAndUsage-D-066-C", "", "", ""},
    {"ContractedCost", "CostAndUsage-D-030-M", "ContractedCost-C-003-M",
     "ContractedCost-C-002-M", ""},
    {"ContractedUnitPrice", "CostAndUsage-D-034-C", "",
     "ContractedUnitPrice-C-003-M", ""},
    {"EffectiveCost", "CostAndUsage-D-031-M", "EffectiveCost-C-003-M",
     "EffectiveCost-C-002-M", ""},
    {"InvoiceId", "CostAndUsage-D-033-O", "", "", ""},
    {"InvoiceIssuerName", "CostAndUsage-D-023-M", "InvoiceIssuerName-C-003-M",
     "", ""},
    {"ListCost", "CostAndUsage-D-032-M", "ListCost-C-003-M", "ListCost-C-002-M",
     ""},
    {"ListUnitPrice", "CostAndUsage-D-004-C", "", "ListUnitPrice-C-002-M", ""},
    {"PricingCategory", "CostAndUsage-D-022-C", "", "",
     "PricingCategory-C-007-M"},
    {"PricingCurrency", "CostAndUsage-D-045-C", "PricingCurrency-C-004-M",
     "PricingCurrency-C-003-M", ""},
    {"PricingCurrencyContractedUnitPrice", "CostAndUsage-D-049-C", "",
     "PricingCurrencyContractedUnitPrice-C-002-M", ""},
    {"PricingCurrencyEffectiveCost", "CostAndUsage-D-053-C",
     "PricingCurrencyEffectiveCost-C-003-M",
     "PricingCurrencyEffectiveCost-C-002-M", ""},
    {"PricingCurrencyListUnitPrice", "CostAndUsage-D-057-C", "",
     "PricingCurrencyListUnitPrice-C-002-M", ""},
    {"PricingQuantity", "CostAndUsage-D-036-M", "", "PricingQuantity-C-002-M",
     ""},
    {"PricingUnit", "CostAndUsage-D-068-M", "", "", ""},
    {"ProviderName", "CostAndUsage-D-038-M", "ProviderName-C-003-M", "", ""},
    {"PublisherName", "CostAndUsage-D-021-M", "PublisherName-C-003-M", "", ""},
    {"RegionId", "CostAndUsage-D-063-C", "", "", ""},
    {"RegionName", "CostAndUsage-D-062-C", "", "", ""},
    {"ResourceId", "CostAndUsage-D-043-C", "", "", ""},
    {"ResourceName", "CostAndUsage-D-044-C", "", "", ""},
    {"ResourceType", "CostAndUsage-D-039-C", "", "", ""},
    {"ServiceCategory", "CostAndUsage-D-040-M", "ServiceCategory-C-002-M", "",
     "ServiceCategory-C-003-M"},
    {"ServiceName", "CostAndUsage-D-041-M", "ServiceName-C-003-M", "", ""},
    {"ServiceSubcategory", "CostAndUsage-D-042-O", "ServiceSubcategory-C-002-M",
     "", "ServiceSubcategory-C-003-M"},
    {"SkuId", "CostAndUsage-D-060-C", "", "", ""},
    {"SkuMeter", "CostAndUsage-D-059-C", "", "", ""},
    {"SkuPriceDetails", "CostAndUsage-D-061-C", "", "SkuPriceDetails-C-001-M",
     ""},
    {"SkuPriceId", "CostAndUsage-D-058-C", "", "", ""},
    {"SubAccountId", "CostAndUsage-D-019-C", "", "", ""},
    {"SubAccountName", "CostAndUsage-D-029-C", "", "", ""},
    {"SubAccountType", "CostAndUsage-D-067-C", "", "", ""},
    {"Tags", "CostAndUsage-D-064-C", "", "Tags-C-001-M", ""},
};

absl::string_view IdOf(const Ids& ids, FocusDemand demand) {
  switch (demand) {
    case FocusDemand::kPresent:
      return ids.present;
    case FocusDemand::kNotNull:
      return ids.not_null;
    case FocusDemand::kFormat:
      return ids.format;
    case FocusDemand::kAllowedValue:
      return ids.allowed;
  }
  return "";
}

}  // namespace

std::string RuleOfFocus(absl::string_view column, FocusDemand demand) {
  const auto* found =
      std::lower_bound(std::begin(kIds), std::end(kIds), column,
                       [](const Ids& ids, absl::string_view wanted) {
                         return ids.column < wanted;
                       });
  if (found == std::end(kIds) || found->column != column) return "FOCUS";
  const absl::string_view id = IdOf(*found, demand);
  return id.empty() ? "FOCUS" : absl::StrCat("FOCUS rule ", id);
}

}  // namespace regisseur::focus

#include "services/focus/focus_columns.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace regisseur::focus {
namespace {

using V = FocusVersion;
using T = ColumnType;
using L = FeatureLevel;

constexpr int Text(ChargeText column) { return static_cast<int>(column); }
constexpr int Amount(ChargeAmount column) { return static_cast<int>(column); }

// name, introduced, last version, type, nullable, level, target, rank.
constexpr FocusColumn kColumns[] = {
    {"AllocatedMethodDetails", V::k1_3, V::k1_4, T::kJson, true,
     L::kRecommended, Target::kOtherColumns},
    {"AllocatedMethodId", V::k1_3, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"AllocatedResourceId", V::k1_3, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"AllocatedResourceName", V::k1_3, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"AllocatedTags", V::k1_3, V::k1_4, T::kKeyValues, true, L::kConditional,
     Target::kOtherColumns},
    {"AvailabilityZone", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kRecommended, Target::kOtherColumns},
    {"BilledCost", V::k1_0Preview, V::k1_4, T::kDecimal, false, L::kMandatory,
     Target::kAmount, Amount(ChargeAmount::kBilledCost)},
    {"BillingAccountId", V::k1_0Preview, V::k1_4, T::kText, false,
     L::kMandatory, Target::kText, Text(ChargeText::kBillingAccountId)},
    {"BillingAccountName", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kMandatory, Target::kOtherColumns},
    {"BillingAccountType", V::k1_2, V::k1_4, T::kText, false, L::kConditional,
     Target::kOtherColumns},
    {"BillingCurrency", V::k1_0Preview, V::k1_4, T::kCurrency, false,
     L::kMandatory, Target::kText, Text(ChargeText::kBillingCurrency)},
    {"BillingPeriodEnd", V::k1_0Preview, V::k1_4, T::kDateTime, false,
     L::kMandatory, Target::kBillingPeriodEnd},
    {"BillingPeriodStart", V::k1_0Preview, V::k1_4, T::kDateTime, false,
     L::kMandatory, Target::kBillingPeriodStart},
    {"CapacityReservationId", V::k1_1, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"CapacityReservationStatus", V::k1_1, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"ChargeCategory", V::k1_0Preview, V::k1_4, T::kText, false, L::kMandatory,
     Target::kText, Text(ChargeText::kChargeCategory)},
    {"ChargeClass", V::k1_0, V::k1_4, T::kText, true, L::kMandatory,
     Target::kText, Text(ChargeText::kChargeClass)},
    {"ChargeDescription", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kMandatory, Target::kText, Text(ChargeText::kChargeDescription)},
    {"ChargeFrequency", V::k1_0Preview, V::k1_4, T::kText, false,
     L::kRecommended, Target::kText, Text(ChargeText::kChargeFrequency)},
    {"ChargePeriodEnd", V::k1_0Preview, V::k1_4, T::kDateTime, false,
     L::kMandatory, Target::kChargePeriodEnd},
    {"ChargePeriodStart", V::k1_0Preview, V::k1_4, T::kDateTime, false,
     L::kMandatory, Target::kChargePeriodStart},
    {"ChargeSubcategory", V::k1_0Preview, V::k1_0Preview, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"CommitmentDiscountCategory", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"CommitmentDiscountId", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"CommitmentDiscountName", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"CommitmentDiscountQuantity", V::k1_1, V::k1_4, T::kDecimal, true,
     L::kConditional, Target::kOtherColumns},
    {"CommitmentDiscountStatus", V::k1_0, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"CommitmentDiscountType", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"CommitmentDiscountUnit", V::k1_1, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"ConsumedQuantity", V::k1_0, V::k1_4, T::kDecimal, true, L::kConditional,
     Target::kAmount, Amount(ChargeAmount::kConsumedQuantity)},
    {"ConsumedUnit", V::k1_0, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kConsumedUnit)},
    {"ContractApplied", V::k1_3, V::k1_4, T::kJson, true, L::kConditional,
     Target::kOtherColumns},
    {"ContractedCost", V::k1_0, V::k1_4, T::kDecimal, false, L::kMandatory,
     Target::kAmount, Amount(ChargeAmount::kContractedCost)},
    {"ContractedUnitPrice", V::k1_0, V::k1_4, T::kNonNegativeDecimal, true,
     L::kConditional, Target::kAmount,
     Amount(ChargeAmount::kContractedUnitPrice)},
    {"EffectiveCost", V::k1_0Preview, V::k1_4, T::kDecimal, false,
     L::kMandatory, Target::kAmount, Amount(ChargeAmount::kEffectiveCost)},
    {"HostProviderName", V::k1_3, V::k1_4, T::kText, true, L::kMandatory,
     Target::kOtherColumns},
    {"InvoiceDetailId", V::k1_4, V::k1_4, T::kText, true, L::kRecommended,
     Target::kOtherColumns},
    {"InvoiceId", V::k1_2, V::k1_4, T::kText, true, L::kRecommended,
     Target::kText, Text(ChargeText::kInvoiceId)},
    {"InvoiceIssuerName", V::k1_0Preview, V::k1_4, T::kText, false,
     L::kMandatory, Target::kText, Text(ChargeText::kInvoiceIssuerName)},
    {"ListCost", V::k1_0Preview, V::k1_4, T::kDecimal, false, L::kMandatory,
     Target::kAmount, Amount(ChargeAmount::kListCost)},
    {"ListUnitPrice", V::k1_0Preview, V::k1_4, T::kNonNegativeDecimal, true,
     L::kConditional, Target::kAmount, Amount(ChargeAmount::kListUnitPrice)},
    {"PricingCategory", V::k1_0Preview, V::k1_4, T::kText, true,
     L::kConditional, Target::kOtherColumns},
    {"PricingCurrency", V::k1_2, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"PricingCurrencyContractedUnitPrice", V::k1_2, V::k1_4,
     T::kNonNegativeDecimal, true, L::kConditional, Target::kOtherColumns},
    {"PricingCurrencyEffectiveCost", V::k1_2, V::k1_4, T::kDecimal, true,
     L::kConditional, Target::kOtherColumns},
    {"PricingCurrencyListUnitPrice", V::k1_2, V::k1_4, T::kNonNegativeDecimal,
     true, L::kConditional, Target::kOtherColumns},
    {"PricingQuantity", V::k1_0Preview, V::k1_4, T::kDecimal, true,
     L::kMandatory, Target::kAmount, Amount(ChargeAmount::kPricingQuantity)},
    {"PricingUnit", V::k1_0Preview, V::k1_4, T::kText, true, L::kMandatory,
     Target::kText, Text(ChargeText::kPricingUnit)},
    // Deprecated in 1.3; still read there.
    {"ProviderName", V::k1_0Preview, V::k1_2, T::kText, false, L::kMandatory,
     Target::kText, Text(ChargeText::kServiceProviderName), 1},
    // Deprecated in 1.3; still read there.
    {"PublisherName", V::k1_0Preview, V::k1_2, T::kText, false, L::kMandatory,
     Target::kOtherColumns},
    {"Region", V::k1_0Preview, V::k1_0Preview, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kRegion), 2},
    {"RegionId", V::k1_0, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kRegion)},
    {"RegionName", V::k1_0, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kRegion), 1},
    {"ResourceId", V::k1_0Preview, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kResourceId)},
    {"ResourceName", V::k1_0Preview, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"ResourceType", V::k1_0Preview, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"ServiceCategory", V::k1_0Preview, V::k1_4, T::kText, false, L::kMandatory,
     Target::kText, Text(ChargeText::kServiceCategory)},
    {"ServiceName", V::k1_0Preview, V::k1_4, T::kText, false, L::kMandatory,
     Target::kText, Text(ChargeText::kServiceName)},
    {"ServiceProviderName", V::k1_3, V::k1_4, T::kText, false, L::kMandatory,
     Target::kText, Text(ChargeText::kServiceProviderName)},
    {"ServiceSubcategory", V::k1_1, V::k1_4, T::kText, false, L::kRecommended,
     Target::kOtherColumns},
    {"SkuId", V::k1_0Preview, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kSkuId)},
    {"SkuMeter", V::k1_1, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"SkuPriceDetails", V::k1_1, V::k1_4, T::kKeyValues, true, L::kConditional,
     Target::kOtherColumns},
    {"SkuPriceId", V::k1_0Preview, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kSkuPriceId)},
    {"SubAccountId", V::k1_0Preview, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kSubAccountId)},
    {"SubAccountName", V::k1_0Preview, V::k1_4, T::kText, true, L::kConditional,
     Target::kText, Text(ChargeText::kSubAccountName)},
    {"SubAccountType", V::k1_2, V::k1_4, T::kText, true, L::kConditional,
     Target::kOtherColumns},
    {"Tags", V::k1_0Preview, V::k1_4, T::kKeyValues, true, L::kConditional,
     Target::kText, Text(ChargeText::kTags)},
    {"UsageQuantity", V::k1_0Preview, V::k1_0Preview, T::kDecimal, true,
     L::kConditional, Target::kAmount, Amount(ChargeAmount::kConsumedQuantity),
     1},
    {"UsageUnit", V::k1_0Preview, V::k1_0Preview, T::kText, true,
     L::kConditional, Target::kText, Text(ChargeText::kConsumedUnit), 1},
};

constexpr absl::string_view kChargeCategoryPreview[] = {
    "Adjustment", "Purchase", "Tax", "Usage"};
constexpr absl::string_view kChargeCategory[] = {"Adjustment", "Credit",
                                                 "Purchase", "Tax", "Usage"};
constexpr absl::string_view kChargeClass[] = {"Correction"};
constexpr absl::string_view kChargeFrequency[] = {"One-Time", "Recurring",
                                                  "Usage-Based"};
constexpr absl::string_view kChargeSubcategory[] = {
    "Credit",         "General Adjustment", "On-Demand",      "Refund",
    "Rounding Error", "Unused Commitment",  "Used Commitment"};
constexpr absl::string_view kUsedOrUnused[] = {"Unused", "Used"};
constexpr absl::string_view kSpendOrUsage[] = {"Spend", "Usage"};
constexpr absl::string_view kPricingCategoryPreview[] = {
    "Commitment-Based", "Dynamic", "On-Demand", "Other"};
constexpr absl::string_view kPricingCategory[] = {"Committed", "Dynamic",
                                                  "Other", "Standard"};
constexpr absl::string_view kServiceCategory[] = {"AI and Machine Learning",
                                                  "Analytics",
                                                  "Business Applications",
                                                  "Compute",
                                                  "Databases",
                                                  "Developer Tools",
                                                  "Identity",
                                                  "Integration",
                                                  "Internet of Things",
                                                  "Management and Governance",
                                                  "Media",
                                                  "Migration",
                                                  "Mobile",
                                                  "Multicloud",
                                                  "Networking",
                                                  "Other",
                                                  "Security",
                                                  "Storage",
                                                  "Web"};

struct Subcategory {
  absl::string_view name;
  absl::string_view category;
};
// Ordered by name.
constexpr Subcategory kSubcategories[] = {
    {"AI Platforms", "AI and Machine Learning"},
    {"API Management", "Integration"},
    {"Analytics Platforms", "Analytics"},
    {"Application Networking", "Networking"},
    {"Application Platforms", "Web"},
    {"Architecture", "Management and Governance"},
    {"Backup Storage", "Storage"},
    {"Block Storage", "Storage"},
    {"Bots", "AI and Machine Learning"},
    {"Business Intelligence", "Analytics"},
    {"Caching", "Databases"},
    {"Compliance", "Management and Governance"},
    {"Containers", "Compute"},
    {"Content Creation", "Media"},
    {"Content Delivery", "Networking"},
    {"Continuous Integration and Deployment", "Developer Tools"},
    {"Cost Management", "Management and Governance"},
    {"Data Governance", "Management and Governance"},
    {"Data Migration", "Migration"},
    {"Data Processing", "Analytics"},
    {"Data Warehouses", "Databases"},
    {"Developer Platforms", "Developer Tools"},
    {"Development Environments", "Developer Tools"},
    {"Disaster Recovery", "Management and Governance"},
    {"End User Computing", "Compute"},
    {"Endpoint Management", "Management and Governance"},
    {"File Storage", "Storage"},
    {"Gaming", "Media"},
    {"Generative AI", "AI and Machine Learning"},
    {"Identity and Access Management", "Identity"},
    {"IoT Analytics", "Internet of Things"},
    {"IoT Platforms", "Internet of Things"},
    {"Ledger Databases", "Databases"},
    {"Machine Learning", "AI and Machine Learning"},
    {"Media Streaming", "Media"},
    {"Messaging", "Integration"},
    {"Mixed Reality", "Media"},
    {"Multicloud Integration", "Multicloud"},
    {"Natural Language Processing", "AI and Machine Learning"},
    {"Network Connectivity", "Networking"},
    {"Network Infrastructure", "Networking"},
    {"Network Routing", "Networking"},
    {"Network Security", "Networking"},
    {"NoSQL Databases", "Databases"},
    {"Object Storage", "Storage"},
    {"Observability", "Management and Governance"},
    {"Other (AI and Machine Learning)", "AI and Machine Learning"},
    {"Other (Analytics)", "Analytics"},
    {"Other (Business Applications)", "Business Applications"},
    {"Other (Compute)", "Compute"},
    {"Other (Databases)", "Databases"},
    {"Other (Developer Tools)", "Developer Tools"},
    {"Other (Identity)", "Identity"},
    {"Other (Integration)", "Integration"},
    {"Other (Internet of Things)", "Internet of Things"},
    {"Other (Management and Governance)", "Management and Governance"},
    {"Other (Media)", "Media"},
    {"Other (Migration)", "Migration"},
    {"Other (Mobile)", "Mobile"},
    {"Other (Multicloud)", "Multicloud"},
    {"Other (Networking)", "Networking"},
    {"Other (Other)", "Other"},
    {"Other (Security)", "Security"},
    {"Other (Storage)", "Storage"},
    {"Other (Web)", "Web"},
    {"Productivity and Collaboration", "Business Applications"},
    {"Quality Assurance", "Developer Tools"},
    {"Quantum Compute", "Compute"},
    {"Relational Databases", "Databases"},
    {"Resource Migration", "Migration"},
    {"Search", "Analytics"},
    {"Secret Management", "Security"},
    {"Security Posture Management", "Security"},
    {"Serverless Compute", "Compute"},
    {"Source Code Management", "Developer Tools"},
    {"Storage Platforms", "Storage"},
    {"Streaming Analytics", "Analytics"},
    {"Support", "Management and Governance"},
    {"Threat Detection and Response", "Security"},
    {"Time Series Databases", "Databases"},
    {"Virtual Machines", "Compute"},
    {"Workflow Orchestration", "Integration"},
};

// The values of one column from one version on.
struct AllowedRow {
  absl::string_view column;
  FocusVersion from;
  FocusVersion to;
  std::span<const absl::string_view> values;
};
constexpr AllowedRow kAllowed[] = {
    {"CapacityReservationStatus", V::k1_1, V::k1_4, kUsedOrUnused},
    {"ChargeCategory", V::k1_0Preview, V::k1_0Preview, kChargeCategoryPreview},
    {"ChargeCategory", V::k1_0, V::k1_4, kChargeCategory},
    {"ChargeClass", V::k1_0, V::k1_4, kChargeClass},
    {"ChargeFrequency", V::k1_0Preview, V::k1_4, kChargeFrequency},
    {"ChargeSubcategory", V::k1_0Preview, V::k1_0Preview, kChargeSubcategory},
    {"CommitmentDiscountCategory", V::k1_0Preview, V::k1_4, kSpendOrUsage},
    {"CommitmentDiscountStatus", V::k1_0, V::k1_4, kUsedOrUnused},
    {"PricingCategory", V::k1_0Preview, V::k1_0Preview,
     kPricingCategoryPreview},
    {"PricingCategory", V::k1_0, V::k1_4, kPricingCategory},
    {"ServiceCategory", V::k1_0Preview, V::k1_4, kServiceCategory},
};

}  // namespace

absl::string_view VersionName(FocusVersion version) {
  switch (version) {
    case FocusVersion::k1_0Preview:
      return "1.0-preview";
    case FocusVersion::k1_0:
      return "1.0";
    case FocusVersion::k1_1:
      return "1.1";
    case FocusVersion::k1_2:
      return "1.2";
    case FocusVersion::k1_3:
      return "1.3";
    case FocusVersion::k1_4:
      return "1.4";
  }
  return "";
}

std::span<const FocusColumn> FocusColumns() { return kColumns; }

const FocusColumn* FindFocusColumn(absl::string_view name) {
  const auto* found =
      std::lower_bound(std::begin(kColumns), std::end(kColumns), name,
                       [](const FocusColumn& column, absl::string_view wanted) {
                         return column.name < wanted;
                       });
  if (found == std::end(kColumns) || found->name != name) return nullptr;
  return found;
}

const FocusColumn* FindFocusColumnIgnoringCase(absl::string_view name) {
  for (const FocusColumn& column : kColumns) {
    if (absl::EqualsIgnoreCase(column.name, name)) return &column;
  }
  return nullptr;
}

std::span<const absl::string_view> AllowedValues(const FocusColumn& column,
                                                 FocusVersion version) {
  for (const AllowedRow& row : kAllowed) {
    if (row.column == column.name && row.from <= version && version <= row.to) {
      return row.values;
    }
  }
  return {};
}

absl::string_view CategoryOfSubcategory(absl::string_view subcategory) {
  const auto* found = std::lower_bound(
      std::begin(kSubcategories), std::end(kSubcategories), subcategory,
      [](const Subcategory& row, absl::string_view wanted) {
        return row.name < wanted;
      });
  if (found == std::end(kSubcategories) || found->name != subcategory) {
    return "";
  }
  return found->category;
}

}  // namespace regisseur::focus

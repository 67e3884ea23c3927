#include "services/focus/format_table.h"

namespace regisseur::focus {
namespace {

using S = absl::string_view;

constexpr S kCost[] = {"cost/myCost"};
constexpr S kStart[] = {"lineItem/intervalUsageStart"};
constexpr Words kMarks[] = {kCost, kStart};

constexpr S kEnd[] = {"lineItem/intervalUsageEnd"};
constexpr S kCurrency[] = {"cost/currencyCode"};
constexpr S kTenant[] = {"lineItem/tenantId"};
constexpr S kCompartment[] = {"product/compartmentId"};
constexpr S kCompartmentName[] = {"product/compartmentName"};
constexpr S kService[] = {"product/service"};
constexpr S kDescription[] = {"product/Description"};
constexpr S kRegion[] = {"product/region"};
constexpr S kZone[] = {"product/availabilityDomain"};
constexpr S kResource[] = {"product/resourceId"};
constexpr S kSku[] = {"cost/productSku"};
constexpr S kPrice[] = {"cost/unitPrice"};
constexpr S kQuantity[] = {"usage/billedQuantity"};
constexpr S kUnit[] = {"cost/skuUnitDescription", "cost/billingUnitReadable"};
constexpr S kCorrection[] = {"lineItem/isCorrection"};
constexpr S kTags[] = {"tags/"};

constexpr WordPair kClass[] = {{"false", ""}, {"true", "Correction"}};

constexpr MappingRow kRows[] = {
    {.column = "BilledCost", .sources = kCost},
    {.column = "EffectiveCost", .sources = kCost},
    {.column = "ContractedCost", .sources = kCost},
    {.column = "ContractedUnitPrice", .sources = kPrice},
    {.column = "BillingCurrency", .sources = kCurrency},
    {.column = "BillingAccountId", .sources = kTenant},
    {.column = "BillingPeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kStart},
    {.column = "BillingPeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kStart},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMoment,
     .sources = kStart},
    {.column = "ChargePeriodEnd", .reading = Reading::kMoment, .sources = kEnd},
    {.column = "ChargeCategory",
     .reading = Reading::kConstant,
     .constant = "Usage"},
    {.column = "ChargeClass",
     .reading = Reading::kWord,
     .sources = kCorrection,
     .words = kClass},
    {.column = "ChargeDescription", .sources = kDescription},
    {.column = "ChargeFrequency",
     .reading = Reading::kConstant,
     .constant = "Usage-Based"},
    {.column = "InvoiceIssuerName",
     .reading = Reading::kConstant,
     .constant = "Oracle"},
    {.column = "ProviderName",
     .reading = Reading::kConstant,
     .constant = "Oracle"},
    {.column = "PublisherName",
     .reading = Reading::kConstant,
     .constant = "Oracle"},
    {.column = "SubAccountId", .sources = kCompartment},
    {.column = "SubAccountName", .sources = kCompartmentName},
    {.column = "ServiceName", .sources = kService},
    {.column = "RegionId", .sources = kRegion},
    {.column = "AvailabilityZone", .sources = kZone},
    {.column = "ResourceId", .sources = kResource},
    {.column = "SkuId", .sources = kSku},
    {.column = "PricingQuantity", .sources = kQuantity},
    {.column = "PricingUnit", .sources = kUnit},
    {.column = "ConsumedQuantity", .sources = kQuantity},
    {.column = "ConsumedUnit", .sources = kUnit},
    {.column = "Tags", .reading = Reading::kTagColumns, .sources = kTags},
};

}  // namespace

const FormatTable kOciCostFormat = {
    .name = "oci-cost",
    .description = "an Oracle Cloud cost report",
    .marks = kMarks,
    .rows = kRows,
    .notes =
        "The report tells no billing period: it is the month in which the "
        "interval starts. Its unit price is the one of the rate card, so "
        "ListCost and ListUnitPrice stay null. Oracle writes a file every few "
        "hours that holds other lines of the same month: `files: parts`."};

}  // namespace regisseur::focus

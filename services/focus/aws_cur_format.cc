#include "services/focus/format_table.h"

namespace regisseur::focus {
namespace {

using S = absl::string_view;

constexpr S kCost[] = {"lineItem/UnblendedCost"};
constexpr S kType[] = {"lineItem/LineItemType"};
constexpr Words kMarks[] = {kCost, kType};

constexpr S kCurrency[] = {"lineItem/CurrencyCode"};
constexpr S kPayer[] = {"bill/PayerAccountId"};
constexpr S kPayerName[] = {"bill/PayerAccountName"};
constexpr S kBillStart[] = {"bill/BillingPeriodStartDate"};
constexpr S kBillEnd[] = {"bill/BillingPeriodEndDate"};
constexpr S kUsageStart[] = {"lineItem/UsageStartDate"};
constexpr S kUsageEnd[] = {"lineItem/UsageEndDate"};
constexpr S kIssuer[] = {"bill/InvoicingEntity", "lineItem/LegalEntity"};
constexpr S kPublisher[] = {"lineItem/LegalEntity"};
constexpr S kInvoice[] = {"bill/InvoiceId"};
constexpr S kAccount[] = {"lineItem/UsageAccountId"};
constexpr S kAccountName[] = {"lineItem/UsageAccountName"};
constexpr S kDescription[] = {"lineItem/LineItemDescription"};
constexpr S kService[] = {"product/ProductName", "product/servicename",
                          "lineItem/ProductCode"};
constexpr S kRegion[] = {"product/regionCode", "product/region"};
constexpr S kZone[] = {"lineItem/AvailabilityZone"};
constexpr S kResource[] = {"lineItem/ResourceId"};
constexpr S kSku[] = {"product/sku"};
constexpr S kRateCode[] = {"pricing/RateCode"};
constexpr S kMeter[] = {"lineItem/UsageType"};
constexpr S kQuantity[] = {"lineItem/UsageAmount"};
constexpr S kUnit[] = {"pricing/unit"};
constexpr S kListCost[] = {"pricing/publicOnDemandCost"};
constexpr S kListPrice[] = {"pricing/publicOnDemandRate"};
constexpr S kTags[] = {"resourceTags/", "resource_tags_"};
constexpr S kReservation[] = {"reservation/ReservationARN"};
constexpr S kReservationCost[] = {"reservation/EffectiveCost"};
constexpr S kUnusedFees[] = {
    "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
    "reservation/UnusedRecurringFee"};
constexpr S kPlan[] = {"savingsPlan/SavingsPlanARN"};
constexpr S kPlanCost[] = {"savingsPlan/SavingsPlanEffectiveCost"};
constexpr S kPlanUnused[] = {"savingsPlan/TotalCommitmentToDate",
                             "savingsPlan/UsedCommitment"};
constexpr S kCommitment[] = {"savingsPlan/SavingsPlanARN",
                             "reservation/ReservationARN"};

constexpr WordPair kCategory[] = {{"Usage", "Usage"},
                                  {"DiscountedUsage", "Usage"},
                                  {"SavingsPlanCoveredUsage", "Usage"},
                                  {"SavingsPlanNegation", "Usage"},
                                  {"Fee", "Purchase"},
                                  {"RIFee", "Purchase"},
                                  {"SavingsPlanRecurringFee", "Purchase"},
                                  {"SavingsPlanUpfrontFee", "Purchase"},
                                  {"Tax", "Tax"},
                                  {"Credit", "Credit"},
                                  {"Refund", "Adjustment"},
                                  {"Discount", "Adjustment"},
                                  {"BundledDiscount", "Adjustment"},
                                  {"EdpDiscount", "Adjustment"},
                                  {"SppDiscount", "Adjustment"},
                                  {"PrivateRateDiscount", "Adjustment"},
                                  {"RiVolumeDiscount", "Adjustment"},
                                  {"DistributorDiscount", "Adjustment"}};

constexpr S kReserved[] = {"DiscountedUsage"};
constexpr S kCovered[] = {"SavingsPlanCoveredUsage"};
constexpr S kNegation[] = {"SavingsPlanNegation"};
constexpr S kNegationOrUpfront[] = {"SavingsPlanNegation",
                                    "SavingsPlanUpfrontFee"};
constexpr S kRiFee[] = {"RIFee"};
constexpr S kPlanFee[] = {"SavingsPlanRecurringFee"};
constexpr S kFee[] = {"Fee"};
constexpr S kUsages[] = {"Usage", "DiscountedUsage", "SavingsPlanCoveredUsage"};
constexpr S kRecurringFees[] = {"RIFee", "SavingsPlanRecurringFee"};
constexpr S kOneTimeFees[] = {"Fee", "SavingsPlanUpfrontFee"};

constexpr Condition kIsReserved[] = {{kType, kReserved}};
constexpr Condition kIsCovered[] = {{kType, kCovered}};
constexpr Condition kIsNegation[] = {{kType, kNegation}};
constexpr Condition kIsNegationOrUpfront[] = {{kType, kNegationOrUpfront}};
constexpr Condition kIsRiFee[] = {{kType, kRiFee}};
constexpr Condition kIsPlanFee[] = {{kType, kPlanFee}};
constexpr Condition kIsReservationFee[] = {{kType, kFee}, {kReservation, {}}};
constexpr Condition kIsUsage[] = {{kType, kUsages}};
constexpr Condition kIsRecurring[] = {{kType, kRecurringFees}};
constexpr Condition kIsOneTime[] = {{kType, kOneTimeFees}};
constexpr Condition kHasPlan[] = {{kPlan, {}}};
constexpr Condition kHasReservation[] = {{kReservation, {}}};

constexpr MappingRow kRows[] = {
    {.column = "BilledCost", .sources = kCost},
    {.column = "EffectiveCost",
     .sources = kReservationCost,
     .when = kIsReserved},
    {.column = "EffectiveCost", .sources = kPlanCost, .when = kIsCovered},
    {.column = "EffectiveCost",
     .reading = Reading::kSum,
     .sources = kUnusedFees,
     .when = kIsRiFee},
    {.column = "EffectiveCost",
     .reading = Reading::kDifference,
     .sources = kPlanUnused,
     .when = kIsPlanFee},
    {.column = "EffectiveCost",
     .reading = Reading::kConstant,
     .constant = "0",
     .when = kIsNegationOrUpfront},
    {.column = "EffectiveCost",
     .reading = Reading::kConstant,
     .constant = "0",
     .when = kIsReservationFee},
    {.column = "EffectiveCost", .sources = kCost},
    {.column = "ListCost", .sources = kListCost, .when = kIsUsage},
    {.column = "ListCost",
     .reading = Reading::kConstant,
     .constant = "0",
     .when = kIsNegation},
    {.column = "ListCost", .sources = kCost},
    {.column = "ContractedCost",
     .reading = Reading::kNothing,
     .when = kIsReserved},
    {.column = "ContractedCost",
     .reading = Reading::kConstant,
     .constant = "0",
     .when = kIsNegation},
    {.column = "ContractedCost", .sources = kCost},
    {.column = "ListUnitPrice", .sources = kListPrice, .when = kIsUsage},
    {.column = "BillingCurrency", .sources = kCurrency},
    {.column = "BillingAccountId", .sources = kPayer},
    {.column = "BillingAccountName", .sources = kPayerName},
    {.column = "BillingPeriodStart",
     .reading = Reading::kMoment,
     .sources = kBillStart},
    {.column = "BillingPeriodEnd",
     .reading = Reading::kMoment,
     .sources = kBillEnd},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMoment,
     .sources = kUsageStart},
    {.column = "ChargePeriodEnd",
     .reading = Reading::kMoment,
     .sources = kUsageEnd},
    {.column = "ChargeCategory",
     .reading = Reading::kWord,
     .sources = kType,
     .words = kCategory},
    {.column = "ChargeFrequency",
     .reading = Reading::kConstant,
     .constant = "Usage-Based",
     .when = kIsUsage},
    {.column = "ChargeFrequency",
     .reading = Reading::kConstant,
     .constant = "Recurring",
     .when = kIsRecurring},
    {.column = "ChargeFrequency",
     .reading = Reading::kConstant,
     .constant = "One-Time",
     .when = kIsOneTime},
    {.column = "ChargeDescription", .sources = kDescription},
    {.column = "CommitmentDiscountCategory",
     .reading = Reading::kConstant,
     .constant = "Spend",
     .when = kHasPlan},
    {.column = "CommitmentDiscountCategory",
     .reading = Reading::kConstant,
     .constant = "Usage",
     .when = kHasReservation},
    {.column = "CommitmentDiscountId", .sources = kCommitment},
    {.column = "InvoiceId", .sources = kInvoice},
    {.column = "InvoiceIssuerName", .sources = kIssuer},
    {.column = "ProviderName",
     .reading = Reading::kConstant,
     .constant = "AWS"},
    {.column = "PublisherName", .sources = kPublisher},
    {.column = "SubAccountId", .sources = kAccount},
    {.column = "SubAccountName", .sources = kAccountName},
    {.column = "ServiceName", .sources = kService},
    {.column = "RegionId", .sources = kRegion},
    {.column = "AvailabilityZone", .sources = kZone},
    {.column = "ResourceId", .sources = kResource},
    {.column = "SkuId", .sources = kSku},
    {.column = "SkuMeter", .sources = kMeter},
    {.column = "SkuPriceId", .sources = kRateCode},
    {.column = "PricingQuantity", .sources = kQuantity, .when = kIsUsage},
    {.column = "PricingUnit", .sources = kUnit, .when = kIsUsage},
    {.column = "ConsumedQuantity", .sources = kQuantity, .when = kIsUsage},
    {.column = "ConsumedUnit", .sources = kUnit, .when = kIsUsage},
    {.column = "Tags", .reading = Reading::kTagColumns, .sources = kTags},
};

}  // namespace

const FormatTable kAwsCurFormat = {
    .name = "aws-cur",
    .description = "an AWS Cost and Usage Report",
    .marks = kMarks,
    .rows = kRows,
    .notes =
        "Both spellings of a header are read: `lineItem/UnblendedCost` and "
        "`line_item_unblended_cost`. BilledCost is what each line was billed, "
        "also of usage under a savings plan and of the negation that takes it "
        "back, so that the sum is the bill's. A report of several files is one "
        "edition: `files: parts`."};

}  // namespace regisseur::focus

#include "services/focus/format_table.h"

namespace regisseur::focus {
namespace {

using S = absl::string_view;

constexpr S kCost[] = {"CostInBillingCurrency", "Cost", "PreTaxCost",
                       "ExtendedCost"};
constexpr S kMeterId[] = {"MeterId"};
constexpr S kChargeType[] = {"ChargeType"};
constexpr Words kMarks[] = {kCost, kMeterId, kChargeType};

constexpr S kCurrency[] = {"BillingCurrencyCode", "BillingCurrency",
                           "Currency"};
constexpr S kBillStart[] = {"BillingPeriodStartDate"};
constexpr S kBillEnd[] = {"BillingPeriodEndDate"};
constexpr S kDate[] = {"Date", "UsageDateTime", "UsageDate"};
constexpr S kAccount[] = {"BillingAccountId", "EnrollmentNumber"};
constexpr S kAccountName[] = {"BillingAccountName"};
constexpr S kSubscription[] = {"SubscriptionId", "SubscriptionGuid"};
constexpr S kSubscriptionName[] = {"SubscriptionName"};
constexpr S kService[] = {"MeterCategory", "ConsumedService"};
constexpr S kProduct[] = {"Product", "ProductName"};
constexpr S kRegion[] = {"ResourceLocation", "ResourceLocationNormalized",
                         "MeterRegion"};
constexpr S kZone[] = {"AvailabilityZone"};
constexpr S kResource[] = {"ResourceId", "InstanceId", "InstanceName"};
constexpr S kResourceName[] = {"ResourceName"};
constexpr S kPart[] = {"PartNumber"};
constexpr S kMeterName[] = {"MeterName"};
constexpr S kQuantity[] = {"Quantity", "UsageQuantity", "ConsumedQuantity"};
constexpr S kUnit[] = {"UnitOfMeasure"};
constexpr S kUnitPrice[] = {"UnitPrice"};
constexpr S kListPrice[] = {"PayGPrice", "PayGPriceInBillingCurrency"};
constexpr S kFrequency[] = {"Frequency"};
constexpr S kPublisher[] = {"PublisherName"};
constexpr S kTags[] = {"Tags"};
constexpr S kInvoice[] = {"InvoiceId"};
constexpr S kModel[] = {"PricingModel"};
constexpr S kBenefit[] = {"BenefitId", "ReservationId"};
constexpr S kBenefitName[] = {"BenefitName", "ReservationName"};
constexpr S kPricingCurrency[] = {"PricingCurrencyCode", "PricingCurrency"};

constexpr WordPair kCategory[] = {{"Usage", "Usage"},
                                  {"UnusedReservation", "Usage"},
                                  {"UnusedSavingsPlan", "Usage"},
                                  {"Purchase", "Purchase"},
                                  {"Tax", "Tax"},
                                  {"Credit", "Credit"},
                                  {"Refund", "Adjustment"},
                                  {"RoundingAdjustment", "Adjustment"},
                                  {"Adjustment", "Adjustment"}};
constexpr WordPair kFrequencies[] = {{"UsageBased", "Usage-Based"},
                                     {"Recurring", "Recurring"},
                                     {"OneTime", "One-Time"}};
constexpr WordPair kPricing[] = {{"OnDemand", "Standard"},
                                 {"Spot", "Dynamic"},
                                 {"Reservation", "Committed"},
                                 {"SavingsPlan", "Committed"}};

constexpr S kPurchaseOrRefund[] = {"Purchase", "Refund"};
constexpr S kUsage[] = {"Usage"};
constexpr S kCommitted[] = {"Reservation", "SavingsPlan"};
constexpr S kUnused[] = {"UnusedReservation", "UnusedSavingsPlan"};

constexpr Condition kIsCommitmentPurchase[] = {{kChargeType, kPurchaseOrRefund},
                                               {kModel, kCommitted}};
constexpr Condition kIsCommittedUsage[] = {{kChargeType, kUsage},
                                           {kModel, kCommitted}};

constexpr FileRemark kRemarks[] = {
    {kChargeType, kUnused, FocusRule::kAmortised}};

constexpr MappingRow kRows[] = {
    {.column = "BilledCost", .sources = kCost},
    {.column = "EffectiveCost",
     .reading = Reading::kConstant,
     .constant = "0",
     .when = kIsCommitmentPurchase},
    {.column = "EffectiveCost",
     .reading = Reading::kNothing,
     .when = kIsCommittedUsage},
    {.column = "EffectiveCost", .sources = kCost},
    {.column = "ContractedUnitPrice", .sources = kUnitPrice},
    {.column = "ListUnitPrice", .sources = kListPrice},
    {.column = "BillingCurrency", .sources = kCurrency},
    {.column = "BillingAccountId", .sources = kAccount},
    {.column = "BillingAccountName", .sources = kAccountName},
    {.column = "BillingPeriodStart",
     .reading = Reading::kMoment,
     .sources = kBillStart},
    {.column = "BillingPeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kDate},
    {.column = "BillingPeriodEnd",
     .reading = Reading::kDayAfter,
     .sources = kBillEnd},
    {.column = "BillingPeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kDate},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMoment,
     .sources = kDate},
    {.column = "ChargePeriodEnd",
     .reading = Reading::kDayAfter,
     .sources = kDate},
    {.column = "ChargeCategory",
     .reading = Reading::kWord,
     .sources = kChargeType,
     .words = kCategory},
    {.column = "ChargeFrequency",
     .reading = Reading::kWord,
     .sources = kFrequency,
     .words = kFrequencies},
    {.column = "ChargeDescription", .sources = kProduct},
    {.column = "CommitmentDiscountId", .sources = kBenefit},
    {.column = "CommitmentDiscountName", .sources = kBenefitName},
    {.column = "InvoiceId", .sources = kInvoice},
    {.column = "InvoiceIssuerName",
     .reading = Reading::kConstant,
     .constant = "Microsoft"},
    {.column = "PricingCategory",
     .reading = Reading::kWord,
     .sources = kModel,
     .words = kPricing},
    {.column = "PricingCurrency", .sources = kPricingCurrency},
    {.column = "ProviderName",
     .reading = Reading::kConstant,
     .constant = "Microsoft"},
    {.column = "PublisherName", .sources = kPublisher},
    {.column = "SubAccountId", .sources = kSubscription},
    {.column = "SubAccountName", .sources = kSubscriptionName},
    {.column = "ServiceName", .sources = kService},
    {.column = "RegionId", .sources = kRegion},
    {.column = "AvailabilityZone", .sources = kZone},
    {.column = "ResourceId", .sources = kResource},
    {.column = "ResourceName", .sources = kResourceName},
    {.column = "SkuId", .sources = kMeterId},
    {.column = "SkuMeter", .sources = kMeterName},
    {.column = "SkuPriceId", .sources = kPart},
    {.column = "PricingQuantity", .sources = kQuantity},
    {.column = "PricingUnit", .sources = kUnit},
    {.column = "ConsumedQuantity", .sources = kQuantity},
    {.column = "ConsumedUnit", .sources = kUnit},
    {.column = "Tags", .reading = Reading::kBraces, .sources = kTags},
};

}  // namespace

const FormatTable kAzureUsageFormat = {
    .name = "azure-usage",
    .description = "an Azure usage export",
    .marks = kMarks,
    .rows = kRows,
    .dates = DateForm::kMonthFirst,
    .remarks = kRemarks,
    .notes =
        "Enterprise Agreement and Microsoft Customer Agreement. Days are "
        "month first (`9/2/2023`) or ISO; the end of a billing period is its "
        "last day. Send the *actual* cost: in an amortised export the costs "
        "are not what was billed, which `focus-amortised` tells. ListCost and "
        "ContractedCost are not in the file and stay null; so does the "
        "EffectiveCost of usage that a reservation or savings plan covers, "
        "which only the amortised export tells."};

}  // namespace regisseur::focus

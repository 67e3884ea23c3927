#include "services/charges/charges_adapter.h"

namespace regisseur::charges {
namespace {

using S = absl::string_view;
using focus::Alias;
using focus::Condition;
using focus::MappingRow;
using focus::Reading;
using focus::WordPair;
using focus::Words;

constexpr S kAmount[] = {"amount"};
constexpr S kWhen[] = {"period", "from", "invoice date"};
constexpr Words kMarks[] = {kAmount, kWhen};

constexpr S kVat[] = {"vat"};
constexpr S kCurrency[] = {"currency"};
constexpr S kPeriod[] = {"period"};
constexpr S kMonthOf[] = {"period", "invoice date", "from"};
constexpr S kFrom[] = {"from"};
constexpr S kUntil[] = {"until"};
constexpr S kProvider[] = {"provider"};
constexpr S kService[] = {"service"};
constexpr S kServiceCategory[] = {"service category"};
constexpr S kDescription[] = {"description"};
constexpr S kCategory[] = {"category"};
constexpr S kFrequency[] = {"frequency"};
constexpr S kInvoice[] = {"invoice"};
constexpr S kAccount[] = {"account"};
constexpr S kCostCentre[] = {"cost centre"};
constexpr S kQuantity[] = {"quantity"};
constexpr S kUnit[] = {"unit"};
constexpr S kUnitPrice[] = {"unit price"};
constexpr S kListCost[] = {"list cost"};
constexpr S kContractedCost[] = {"contracted cost"};
constexpr S kTags[] = {"tag:"};

constexpr WordPair kCategories[] = {{"fee", "Purchase"},
                                    {"fixed", "Purchase"},
                                    {"subscription", "Purchase"},
                                    {"purchase", "Purchase"},
                                    {"vast", "Purchase"},
                                    {"abonnement", "Purchase"},
                                    {"licentie", "Purchase"},
                                    {"usage", "Usage"},
                                    {"verbruik", "Usage"},
                                    {"tax", "Tax"},
                                    {"vat", "Tax"},
                                    {"btw", "Tax"},
                                    {"credit", "Credit"},
                                    {"creditnota", "Credit"},
                                    {"korting", "Credit"},
                                    {"adjustment", "Adjustment"},
                                    {"verrekening", "Adjustment"},
                                    {"correction", "Adjustment"},
                                    {"correctie", "Adjustment"}};
constexpr WordPair kFrequencies[] = {
    {"monthly", "Recurring"},       {"yearly", "Recurring"},
    {"quarterly", "Recurring"},     {"recurring", "Recurring"},
    {"maandelijks", "Recurring"},   {"jaarlijks", "Recurring"},
    {"per kwartaal", "Recurring"},  {"one-time", "One-Time"},
    {"once", "One-Time"},           {"eenmalig", "One-Time"},
    {"usage-based", "Usage-Based"}, {"verbruik", "Usage-Based"}};
constexpr S kCorrections[] = {"correction", "correctie"};
constexpr Condition kIsCorrection[] = {{kCategory, kCorrections}};

constexpr S kAmountWords[] = {
    "net",    "net amount",      "cost",        "price",
    "bedrag", "netto",           "nettobedrag", "kosten",
    "prijs",  "bedrag excl btw", "excl btw",    "amount excl vat"};
constexpr S kVatWords[] = {"vat amount", "tax", "btw", "btw bedrag"};
constexpr S kCurrencyWords[] = {"valuta", "munt"};
constexpr S kPeriodWords[] = {"month", "periode", "maand", "billing period",
                              "factuurmaand"};
constexpr S kFromWords[] = {"start", "van", "vanaf", "periode van"};
constexpr S kUntilWords[] = {"to", "end", "tot en met", "t/m",
                             "periode tot en met"};
constexpr S kInvoiceDateWords[] = {"date", "factuurdatum", "datum"};
constexpr S kProviderWords[] = {"supplier", "partner", "leverancier", "vendor"};
constexpr S kServiceWords[] = {"dienst", "product", "service name"};
constexpr S kServiceCategoryWords[] = {"dienstcategorie"};
constexpr S kDescriptionWords[] = {"omschrijving", "toelichting"};
constexpr S kCategoryWords[] = {"kind", "type", "soort", "charge category"};
constexpr S kFrequencyWords[] = {"frequentie", "charge frequency"};
constexpr S kInvoiceWords[] = {"invoice number", "invoice id", "factuur",
                               "factuurnummer"};
constexpr S kAccountWords[] = {"contract", "billing account", "klantnummer"};
constexpr S kCostCentreWords[] = {"cost center", "kostenplaats", "sub account"};
constexpr S kQuantityWords[] = {"aantal", "hoeveelheid"};
constexpr S kUnitWords[] = {"eenheid"};
constexpr S kUnitPriceWords[] = {"prijs per eenheid", "stuksprijs", "tarief",
                                 "rate"};

constexpr Alias kAliases[] = {
    {"amount", kAmountWords},
    {"vat", kVatWords},
    {"currency", kCurrencyWords},
    {"period", kPeriodWords},
    {"from", kFromWords},
    {"until", kUntilWords},
    {"invoice date", kInvoiceDateWords},
    {"provider", kProviderWords},
    {"service", kServiceWords},
    {"service category", kServiceCategoryWords},
    {"description", kDescriptionWords},
    {"category", kCategoryWords},
    {"frequency", kFrequencyWords},
    {"invoice", kInvoiceWords},
    {"account", kAccountWords},
    {"cost centre", kCostCentreWords},
    {"quantity", kQuantityWords},
    {"unit", kUnitWords},
    {"unit price", kUnitPriceWords},
};

constexpr MappingRow kRows[] = {
    {.column = "BilledCost", .sources = kAmount},
    {.column = "EffectiveCost", .sources = kAmount},
    {.column = "ListCost", .sources = kListCost},
    {.column = "ContractedCost", .sources = kContractedCost},
    {.column = "ContractedUnitPrice", .sources = kUnitPrice},
    {.column = "BillingCurrency", .sources = kCurrency},
    {.column = "BillingCurrency", .reading = Reading::kOwnCurrency},
    {.column = "BillingAccountId", .sources = kAccount},
    {.column = "BillingPeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kMonthOf},
    {.column = "BillingPeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kMonthOf},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMoment,
     .sources = kFrom},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kMonthOf},
    {.column = "ChargePeriodEnd",
     .reading = Reading::kDayAfter,
     .sources = kUntil},
    {.column = "ChargePeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kMonthOf},
    {.column = "ChargeCategory",
     .reading = Reading::kWord,
     .sources = kCategory,
     .words = kCategories},
    {.column = "ChargeCategory",
     .reading = Reading::kConstant,
     .constant = "Purchase"},
    {.column = "ChargeClass",
     .reading = Reading::kConstant,
     .constant = "Correction",
     .when = kIsCorrection},
    {.column = "ChargeFrequency",
     .reading = Reading::kWord,
     .sources = kFrequency,
     .words = kFrequencies},
    {.column = "ChargeDescription", .sources = kDescription},
    {.column = "InvoiceId", .sources = kInvoice},
    {.column = "ProviderName", .sources = kProvider},
    {.column = "SubAccountId", .sources = kCostCentre},
    {.column = "x_CostCenter", .sources = kCostCentre},
    {.column = "ServiceName", .sources = kService},
    {.column = "ServiceCategory", .sources = kServiceCategory},
    {.column = "PricingQuantity", .sources = kQuantity},
    {.column = "PricingUnit", .sources = kUnit},
    {.column = "Tags", .reading = Reading::kTagColumns, .sources = kTags},
};

constexpr MappingRow kVatRows[] = {
    {.column = "BilledCost", .sources = kVat},
    {.column = "EffectiveCost", .sources = kVat},
    {.column = "ListCost", .reading = Reading::kNothing},
    {.column = "ContractedCost", .reading = Reading::kNothing},
    {.column = "ContractedUnitPrice", .reading = Reading::kNothing},
    {.column = "PricingQuantity", .reading = Reading::kNothing},
    {.column = "PricingUnit", .reading = Reading::kNothing},
    {.column = "ChargeCategory",
     .reading = Reading::kConstant,
     .constant = "Tax"},
};

}  // namespace

const focus::FormatTable kChargesFormat = {
    .name = "charges",
    .description = "a plain list of charges",
    .marks = kMarks,
    .rows = kRows,
    .second_rows = kVatRows,
    .dates = focus::DateForm::kDayFirst,
    .numbers = focus::NumberForm::kLocal,
    .yaml = true,
    .aliases = kAliases,
    .notes =
        "For a partner with a flat fee: an amount and a month are enough, and "
        "nothing has to be invented. List and contracted cost may be absent. "
        "Days are day first (`31-10-2026`) or ISO, amounts have a decimal "
        "comma or point; without a currency it is the portfolio's. `from` and "
        "`until` (its last day) say which time an amount is for, where that is "
        "not its month. A file named "
        "`.yaml` is a list of such lines: `- {month: 2026-09, amount: "
        "12000.00}`. Read by the adapter `charges`."};

}  // namespace regisseur::charges

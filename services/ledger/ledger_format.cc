#include "services/ledger/ledger_adapter.h"

namespace regisseur::ledger {
namespace {

using S = absl::string_view;
using focus::Alias;
using focus::MappingRow;
using focus::Reading;
using focus::Words;

constexpr S kCreditor[] = {"creditor"};
constexpr S kAmounts[] = {"net", "gross"};
constexpr Words kMarks[] = {kCreditor, kAmounts};

constexpr S kNet[] = {"net"};
constexpr S kGrossLessVat[] = {"gross", "vat"};
constexpr S kVat[] = {"vat"};
constexpr S kInvoice[] = {"invoice"};
constexpr S kCurrency[] = {"currency"};
constexpr S kMonth[] = {"period"};
constexpr S kBooked[] = {"posting date", "invoice date"};
constexpr S kPosting[] = {"posting date"};
constexpr S kInvoiceDate[] = {"invoice date"};
constexpr S kFrom[] = {"from"};
constexpr S kUntil[] = {"until"};
constexpr S kPaid[] = {"paid on"};
constexpr S kDue[] = {"due date"};
constexpr S kCostCentre[] = {"cost centre"};
constexpr S kCostCentreName[] = {"cost centre name"};
constexpr S kAccount[] = {"service", "ledger account"};
constexpr S kDescription[] = {"description"};
constexpr S kAdministration[] = {"administration"};

constexpr S kCreditorWords[] = {
    "crediteur",     "crediteurnaam",    "naam crediteur",   "creditor name",
    "leverancier",   "leveranciersnaam", "naam leverancier", "supplier",
    "supplier name", "vendor",           "vendor name",      "relatie",
    "provider"};
constexpr S kInvoiceWords[] = {
    "invoice number", "invoice no", "invoice id",         "factuur",
    "factuurnummer",  "factuurnr",  "factuurnr crediteur"};
constexpr S kNetWords[] = {"net amount",
                           "amount excl vat",
                           "amount excluding vat",
                           "excl vat",
                           "netto",
                           "nettobedrag",
                           "netto bedrag",
                           "bedrag excl btw",
                           "bedrag ex btw",
                           "bedrag exclusief btw",
                           "excl btw",
                           "exclusief btw"};
constexpr S kGrossWords[] = {"gross amount",
                             "amount incl vat",
                             "amount including vat",
                             "incl vat",
                             "bruto",
                             "brutobedrag",
                             "bedrag incl btw",
                             "bedrag inclusief btw",
                             "incl btw",
                             "inclusief btw",
                             "factuurbedrag"};
constexpr S kVatWords[] = {"vat amount", "tax", "btw", "btw bedrag",
                           "omzetbelasting"};
constexpr S kCurrencyWords[] = {"valuta", "munt", "munteenheid",
                                "currency code"};
constexpr S kPeriodWords[] = {"month", "periode", "maand", "boekperiode",
                              "accounting period"};
constexpr S kPostingWords[] = {"posted on",  "booking date",
                               "boekdatum",  "boekingsdatum",
                               "geboekt op", "datum geboekt"};
constexpr S kInvoiceDateWords[] = {"factuurdatum", "datum factuur"};
constexpr S kFromWords[] = {"period from", "service from", "van",
                            "vanaf",       "periode van",  "prestatie van"};
constexpr S kUntilWords[] = {
    "period until", "period to",          "service until", "tot en met",
    "t/m",          "periode tot en met", "periode t/m",   "prestatie t/m"};
constexpr S kPaidWords[] = {"paid",    "payment date", "betaald op",
                            "betaald", "betaaldatum",  "datum betaald"};
constexpr S kDueWords[] = {"due on", "vervaldatum", "vervalt op"};
constexpr S kCostCentreWords[] = {"cost center", "cost centre code",
                                  "kostenplaats", "kostenplaatscode", "kpl"};
constexpr S kCostCentreNameWords[] = {"cost center name", "kostenplaatsnaam",
                                      "naam kostenplaats"};
constexpr S kServiceWords[] = {"dienst", "product"};
constexpr S kAccountWords[] = {"gl account",      "general ledger account",
                               "grootboek",       "grootboekrekening",
                               "grootboeknummer", "rekening"};
constexpr S kDescriptionWords[] = {"omschrijving", "boekingsomschrijving",
                                   "tekst", "text"};
constexpr S kAdministrationWords[] = {"administratie", "bedrijf", "company",
                                      "entity"};

constexpr Alias kAliases[] = {
    {"creditor", kCreditorWords},
    {"invoice", kInvoiceWords},
    {"net", kNetWords},
    {"vat", kVatWords},
    {"gross", kGrossWords},
    {"currency", kCurrencyWords},
    {"period", kPeriodWords},
    {"posting date", kPostingWords},
    {"invoice date", kInvoiceDateWords},
    {"from", kFromWords},
    {"until", kUntilWords},
    {"paid on", kPaidWords},
    {"due date", kDueWords},
    {"cost centre", kCostCentreWords},
    {"cost centre name", kCostCentreNameWords},
    {"service", kServiceWords},
    {"ledger account", kAccountWords},
    {"description", kDescriptionWords},
    {"administration", kAdministrationWords},
};

constexpr MappingRow kRows[] = {
    {.column = "BilledCost", .sources = kNet},
    {.column = "BilledCost",
     .reading = Reading::kDifference,
     .sources = kGrossLessVat},
    {.column = "EffectiveCost", .sources = kNet},
    {.column = "EffectiveCost",
     .reading = Reading::kDifference,
     .sources = kGrossLessVat},
    {.column = "BillingCurrency", .sources = kCurrency},
    {.column = "BillingCurrency", .reading = Reading::kOwnCurrency},
    {.column = "BillingAccountId", .sources = kAdministration},
    {.column = "BillingPeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kMonth},
    {.column = "BillingPeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kBooked},
    {.column = "BillingPeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kMonth},
    {.column = "BillingPeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kBooked},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMoment,
     .sources = kFrom},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kMonth},
    {.column = "ChargePeriodStart",
     .reading = Reading::kMonthStart,
     .sources = kBooked},
    {.column = "ChargePeriodEnd",
     .reading = Reading::kDayAfter,
     .sources = kUntil},
    {.column = "ChargePeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kMonth},
    {.column = "ChargePeriodEnd",
     .reading = Reading::kMonthEnd,
     .sources = kBooked},
    {.column = "ChargeCategory",
     .reading = Reading::kConstant,
     .constant = "Purchase"},
    {.column = "ChargeDescription", .sources = kDescription},
    {.column = "InvoiceId", .sources = kInvoice},
    {.column = "InvoiceIssuerName", .sources = kCreditor},
    {.column = "ProviderName", .sources = kCreditor},
    {.column = "SubAccountId", .sources = kCostCentre},
    {.column = "x_CostCenter", .sources = kCostCentre},
    {.column = "SubAccountName", .sources = kCostCentreName},
    {.column = "ServiceName", .sources = kAccount},
    {.column = "x_PostingDate",
     .reading = Reading::kMoment,
     .sources = kPosting},
    {.column = "x_InvoiceDate",
     .reading = Reading::kMoment,
     .sources = kInvoiceDate},
    {.column = "x_DueDate", .reading = Reading::kMoment, .sources = kDue},
    {.column = "x_PaidOn", .reading = Reading::kMoment, .sources = kPaid},
};

constexpr MappingRow kVatRows[] = {
    {.column = "BilledCost", .sources = kVat},
    {.column = "EffectiveCost", .sources = kVat},
    {.column = "ChargeCategory",
     .reading = Reading::kConstant,
     .constant = "Tax"},
};

}  // namespace

const focus::FormatTable kLedgerFormat = {
    .name = "ledger",
    .description = "our own finance export",
    .marks = kMarks,
    .rows = kRows,
    .second_rows = kVatRows,
    .dates = focus::DateForm::kDayFirst,
    .numbers = focus::NumberForm::kLocal,
    .aliases = kAliases,
    .notes =
        "One line an invoice, or an invoice and cost centre. Days are day "
        "first (`31-10-2026`) or ISO, amounts have a decimal comma or point. "
        "The month is the period of the books where the file tells it, else "
        "that of the posting date, else of the invoice date. A credit note has "
        "negative amounts. Read by the adapter `ledger`."};

}  // namespace regisseur::ledger

#pragma once

#include "core/invoice/invoice.h"

namespace regisseur {

// An invoice for tests: every field filled, none like another.
inline Invoice FullInvoice() {
  const auto amount = [](const char* text) {
    return Decimal::Parse(text).value();
  };
  Invoice invoice;
  invoice.file_line = 2;
  invoice.syntax = "UBL Invoice";
  invoice.kind = InvoiceKind::kInvoice;
  invoice.type_code = "380";
  invoice.number = "F2026-0417";
  invoice.issue_day = absl::CivilDay(2026, 10, 31);
  invoice.due_day = absl::CivilDay(2026, 11, 30);
  invoice.tax_point_day = absl::CivilDay(2026, 10, 30);
  invoice.period = {absl::CivilDay(2026, 10, 1), absl::CivilDay(2026, 10, 29)};
  invoice.currency = "EUR";
  invoice.tax_currency = "SEK";
  invoice.customization = "urn:cen.eu:en16931:2017";
  invoice.profile = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
  invoice.seller = {"CloudNine B.V.",
                    "Cloud Nine",
                    {{"id-1", "0088"}, {"id-2", ""}},
                    {"27000001", "0106"},
                    "NL000000001B01",
                    "tax-1",
                    {"cloudnine", "0190"},
                    "NL"};
  invoice.buyer = {"Gemeente Voorbeeld",  "Voorbeeld",
                   {{"klant-77", ""}},    {"00000001", "0190"},
                   "NL000000002B01",      "tax-2",
                   {"voorbeeld", "0106"}, "BE"};
  invoice.payee = InvoiceParty{"Factoring N.V.", "Factor", {}, {"5", "0106"},
                               "NL000000003B01", "",       {}, "DE"};
  invoice.buyer_reference = "KP-11";
  invoice.project = "P-12";
  invoice.contract = "C-13";
  invoice.order = "PO-14";
  invoice.sales_order = "SO-15";
  invoice.accounting_reference = "4300";
  invoice.preceding = {{"F2026-0416", absl::CivilDay(2026, 9, 30)},
                       {"F2026-0415", std::nullopt}};
  invoice.notes = {"Bedankt voor uw opdracht", "Tweede regel"};
  invoice.payment = {"58", "RF18", {"NL02ABNA0123456789", "NL91"}, "30 dagen"};
  invoice.totals = {amount("1000.00"), amount("10.00"),  amount("5.50"),
                    amount("995.50"),  amount("209.06"), amount("2300.1"),
                    amount("1204.56"), amount("200.00"), amount("-0.06"),
                    amount("1004.50")};
  invoice.tax_breakdown = {
      {"S", amount("21"), amount("995.50"), amount("209.06"), "reden",
       "VATEX-EU-AE"},
      {"E", std::nullopt, amount("0"), std::nullopt, "", ""}};
  const InvoiceAllowance allowance = {
      true, amount("5.50"), amount("55"),   amount("10"),
      "S",  amount("21.0"), "Spoedtoeslag", "FC"};
  invoice.allowances = {allowance};
  InvoiceLine line;
  line.file_line = 120;
  line.id = "1";
  line.note = "Zie bijlage";
  line.name = "Platform";
  line.description = "Managed hosting, oktober";
  line.seller_item_id = "ART-1";
  line.quantity = amount("10");
  line.unit = "HUR";
  line.net_price = amount("100.0000");
  line.price_base_quantity = amount("1");
  line.net_amount = amount("1000.00");
  line.period = {absl::CivilDay(2026, 10, 2), std::nullopt};
  line.category = "S";
  line.tax_percent = amount("21.00");
  line.accounting_reference = "4301";
  line.order_line = "7";
  line.allowances = {allowance};
  InvoiceLine least;
  least.file_line = 90;
  invoice.lines = {line, least};
  invoice.rule_sets = {"EN 16931", "NLCIUS"};
  invoice.problems = {{"BR-CO-15",
                       ProblemSeverity::kFatal,
                       {{"expected", "1204.56"}, {"found", "1204.57"}},
                       "totals"},
                      {"NL-R-003", ProblemSeverity::kWarning, {}, ""}};
  return invoice;
}

}  // namespace regisseur

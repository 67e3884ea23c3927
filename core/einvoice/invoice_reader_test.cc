#include "core/einvoice/invoice_reader.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Invoice Read(const std::string& text) {
  const auto read = ReadInvoice(text);
  if (const auto* refused = std::get_if<RefusedDocument>(&read)) {
    ADD_FAILURE() << refused->rule;
    return {};
  }
  return std::get<Invoice>(read);
}

// The rule that refuses it; empty when it is read.
std::string Refusal(absl::string_view bytes,
                    const InvoiceReadOptions& options = {}) {
  const auto read = ReadInvoice(bytes, options);
  const auto* refused = std::get_if<RefusedDocument>(&read);
  return refused == nullptr ? "" : refused->rule;
}

TEST(InvoiceReaderTest, ReadsEveryTermOfAnInvoice) {
  const Invoice invoice = Read(ReadWhole("testdata/invoice.xml"));
  EXPECT_EQ(invoice.syntax, "UBL Invoice");
  EXPECT_EQ(invoice.kind, InvoiceKind::kInvoice);
  EXPECT_EQ(invoice.type_code, "380");
  EXPECT_EQ(invoice.number, "NH-2026-0917");
  EXPECT_EQ(invoice.issue_day, absl::CivilDay(2026, 10, 2));
  EXPECT_EQ(invoice.due_day, absl::CivilDay(2026, 11, 1));
  EXPECT_EQ(invoice.period.start, absl::CivilDay(2026, 9, 1));
  EXPECT_EQ(invoice.period.end, absl::CivilDay(2026, 9, 30));
  EXPECT_EQ(invoice.currency, "EUR");
  EXPECT_EQ(invoice.contract, "north-hosting-2024");
  EXPECT_EQ(invoice.order, "PO-7731");
  EXPECT_EQ(invoice.accounting_reference, "4510");
  EXPECT_EQ(invoice.seller.name, "North Hosting B.V.");
  EXPECT_EQ(invoice.seller.trading_name, "North Hosting");
  EXPECT_EQ(invoice.seller.vat_id, "NL123456789B01");
  EXPECT_EQ(invoice.seller.legal_id, (InvoiceIdentifier{"12345678", "0106"}));
  EXPECT_EQ(invoice.seller.country, "NL");
  EXPECT_EQ(invoice.buyer.name, "Example Insurances N.V.");
  EXPECT_THAT(invoice.notes, ::testing::ElementsAre("Hosting of September"));
  EXPECT_EQ(invoice.payment.means_code, "58");
  EXPECT_EQ(invoice.payment.reference, "NH-2026-0917");
  EXPECT_EQ(invoice.payment.terms, "30 days net");
  EXPECT_THAT(invoice.payment.account_ids,
              ::testing::ElementsAre("NL00TEST0123456789"));
  // As written: with their decimals, and absent where nothing stands.
  EXPECT_EQ(invoice.totals.line_net->ToString(), "9500.00");
  EXPECT_EQ(invoice.totals.allowances->ToString(), "500.00");
  EXPECT_FALSE(invoice.totals.charges.has_value());
  EXPECT_EQ(invoice.totals.tax_exclusive->ToString(), "9000.00");
  EXPECT_EQ(invoice.totals.tax->ToString(), "1890.00");
  EXPECT_EQ(invoice.totals.tax_inclusive->ToString(), "10890.00");
  EXPECT_EQ(invoice.totals.prepaid->ToString(), "2000.00");
  EXPECT_FALSE(invoice.totals.rounding.has_value());
  EXPECT_EQ(invoice.totals.payable->ToString(), "8890.00");
  ASSERT_EQ(invoice.tax_breakdown.size(), 1u);
  EXPECT_EQ(invoice.tax_breakdown[0].category, "S");
  EXPECT_EQ(*invoice.tax_breakdown[0].percent, Decimal(21, 0));
  // `0` is false, and `+500.00` is 500.00.
  ASSERT_EQ(invoice.allowances.size(), 1u);
  EXPECT_FALSE(invoice.allowances[0].is_charge);
  EXPECT_EQ(*invoice.allowances[0].amount, Decimal(50000, 2));
  EXPECT_EQ(invoice.allowances[0].reason, "Service credit August");
  ASSERT_EQ(invoice.lines.size(), 2u);
  const InvoiceLine& line = invoice.lines[0];
  EXPECT_EQ(line.id, "1");
  EXPECT_EQ(line.name, "Managed hosting");
  EXPECT_EQ(*line.quantity, Decimal(1, 0));
  EXPECT_EQ(line.unit, "MON");
  EXPECT_EQ(line.net_price->ToString(), "8000.00");
  EXPECT_EQ(line.net_amount->ToString(), "8000.00");
  EXPECT_EQ(line.period.end, absl::CivilDay(2026, 9, 30));
  EXPECT_EQ(line.accounting_reference, "4511");
  EXPECT_EQ(line.order_line, "10");
  EXPECT_EQ(line.category, "S");
  EXPECT_EQ(invoice.lines[1].quantity->ToString(), "12.5");
  // The element begins there in the file.
  EXPECT_EQ(invoice.file_line, 2);
  EXPECT_EQ(line.file_line, 110);
}

TEST(InvoiceReaderTest, ReadsACreditNoteWhateverItsPrefixes) {
  const Invoice invoice = Read(ReadWhole("testdata/credit_note.xml"));
  EXPECT_EQ(invoice.kind, InvoiceKind::kCreditNote);
  EXPECT_EQ(invoice.syntax, "UBL CreditNote");
  ASSERT_EQ(invoice.preceding.size(), 1u);
  EXPECT_EQ(invoice.preceding[0].number, "EI-70");
  EXPECT_EQ(invoice.totals.rounding->ToString(), "-0.01");
  EXPECT_EQ(SignedAsCost(invoice.kind, *invoice.totals.payable),
            Decimal(-24999, 2));
  EXPECT_EQ(invoice.tax_breakdown[0].category, "AE");
  EXPECT_EQ(invoice.tax_breakdown[0].exemption_reason, "Reverse charge");
}

TEST(InvoiceReaderTest, ReadsCii) {
  const Invoice invoice = Read(ReadWhole("testdata/invoice_cii.xml"));
  EXPECT_EQ(invoice.syntax, "CII");
  EXPECT_EQ(invoice.number, "L-2026-1");
  EXPECT_EQ(invoice.issue_day, absl::CivilDay(2026, 1, 5));
  EXPECT_EQ(invoice.due_day, absl::CivilDay(2026, 2, 4));
  EXPECT_EQ(invoice.contract, "licence-9");
  EXPECT_EQ(invoice.seller.vat_id, "DE123456789");
  EXPECT_EQ(invoice.totals.tax->ToString(), "22800.00");
  EXPECT_EQ(invoice.totals.payable->ToString(), "142800.00");
  ASSERT_EQ(invoice.lines.size(), 1u);
  EXPECT_EQ(invoice.lines[0].period.start, absl::CivilDay(2026, 1, 1));
  EXPECT_EQ(invoice.lines[0].period.end, absl::CivilDay(2026, 12, 31));
}

TEST(InvoiceReaderTest, ACiiCreditNoteIsOneByItsTypeCode) {
  const std::string text =
      absl::StrReplaceAll(ReadWhole("testdata/invoice_cii.xml"),
                          {{"<ram:TypeCode>380", "<ram:TypeCode>381"}});
  EXPECT_EQ(Read(text).kind, InvoiceKind::kCreditNote);
}

TEST(InvoiceReaderTest, TheSecondTaxTotalIsThatOfTheTaxCurrency) {
  const std::string text = absl::StrReplaceAll(
      ReadWhole("testdata/invoice.xml"),
      {{"<cbc:AccountingCost>4510",
        "<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>"
        "<cbc:AccountingCost>4510"},
       {"  <cac:LegalMonetaryTotal>",
        "  <cac:TaxTotal><cbc:TaxAmount currencyID=\"SEK\">21000.00"
        "</cbc:TaxAmount></cac:TaxTotal>\n  <cac:LegalMonetaryTotal>"}});
  const Invoice invoice = Read(text);
  EXPECT_EQ(invoice.tax_currency, "SEK");
  EXPECT_EQ(invoice.totals.tax->ToString(), "1890.00");
  EXPECT_EQ(invoice.totals.tax_in_tax_currency->ToString(), "21000.00");
}

TEST(InvoiceReaderTest, EveryEncodingThatXmlNamesIsRead) {
  const std::string name = "M\xC3\xBCller B.V.";
  const std::string utf8 = absl::StrReplaceAll(
      ReadWhole("testdata/invoice.xml"), {{"North Hosting B.V.", name}});
  EXPECT_EQ(Read(utf8).seller.name, name);
  EXPECT_EQ(Read(absl::StrCat("\xEF\xBB\xBF", utf8)).seller.name, name);
  const std::string latin = absl::StrReplaceAll(
      utf8, {{name, "M\xFCller B.V."}, {"UTF-8", "ISO-8859-1"}});
  EXPECT_EQ(Read(latin).seller.name, name);
  std::string utf16 = "\xFF\xFE";
  for (const char c : ReadWhole("testdata/invoice.xml")) {
    utf16 += c;
    utf16 += '\0';
  }
  EXPECT_EQ(Read(utf16).number, "NH-2026-0917");
  EXPECT_EQ(Refusal(absl::StrReplaceAll(utf8, {{name, "M\xFCller"}})),
            "invoice-encoding");
  EXPECT_EQ(Refusal(absl::StrReplaceAll(utf8, {{"UTF-8", "EBCDIC"}})),
            "invoice-encoding-unknown");
}

TEST(InvoiceReaderTest, WhatAttacksItsReaderIsRefusedBeforeAParserSeesIt) {
  const std::string bomb =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\">]>\n"
      "<Invoice>&lol;</Invoice>";
  const auto read = ReadInvoice(bomb);
  ASSERT_TRUE(std::holds_alternative<RefusedDocument>(read));
  EXPECT_EQ(std::get<RefusedDocument>(read).rule, "invoice-doctype");
  EXPECT_EQ(std::get<RefusedDocument>(read).line, 2);
  EXPECT_EQ(Refusal("<!doctype html><html></html>"), "invoice-doctype");
  EXPECT_EQ(Refusal("<a>&secret;</a>"), "invoice-entity");
  EXPECT_EQ(Refusal("<a b='&secret;'/>"), "invoice-entity");
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  EXPECT_EQ(Refusal(deep), "invoice-too-deep");
  EXPECT_EQ(Refusal(ReadWhole("testdata/invoice.xml"), {.max_bytes = 1000}),
            "invoice-too-large");
  EXPECT_EQ(Refusal("<a>\x01</a>"), "invoice-not-xml");
}

TEST(InvoiceReaderTest, WhatStandsInACommentOrTextIsNoAttack) {
  const std::string text = absl::StrReplaceAll(
      ReadWhole("testdata/invoice.xml"),
      {{"Hosting of September",
        "<!-- <!DOCTYPE x> &y; --><![CDATA[<!DOCTYPE &z;]]> &lt;&#33;"}});
  EXPECT_THAT(Read(text).notes, ::testing::ElementsAre("<!DOCTYPE &z; <!"));
}

TEST(InvoiceReaderTest, WhatIsNoInvoiceSaysWhatItIs) {
  EXPECT_EQ(Refusal(""), "invoice-not-xml");
  EXPECT_EQ(Refusal("%PDF-1.7"), "invoice-not-xml");
  EXPECT_EQ(Refusal("<Invoice><ID>1</Invoice>"), "invoice-not-xml");
  EXPECT_EQ(Refusal("<Invoice/>"), "invoice-not-one");
  const auto read = ReadInvoice(
      "<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>");
  const RefusedDocument& refused = std::get<RefusedDocument>(read);
  EXPECT_EQ(refused.rule, "invoice-not-one");
  EXPECT_EQ(refused.arguments.at("element"), "Order");
  // A name of ours in a namespace of somebody else.
  EXPECT_EQ(Refusal("<Invoice xmlns='urn:example'/>"), "invoice-not-one");
}

TEST(InvoiceReaderTest, ElementsOfOtherNamespacesAreNotTheInvoices) {
  const std::string text =
      absl::StrReplaceAll(ReadWhole("testdata/invoice.xml"),
                          {{"<cbc:ID>NH-2026-0917</cbc:ID>",
                            "<x:ID xmlns:x=\"urn:example\">OTHER</x:ID>"
                            "<cbc:ID>NH-2026-0917</cbc:ID>"}});
  EXPECT_EQ(Read(text).number, "NH-2026-0917");
}

TEST(InvoiceReaderTest, AnAmountThatIsNoNumberIsAbsentAndAProblem) {
  const std::string text = absl::StrReplaceAll(
      ReadWhole("testdata/invoice.xml"),
      {{">8890.00</cbc:PayableAmount>", ">8.890,00</cbc:PayableAmount>"}});
  const Invoice invoice = Read(text);
  EXPECT_FALSE(invoice.totals.payable.has_value());
  ASSERT_FALSE(invoice.problems.empty());
  EXPECT_EQ(invoice.problems[0].rule, "XSD-DECIMAL");
  EXPECT_TRUE(IsInvalid(invoice));
}

}  // namespace
}  // namespace regisseur

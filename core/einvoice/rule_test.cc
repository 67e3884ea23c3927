#include "core/einvoice/rule.h"

#include <fstream>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/einvoice/invoice_reader.h"
#include "core/finding/catalogue.h"
#include "core/invoice/rule_words.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<InvoiceProblem> Problems(const std::string& text) {
  const auto read = ReadInvoice(text);
  if (const auto* refused = std::get_if<RefusedDocument>(&read)) {
    ADD_FAILURE() << refused->rule;
    return {};
  }
  return std::get<Invoice>(read).problems;
}

std::vector<std::string> RulesOf(const std::vector<InvoiceProblem>& problems) {
  std::vector<std::string> rules;
  for (const InvoiceProblem& problem : problems) rules.push_back(problem.rule);
  return rules;
}

// What stands in a right invoice, and what makes it break a rule.
struct Break {
  const char* rule;
  const char* from;
  const char* to;
};

class BrokenRule : public ::testing::TestWithParam<Break> {};

TEST_P(BrokenRule, IsNamedAndHasWords) {
  std::string text = ReadWhole("testdata/invoice.xml");
  ASSERT_NE(text.find(GetParam().from), std::string::npos);
  // The first place only.
  text.replace(text.find(GetParam().from), std::string(GetParam().from).size(),
               GetParam().to);
  const std::vector<InvoiceProblem> problems = Problems(text);
  EXPECT_THAT(RulesOf(problems), Contains(GetParam().rule));
  for (const InvoiceProblem& problem : problems) {
    EXPECT_TRUE(IsKnownRule(problem.arguments.at("sentence")))
        << problem.arguments.at("sentence");
    EXPECT_THAT(ProblemMessage(problem),
                ::testing::Not(::testing::HasSubstr("?")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    OfEn16931, BrokenRule,
    ::testing::Values(
        Break{"BR-02", "<cbc:ID>NH-2026-0917</cbc:ID>", "<cbc:ID> </cbc:ID>"},
        Break{"BR-03", "<cbc:IssueDate>2026-10-02</cbc:IssueDate>", ""},
        Break{"BR-04", "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", ""},
        Break{"BR-05",
              "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", ""},
        Break{"BR-06",
              "<cbc:RegistrationName>North Hosting B.V.</cbc:RegistrationName>",
              ""},
        Break{"BR-23", "unitCode=\"MON\"", ""},
        Break{"BR-27", "<cbc:PriceAmount currencyID=\"EUR\">8000.00",
              "<cbc:PriceAmount currencyID=\"EUR\">-8000.00"},
        Break{"BR-29", "<cbc:EndDate>2026-09-30", "<cbc:EndDate>2026-08-31"},
        Break{"BR-61", "<cbc:ID>NL00TEST0123456789</cbc:ID>", ""},
        Break{"BR-62", "<cbc:EndpointID schemeID=\"0106\">",
              "<cbc:EndpointID>"},
        Break{"BR-CL-01", "<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>1"},
        Break{"BR-CL-03", "currencyID=\"EUR\">1890.00",
              "currencyID=\"EURO\">1890.00"},
        Break{"BR-CL-14", "<cbc:IdentificationCode>NL",
              "<cbc:IdentificationCode>Nederland"},
        Break{"BR-CL-16", "<cbc:PaymentMeansCode>58",
              "<cbc:PaymentMeansCode>158"},
        Break{"BR-CL-23", "unitCode=\"MON\"", "unitCode=\"month\""},
        Break{"BR-CL-25", "<cbc:EndpointID schemeID=\"0106\">",
              "<cbc:EndpointID schemeID=\"KVK\">"},
        // 8000.00 + 1500.00 is not 9400.00.
        Break{"BR-CO-10", "\"EUR\">9500.00</cbc:LineExtensionAmount>",
              "\"EUR\">9400.00</cbc:LineExtensionAmount>"},
        Break{"BR-CO-11", "\"EUR\">500.00</cbc:AllowanceTotalAmount>",
              "\"EUR\">400.00</cbc:AllowanceTotalAmount>"},
        Break{"BR-CO-13", "\"EUR\">9000.00</cbc:TaxExclusiveAmount>",
              "\"EUR\">9500.00</cbc:TaxExclusiveAmount>"},
        Break{"BR-CO-14", "\"EUR\">1890.00</cbc:TaxAmount>",
              "\"EUR\">1891.00</cbc:TaxAmount>"},
        Break{"BR-CO-15", "\"EUR\">10890.00</cbc:TaxInclusiveAmount>",
              "\"EUR\">10890.01</cbc:TaxInclusiveAmount>"},
        // 10890.00 - 2000.00 is 8890.00.
        Break{"BR-CO-16", "\"EUR\">8890.00</cbc:PayableAmount>",
              "\"EUR\">10890.00</cbc:PayableAmount>"},
        // 9000.00 x 20 / 100 is 1800.00, further from 1890.00 than one.
        Break{"BR-CO-17",
              "<cbc:Percent>21</cbc:Percent>\n        "
              "<cac:TaxScheme>\n          <cbc:ID>VAT</cbc:ID>\n  "
              "      </cac:TaxScheme>\n      </cac:TaxCategory>\n  "
              "  </cac:TaxSubtotal>",
              "<cbc:Percent>20</cbc:Percent>\n        "
              "<cac:TaxScheme>\n          <cbc:ID>VAT</cbc:ID>\n  "
              "      </cac:TaxScheme>\n      </cac:TaxCategory>\n  "
              "  </cac:TaxSubtotal>"},
        Break{"BR-DEC-18", "\"EUR\">8890.00</cbc:PayableAmount>",
              "\"EUR\">8890.000</cbc:PayableAmount>"},
        Break{"BR-S-08", "\"EUR\">9000.00</cbc:TaxableAmount>",
              "\"EUR\">9001.00</cbc:TaxableAmount>"},
        Break{"BR-S-02", "<cbc:CompanyID>NL123456789B01</cbc:CompanyID>", ""},
        Break{"BR-CO-09", "<cbc:CompanyID>NL123456789B01",
              "<cbc:CompanyID>123456789B01"},
        Break{"XSD-DECIMAL", "\"EUR\">8890.00</cbc:PayableAmount>",
              "\"EUR\">8.890,00</cbc:PayableAmount>"},
        Break{"XSD-DATE", "<cbc:DueDate>2026-11-01", "<cbc:DueDate>1-11-2026"},
        Break{"UBL-SR-48", "<cac:ClassifiedTaxCategory>",
              "<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>"
              "</cac:ClassifiedTaxCategory><cac:ClassifiedTaxCategory>"},
        Break{"UBL-DT-01", "\"EUR\">9500.00</cbc:LineExtensionAmount>",
              "\"EUR\">9500.000</cbc:LineExtensionAmount>"},
        Break{
            "UBL-SR-47", "<cac:PaymentTerms>",
            "<cac:PaymentMeans><cbc:PaymentMeansCode>48</cbc:PaymentMeansCode>"
            "</cac:PaymentMeans><cac:PaymentTerms>"}));

INSTANTIATE_TEST_SUITE_P(
    OfNlcius, BrokenRule,
    ::testing::Values(
        Break{"BR-NL-1", "<cbc:CompanyID schemeID=\"0106\">12345678",
              "<cbc:CompanyID schemeID=\"0002\">12345678"},
        Break{"BR-NL-3", "<cbc:CityName>Groningen</cbc:CityName>", ""},
        Break{"BR-NL-4", "<cbc:PostalZone>3511 BB</cbc:PostalZone>", ""},
        Break{"BR-NL-7", "<cbc:InvoiceTypeCode>380",
              "<cbc:InvoiceTypeCode>388"},
        Break{"BR-NL-8", "<cbc:InvoiceTypeCode>380",
              "<cbc:InvoiceTypeCode>381"},
        Break{"BR-NL-9", "<cbc:InvoiceTypeCode>380",
              "<cbc:InvoiceTypeCode>384"},
        Break{"BR-NL-10", "<cbc:CompanyID schemeID=\"0106\">87654321",
              "<cbc:CompanyID schemeID=\"0002\">87654321"},
        Break{"BR-NL-12", "<cbc:PaymentMeansCode>58",
              "<cbc:PaymentMeansCode>42"},
        Break{"BR-NL-13",
              "<cac:OrderReference>\n    <cbc:ID>PO-7731</cbc:ID>\n "
              " </cac:OrderReference>",
              ""},
        Break{"SI-UBL-2", "<cbc:Note>Hosting of September</cbc:Note>",
              "<cbc:Note/>"}));

TEST(RuleTest, ARightInvoiceBreaksNone) {
  for (const char* file :
       {"invoice.xml", "credit_note.xml", "invoice_cii.xml"}) {
    EXPECT_THAT(RulesOf(Problems(ReadWhole(absl::StrCat("testdata/", file)))),
                IsEmpty())
        << file;
  }
}

TEST(RuleTest, TheSpecificationIdentifierSaysWhichRulesApply) {
  const std::string nlcius = ReadWhole("testdata/invoice.xml");
  const std::string id =
      "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0";
  const std::string plain =
      absl::StrReplaceAll(nlcius, {{id, "urn:cen.eu:en16931:2017"}});
  const std::string peppol = absl::StrReplaceAll(
      nlcius, {{id,
                "urn:cen.eu:en16931:2017#compliant#"
                "urn:fdc:peppol.eu:2017:poacc:billing:3.0"}});
  const auto sets = [](const std::string& text) {
    return std::get<Invoice>(ReadInvoice(text)).rule_sets;
  };
  EXPECT_THAT(sets(plain), ::testing::ElementsAre("EN 16931", "EN 16931 UBL"));
  EXPECT_THAT(sets(nlcius),
              ::testing::ElementsAre("EN 16931", "EN 16931 UBL", "NLCIUS"));
  EXPECT_THAT(sets(peppol), ::testing::ElementsAre("EN 16931", "EN 16931 UBL",
                                                   "Peppol BIS 3"));
  // Peppol asks for a process and for the buyer's electronic address.
  EXPECT_THAT(RulesOf(Problems(peppol)), Contains("PEPPOL-EN16931-R001"));
  EXPECT_THAT(RulesOf(Problems(peppol)), Contains("PEPPOL-EN16931-R010"));
}

TEST(RuleTest, EachCiiRuleSpeaksOfTheSameTerms) {
  const std::string text = ReadWhole("testdata/invoice_cii.xml");
  const auto broken = [&](const char* from, const char* to) {
    return RulesOf(Problems(absl::StrReplaceAll(text, {{from, to}})));
  };
  EXPECT_THAT(broken("<ram:ID>L-2026-1</ram:ID>", ""), Contains("BR-02"));
  EXPECT_THAT(broken(">142800.00</ram:GrandTotalAmount>",
                     ">142801.00</ram:GrandTotalAmount>"),
              Contains("BR-CO-15"));
  EXPECT_THAT(broken("unitCode=\"C62\"", "unitCode=\"piece\""),
              Contains("BR-CL-23"));
  EXPECT_THAT(broken("<ram:TypeCode>380</ram:TypeCode>",
                     "<ram:TypeCode>380</ram:TypeCode>"
                     "<ram:TypeCode>381</ram:TypeCode>"),
              Contains("CII-SR-014"));
  EXPECT_THAT(broken("<ram:ID schemeID=\"VA\">DE123456789</ram:ID>", ""),
              Contains("BR-S-02"));
}

TEST(RuleTest, AnInvoiceHasALine) {
  const std::string text =
      absl::StrReplaceAll(ReadWhole("testdata/invoice.xml"),
                          {{"cac:InvoiceLine>", "cac:SubInvoiceLine>"}});
  EXPECT_THAT(RulesOf(Problems(text)), Contains("BR-16"));
}

TEST(RuleTest, EachPlaceIsAProblemOfItsOwn) {
  const std::string text =
      absl::StrReplaceAll(ReadWhole("testdata/invoice.xml"),
                          {{"<cbc:Name>Managed hosting</cbc:Name>", ""},
                           {"<cbc:Name>Engineer</cbc:Name>", ""}});
  std::vector<std::string> places;
  for (const InvoiceProblem& problem : Problems(text)) {
    if (problem.rule == "BR-25") places.push_back(problem.where);
  }
  EXPECT_THAT(places, ::testing::ElementsAre("line 1", "line 2"));
}

TEST(RuleTest, AThousandPlacesAreFiftyAndACount) {
  std::string text = ReadWhole("testdata/invoice.xml");
  const size_t from = text.find("  <cac:InvoiceLine>");
  const size_t to = text.find("  <cac:InvoiceLine>", from + 1);
  const std::string line =
      absl::StrReplaceAll(text.substr(from, to - from),
                          {{"<cbc:Name>Managed hosting</cbc:Name>", ""}});
  std::string lines;
  for (int i = 0; i < 999; ++i) lines += line;
  text.insert(from, lines);
  int places = 0;
  std::string more;
  for (const InvoiceProblem& problem : Problems(text)) {
    if (problem.rule != "BR-25") continue;
    ++places;
    more = ProblemMessage(problem);
  }
  EXPECT_EQ(places, 51);
  EXPECT_THAT(more, ::testing::HasSubstr("949"));
}

TEST(RuleTest, ASumTellsWhatItWouldBe) {
  const std::string text =
      absl::StrReplaceAll(ReadWhole("testdata/invoice.xml"),
                          {{"\"EUR\">8890.00</cbc:PayableAmount>",
                            "\"EUR\">8890.10</cbc:PayableAmount>"}});
  const std::vector<InvoiceProblem> problems = Problems(text);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(ProblemMessage(problems[0]),
            "Amount due for payment (BT-115) is 8890.10; BT-112 - BT-113 + "
            "BT-114 gives 8890.00.");
}

// docs/invoices.md lists the rules by these ids.
TEST(RuleTest, TheDocumentationNamesEveryRule) {
  const std::string docs = ReadWhole("../../docs/invoices.md");
  std::set<std::string> ids;
  for (const Rule& rule : AllRules()) ids.insert(rule.id);
  EXPECT_GT(ids.size(), 250u);
  for (const std::string& id : ids) {
    EXPECT_NE(docs.find(absl::StrCat("`", id, "`")), std::string::npos) << id;
  }
}

}  // namespace
}  // namespace regisseur

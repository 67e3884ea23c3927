// Holds the reader and the rules against published invoices, where they are at
// hand: the folder that REGISSEUR_CORPUS names, else ../shared/corpus beside
// the repository. The expected answers lie in ../oracle beside the corpus: what
// another program read, and what the official validators said.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/einvoice/invoice_document.h"
#include "core/einvoice/invoice_reader.h"
#include "core/einvoice/rule.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/json_document.h"

namespace regisseur::invoice {
namespace {

using sdk::JsonValue;

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class InvoiceCorpusTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("REGISSEUR_CORPUS");
    corpus_ = set != nullptr ? set : "../../../shared/corpus";
  }

  // Empty, with the test skipped, when there is no such oracle.
  std::optional<sdk::JsonDocument> Oracle(const std::string& name) {
    const std::string path = absl::StrCat(corpus_, "/../oracle/", name);
    if (!std::filesystem::exists(path)) return std::nullopt;
    auto document = sdk::JsonDocument::Parse(ReadWhole(path), path);
    if (!document.ok()) {
      ADD_FAILURE() << document.status();
      return std::nullopt;
    }
    return *std::move(document);
  }

  std::string corpus_;
};

// How often each rule is broken.
std::map<std::string, int> Broken(const std::string& bytes,
                                  std::optional<std::vector<RuleSet>> sets) {
  auto parsed = InvoiceDocument::Parse(bytes, {});
  if (auto* refused = std::get_if<RefusedDocument>(&parsed)) {
    return {{absl::StrCat("refused: ", refused->rule), 1}};
  }
  const InvoiceDocument& document =
      *std::get<std::unique_ptr<InvoiceDocument>>(parsed);
  std::map<std::string, int> broken;
  for (const InvoiceProblem& problem :
       Judge(document, sets.value_or(RuleSetsFor(document)))) {
    ++broken[problem.rule];
  }
  return broken;
}

// `BR-CL-10 x6` expects six.
std::pair<std::string, int> RuleAndCount(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, " x");
  int count = 0;
  if (parts.size() == 2) (void)absl::SimpleAtoi(parts[1], &count);
  return {parts[0], count};
}

// The publishers' own tests: fragments of invoices, each with the rules that it
// keeps and breaks. All of them agree.
TEST_F(InvoiceCorpusTest, EveryPublishedUnitTestAgrees) {
  auto oracle = Oracle("ubl_unit.json");
  if (!oracle.has_value()) GTEST_SKIP() << "no corpus: " << corpus_;
  const std::vector<RuleSet> sets = {RuleSet::kEn16931, RuleSet::kUbl,
                                     RuleSet::kPeppol};
  int expectations = 0;
  std::vector<std::string> differences;
  for (JsonValue file : oracle->root()) {
    const std::string path = absl::StrCat(corpus_, "/", file.key());
    if (!std::filesystem::exists(path)) continue;
    pugi::xml_document document;
    ASSERT_TRUE(document.load_file(path.c_str())) << path;
    std::vector<pugi::xml_node> tests;
    for (const pugi::xml_node test :
         document.document_element().children("test")) {
      tests.push_back(test);
    }
    size_t i = 0;
    for (JsonValue want : file["tests"]) {
      ASSERT_LT(i, tests.size()) << path;
      const pugi::xml_node test = tests[i++];
      std::ostringstream text;
      for (const pugi::xml_node child : test.children()) {
        if (child.type() == pugi::node_element &&
            absl::string_view(child.name()) != "assert") {
          child.print(text, "", pugi::format_raw);
        }
      }
      const std::map<std::string, int> broken = Broken(text.str(), sets);
      const auto compare = [&](JsonValue rules, bool expect_broken) {
        for (JsonValue rule : rules) {
          ++expectations;
          const auto [id, count] = RuleAndCount(rule.Text());
          const auto found = broken.find(id);
          const int times = found == broken.end() ? 0 : found->second;
          if (expect_broken ? (times > 0 && (count == 0 || times == count))
                            : times == 0) {
            continue;
          }
          differences.push_back(
              absl::StrCat(file.key(), " test ", i, ": ", rule.Text(),
                           expect_broken ? " is not broken" : " is broken",
                           " (", times, ")"));
        }
      };
      compare(want["success"], false);
      compare(want["error"], true);
      compare(want["warning"], true);
    }
  }
  RecordProperty("expectations", expectations);
  std::cout << expectations - static_cast<int>(differences.size()) << " of "
            << expectations << " expectations agree\n";
  EXPECT_THAT(differences, ::testing::IsEmpty())
      << absl::StrJoin(differences, "\n");
  EXPECT_GT(expectations, 500);
}

// `PB3_NL-R-001_CreditNote_error.xml` breaks that rule; one with `ok` none.
void ExpectNamedRule(const std::string& path,
                     const std::set<std::string>& ours) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (!absl::StrContains(name, "error")) {
    EXPECT_THAT(ours, ::testing::IsEmpty());
    return;
  }
  const size_t at = name.find("NL-R-");
  ASSERT_NE(at, std::string::npos);
  EXPECT_TRUE(ours.contains(name.substr(at, 8))) << absl::StrJoin(ours, " ");
}

// Fatal rules of the official validators, and ours, for each document.
TEST_F(InvoiceCorpusTest, TheVerdictIsThatOfTheOfficialValidators) {
  auto oracle = Oracle("ubl.json");
  if (!oracle.has_value()) GTEST_SKIP() << "no corpus: " << corpus_;
  int judged = 0;
  for (JsonValue want : oracle->root()) {
    SCOPED_TRACE(want.key());
    const std::string path = absl::StrCat(corpus_, "/", want.key());
    if (!std::filesystem::exists(path)) continue;
    const auto read = ReadInvoice(ReadWhole(path));
    ASSERT_TRUE(std::holds_alternative<Invoice>(read))
        << std::get<RefusedDocument>(read).rule;
    const Invoice& invoice = std::get<Invoice>(read);
    std::set<std::string> official;
    for (const char* name :
         {"en16931_schematron", "si_ubl_2_0_schematron", "cii_schematron"}) {
      for (JsonValue rule : want[name]["fatal"]) {
        official.insert(std::string(rule.key()));
      }
    }
    std::set<std::string> ours;
    for (const InvoiceProblem& problem : invoice.problems) {
      if (problem.severity == ProblemSeverity::kFatal) {
        ours.insert(problem.rule);
      }
    }
    // These have no verdict of the Peppol validator; their names tell it.
    if (absl::StrContains(want.key(), "Peppol-BIS-3")) {
      ExpectNamedRule(std::string(want.key()), ours);
      continue;
    }
    official.erase("?");  // a rule without a name
    // A stylesheet that gave up judged nothing.
    if (want["en16931_schematron"]["error"].IsString()) continue;
    EXPECT_EQ(ours.empty(), official.empty())
        << "official: " << absl::StrJoin(official, " ")
        << "; ours: " << absl::StrJoin(ours, " ");
    for (const std::string& rule : official) {
      EXPECT_TRUE(ours.contains(rule)) << rule;
    }
    ++judged;
  }
  EXPECT_GT(judged, 50);
}

std::string Written(const std::optional<Decimal>& amount) {
  return amount.has_value() ? amount->ToString() : "";
}

void ExpectAmount(const std::optional<Decimal>& got, JsonValue want,
                  absl::string_view what) {
  const std::string text(want.IsObject() ? want["amount"].Text() : want.Text());
  if (text.empty()) {
    EXPECT_FALSE(got.has_value()) << what << " " << Written(got);
    return;
  }
  const absl::StatusOr<Decimal> amount =
      Decimal::Parse(absl::StripPrefix(text, "+"));
  if (!amount.ok()) return;
  ASSERT_TRUE(got.has_value()) << what;
  EXPECT_EQ(*got, *amount) << what;
}

TEST_F(InvoiceCorpusTest, EveryDocumentIsReadAsTheOracleReadIt) {
  auto oracle = Oracle("ubl.json");
  if (!oracle.has_value()) GTEST_SKIP() << "no corpus: " << corpus_;
  int documents = 0;
  for (JsonValue want : oracle->root()) {
    SCOPED_TRACE(want.key());
    const std::string path = absl::StrCat(corpus_, "/", want.key());
    if (!std::filesystem::exists(path)) continue;
    ++documents;
    const auto read = ReadInvoice(ReadWhole(path));
    ASSERT_TRUE(std::holds_alternative<Invoice>(read));
    const Invoice& invoice = std::get<Invoice>(read);
    EXPECT_EQ(invoice.number, want["id"].Text());
    EXPECT_EQ(invoice.currency, want["currency"].Text());
    EXPECT_EQ(static_cast<int64_t>(invoice.lines.size()),
              want["line_count"].Int().value_or(-1));
    if (want["document"].Text() == "CII") {
      ExpectAmount(invoice.totals.line_net, want["LineTotalAmount"], "net");
      ExpectAmount(invoice.totals.tax_exclusive, want["TaxBasisTotalAmount"],
                   "exclusive");
      ExpectAmount(invoice.totals.tax_inclusive, want["GrandTotalAmount"],
                   "inclusive");
      ExpectAmount(invoice.totals.payable, want["DuePayableAmount"], "payable");
      continue;
    }
    EXPECT_EQ(invoice.type_code, want["type_code"].Text());
    EXPECT_EQ(invoice.seller.name, want["seller"]["name"].Text());
    // The oracle takes the last identifier for taxes, of whatever scheme.
    EXPECT_THAT(std::string(want["seller"]["vat"].Text()),
                ::testing::AnyOf(invoice.seller.vat_id,
                                 invoice.seller.tax_registration));
    EXPECT_EQ(invoice.seller.legal_id.value, want["seller"]["legal_id"].Text());
    EXPECT_EQ(invoice.buyer.name,
              absl::StrJoin(
                  absl::StrSplit(want["buyer"]["name"].Text(),
                                 absl::ByAnyChar(" \n\t\r"), absl::SkipEmpty()),
                  " "));
    JsonValue totals = want["totals"];
    ExpectAmount(invoice.totals.line_net, totals["LineExtensionAmount"], "net");
    ExpectAmount(invoice.totals.tax_exclusive, totals["TaxExclusiveAmount"],
                 "exclusive");
    ExpectAmount(invoice.totals.tax_inclusive, totals["TaxInclusiveAmount"],
                 "inclusive");
    ExpectAmount(invoice.totals.allowances, totals["AllowanceTotalAmount"],
                 "allowances");
    ExpectAmount(invoice.totals.charges, totals["ChargeTotalAmount"],
                 "charges");
    ExpectAmount(invoice.totals.prepaid, totals["PrepaidAmount"], "prepaid");
    ExpectAmount(invoice.totals.rounding, totals["PayableRoundingAmount"],
                 "rounding");
    ExpectAmount(invoice.totals.payable, totals["PayableAmount"], "payable");
    if (invoice.totals.payable.has_value()) {
      ExpectAmount(SignedAsCost(invoice.kind, *invoice.totals.payable),
                   want["payable_signed_as_cost"], "payable as cost");
    }
    size_t i = 0;
    for (JsonValue line : want["lines"]) {
      ASSERT_LT(i, invoice.lines.size());
      const InvoiceLine& got = invoice.lines[i++];
      EXPECT_EQ(got.id, line["id"].Text());
      ExpectAmount(got.quantity, line["quantity"], "quantity");
      ExpectAmount(got.net_amount, line["net"], "line net");
      EXPECT_EQ(got.category, line["vat_category"].Text());
    }
    i = 0;
    for (JsonValue part : want["vat_breakdown"]) {
      ASSERT_LT(i, invoice.tax_breakdown.size());
      const InvoiceTaxSubtotal& got = invoice.tax_breakdown[i++];
      EXPECT_EQ(got.category, part["category"].Text());
      ExpectAmount(got.taxable, part["taxable"], "taxable");
      ExpectAmount(got.tax, part["tax"], "tax");
    }
  }
  EXPECT_GT(documents, 50);
}

}  // namespace
}  // namespace regisseur::invoice

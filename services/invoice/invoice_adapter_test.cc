#include "services/invoice/invoice_adapter.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"
#include "services/sdk/recording_sink.h"

namespace regisseur::invoice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct Collected {
  absl::Status status;
  Checkpoint checkpoint;
  std::vector<FactBatch> batches;

  // `scope: payable`, in the order told.
  std::vector<std::string> Invoices() const {
    std::vector<std::string> told;
    for (const FactBatch& batch : batches) {
      for (const Invoice& invoice : batch.invoices) {
        const std::optional<Decimal>& payable = invoice.totals.payable;
        told.push_back(
            absl::StrCat(batch.deliveries[invoice.delivery].scope, ": ",
                         payable.has_value() ? payable->ToString() : "?"));
      }
    }
    return told;
  }
  // `rule file`.
  std::vector<std::string> Findings() const {
    std::vector<std::string> told;
    for (const FactBatch& batch : batches) {
      for (const Finding& finding : batch.findings) {
        told.push_back(absl::StrCat(finding.rule, " ", finding.file));
      }
    }
    for (const Finding& finding : checkpoint.findings) {
      told.push_back(absl::StrCat(finding.rule, " ", finding.file));
    }
    return told;
  }
};

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class InvoiceAdapterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("invoice_", info->name(), "_", getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    hosting_ = ReadWhole("testdata/hosting.xml");
    credit_ = ReadWhole("testdata/credit.xml");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  Collected Collect(const std::string& path, const std::string& cursor = "",
                    std::map<std::string, std::string> options = {}) {
    sdk::SourceSpec source;
    source.options = std::move(options);
    source.options["path"] = path;
    source.options.emplace("keep_original", "false");
    source.base_directory = folder_.string();
    source.time_zone = *LoadZone("Europe/Amsterdam");
    InvoiceAdapter adapter;
    sdk::RecordingSink sink(1000);
    Collected collected;
    absl::StatusOr<Checkpoint> checkpoint =
        adapter.Collect(source, cursor, sink);
    collected.status = checkpoint.status();
    if (checkpoint.ok()) collected.checkpoint = *std::move(checkpoint);
    collected.batches = sink.batches();
    return collected;
  }

  std::filesystem::path folder_;
  std::string hosting_;
  std::string credit_;
};

constexpr char kHosting[] =
    "invoice seller=NL123456789B01 number=NH-2026-0917: 8890.00";

TEST_F(InvoiceAdapterTest, AFileAFolderAndAGlobNameInvoices) {
  Write("a.xml", hosting_);
  Write("b.XML", credit_);
  const std::string credit =
      "credit_note seller=IE1234567T number=EI-77: 249.99";
  EXPECT_THAT(Collect("a.xml").Invoices(), ElementsAre(kHosting));
  EXPECT_THAT(Collect("*.XML").Invoices(), ElementsAre(credit));
  EXPECT_THAT(Collect(".").Invoices(), UnorderedElementsAre(kHosting, credit));
  EXPECT_THAT(Collect((folder_ / "a.xml").string()).Invoices(),
              ElementsAre(kHosting));
}

TEST_F(InvoiceAdapterTest, EachInvoiceIsADeliveryOfItsOwn) {
  Write("a.xml", hosting_);
  Write("b.xml", credit_);
  const Collected collected = Collect("*.xml");
  ASSERT_EQ(collected.batches.size(), 1u);
  ASSERT_EQ(collected.batches[0].deliveries.size(), 2u);
  for (const Delivery& delivery : collected.batches[0].deliveries) {
    EXPECT_EQ(delivery.completeness, Completeness::kComplete);
    if (delivery.origin != "a.xml") continue;
    // September in Amsterdam; the end is not part of it.
    EXPECT_EQ(delivery.period_start, *ParseInstant("2026-08-31T22:00:00Z"));
    EXPECT_EQ(delivery.period_end, *ParseInstant("2026-09-30T22:00:00Z"));
  }
  // A file that goes takes nothing along.
  EXPECT_THAT(collected.batches[0].whole_origins, IsEmpty());
  EXPECT_EQ(collected.checkpoint.data_until,
            *ParseInstant("2026-10-04T22:00:00Z"));
}

TEST_F(InvoiceAdapterTest, WhatDidNotChangeIsNotToldAgain) {
  Write("a.xml", hosting_);
  const Collected first = Collect("*.xml");
  const Collected second = Collect("*.xml", first.checkpoint.cursor);
  EXPECT_TRUE(second.checkpoint.unchanged);
  EXPECT_THAT(second.batches, IsEmpty());
}

TEST_F(InvoiceAdapterTest, TheSameInvoiceTwiceCountsOnce) {
  Write("a.xml", hosting_);
  // Other blanks, the same words.
  Write("b.xml", absl::StrReplaceAll(hosting_, {{"\n", "\r\n"}}));
  const Collected collected = Collect("*.xml");
  EXPECT_THAT(collected.Invoices(), ElementsAre(kHosting));
  EXPECT_THAT(collected.Findings(), ElementsAre("invoice-repeated b.xml"));
}

TEST_F(InvoiceAdapterTest, TwoContentsUnderOneNumberAreAConflict) {
  Write("a.xml", hosting_);
  Write("b.xml",
        absl::StrReplaceAll(hosting_, {{">8890.00</cbc:PayableAmount>",
                                        ">9890.00</cbc:PayableAmount>"}}));
  const Collected collected = Collect("*.xml");
  EXPECT_THAT(collected.Invoices(), ElementsAre(kHosting));
  EXPECT_THAT(collected.Findings(), ElementsAre("invoice-conflict b.xml"));
}

TEST_F(InvoiceAdapterTest, AnotherContentUnderItsNumberReplacesIt) {
  Write("a.xml", hosting_);
  const Collected first = Collect("*.xml");
  Write("a.xml", absl::StrReplaceAll(hosting_, {{"Engineer", "Architect"}}));
  const Collected second = Collect("*.xml", first.checkpoint.cursor);
  EXPECT_FALSE(second.checkpoint.unchanged);
  EXPECT_THAT(second.Invoices(), ElementsAre(kHosting));
  EXPECT_THAT(second.Findings(), ElementsAre("invoice-changed a.xml"));
}

// The folder grows by one: one invoice and its file are sent, not all.
TEST_F(InvoiceAdapterTest, OneNewInvoiceIsOneMore) {
  const std::map<std::string, std::string> kept = {{"keep_original", "true"}};
  Write("a.xml", hosting_);
  const Collected first = Collect("*.xml", "", kept);
  Write("b.xml", credit_);
  const Collected second = Collect("*.xml", first.checkpoint.cursor, kept);
  ASSERT_TRUE(second.status.ok()) << second.status;
  EXPECT_EQ(second.Invoices().size(), 1u);
  std::vector<std::string> originals;
  for (const FactBatch& batch : second.batches) {
    for (const OriginalChunk& chunk : batch.originals) {
      originals.push_back(chunk.name);
    }
  }
  EXPECT_THAT(originals, ElementsAre("b.xml"));
  // A file that is written again, with the same invoice, is told again quietly.
  Write("a.xml", hosting_ + "\n");
  const Collected third = Collect("*.xml", second.checkpoint.cursor, kept);
  EXPECT_THAT(third.Invoices(), ElementsAre(kHosting));
  EXPECT_THAT(third.Findings(), IsEmpty());
  // One that cannot be read is only told.
  Write("c.xml", "<Order xmlns='urn:example'/>");
  const Collected fourth = Collect("*.xml", third.checkpoint.cursor, kept);
  EXPECT_THAT(fourth.Invoices(), IsEmpty());
  EXPECT_THAT(fourth.Findings(), ElementsAre("invoice-not-one c.xml"));
  const Collected fifth = Collect("*.xml", fourth.checkpoint.cursor, kept);
  EXPECT_TRUE(fifth.checkpoint.unchanged);
  EXPECT_THAT(fifth.batches, IsEmpty());
}

TEST_F(InvoiceAdapterTest, OneBadFileKeepsNobodyWaiting) {
  Write("a.xml", hosting_);
  Write("b.pdf", "%PDF-1.7\n>");
  Write("c.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>");
  Write("d.xml", "<Order xmlns='urn:example'/>");
  const Collected collected = Collect(".");
  EXPECT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_THAT(collected.Invoices(), ElementsAre(kHosting));
  EXPECT_THAT(collected.Findings(),
              ElementsAre("invoice-not-xml b.pdf", "invoice-doctype c.xml",
                          "invoice-not-one d.xml"));
}

TEST_F(InvoiceAdapterTest, ABrokenInvoiceIsKeptWithAFinding) {
  Write("a.xml",
        absl::StrReplaceAll(hosting_, {{">8890.00</cbc:PayableAmount>",
                                        ">8889.00</cbc:PayableAmount>"}}));
  const Collected collected = Collect("a.xml");
  ASSERT_EQ(collected.Invoices().size(), 1u);
  EXPECT_THAT(collected.Findings(), ElementsAre("invoice-rule-broken a.xml"));
  const Invoice& invoice = collected.batches[0].invoices[0];
  ASSERT_EQ(invoice.problems.size(), 1u);
  EXPECT_EQ(invoice.problems[0].rule, "BR-CO-16");
}

TEST_F(InvoiceAdapterTest, AnInvoiceWithoutANumberIsToldApartByItsFile) {
  Write("a.xml",
        absl::StrReplaceAll(hosting_, {{"<cbc:ID>NH-2026-0917</cbc:ID>", ""}}));
  const Collected collected = Collect("a.xml");
  EXPECT_THAT(collected.Invoices(), ElementsAre("invoice file=a.xml: 8890.00"));
  EXPECT_THAT(collected.Findings(), ElementsAre("invoice-no-number a.xml",
                                                "invoice-rule-broken a.xml"));
}

TEST_F(InvoiceAdapterTest, AFileThatIsStillWrittenIsWaitedFor) {
  Write("a.xml", hosting_);
  Write("b.xml", credit_.substr(0, credit_.size() / 2));
  const Collected collected = Collect("*.xml");
  EXPECT_EQ(sdk::ProblemOf(collected.status).rule, "file-incomplete");
  // The others are told.
  EXPECT_THAT(collected.Invoices(), ElementsAre(kHosting));
}

TEST_F(InvoiceAdapterTest, LinesThatDoNotFitAreLeftOutWithAFinding) {
  const size_t from = hosting_.find("  <cac:InvoiceLine>");
  const size_t to = hosting_.find("  <cac:InvoiceLine>", from + 1);
  std::string lines;
  const std::string line =
      absl::StrReplaceAll(hosting_.substr(from, to - from),
                          {{"Managed hosting", std::string(500, 'x')}});
  for (int i = 0; i < 2998; ++i) lines += line;
  hosting_.insert(from, lines);
  Write("a.xml", hosting_);
  Write("b.xml", credit_);
  const Collected collected = Collect("*.xml", "", {{"max_bytes", "9000000"}});
  ASSERT_TRUE(collected.status.ok()) << collected.status;
  EXPECT_EQ(collected.Invoices().size(), 2u);
  EXPECT_THAT(collected.Findings(),
              ::testing::Contains("invoice-lines-left-out a.xml"));
  for (const FactBatch& batch : collected.batches) {
    for (const Invoice& invoice : batch.invoices) {
      if (invoice.kind != InvoiceKind::kInvoice) continue;
      EXPECT_GT(invoice.lines.size(), 100u);
      EXPECT_LT(invoice.lines.size(), 3000u);
      // The amounts are whole.
      EXPECT_EQ(invoice.totals.payable->ToString(), "8890.00");
    }
  }
}

TEST_F(InvoiceAdapterTest, TheLargestSizeIsAnOption) {
  Write("a.xml", hosting_);
  EXPECT_THAT(Collect("a.xml", "", {{"max_bytes", "1000"}}).Findings(),
              ElementsAre("invoice-too-large a.xml"));
  sdk::SourceSpec source;
  for (const char* wrong : {"0", "-1", "5MB", "67108865"}) {
    source.options = {{"path", "a.xml"}, {"max_bytes", wrong}};
    EXPECT_EQ(InvoiceAdapter().Validate(source).code(),
              absl::StatusCode::kInvalidArgument)
        << wrong;
  }
  source.options = {};
  EXPECT_EQ(sdk::ProblemOf(InvoiceAdapter().Validate(source)).option, "path");
}

}  // namespace
}  // namespace regisseur::invoice

#include <string>
#include <vector>

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/invoice_content.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/storage_fixture.h"
#include "core/invoice/invoice_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(InvoiceContentTest, ComesBackWhole) {
  for (const Invoice& invoice : {FullInvoice(), Invoice()}) {
    const auto read =
        DecodeInvoice(EncodeInvoice(invoice), EncodeFileLines(invoice));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, invoice);
  }
}

// A file that only moved is the same facts.
TEST(InvoiceContentTest, LeavesLineNumbersOut) {
  Invoice moved = FullInvoice();
  moved.file_line += 10;
  moved.lines[0].file_line += 10;
  EXPECT_EQ(EncodeInvoice(moved), EncodeInvoice(FullInvoice()));
  EXPECT_NE(EncodeFileLines(moved), EncodeFileLines(FullInvoice()));
}

TEST(InvoiceContentTest, BrokenBytesAreDataLoss) {
  const std::string whole = EncodeInvoice(FullInvoice());
  const std::string lines = EncodeFileLines(FullInvoice());
  for (size_t length = 0; length < whole.size(); ++length) {
    EXPECT_EQ(DecodeInvoice(whole.substr(0, length), lines).status().code(),
              absl::StatusCode::kDataLoss)
        << length;
  }
  EXPECT_EQ(DecodeInvoice(whole + "x", lines).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(DecodeInvoice(whole, "").status().code(),
            absl::StatusCode::kDataLoss);
  // Whatever a byte becomes, reading ends.
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string broken = whole;
    broken[i] = static_cast<char>(broken[i] ^ 0x80);
    (void)DecodeInvoice(broken, lines);
  }
}

class InvoiceStoreTest : public StorageFixture {
 protected:
  static Invoice Numbered(const std::string& number,
                          absl::CivilDay issued = absl::CivilDay(2026, 10,
                                                                 31)) {
    Invoice invoice = FullInvoice();
    invoice.number = number;
    invoice.issue_day = issued;
    return invoice;
  }
  absl::Status Store(const std::string& run, const Invoice& invoice,
                     const std::string& party = "") {
    StagedBatch batch = MakeBatch("invoices", run, 1, true);
    batch.facts.deliveries = {Head("invoice=" + invoice.number, run + ".xml")};
    batch.facts.invoices = {invoice};
    if (!party.empty()) batch.invoice_parties = {party};
    return writer_->StoreBatch(who_, batch);
  }
  std::vector<InvoiceRecord> List(const InvoiceFilter& filter = {},
                                  AsOf as_of = {}) {
    const auto invoices =
        InvoiceReader(*database_).ListInvoices(who_, filter, as_of);
    EXPECT_TRUE(invoices.ok()) << invoices.status();
    return *invoices;
  }
  std::vector<std::string> Numbers(const InvoiceFilter& filter = {},
                                   AsOf as_of = {}) {
    std::vector<std::string> numbers;
    for (const InvoiceRecord& record : List(filter, as_of)) {
      numbers.push_back(record.invoice.number);
    }
    return numbers;
  }
  StoreReport Verify() {
    absl::StatusOr<StoreReport> report = ChainVerifier(*database_).Verify(who_);
    EXPECT_TRUE(report.ok()) << report.status();
    return *std::move(report);
  }
  void Tamper(const char* sql) {
    ASSERT_TRUE(queue_
                    ->Write(WriteQueue::Lane::kAct,
                            [&](Transaction& transaction) {
                              return transaction.Prepared(sql).Step().status();
                            })
                    .ok());
  }
};

TEST_F(InvoiceStoreTest, AnInvoiceComesBackWhole) {
  ASSERT_TRUE(Store("a", FullInvoice()).ok());
  Reopen();
  const std::vector<InvoiceRecord> invoices = List();
  ASSERT_THAT(invoices, SizeIs(1));
  EXPECT_EQ(invoices[0].invoice, FullInvoice());
  EXPECT_EQ(invoices[0].source, "invoices");
  EXPECT_EQ(invoices[0].provider, "cloudnine");
  EXPECT_EQ(invoices[0].file, "a.xml");
  EXPECT_EQ(sources().ListDeliveries(who_, "invoices", {})->front().kind,
            FactKind::kInvoices);
}

TEST_F(InvoiceStoreTest, TheNewestComesFirstAndFiltersHold) {
  ASSERT_TRUE(Store("a", Numbered("1", absl::CivilDay(2026, 9, 30))).ok());
  ASSERT_TRUE(Store("b", Numbered("2"), "pink").ok());
  Invoice undated = Numbered("3");
  undated.issue_day.reset();
  ASSERT_TRUE(Store("c", undated).ok());
  EXPECT_THAT(Numbers(), ElementsAre("2", "1", "3"));
  EXPECT_THAT(Numbers({.provider = "pink"}), ElementsAre("2"));
  EXPECT_THAT(Numbers({.number = "1"}), ElementsAre("1"));
  EXPECT_THAT(Numbers({.provider = "pink", .number = "1"}), IsEmpty());
}

TEST_F(InvoiceStoreTest, ARedeliveredInvoiceReplacesTheOneBefore) {
  ASSERT_TRUE(Store("a", FullInvoice()).ok());
  const AsOf before{clock_.Now()};
  clock_.Advance(absl::Hours(1));
  Invoice corrected = FullInvoice();
  corrected.totals.payable = Decimal::Parse("1000.00").value();
  ASSERT_TRUE(Store("b", corrected).ok());
  ASSERT_THAT(List(), SizeIs(1));
  EXPECT_EQ(List()[0].invoice, corrected);
  ASSERT_THAT(List({}, before), SizeIs(1));
  EXPECT_EQ(List({}, before)[0].invoice, FullInvoice());
  // The same again is no new version.
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(Store("c", corrected).ok());
  EXPECT_THAT(*sources().ListDeliveries(who_, "invoices", {}), SizeIs(1));
  EXPECT_TRUE(Verify().sound());
}

TEST_F(InvoiceStoreTest, GoAfterTheirTimeAndTheChainHolds) {
  ASSERT_TRUE(Store("a", Numbered("1", absl::CivilDay(2026, 9, 30))).ok());
  ASSERT_TRUE(Store("b", Numbered("2", absl::CivilDay(2031, 1, 1))).ok());
  RetentionBorders borders = {absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast()};
  RetentionPurge purge(folder_, *database_, *queue_, clock_);
  clock_.Advance(absl::Hours(24 * 366 * 8));
  // Known since before it, too: one that comes late stays as long.
  borders.invoices = At("2031-01-01T00:00:00Z");
  ASSERT_TRUE(purge.Run(who_, borders).ok());
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  EXPECT_THAT(Numbers(), ElementsAre("2"));
  EXPECT_TRUE(Verify().sound());
}

struct InvoiceTamper {
  const char* name;
  const char* sql;
};
class InvoiceTamperTest : public InvoiceStoreTest,
                          public ::testing::WithParamInterface<InvoiceTamper> {
};

TEST_P(InvoiceTamperTest, IsFound) {
  ASSERT_TRUE(Store("a", Numbered("1")).ok());
  ASSERT_TRUE(Store("b", Numbered("2"), "pink").ok());
  ASSERT_TRUE(Verify().sound());
  Tamper(GetParam().sql);
  EXPECT_FALSE(Verify().sound());
}

INSTANTIATE_TEST_SUITE_P(
    All, InvoiceTamperTest,
    ::testing::Values(
        InvoiceTamper{"Content",
                      "UPDATE invoice SET content = (SELECT content FROM "
                      "invoice WHERE number = '2')"},
        InvoiceTamper{"Garbage", "UPDATE invoice SET content = x'01ff'"},
        InvoiceTamper{"Gone", "DELETE FROM invoice WHERE number = '2'"},
        InvoiceTamper{"Number",
                      "UPDATE invoice SET number = '9' WHERE number = '2'"},
        InvoiceTamper{"Issued", "UPDATE invoice SET issued_us = 0"},
        InvoiceTamper{"Party",
                      "UPDATE invoice SET party = (SELECT MAX(party) FROM "
                      "invoice)"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace regisseur

#include "wire/invoice_wire.h"

#include <functional>
#include <string>

#include "core/invoice/invoice_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wire/facts_wire.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What a partner tells least of.
Invoice LeastInvoice() {
  Invoice invoice;
  invoice.kind = InvoiceKind::kCreditNote;
  return invoice;
}

FactBatch Batch() {
  FactBatch batch;
  batch.run = "run";
  batch.number = 1;
  batch.cursor = "c";
  batch.deliveries.resize(2);
  batch.deliveries[0].scope = "invoice=1";
  batch.deliveries[1].scope = "invoice=2";
  batch.invoices = {FullInvoice(), LeastInvoice()};
  batch.invoices[1].delivery = 1;
  return batch;
}

TEST(InvoiceWireTest, KeepsEverything) {
  const FactBatch batch = Batch();
  const absl::StatusOr<FactBatch> read =
      FactBatchFromWire(FactBatchToWire(batch));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->invoices,
              ElementsAre(batch.invoices[0], batch.invoices[1]));
  // As written: the decimals too.
  EXPECT_EQ(read->invoices[0].lines[0].net_price->ToString(), "100.0000");
  EXPECT_EQ(read->invoices[0].totals.rounding->ToString(), "-0.06");
}

TEST(InvoiceWireTest, RefusesWhatIsBroken) {
  struct Case {
    std::string message;
    std::function<void(adapter::v1::Batch&)> breaks;
  };
  using Wire = adapter::v1::Batch;
  const Case kCases[] = {
      {"invoices.delivery: row 1: delivery 2 of 2 is not there",
       [](Wire& w) { w.mutable_invoices(1)->set_delivery(2); }},
      {"row 0: invoices.kind: invoice or credit note is required",
       [](Wire& w) { w.mutable_invoices(0)->clear_kind(); }},
      {"row 0: invoices.kind: invoice or credit note is required",
       [](Wire& w) {
         w.mutable_invoices(0)->set_kind(
             static_cast<adapter::v1::InvoiceKind>(77));
       }},
      {"row 0: invoices.file_line: it is negative",
       [](Wire& w) { w.mutable_invoices(0)->set_file_line(-1); }},
      {"row 0: invoices.number: it is not UTF-8",
       [](Wire& w) { w.mutable_invoices(0)->set_number("\xff"); }},
      {"row 0: invoices.due_day: ",
       [](Wire& w) { w.mutable_invoices(0)->set_due_day("2026-02-30"); }},
      {"row 0: totals.payable: ",
       [](Wire& w) {
         w.mutable_invoices(0)->mutable_totals()->set_payable("1.204,56");
       }},
      {"row 0: invoices.lines[0]: net_amount: ",
       [](Wire& w) {
         w.mutable_invoices(0)->mutable_lines(0)->set_net_amount("much");
       }},
      {"row 0: invoices.lines[1]: allowances[0]: percent: ",
       [](Wire& w) {
         w.mutable_invoices(0)->mutable_lines(1)->add_allowances()->set_percent(
             "10%");
       }},
      {"row 0: invoices.problems[1]: rule: it is required",
       [](Wire& w) {
         w.mutable_invoices(0)->mutable_problems(1)->clear_rule();
       }},
      {"row 0: invoices.lines: 20001 of them; at most 20000",
       [](Wire& w) {
         while (w.invoices(0).lines_size() < 20001) {
           w.mutable_invoices(0)->add_lines();
         }
       }},
      {"row 0: invoices.notes: 1001 of them; at most 1000",
       [](Wire& w) {
         while (w.invoices(0).notes_size() < 1001) {
           w.mutable_invoices(0)->add_notes("x");
         }
       }},
  };
  const adapter::v1::Batch whole = FactBatchToWire(Batch());
  ASSERT_TRUE(FactBatchFromWire(whole).ok());
  for (const Case& c : kCases) {
    adapter::v1::Batch wire = whole;
    c.breaks(wire);
    const absl::Status status = FactBatchFromWire(wire).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.message;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(InvoiceWireTest, ASeverityThatNobodyKnowsIsFatal) {
  adapter::v1::Batch wire = FactBatchToWire(Batch());
  wire.mutable_invoices(0)->mutable_problems(1)->set_severity(
      static_cast<adapter::v1::InvoiceProblemSeverity>(77));
  const absl::StatusOr<FactBatch> read = FactBatchFromWire(wire);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->invoices[0].problems[1].severity, ProblemSeverity::kFatal);
}

}  // namespace
}  // namespace regisseur

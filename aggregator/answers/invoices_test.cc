#include "aggregator/answers/invoices.h"

#include <string>
#include <utility>
#include <vector>

#include "aggregator/answers/answers_fixture.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/answers/invoice_reconciliation.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// It is 2026-10-15.
class InvoicesTest : public AnswersFixture {
 protected:
  InvoicesTest() {
    ProviderConfig& cloud = AddProvider("cloudnine");
    cloud.owner = "m.visser";
    cloud.sources.push_back(MakeSource("charges", "cloudnine", "focus"));
    cloud.sources.push_back(MakeSource("inbox", "cloudnine", "invoice"));
    cloud.sources.push_back(MakeSource("portal", "cloudnine", "invoice"));
    AddProvider("snel").sources.push_back(
        MakeSource("snel-inbox", "snel", "invoice"));
    Configure();
  }

  static Invoice MakeInvoice(const std::string& number, const std::string& net,
                             int month = 9) {
    Invoice invoice;
    invoice.kind = InvoiceKind::kInvoice;
    invoice.number = number;
    invoice.currency = "EUR";
    invoice.issue_day = absl::CivilDay(2026, month, 28);
    invoice.due_day = absl::CivilDay(2026, month + 1, 10);
    invoice.period = {absl::CivilDay(2026, month, 1),
                      absl::CivilDay(2026, month + 1, 1) - 1};
    invoice.totals.tax_exclusive = Decimal::Parse(net).value();
    invoice.totals.payable = invoice.totals.tax_exclusive;
    InvoiceLine line;
    line.id = "1";
    line.name = "Usage";
    line.net_amount = invoice.totals.tax_exclusive;
    invoice.lines = {line};
    return invoice;
  }

  void Send(const Invoice& invoice, const std::string& source = "inbox",
            const std::string& provider = "cloudnine") {
    StagedBatch batch = MakeBatch(source, NextRun(), 1, true, provider);
    batch.facts.deliveries = {
        Head("invoice=" + invoice.number, invoice.number + ".xml")};
    batch.facts.invoices = {invoice};
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered(source, clock_.Now(), FactKind::kInvoices);
  }

  void SetContract(const std::string& id, const std::string& fee,
                   std::vector<std::string> references = {}) {
    Contract contract;
    contract.id = id;
    contract.provider = "cloudnine";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = CivilSpan{.months = 36};
    PriceComponent component;
    component.component = "usage";
    component.form = FixedPrice{.amount = Decimal::Parse(fee).value()};
    contract.pricing = {component};
    contract.invoicing.references = std::move(references);
    contract.invoicing.object_within = CivilSpan{.days = 30};
    register_.push_back({id + ".yaml", contract});
    contracts_.Set(absl::UnixEpoch(), ContractRegister(register_));
  }

  InvoicesAnswer List(const InvoicesQuestion& question = {}) {
    auto answer = answers().ListInvoices(cio_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return *std::move(answer);
  }
  std::vector<std::string> Numbers(const InvoicesQuestion& question = {}) {
    std::vector<std::string> numbers;
    for (const InvoiceRow& row : List(question).invoices) {
      numbers.push_back(row.invoice().number);
    }
    return numbers;
  }
  ReconciliationAnswer Reconcile(const ReconciliationQuestion& question = {}) {
    auto answer = answers().ReconcileInvoices(cio_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return *std::move(answer);
  }

  std::vector<ContractRegister::Entry> register_;
};

TEST_F(InvoicesTest, ListsByWhatIsAsked) {
  Send(MakeInvoice("F1", "100.00", 8));
  Send(MakeInvoice("F2", "200.00", 9));
  Send(MakeInvoice("S1", "50.00", 9), "snel-inbox", "snel");
  Invoice future = MakeInvoice("F3", "300.00", 10);
  future.problems = {{"BR-CO-15", ProblemSeverity::kFatal, {}, ""}};
  Send(future);
  EXPECT_THAT(Numbers(), ElementsAre("F3", "F2", "S1", "F1"));
  EXPECT_THAT(Numbers({.provider = "snel"}), ElementsAre("S1"));
  EXPECT_THAT(Numbers({.owner = "m.visser"}), ElementsAre("F3", "F2", "F1"));
  EXPECT_THAT(Numbers({.invalid = true}), ElementsAre("F3"));
  EXPECT_THAT(Numbers({.from = "2026-08", .to = "2026-08"}), ElementsAre("F1"));
  // F3 is due on 10 November.
  EXPECT_THAT(Numbers({.overdue = true}), ElementsAre("F2", "S1", "F1"));
  EXPECT_EQ(
      answers().ListInvoices(cio_, {.provider = "nobody"}, {}).status().code(),
      absl::StatusCode::kNotFound);
}

TEST_F(InvoicesTest, ANumberOfTwoPartnersNeedsAName) {
  Send(MakeInvoice("1", "100.00"));
  Send(MakeInvoice("1", "50.00"), "snel-inbox", "snel");
  const absl::Status both =
      answers().GetInvoice(cio_, {.number = "1"}, {}).status();
  EXPECT_EQ(both.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(both.message()), HasSubstr("cloudnine, snel"));
  const auto one =
      answers().GetInvoice(cio_, {.number = "1", .provider = "snel"}, {});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->invoice().totals.payable->ToString(), "50.00");
  EXPECT_EQ(answers().GetInvoice(cio_, {.number = "9"}, {}).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(InvoicesTest, IsHeldAgainstTheChargesOfItsPeriod) {
  Charge("charges", "cloudnine", "2026-09",
         {{.billed = "60.00", .service = "Compute"},
          {.billed = "40.00", .service = "Storage"},
          {.billed = "21.00", .category = "Tax"}});
  Invoice invoice = MakeInvoice("F1", "100.00");
  invoice.totals.tax = Decimal::Parse("21.00").value();
  Send(invoice);
  const ReconciliationAnswer answer = Reconcile();
  ASSERT_THAT(answer.invoices, SizeIs(1));
  const ReconciledInvoice& one = answer.invoices[0];
  EXPECT_EQ(one.state, ReconciliationState::kMatched);
  EXPECT_EQ(one.basis, ReconciliationBasis::kCharges);
  EXPECT_EQ(one.matched_by, "period");
  EXPECT_EQ(one.charge_count, 3);
  EXPECT_EQ(one.comparison.expected_net->ToString(), "100.00");
  EXPECT_EQ(one.comparison.expected_tax->ToString(), "21.00");
}

TEST_F(InvoicesTest, IsHeldAgainstItsContractByItsReference) {
  SetContract("hosting", "100.00", {"C-17"});
  SetContract("network", "70.00", {"PO-9"});
  Invoice hosting = MakeInvoice("F1", "110.00");
  hosting.contract = "c 17";
  Send(hosting);
  Invoice network = MakeInvoice("F2", "70.00");
  network.order = "PO-9";
  Send(network);
  Invoice neither = MakeInvoice("F3", "5.00");
  Send(neither);
  const ReconciliationAnswer answer = Reconcile();
  ASSERT_THAT(answer.invoices, SizeIs(3));
  const ReconciledInvoice& first = answer.invoices[0];
  EXPECT_EQ(first.row.invoice().number, "F1");
  EXPECT_EQ(first.state, ReconciliationState::kDifferent);
  EXPECT_EQ(first.contract, "hosting");
  EXPECT_EQ(first.matched_by, "contract");
  ASSERT_THAT(first.comparison.differences, SizeIs(1));
  EXPECT_EQ(first.comparison.differences[0].kind, DifferenceClass::kPrice);
  EXPECT_EQ(first.comparison.differences[0].amount.ToString(), "10.00");
  // 28 September + 30 days.
  EXPECT_EQ(first.object_by, absl::CivilDay(2026, 10, 28));
  EXPECT_EQ(answer.invoices[1].row.invoice().number, "F3");
  EXPECT_EQ(answer.invoices[1].state, ReconciliationState::kUnmatched);
  EXPECT_EQ(answer.invoices[2].matched_by, "order");
  EXPECT_EQ(answer.invoices[2].state, ReconciliationState::kMatched);
  ASSERT_THAT(answer.totals, SizeIs(1));
  EXPECT_EQ(answer.totals[0].amount.ToString(), "10.00");
}

TEST_F(InvoicesTest, WithoutAPeriodItIsAboutTheMonthThatFits) {
  SetContract("hosting", "100.00");
  Invoice invoice = MakeInvoice("F1", "100.00");
  invoice.period = {};
  Send(invoice);
  const ReconciliationAnswer answer = Reconcile();
  ASSERT_THAT(answer.invoices, SizeIs(1));
  EXPECT_EQ(answer.invoices[0].state, ReconciliationState::kMatched);
  bool said = false;
  for (const ReconciliationNote& note : answer.invoices[0].notes) {
    said = said || note.rule == "reconcile-period-assumed";
  }
  EXPECT_TRUE(said);
}

TEST_F(InvoicesTest, TheSameAgainIsADuplicate) {
  SetContract("hosting", "100.00");
  Send(MakeInvoice("F1", "100.00"));
  Invoice again = MakeInvoice("F2", "100.00");
  again.issue_day = absl::CivilDay(2026, 10, 12);
  Send(again);
  // The same document over another way.
  Send(MakeInvoice("F1", "100.00"), "portal");
  const ReconciliationAnswer answer = Reconcile();
  ASSERT_THAT(answer.invoices, SizeIs(3));
  int duplicates = 0;
  for (const ReconciledInvoice& one : answer.invoices) {
    if (one.state == ReconciliationState::kDifferent) {
      ++duplicates;
      EXPECT_EQ(one.comparison.differences[0].kind,
                DifferenceClass::kDuplicate);
      EXPECT_EQ(one.comparison.differences[0].amount.ToString(), "100.00");
    }
  }
  EXPECT_EQ(duplicates, 2);
  ASSERT_THAT(answer.totals, SizeIs(1));
  EXPECT_EQ(answer.totals[0].amount.ToString(), "200.00");
}

TEST_F(InvoicesTest, RefusesAToleranceThatIsNone) {
  for (const char* text : {"much", "-1"}) {
    EXPECT_EQ(answers()
                  .ReconcileInvoices(cio_, {.tolerance = text}, {})
                  .status()
                  .code(),
              absl::StatusCode::kInvalidArgument);
  }
}

// A year's licence of 120,000: October has 31 of 365 days, 10,191.78.
TEST_F(InvoicesTest, SpreadsTheEffectiveCostOfAYearByDays) {
  InvoiceRecord record;
  record.invoice = MakeInvoice("F1", "120000.00", 1);
  record.invoice.period = {absl::CivilDay(2026, 1, 1),
                           absl::CivilDay(2026, 12, 31)};
  const auto rows = InvoiceCostRows(record);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_THAT(*rows, SizeIs(12));
  EXPECT_EQ((*rows)[0].total.billed.ToString(), "120000.00");
  EXPECT_EQ((*rows)[9].charge_month, "2026-10");
  EXPECT_EQ((*rows)[9].total.effective.sum.ToText(2), "10191.78");
  EXPECT_TRUE((*rows)[9].total.billed.IsZero());
  ExactSum all;
  for (const CostTotalRow& row : *rows) {
    ASSERT_TRUE(all.Add(row.total.effective.sum).ok());
  }
  EXPECT_EQ(all.ToText(2), "120000.00");
}

TEST_F(InvoicesTest, CountsAsCostOnlyWhereNothingWasCharged) {
  Charge("charges", "cloudnine", "2026-08", {{.billed = "90.00"}});
  Send(MakeInvoice("F1", "100.00", 8));
  Send(MakeInvoice("F2", "200.00", 9));
  Send(MakeInvoice("F2", "200.00", 9), "portal");
  const auto answer =
      answers().SummarizeCost(cio_, {.by = {"billing_period"}}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::vector<std::string> rows;
  for (const CostSummaryRow& row : answer->rows) {
    rows.push_back(row.keys.at("billing_period") + " " + row.billed);
  }
  EXPECT_THAT(rows, ElementsAre("2026-08 90.00", "2026-09 200.00"));
  EXPECT_EQ(answer->basis, "charges; invoices where no charges were delivered");
  EXPECT_NE(FindGap(answer->gaps, "cost-invoices-not-counted"), nullptr);
}

}  // namespace
}  // namespace regisseur

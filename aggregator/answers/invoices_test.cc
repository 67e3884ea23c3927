#include "aggregator/answers/invoices.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/answers/answers_fixture.h"
#include "aggregator/answers/invoice_cost.h"
#include "aggregator/answers/invoice_reconciliation.h"
#include "core/finding/catalogue.h"
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

  // Of `net`, naming `of`.
  static Invoice MakeCreditNote(const std::string& number,
                                const std::string& net, const std::string& of) {
    Invoice note = MakeInvoice(number, net);
    note.kind = InvoiceKind::kCreditNote;
    note.issue_day = absl::CivilDay(2026, 10, 5);
    note.preceding = {{of, std::nullopt}};
    return note;
  }
  // `F1 matched`, `F2 different price 100.00`, by number.
  std::vector<std::string> Told(const ReconciliationAnswer& answer) {
    std::vector<std::string> told;
    for (const ReconciledInvoice& one : answer.invoices) {
      std::string text = one.row.invoice().number;
      text += one.state == ReconciliationState::kMatched     ? " matched"
              : one.state == ReconciliationState::kDifferent ? " different"
                                                             : " unmatched";
      if (one.state == ReconciliationState::kDifferent) {
        for (const InvoiceDifference& difference : one.comparison.differences) {
          text += " ";
          text += std::string(DifferenceClassWord(difference.kind));
          text += " " + difference.amount.ToString();
        }
      }
      told.push_back(text);
    }
    std::sort(told.begin(), told.end());
    return told;
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

// 1,000.00 a month: of 1,000.00 + 1,000.01 + 1,000.00 are 2,000.01 too much.
TEST_F(InvoicesTest, AMonthOfAContractIsPaidForOnce) {
  SetContract("hosting", "1000.00");
  Send(MakeInvoice("D1", "1000.00"));
  Send(MakeInvoice("D2", "1000.01"));
  Invoice other_name = MakeInvoice("D3", "1000.00");
  other_name.lines[0].name = "Managed service";
  Send(other_name);
  const ReconciliationAnswer answer = Reconcile();
  EXPECT_THAT(Told(answer),
              ElementsAre("D1 matched", "D2 different missing_line 1000.01",
                          "D3 different missing_line 1000.00"));
  ASSERT_THAT(answer.totals, SizeIs(1));
  EXPECT_EQ(answer.totals[0].amount.ToString(), "2000.01");
  // The same when only one is asked for.
  EXPECT_THAT(Told(Reconcile({.number = "D2"})),
              ElementsAre("D2 different missing_line 1000.01"));
}

// 900.00 + 1,000.00 - 1,000.00 = 900.00 too much.
TEST_F(InvoicesTest, WhatIsLeftOfAMonthIsForTheNext) {
  SetContract("hosting", "1000.00");
  Send(MakeInvoice("X9", "900.00"));
  EXPECT_THAT(Told(Reconcile()), ElementsAre("X9 different price -100.00"));
  Send(MakeInvoice("X9B", "1000.00"));
  EXPECT_THAT(Told(Reconcile()),
              ElementsAre("X9 matched", "X9B different price 900.00"));
}

// Two halves of 500.00 are the month's 1,000.00; a third is one too many.
TEST_F(InvoicesTest, PartsOfAMonthAreNoDuplicates) {
  SetContract("hosting", "1000.00");
  Send(MakeInvoice("H1", "500.00"));
  Send(MakeInvoice("H2", "500.00"));
  EXPECT_THAT(Told(Reconcile()), ElementsAre("H1 matched", "H2 matched"));
  Send(MakeInvoice("H3", "500.00"));
  EXPECT_THAT(Told(Reconcile()), ElementsAre("H1 matched", "H2 matched",
                                             "H3 different duplicate 500.00"));
}

// July to September at 1,000.00 are 3,000.00; 2,500.00 for the quarter and
// 1,000.00 for August are 500.00 too much.
TEST_F(InvoicesTest, AMonthOfAQuarterIsPaidForOnce) {
  SetContract("hosting", "1000.00");
  Invoice quarter = MakeInvoice("Q", "2500.00", 8);
  quarter.period = {absl::CivilDay(2026, 7, 1), absl::CivilDay(2026, 9, 30)};
  quarter.issue_day = absl::CivilDay(2026, 7, 1);
  Send(quarter);
  Send(MakeInvoice("R", "1000.00", 8));
  EXPECT_THAT(Told(Reconcile()),
              ElementsAre("Q matched", "R different price 500.00"));
}

TEST_F(InvoicesTest, HoldsNoDollarsAgainstAContractInEuros) {
  SetContract("hosting", "1000.00");
  Invoice dollars = MakeInvoice("DU", "1000.00");
  dollars.currency = "USD";
  Send(dollars);
  const ReconciliationAnswer answer = Reconcile();
  EXPECT_THAT(Told(answer), ElementsAre("DU unmatched"));
  EXPECT_NE(FindGap(answer.gaps, "reconcile-contract-other-currency"), nullptr);
}

// What was given back in full is asked for again with right.
TEST_F(InvoicesTest, AnInvoiceAfterAFullCreditIsNoDuplicate) {
  SetContract("hosting", "1000.00");
  Send(MakeInvoice("X10", "1000.00"));
  Invoice again = MakeInvoice("X10B", "1000.00");
  again.issue_day = absl::CivilDay(2026, 10, 6);
  Send(again);
  EXPECT_THAT(Told(Reconcile()), ElementsAre("X10 matched",
                                             "X10B different duplicate "
                                             "1000.00"));
  Send(MakeCreditNote("XC10", "1000.00", "X10"));
  EXPECT_THAT(Told(Reconcile()),
              ElementsAre("X10 matched", "X10B matched", "XC10 matched"));
}

// 400.00 of 1,000.00, then 700.00 where 600.00 are left: 100.00 too much given
// back. And 5,000.00 of 1,000.00 are 4,000.00 too much.
TEST_F(InvoicesTest, GivesBackNoMoreThanWasAsked) {
  SetContract("hosting", "1000.00");
  Send(MakeInvoice("A8", "1000.00", 8));
  Send(MakeInvoice("A9", "1000.00", 9));
  Send(MakeCreditNote("C1", "400.00", "A8"));
  Send(MakeCreditNote("C2", "700.00", "A8"));
  Send(MakeCreditNote("C3", "5000.00", "A9"));
  EXPECT_THAT(
      Told(Reconcile()),
      ElementsAre("A8 matched", "A9 matched", "C1 matched",
                  "C2 different price -100.00", "C3 different price -4000.00"));
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

class InvoicesAsCostTest : public InvoicesTest {
 protected:
  std::string Accrual(const std::string& period) {
    const auto answer = answers().ListAccruals(
        cio_, {.period = period, .provider = "cloudnine"}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    for (const AccrualRow& row : answer->rows) {
      if (row.accrual.has_value()) return row.accrual->ToString();
    }
    return "none";
  }
};

// Issued on 28 September at 1.25 dollars for one euro; at the end of its month
// it was 2.00: 100.00 / 1.25 = 80.00.
TEST_F(InvoicesAsCostTest, AreConvertedAtTheirDay) {
  rates_.Set("Date,USD\n2026-09-30,2.00\n2026-09-28,1.25\n");
  Invoice invoice = MakeInvoice("F1", "100.00");
  invoice.currency = "USD";
  Send(invoice);
  const auto answer = answers().SummarizeCost(cio_, {.in = "EUR"}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->rows, SizeIs(1));
  EXPECT_EQ(answer->rows[0].billed, "80.00");
  EXPECT_THAT(answer->basis, HasSubstr("of an invoice of its tax point"));
  portfolio_.conversion.on = ConversionDay::kMonthEnd;
  Configure(clock_.Now());
  const auto month_end = answers().SummarizeCost(cio_, {.in = "EUR"}, {});
  EXPECT_EQ(month_end->rows.at(0).billed, "50.00");
}

// A quarter of three lines, each for a month: 1,000.00 a month and not by the
// days of the quarter.
TEST_F(InvoicesAsCostTest, LinesAreSpreadOverTheirOwnPeriods) {
  Invoice invoice = MakeInvoice("Q2", "3000.00", 6);
  invoice.period = {absl::CivilDay(2026, 4, 1), absl::CivilDay(2026, 6, 30)};
  invoice.lines.clear();
  for (int month = 4; month <= 6; ++month) {
    InvoiceLine line;
    line.name = "Fee";
    line.net_amount = Decimal(100000, 2);
    line.period = {absl::CivilDay(2026, month, 1),
                   absl::CivilDay(2026, month + 1, 1) - 1};
    invoice.lines.push_back(line);
  }
  InvoiceRecord record;
  record.invoice = invoice;
  const auto rows = InvoiceCostRows(record);
  ASSERT_TRUE(rows.ok()) << rows.status();
  std::vector<std::string> parts;
  for (const InvoiceCostRow& row : *rows) {
    parts.push_back(row.charge_month + " " +
                    row.total.effective.sum.ToString());
  }
  EXPECT_THAT(parts, ElementsAre("2026-04 1000.00", "2026-05 1000.00",
                                 "2026-06 1000.00"));
}

// A discount of 10.00 is no reason to ask for it again; what was given back in
// full is asked for again.
TEST_F(InvoicesAsCostTest, WhatIsGivenBackInFullIsToBeReceivedAgain) {
  SetContract("c", "100.00");
  Send(MakeInvoice("F8", "100.00", 8));
  Send(MakeInvoice("F9", "100.00"));
  EXPECT_EQ(Accrual("2026-09"), "0.00");
  Invoice discount = MakeCreditNote("K8", "10.00", "F8");
  discount.period = {absl::CivilDay(2026, 9, 1), absl::CivilDay(2026, 9, 30)};
  Send(discount);
  EXPECT_EQ(Accrual("2026-08"), "0.00");
  EXPECT_EQ(Accrual("2026-09"), "0.00");
  Send(MakeCreditNote("K9", "100.00", "F9"));
  EXPECT_EQ(Accrual("2026-09"), "100.00");
}

// The same number with another price: what was known is restated, down to the
// line.
TEST_F(InvoicesAsCostTest, AnInvoiceThatCameAgainIsARestatement) {
  Send(MakeInvoice("F9", "100.00"));
  const AsOf then{clock_.Now() + absl::Minutes(1)};
  clock_.Set(clock_.Now() + absl::Hours(24));
  Send(MakeInvoice("F9", "130.00"));
  const auto answer = answers().DiffCost(cio_, {.between = then});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->changes, SizeIs(1));
  const CostChange& change = answer->changes[0];
  EXPECT_EQ(change.cause, CostChangeCause::kCorrection);
  EXPECT_EQ(change.difference, "30.00");
  EXPECT_THAT(RenderMessage(change.message.rule, change.message.arguments),
              HasSubstr("Invoice F9 of inbox came again on 2026-10-16"));
  ASSERT_THAT(change.line_changes, SizeIs(1));
  EXPECT_EQ(change.line_changes[0].before->billed.ToString(), "100.00");
  EXPECT_EQ(change.line_changes[0].after->billed.ToString(), "130.00");
  EXPECT_EQ(change.line_changes[0].after->file, "F9.xml");
}

TEST_F(InvoicesAsCostTest, HaveLines) {
  Invoice invoice = MakeInvoice("F9", "100.00");
  invoice.totals.tax = Decimal(2100, 2);
  Send(invoice);
  const auto answer = answers().ListCostLines(
      cio_, {.provider = "cloudnine", .invoice_id = "F9"}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->lines, SizeIs(2));
  EXPECT_EQ(answer->lines[0].billed.ToString(), "100.00");
  EXPECT_EQ(answer->lines[0].description, "Usage");
  EXPECT_EQ(answer->lines[0].evidence, "invoice");
  EXPECT_FALSE(answer->lines[0].not_counted);
  EXPECT_EQ(answer->lines[1].charge_category, "Tax");
  EXPECT_EQ(answer->lines[1].billed.ToString(), "21.00");
  // Charges count for the month once they come.
  Charge("charges", "cloudnine", "2026-09", {{.billed = "90.00"}});
  const auto later = answers().ListCostLines(
      cio_, {.provider = "cloudnine", .invoice_id = "F9"}, {});
  ASSERT_THAT(later->lines, SizeIs(2));
  EXPECT_TRUE(later->lines[0].not_counted);
}

// 3,100.00 for August: 15 of 31 days are 1,500.00, the other 16 1,600.00.
TEST_F(InvoicesTest, APartOfAMonthIsHeldAgainstThatPart) {
  SetContract("c", "3100.00");
  Invoice first = MakeInvoice("H1", "1500.00", 8);
  first.period = {absl::CivilDay(2026, 8, 1), absl::CivilDay(2026, 8, 15)};
  Invoice second = MakeInvoice("H2", "1700.00", 8);
  second.issue_day = absl::CivilDay(2026, 8, 31);
  second.period = {absl::CivilDay(2026, 8, 16), absl::CivilDay(2026, 8, 31)};
  Send(first);
  Send(second);
  const ReconciliationAnswer answer = Reconcile();
  ASSERT_THAT(answer.invoices, SizeIs(2));
  for (const ReconciledInvoice& one : answer.invoices) {
    if (one.row.invoice().number == "H1") {
      EXPECT_EQ(one.state, ReconciliationState::kMatched);
      continue;
    }
    EXPECT_EQ(one.state, ReconciliationState::kDifferent);
    ASSERT_TRUE(one.comparison.difference_net.has_value());
    EXPECT_EQ(one.comparison.difference_net->ToString(), "100.00");
  }
}

TEST_F(InvoicesTest, WhatIsUnmatchedSaysWhy) {
  Send(MakeInvoice("S1", "10.00"), "snel-inbox", "snel");
  Send(MakeCreditNote("K1", "10.00", "F0"));
  const ReconciliationAnswer answer = Reconcile();
  ASSERT_THAT(answer.invoices, SizeIs(2));
  for (const ReconciledInvoice& one : answer.invoices) {
    EXPECT_EQ(one.state, ReconciliationState::kUnmatched);
    ASSERT_THAT(one.notes, SizeIs(1));
    EXPECT_EQ(one.notes[0].rule, one.row.invoice().number == "S1"
                                     ? "reconcile-no-contract"
                                     : "reconcile-credits-unknown");
  }
}

}  // namespace
}  // namespace regisseur

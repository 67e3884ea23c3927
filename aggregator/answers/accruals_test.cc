#include "aggregator/answers/accruals.h"

#include <tuple>

#include "aggregator/answers/budgets.h"
#include "aggregator/answers/cost_ahead_fixture.h"
#include "aggregator/answers/invoice_reconciliation.h"
#include "aggregator/answers/payment_obligations.h"
#include "gmock/gmock.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class YearEndTest : public CostAheadFixture {
 protected:
  Contract MakeContract() const {
    Contract contract;
    contract.id = "hosting-2026";
    contract.provider = "cloudnine";
    contract.title = "Hosting";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.term.initial = {.months = 36};
    contract.term.renewal = Renewal::kNone;
    contract.pricing = {
        {.component = "platform", .form = FixedPrice{Decimal(950000, 2)}}};
    return contract;
  }
  void Register(const std::vector<Contract>& contracts) {
    std::vector<ContractRegister::Entry> entries;
    for (const Contract& contract : contracts) {
      entries.push_back({contract.id + ".yaml", contract});
    }
    contracts_.Set(absl::UnixEpoch(), ContractRegister(std::move(entries)));
  }
  // An invoice of one line, about the month of `period` where there is one, or
  // until `last`.
  void Send(const std::string& number, const std::string& net,
            const std::string& name, absl::CivilDay issued,
            std::optional<absl::CivilDay> period,
            std::optional<absl::CivilDay> last = std::nullopt) {
    Invoice invoice;
    invoice.kind = InvoiceKind::kInvoice;
    invoice.number = number;
    invoice.issue_day = issued;
    invoice.currency = "EUR";
    invoice.seller.name = "Cloud Nine";
    if (period.has_value()) {
      invoice.period = {
          *period,
          last.value_or(absl::CivilDay(absl::CivilMonth(*period) + 1) - 1)};
    }
    invoice.totals.tax_exclusive = Decimal::Parse(net).value();
    invoice.totals.payable = invoice.totals.tax_exclusive;
    InvoiceLine line;
    line.id = "1";
    line.name = name;
    line.net_amount = invoice.totals.tax_exclusive;
    invoice.lines = {line};
    std::vector<SourceConfig>& sources = portfolio_.providers[0].sources;
    if (sources.back().id != "inbox") {
      sources.push_back(MakeSource("inbox", "cloudnine", "invoice"));
      Configure();
    }
    StagedBatch batch = MakeBatch("inbox", NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {Head("invoice=" + number, number + ".xml")};
    batch.facts.invoices = {invoice};
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
    Answered("inbox", clock_.Now(), FactKind::kInvoices);
  }
  void BudgetOfTheYear() {
    Budget budget;
    budget.id = "cloudnine-2026";
    budget.provider = "cloudnine";
    budget.scope = Budget::Scope::kProvider;
    budget.first = absl::CivilMonth(2026, 1);
    budget.last = absl::CivilMonth(2026, 12);
    budget.amount = Decimal(1200000, 2);
    budget.currency = "EUR";
    portfolio_.budgets = {budget};
    Configure();
  }
  AccrualsAnswer Accruals(const std::string& period) {
    auto answer = AnswerAccruals(context(), who_, {.period = period}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : AccrualsAnswer();
  }
};

// USERS S11: 120,000.00 for 365 days, invoiced in January: 31 of them in
// October are 10,191.78; 184 are left after 30 June: 60,493.15.
TEST_F(YearEndTest, ALicenceOfAYearIsSpreadByDays) {
  Deliver("2026-01", {{"Licence", "120000.00", "Purchase", "", "EUR", "",
                       "2026-01-01", "2027-01-01"},
                      {"Licence", "25200.00", "Tax"}});
  const AccrualsAnswer june = Accruals("2026-06");
  ASSERT_THAT(june.rows, SizeIs(1));
  EXPECT_EQ(june.rows[0].prepaid.ToString(), "60493.15");
  const AccrualsAnswer october = Accruals("2026-10");
  ASSERT_THAT(october.rows, SizeIs(1));
  EXPECT_EQ(october.rows[0].billed.ToString(), "0.00");
  EXPECT_EQ(october.rows[0].effective.ToString(), "10191.78");
  EXPECT_EQ(october.rows[0].accrual, std::nullopt);
  const AccrualsAnswer december = Accruals("2026-12");
  EXPECT_EQ(december.rows[0].prepaid.ToString(), "0.00");
}

// USERS S11: hosting of September is not invoiced on 5 October.
TEST_F(YearEndTest, WhatAContractFixesAndNobodyInvoicedIsAccrued) {
  clock_.Set(At("2026-10-05T12:00:00Z"));
  Register({MakeContract()});
  Deliver("2026-08", {{"Hosting", "9500.00", "Purchase"}});
  const AccrualsAnswer september = Accruals("2026-09");
  ASSERT_THAT(september.rows, SizeIs(1));
  EXPECT_EQ(september.rows[0].contract, "hosting-2026");
  EXPECT_EQ(september.rows[0].billed.ToString(), "0.00");
  EXPECT_EQ(Text(september.rows[0].expected), "9500.00");
  EXPECT_EQ(Text(september.rows[0].accrual), "9500.00");
  const AccrualsAnswer august = Accruals("2026-08");
  ASSERT_THAT(august.rows, SizeIs(1));
  EXPECT_EQ(Text(august.rows[0].accrual), "0.00");
  EXPECT_EQ(august.rows[0].effective.ToString(), "9500.00");
}

TEST_F(YearEndTest, ByCostCentre) {
  Register({MakeContract()});
  Deliver("2026-09",
          {{"Hosting", "4000.00", "Purchase", "", "EUR", "", "", "", "A1"},
           {"Hosting", "5000.00", "Purchase", "", "EUR", "", "", "", "B2"}});
  const AccrualsAnswer answer = Accruals("2026-09");
  // One row a cost centre, and what the contract expects besides.
  ASSERT_THAT(answer.rows, SizeIs(3));
  EXPECT_EQ(answer.rows[0].cost_center, "");
  EXPECT_EQ(Text(answer.rows[0].accrual), "500.00");
  EXPECT_EQ(answer.rows[1].cost_center, "A1");
  EXPECT_EQ(answer.rows[2].billed.ToString(), "5000.00");
}

// Fixed are 9,500.00; of the 9,900.00 that came 450.00 are usage, which pays
// nothing of it: 9,500.00 - (9,900.00 - 450.00) = 50.00.
TEST_F(YearEndTest, WhatIsFixedIsAccruedBesideWhatIsUsed) {
  Contract contract = MakeContract();
  Contract used = MakeContract();
  used.id = "compute-2026";
  used.pricing = {{.component = "vcpu",
                   .form = PerUnitPrice{Decimal(42, 3)},
                   .meter = Meter{.unit = "Hours"}}};
  Register({contract, used});
  Deliver("2026-09",
          {{"Hosting", "9450.00", "Purchase"}, {"Compute", "450.00", "Usage"}});
  const AccrualsAnswer answer = Accruals("2026-09");
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(Text(answer.rows[0].expected), "9500.00");
  EXPECT_EQ(Text(answer.rows[0].accrual), "50.00");
  const Gap* gap = FindGap(answer.gaps, "accrual-by-usage");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("contracts"), "compute-2026");
  EXPECT_EQ(gap->arguments.at("components"), "vcpu");
}

// 12,000.00 a year, due on 1 October: October's part is 31 of 365 days, both
// before and after the bill came, and in the next year too.
TEST_F(YearEndTest, AFeeOfAYearInAdvanceIsAccruedByDays) {
  clock_.Set(At("2026-11-05T12:00:00Z"));
  Contract contract = MakeContract();
  contract.term.start = absl::CivilDay(2025, 10, 1);
  contract.pricing = {{.component = "licence",
                       .form = FixedPrice{.amount = Decimal(1200000, 2),
                                          .per = PricePeriod::kContractYear,
                                          .in_advance = true}}};
  Register({contract});
  EXPECT_EQ(Text(Accruals("2025-10").rows.at(0).expected), "1019.18");
  EXPECT_EQ(Text(Accruals("2025-10").rows.at(0).accrual), "1019.18");
  Deliver("2025-10", {{.service = "Licence",
                       .billed = "12000.00",
                       .category = "Purchase",
                       .from = "2025-10-01",
                       .to = "2026-10-01",
                       .billed_until = "2026-09"}});
  const AccrualsAnswer october = Accruals("2025-10");
  ASSERT_THAT(october.rows, SizeIs(1));
  EXPECT_EQ(october.rows[0].effective.ToString(), "1019.18");
  EXPECT_EQ(Text(october.rows[0].accrual), "0.00");
  // 12,000.00 less 31 of 365 days.
  EXPECT_EQ(october.rows[0].prepaid.ToString(), "10980.82");
  EXPECT_EQ(Text(Accruals("2026-02").rows.at(0).accrual), "0.00");
  EXPECT_EQ(Text(Accruals("2026-10").rows.at(0).accrual), "1019.18");
}

// A contract year that begins on the 16th: of March 16 of 365 days at
// 3,650.00, the rest is the year's before: 15 days at 10.00 as well.
TEST_F(YearEndTest, AYearThatBeginsWithinAMonth) {
  Contract contract = MakeContract();
  contract.term.start = absl::CivilDay(2025, 3, 16);
  contract.pricing = {{.component = "licence",
                       .form = FixedPrice{.amount = Decimal(365000, 2),
                                          .per = PricePeriod::kContractYear,
                                          .in_advance = true}}};
  Register({contract});
  EXPECT_EQ(Text(Accruals("2025-03").rows.at(0).expected), "160.00");
  EXPECT_EQ(Text(Accruals("2026-03").rows.at(0).expected), "310.00");
}

// 3,000.00 for April to June at 1,000.00 a month: by days June is 30 of 91,
// 989.01, and still nothing of the quarter is to be received.
TEST_F(YearEndTest, AQuarterThatIsBilledAtOnceIsPaid) {
  Contract contract = MakeContract();
  contract.pricing = {
      {.component = "platform", .form = FixedPrice{Decimal(100000, 2)}}};
  Register({contract});
  Deliver("2026-04", {{.service = "Fee",
                       .billed = "3000.00",
                       .category = "Purchase",
                       .from = "2026-04-01",
                       .to = "2026-07-01",
                       .billed_until = "2026-06"}});
  for (const char* month : {"2026-04", "2026-05", "2026-06"}) {
    EXPECT_EQ(Text(Accruals(month).rows.at(0).accrual), "0.00") << month;
  }
  EXPECT_EQ(Accruals("2026-06").rows.at(0).effective.ToString(), "989.01");
  EXPECT_EQ(Text(Accruals("2026-07").rows.at(0).accrual), "1000.00");
  // January to March and July to September; of October to December 3,000.00
  // are committed.
  Budget budget;
  budget.id = "cloudnine-2026";
  budget.provider = "cloudnine";
  budget.scope = Budget::Scope::kProvider;
  budget.first = absl::CivilMonth(2026, 1);
  budget.last = absl::CivilMonth(2026, 12);
  budget.amount = Decimal(1200000, 2);
  budget.currency = "EUR";
  portfolio_.budgets = {budget};
  Configure();
  const auto budgets = AnswerBudgets(context(), who_, {}, {});
  ASSERT_TRUE(budgets.ok()) << budgets.status();
  EXPECT_EQ(Text(budgets->budgets.at(0).accrued), "6000.00");
  EXPECT_EQ(Text(budgets->budgets.at(0).committed), "3000.00");
}

// What is given back in September pays nothing of September, and raises
// nothing.
TEST_F(YearEndTest, CreditsDoNotRaiseWhatIsToBeReceived) {
  Register({MakeContract()});
  Deliver("2026-09", {{"Hosting", "-1510.00", "Credit"}});
  const AccrualsAnswer answer = Accruals("2026-09");
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].effective.ToString(), "-1510.00");
  EXPECT_EQ(Text(answer.rows[0].accrual), "9500.00");
}

// Storage is priced by use; taking 33.10 off it leaves the fee as paid as it
// was, in what is to be received and in what the budget is committed to.
TEST_F(YearEndTest, ACorrectionDownwardsLeavesTheFeePaid) {
  Contract contract = MakeContract();
  contract.pricing.push_back({.component = "storage",
                              .form = PerUnitPrice{Decimal(42, 3)},
                              .meter = Meter{.unit = "GB"}});
  Register({contract});
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase"},
                      {"Storage", "-33.10", "Adjustment"}});
  EXPECT_EQ(Text(Accruals("2026-09").rows.at(0).accrual), "0.00");
  // October is billed, and 1,510.00 of before is given back in it: November
  // and December are left, 2 x 9,500.00.
  Deliver("2026-10", {{"Hosting", "9500.00", "Purchase"},
                      {"Hosting", "-1510.00", "Credit"}});
  BudgetOfTheYear();
  const auto budgets = AnswerBudgets(context(), who_, {}, {});
  ASSERT_TRUE(budgets.ok()) << budgets.status();
  EXPECT_EQ(Text(budgets->budgets.at(0).committed), "19000.00");
}

// 12,000.00 a year from 1 April on, and 18 % of it for support: 2,160.00, of
// which April has 30 of 365 days: 986.30 and 177.53.
TEST_F(YearEndTest, AShareOfAFeeIsSpreadAsTheFeeIs) {
  Contract contract = MakeContract();
  contract.term.start = absl::CivilDay(2025, 4, 1);
  contract.pricing = {
      {.component = "licence",
       .form = FixedPrice{.amount = Decimal(1200000, 2),
                          .per = PricePeriod::kContractYear,
                          .in_advance = true}},
      {.component = "support",
       .form = PercentagePrice{.percent = Decimal(18, 0), .of = {"licence"}}}};
  Register({contract});
  EXPECT_EQ(Text(Accruals("2026-04").rows.at(0).expected), "1163.84");
  // 31 of 365 days of 14,160.00.
  EXPECT_EQ(Text(Accruals("2026-05").rows.at(0).expected), "1202.63");
}

// An extra of 950.00 is no part of the fee of 9,500.00, on an invoice as among
// charges.
TEST_F(YearEndTest, AnExtraPaysNothingOfTheFee) {
  Contract contract = MakeContract();
  contract.extras = {{.name = "DDoS test", .price = Decimal(95000, 2)}};
  Register({contract});
  Send("E1", "950.00", "A ddos test of one day", absl::CivilDay(2026, 2, 10),
       absl::CivilDay(2026, 1, 1));
  const AccrualsAnswer january = Accruals("2026-01");
  ASSERT_THAT(january.rows, SizeIs(1));
  EXPECT_EQ(january.rows[0].billed.ToString(), "950.00");
  EXPECT_EQ(Text(january.rows[0].accrual), "9500.00");
  Deliver("2026-09", {{.service = "Hosting",
                       .billed = "950.00",
                       .category = "Purchase",
                       .sku = "DDoS test"}});
  EXPECT_EQ(Text(Accruals("2026-09").rows.at(0).accrual), "9500.00");
}

// Invoices without a period, each issued in the month after its own: the one
// of 2 October pays September and none pays October.
TEST_F(YearEndTest, AnInvoiceWithoutAPeriodPaysTheMonthThatIsOpen) {
  Register({MakeContract()});
  for (int month = 2; month <= 10; ++month) {
    Send(absl::StrCat("N", month), "9500.00", "Fee",
         absl::CivilDay(2026, month, 2), std::nullopt);
  }
  for (int month = 1; month <= 9; ++month) {
    const AccrualsAnswer answer = Accruals(absl::StrCat("2026-0", month));
    ASSERT_THAT(answer.rows, SizeIs(1));
    EXPECT_EQ(Text(answer.rows[0].accrual), "0.00") << month;
  }
  EXPECT_EQ(Text(Accruals("2026-10").rows.at(0).accrual), "9500.00");
}

// Of a partner that keeps sums alone the totals count: its fee of 9,500.00 is
// paid. The lines of the other partner keep their cost centre.
TEST_F(YearEndTest, SumsOfOnePartnerLeaveTheOthersTheirLines) {
  AddProvider("summed").sources = {MakeSource("sums", "summed", "focus")};
  Configure();
  Contract contract = MakeContract();
  contract.provider = "summed";
  Register({contract});
  Deliver("2026-09",
          {{"Hosting", "40.00", "Purchase", "", "EUR", "", "", "", "A1"}});
  StagedBatch batch = MakeBatch("sums", NextRun(), 1, true, "summed");
  batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
  regisseur::Charge& charge =
      AddCharge(batch, "Hosting", "9500.00", "Purchase");
  charge.lines = 3;
  charge.billing_period_start = charge.charge_period_start =
      At("2026-09-01T00:00:00Z");
  charge.billing_period_end = charge.charge_period_end =
      At("2026-10-01T00:00:00Z");
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("sums", At("2026-10-01T00:00:00Z"), FactKind::kCharges);
  const AccrualsAnswer answer = Accruals("2026-09");
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].cost_center, "A1");
  EXPECT_EQ(answer.rows[0].billed.ToString(), "40.00");
  EXPECT_EQ(answer.rows[1].billed.ToString(), "9500.00");
  EXPECT_EQ(Text(answer.rows[1].accrual), "0.00");
  const Gap* gap = FindGap(answer.gaps, "cost-lines-not-kept");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->provider, "summed");
}

// USERS S9: 400 seats at 18.00 are 7,200.00 a month; the 37 more from June on
// are due in December, 37 x 18.00 x 7 = 4,662.00, and belong to June to
// December: 666.00 a month.
TEST_F(YearEndTest, AnExpectedTrueUpIsAccruedMonthly) {
  Contract contract = MakeContract();
  Meter meter;
  meter.count = MeterCount::kStated;
  meter.stated = {{absl::CivilMonth(2026, 1), Decimal(400, 0)},
                  {absl::CivilMonth(2026, 6), Decimal(437, 0)}};
  meter.holds_on = true;
  meter.take = MeterTake::kPeakToDate;
  meter.period = PricePeriod::kContractYear;
  meter.beyond = Decimal(400, 0);
  contract.pricing = {
      {.component = "seats", .form = FixedPrice{Decimal(720000, 2)}},
      {.component = "more",
       .form = PerUnitPrice{Decimal(1800, 2)},
       .meter = meter}};
  Register({contract});
  const auto invoice = [&](int month, const std::string& net) {
    Send(absl::StrCat("S", month), net, "Seats",
         absl::CivilDay(2026, month, 28), absl::CivilDay(2026, month, 1));
  };
  for (int month = 1; month <= 11; ++month) invoice(month, "7200.00");
  EXPECT_EQ(Text(Accruals("2026-05").rows.at(0).accrual), "0.00");
  for (const char* month : {"2026-06", "2026-10", "2026-11"}) {
    EXPECT_EQ(Text(Accruals(month).rows.at(0).expected), "7866.00") << month;
    EXPECT_EQ(Text(Accruals(month).rows.at(0).accrual), "666.00") << month;
  }
  EXPECT_EQ(Text(Accruals("2026-12").rows.at(0).expected), "7866.00");
  // June to September are over: 4 x 666.00.
  BudgetOfTheYear();
  const auto budgets = AnswerBudgets(context(), who_, {}, {});
  ASSERT_TRUE(budgets.ok()) << budgets.status();
  EXPECT_EQ(Text(budgets->budgets.at(0).accrued), "2664.00");
  // December's bill, 7,200.00 and 4,662.00, pays them all.
  invoice(12, "11862.00");
  for (const char* month : {"2026-05", "2026-06", "2026-11", "2026-12"}) {
    EXPECT_EQ(Text(Accruals(month).rows.at(0).accrual), "0.00") << month;
  }
}

// 3,600.00 a month, and 50,000.00 a year at least: 50,000.00 - 43,200.00 =
// 6,800.00 are due in December. January has 31 of its 365 days: 577.53.
TEST_F(YearEndTest, WhatACommitmentLacksIsAccruedByDays) {
  Contract contract = MakeContract();
  contract.pricing = {
      {.component = "hours", .form = FixedPrice{Decimal(360000, 2)}},
      {.component = "least",
       .form = MinimumCommitment{.amount = Decimal(50000, 0),
                                 .per = PricePeriod::kContractYear,
                                 .of = {"hours"}}}};
  Register({contract});
  EXPECT_EQ(Text(Accruals("2026-01").rows.at(0).expected), "4177.53");
  EXPECT_EQ(Text(Accruals("2026-12").rows.at(0).expected), "4177.53");
}

// 9,500.00 was asked for twice for January, and once more as two halves of
// February, which are no duplicates.
TEST_F(YearEndTest, ADuplicatePaysNothing) {
  Contract contract = MakeContract();
  contract.pricing.push_back(
      {.component = "support", .form = FixedPrice{Decimal(30000, 2)}});
  Register({contract});
  for (const char* number : {"D1", "D2"}) {
    Send(number, "9500.00", "platform", absl::CivilDay(2026, 1, 28),
         absl::CivilDay(2026, 1, 1));
  }
  for (const char* number : {"H1", "H2"}) {
    Send(number, "4750.00", "platform", absl::CivilDay(2026, 2, 27),
         absl::CivilDay(2026, 2, 1));
  }
  // 9,800.00 less 9,500.00, in both months.
  EXPECT_EQ(Accruals("2026-01").rows.at(0).billed.ToString(), "19000.00");
  EXPECT_EQ(Text(Accruals("2026-01").rows.at(0).accrual), "300.00");
  EXPECT_EQ(Text(Accruals("2026-02").rows.at(0).accrual), "300.00");
}

// A licence of 12,000.00 invoiced in advance for April 2026 to March 2027;
// support of 300.00 a quarter is due in December and March still, 600.00.
TEST_F(YearEndTest, WhatIsNotDueYetIsNoMissingLine) {
  Contract contract = MakeContract();
  contract.term.start = absl::CivilDay(2026, 4, 1);
  contract.pricing = {{.component = "licence",
                       .form = FixedPrice{.amount = Decimal(1200000, 2),
                                          .per = PricePeriod::kContractYear,
                                          .in_advance = true}},
                      {.component = "support",
                       .form = FixedPrice{.amount = Decimal(30000, 2),
                                          .per = PricePeriod::kQuarter}}};
  Register({contract});
  Send("Y1", "12000.00", "licence", absl::CivilDay(2026, 4, 1),
       absl::CivilDay(2026, 4, 1), absl::CivilDay(2027, 3, 31));
  const auto state_of_y1 = [&] {
    const auto answer =
        AnswerReconciliation(context(), who_, {.number = "Y1"}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer->invoices.at(0);
  };
  // The quarters until June and September are over: 2 x 300.00.
  const ReconciledInvoice open = state_of_y1();
  EXPECT_EQ(open.state, ReconciliationState::kDifferent);
  EXPECT_EQ(Text(open.comparison.difference_net), "-600.00");
  Send("Q2", "300.00", "support", absl::CivilDay(2026, 4, 1),
       absl::CivilDay(2026, 4, 1), absl::CivilDay(2026, 6, 30));
  Send("Q3", "300.00", "support", absl::CivilDay(2026, 7, 1),
       absl::CivilDay(2026, 7, 1), absl::CivilDay(2026, 9, 30));
  EXPECT_EQ(state_of_y1().state, ReconciliationState::kMatched);
}

TEST_F(YearEndTest, AContractWhoseFileIsGoneIsAGap) {
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({}, {}, {{"c.yaml", MakeContract()}}));
  EXPECT_NE(FindGap(Accruals("2026-09").gaps, "contract-file-removed"),
            nullptr);
}

TEST_F(YearEndTest, WhatIsPricedByUsageIsNotGuessed) {
  Contract contract = MakeContract();
  contract.pricing.push_back({.component = "vcpu",
                              .form = PerUnitPrice{Decimal(42, 3)},
                              .meter = Meter{.unit = "Hours"}});
  Register({contract});
  const AccrualsAnswer answer = Accruals("2026-09");
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(Text(answer.rows[0].accrual), "9500.00");
  ASSERT_NE(FindGap(answer.gaps, "accrual-by-usage"), nullptr);
  EXPECT_FALSE(FindGap(answer.gaps, "accrual-by-usage")->notice);
}

TEST_F(YearEndTest, AContractWithoutAPriceExpectsNothing) {
  Contract contract = MakeContract();
  contract.pricing.clear();
  Register({contract});
  Deliver("2026-09", {{"Hosting", "9500.00", "Purchase"}});
  const AccrualsAnswer answer = Accruals("2026-09");
  ASSERT_THAT(answer.rows, SizeIs(1));
  EXPECT_EQ(answer.rows[0].expected, std::nullopt);
  EXPECT_EQ(answer.rows[0].accrual, std::nullopt);
}

// Adapters of our own formats once kept the cost centre as sub account alone;
// in FOCUS a sub account is something else.
TEST_F(YearEndTest, ACostCentreThatIsASubAccountOnlyIsAGap) {
  StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
  regisseur::Charge& charge =
      AddCharge(batch, "Hosting", "9500.00", "Purchase");
  charge.texts[static_cast<int>(ChargeText::kSubAccountId)] =
      Text(batch, "CC9");
  charge.billing_period_start = charge.charge_period_start =
      At("2026-09-01T00:00:00Z");
  charge.billing_period_end = charge.charge_period_end =
      At("2026-10-01T00:00:00Z");
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("bill", At("2026-10-01T00:00:00Z"), FactKind::kCharges);
  EXPECT_EQ(FindGap(Accruals("2026-09").gaps, "cost-center-as-sub-account"),
            nullptr);
  portfolio_.providers[0].sources[0].adapter = "ledger";
  Configure();
  EXPECT_NE(FindGap(Accruals("2026-09").gaps, "cost-center-as-sub-account"),
            nullptr);
}

// The bill of January is for January to March, that of April until June.
TEST_F(YearEndTest, AMonthThatABillOfAQuarterIsForIsDelivered) {
  clock_.Set(At("2026-07-02T12:00:00Z"));
  for (const auto& [month, from, to] :
       {std::tuple{"2026-01", "2026-01-01", "2026-04-01"},
        {"2026-04", "2026-04-01", "2026-07-01"}}) {
    Deliver(month, {{.service = "Fee",
                     .billed = "3000.00",
                     .category = "Purchase",
                     .from = from,
                     .to = to}});
  }
  for (const char* month : {"2026-02", "2026-03", "2026-05"}) {
    EXPECT_EQ(FindGap(Accruals(month).gaps, "cost-month-not-delivered"),
              nullptr)
        << month;
  }
  // Monthly bills beside them leave a month missing.
  Deliver("2026-01", {{"Fee", "10.00", "Purchase"}});
  EXPECT_NE(FindGap(Accruals("2026-02").gaps, "cost-month-not-delivered"),
            nullptr);
}

TEST_F(YearEndTest, RefusesAMonthThatIsNone) {
  EXPECT_EQ(
      AnswerAccruals(context(), who_, {.period = "2026"}, {}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

class ObligationsTest : public YearEndTest {
 protected:
  PaymentObligationsAnswer On(const std::string& day, AsOf as_of = {}) {
    auto answer = AnswerPaymentObligations(context(), who_, {.on = day}, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : PaymentObligationsAnswer();
  }
};

// USERS S11: 9,500.00 a month to 2028-12-31, on 2026-12-31: 114,000.00 within
// one year, 114,000.00 after it.
TEST_F(ObligationsTest, UpToTheEarliestExit) {
  Register({MakeContract()});
  const PaymentObligationsAnswer answer = On("2026-12-31");
  ASSERT_THAT(answer.obligations, SizeIs(1));
  const PaymentObligation& row = answer.obligations.front();
  EXPECT_EQ(row.until, absl::CivilDay(2028, 12, 31));
  EXPECT_EQ(row.within_one_year.ToString(), "114000.00");
  EXPECT_EQ(row.one_to_five_years.ToString(), "114000.00");
  EXPECT_EQ(row.later.ToString(), "0.00");
  EXPECT_EQ(row.total.ToString(), "228000.00");
  EXPECT_THAT(On("2028-12-31").obligations, IsEmpty());
}

// Ten years from 2026 on: nine remain, one of them within a year, four more
// within five and four later. Ten of January's 31 days are 10/31 of 3,100.00.
TEST_F(ObligationsTest, LaterAndPartsOfMonths) {
  Contract contract = MakeContract();
  contract.term.initial = {.months = 120};
  Contract shorter = MakeContract();
  shorter.id = "short";
  shorter.pricing = {
      {.component = "platform", .form = FixedPrice{Decimal(310000, 2)}}};
  shorter.term.terminated = Termination{absl::CivilDay(2027, 1, 10)};
  Register({contract, shorter});
  const PaymentObligationsAnswer answer = On("2026-12-31");
  ASSERT_THAT(answer.obligations, SizeIs(2));
  EXPECT_EQ(answer.obligations[0].within_one_year.ToString(), "114000.00");
  EXPECT_EQ(answer.obligations[0].one_to_five_years.ToString(), "456000.00");
  EXPECT_EQ(answer.obligations[0].later.ToString(), "456000.00");
  EXPECT_EQ(answer.obligations[1].total.ToString(), "1000.00");
}

TEST_F(ObligationsTest, WhatDependsOnUsageOrHasNoPriceIsSaid) {
  Contract metered = MakeContract();
  metered.pricing.push_back({.component = "vcpu",
                             .form = PerUnitPrice{Decimal(42, 3)},
                             .meter = Meter{.unit = "Hours"}});
  Contract bare = MakeContract();
  bare.id = "bare";
  bare.pricing.clear();
  Register({metered, bare});
  const PaymentObligationsAnswer answer = On("2026-12-31");
  ASSERT_THAT(answer.obligations, SizeIs(1));
  EXPECT_THAT(answer.obligations[0].by_usage, ElementsAre("vcpu"));
  EXPECT_NE(FindGap(answer.gaps, "obligation-without-price"), nullptr);
  EXPECT_NE(FindGap(answer.gaps, "obligation-by-usage"), nullptr);
}

// In October to December 3 x 9,500.00, and at its end what lacks of 60,000.00:
// 2,000 units at 5.00 in September are 10,000.00 of it. 28,500.00 + 50,000.00.
TEST_F(ObligationsTest, ABudgetIsCommittedToWhatIsDueAtLeast) {
  Contract contract = MakeContract();
  contract.pricing.push_back({.component = "used",
                              .form = PerUnitPrice{Decimal(5, 0)},
                              .meter = Meter{.unit = "GB"}});
  contract.pricing.push_back(
      {.component = "least",
       .form = MinimumCommitment{.amount = Decimal(60000, 0),
                                 .per = PricePeriod::kContractYear,
                                 .of = {"used"}}});
  Register({contract});
  Charge("bill", "cloudnine", "2026-09",
         {{.billed = "10000.00",
           .service = "Traffic",
           .quantity = "2000",
           .unit = "GB"}});
  Budget budget;
  budget.id = "b";
  budget.scope = Budget::Scope::kProvider;
  budget.provider = "cloudnine";
  budget.first = absl::CivilMonth(2026, 1);
  budget.last = absl::CivilMonth(2026, 12);
  budget.amount = Decimal(200000, 0);
  budget.currency = "EUR";
  portfolio_.budgets = {budget};
  Configure();
  const auto answer = AnswerBudgets(context(), who_, {}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->budgets, SizeIs(1));
  EXPECT_EQ(Text(answer->budgets[0].committed), "78500.00");
  // As `cost accruals` has it: 9 x 9,500.00 that are fixed and were not billed.
  EXPECT_EQ(Text(answer->budgets[0].accrued), "85500.00");
  // On 31 October the same 50,000.00, and 19,000.00; then two years of
  // 114,000.00 and 60,000.00.
  const PaymentObligationsAnswer payable = On("2026-10-31");
  ASSERT_THAT(payable.obligations, SizeIs(1));
  EXPECT_EQ(payable.obligations[0].total.ToString(), "417000.00");
  // Its file goes, and with it what it said.
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({}, {}, {{"c.yaml", contract}}));
  const auto without = AnswerBudgets(context(), who_, {}, {});
  ASSERT_TRUE(without.ok()) << without.status();
  EXPECT_EQ(without->budgets[0].committed, std::nullopt);
  EXPECT_NE(FindGap(without->gaps, "contract-file-removed"), nullptr);
  const auto reconciled = AnswerReconciliation(context(), who_, {}, {});
  ASSERT_TRUE(reconciled.ok()) << reconciled.status();
  EXPECT_NE(FindGap(reconciled->gaps, "contract-file-removed"), nullptr);
}

// Two contract years of 60,000.00 at least, and 24 months of a baseline of
// which nothing is used: 1,000.00 - 100 x 5.00 = 500.00, but 800.00 at least.
// 60,000.00 + 12 x 800.00 = 69,600.00 a year.
TEST_F(ObligationsTest, WhatIsDueAtLeastIsPayable) {
  Contract contract = MakeContract();
  contract.pricing = {
      {.component = "used",
       .form = PerUnitPrice{Decimal(1, 0)},
       .meter = Meter{.unit = "GB"}},
      {.component = "least",
       .form = MinimumCommitment{.amount = Decimal(60000, 0),
                                 .per = PricePeriod::kContractYear,
                                 .of = {"used"}}},
      {.component = "base",
       .form = BaselinePrice{.units = Decimal(100, 0),
                             .amount = Decimal(1000, 0),
                             .arc = Decimal(5, 0),
                             .rrc = Decimal(5, 0),
                             .floor = Decimal(800, 0)},
       .meter = Meter{.service_name = "W"}}};
  Register({contract});
  const PaymentObligationsAnswer answer = On("2026-12-31");
  ASSERT_THAT(answer.obligations, SizeIs(1));
  const PaymentObligation& row = answer.obligations.front();
  EXPECT_EQ(row.within_one_year.ToString(), "69600.00");
  EXPECT_EQ(row.one_to_five_years.ToString(), "69600.00");
  EXPECT_EQ(row.total.ToString(), "139200.00");
  EXPECT_THAT(row.by_usage, ElementsAre("used", "base"));
}

// When the next lot is bought is not known: that it comes is said.
TEST_F(ObligationsTest, ALotThatIsBoughtByItselfIsSaid) {
  Contract contract = MakeContract();
  contract.pricing = {
      {.component = "strip",
       .form = PrepaidPrice{.units = Decimal(80, 0),
                            .price = Decimal(840000, 2),
                            .valid = {.months = 12},
                            .renews = PrepaidPrice::Renews::kAutomatic,
                            .ordered = {absl::CivilDay(2026, 3, 1)}}}};
  Register({contract});
  EXPECT_NE(FindGap(On("2026-12-31").gaps, "contract-lot-by-itself"), nullptr);
}

// 36 months from 2026 on; a version of July 2027 makes them 48, at 10,000.00:
// on 2026-12-31 6 x 9,500.00 and 30 x 10,000.00 until the end of 2029.
TEST_F(ObligationsTest, AnAmendmentThatIsAgreedCounts) {
  Contract amendment = MakeContract();
  amendment.valid_from = absl::CivilDay(2027, 7, 1);
  amendment.term.initial = {.months = 48};
  amendment.pricing = {
      {.component = "platform", .form = FixedPrice{Decimal(1000000, 2)}}};
  contracts_.Set(
      absl::UnixEpoch(),
      ContractRegister({{"a.yaml", MakeContract()}, {"b.yaml", amendment}}));
  const PaymentObligationsAnswer answer = On("2026-12-31");
  ASSERT_THAT(answer.obligations, SizeIs(1));
  EXPECT_EQ(answer.obligations[0].until, absl::CivilDay(2029, 12, 31));
  EXPECT_EQ(answer.obligations[0].total.ToString(), "357000.00");
}

TEST_F(ObligationsTest, AContractWhoseFileIsGoneIsAGap) {
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({}, {}, {{"c.yaml", MakeContract()}}));
  const PaymentObligationsAnswer answer = On("2026-12-31");
  EXPECT_THAT(answer.obligations, IsEmpty());
  EXPECT_NE(FindGap(answer.gaps, "contract-file-removed"), nullptr);
}

// What was signed later was no obligation then.
TEST_F(ObligationsTest, AsItWasKnownThen) {
  contracts_.Set(At("2026-10-01T00:00:00Z"), ContractRegister());
  contracts_.Set(At("2026-10-10T00:00:00Z"),
                 ContractRegister({{"c.yaml", MakeContract()}}));
  EXPECT_THAT(On("2026-12-31").obligations, SizeIs(1));
  EXPECT_THAT(On("2026-12-31", AsOf{At("2026-10-05T00:00:00Z")}).obligations,
              IsEmpty());
}

}  // namespace
}  // namespace regisseur

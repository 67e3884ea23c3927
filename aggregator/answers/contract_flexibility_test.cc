#include "aggregator/answers/agenda.h"
#include "aggregator/answers/answers_fixture.h"
#include "aggregator/answers/contract_advice.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/contract_rigidity.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// Rigidity, advice on commitments, and the agenda's items about prices above a
// clause and seats that grew.
namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ContractFlexibilityTest : public AnswersFixture {
 protected:
  ContractFlexibilityTest() {
    ProviderConfig& provider = AddProvider("cloud");
    provider.sources = {MakeSource("bill", "cloud", "focus"),
                        MakeSource("inbox", "cloud", "invoice"),
                        MakeSource("desk", "cloud", "tickets")};
    Configure();
    contract_.id = "hosting";
    contract_.provider = "cloud";
    contract_.currency = "EUR";
    contract_.term.start = absl::CivilDay(2025, 1, 1);
    contract_.term.initial = {24, 0};
    contract_.term.renewal = Renewal::kTacit;
    contract_.term.renewal_term = {12, 0};
    contract_.term.customer_notice = {1, 0};
  }
  static Decimal D(absl::string_view text) {
    return Decimal::Parse(text).value();
  }
  static std::string Said(const std::optional<Decimal>& number) {
    return number.has_value() ? number->ToString() : "none";
  }
  void Register() {
    contracts_.Set(absl::UnixEpoch(),
                   ContractRegister({{"hosting.yaml", contract_}}));
  }
  // 100 hours at 5.00 in each of twelve months before October 2026, with a
  // charge for the fee.
  void Use(const std::vector<std::string>& hours) {
    absl::CivilMonth month = absl::CivilMonth(2026, 10) -
                             static_cast<absl::civil_diff_t>(hours.size());
    for (const std::string& used : hours) {
      Charge("bill", "cloud", FormatMonth(month++),
             {{.billed = Decimal::Multiply(D(used), D("5.00"))->ToString(),
               .service = "vm",
               .quantity = used,
               .unit = "Hours"},
              {.billed = "1000.00", .category = "Purchase", .service = "fee"}});
    }
  }
  static PriceComponent Fee() {
    return {.component = "fee", .form = FixedPrice{D("1000.00")}};
  }
  static PriceComponent Hours() {
    return {.component = "use",
            .form = PerUnitPrice{D("5.00")},
            .meter = Meter{.service_name = "vm"}};
  }
  RigidityAnswer Rigid(const RigidityQuestion& question = {}) {
    auto answer = AnswerRigidity(context(), cio_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : RigidityAnswer();
  }
  AdviceAnswer Advise(const AdviceQuestion& question) {
    auto answer = AnswerContractAdvice(context(), cio_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : AdviceAnswer();
  }
  std::string Refused(const AdviceQuestion& question) {
    return std::string(
        AnswerContractAdvice(context(), cio_, question, {}).status().message());
  }
  const AgendaItem* FindItem(const std::string& id) {
    agenda_ = AnswerAgenda(context(), cio_, {}, {}).value();
    for (const AgendaItem& item : agenda_.items) {
      if (item.id == id) return &item;
    }
    return nullptr;
  }
  static std::string Words(const AgendaItem& item) {
    return RenderMessage(item.title.rule, item.title.arguments);
  }

  Contract contract_;
  AgendaAnswer agenda_;
};

// Twelve months of 1,000.00 and 100 × 5.00 are 18,000.00, of which 12,000.00
// came without use. On 15 October 2026 notice by 1 December ends it on 1
// January: 78 days, for which 17/31 of October's 1,000.00 and two months are
// due: 2,548.39. A change takes 10 days and costs 20 % more.
TEST_F(ContractFlexibilityTest, RigidityIsItsFiveParts) {
  contract_.pricing = {Fee(), Hours()};
  contract_.change.lead_time = CivilSpan{0, 10};
  contract_.change.surcharge_percent = D("20");
  contract_.extras = {{.name = "scan", .price = D("950.00")}};
  Register();
  Use(std::vector<std::string>(12, "100"));
  const RigidityAnswer answer = Rigid();
  ASSERT_THAT(answer.contracts, SizeIs(1));
  const ContractRigidity& row = answer.contracts[0];
  EXPECT_EQ(Said(row.rigidity.cost), "18000.00");
  EXPECT_EQ(Said(row.rigidity.cost_without_use), "12000.00");
  EXPECT_EQ(Said(row.rigidity.fixed_share), "0.666667");
  EXPECT_EQ(row.exit_day, absl::CivilDay(2027, 1, 1));
  EXPECT_EQ(row.rigidity.days_until_exit, 78);
  EXPECT_EQ(Said(row.rigidity.exit_cost), "2548.39");
  EXPECT_EQ(row.rigidity.change_days, 10);
  EXPECT_EQ(Said(row.rigidity.surcharge_percent), "20");
  EXPECT_EQ(Said(row.rigidity.hours_available), "0");
  EXPECT_EQ(row.rigidity.extras_available, 1);
  // 0.666667 + 78/365 + 2548.39/18000 + (10/30 + 0.2)/2 + 0.5 = 1.788613…,
  // of five.
  EXPECT_EQ(Said(row.rigidity.figure()), "0.358");
  EXPECT_EQ(Said(answer.portfolio.figure()), "0.358");
  EXPECT_EQ(Said(answer.portfolio.surcharge_share), "0.000000");
}

TEST_F(ContractFlexibilityTest, WhatIsNotKnownIsSaidAndGivesBounds) {
  contract_.pricing = {Fee(), Hours()};
  Register();
  const ContractRigidity row = Rigid().contracts.at(0);
  EXPECT_EQ(Said(row.rigidity.cost), "none");
  EXPECT_EQ(Said(row.rigidity.figure()), "none");
  EXPECT_LT(row.rigidity.figure_at_least, row.rigidity.figure_at_most);
  std::vector<std::string> rules;
  for (const Sentence& unknown : row.unknown) rules.push_back(unknown.rule);
  EXPECT_THAT(rules, ElementsAre("rigidity-no-usage", "rigidity-no-change",
                                 "rigidity-no-surcharge"));
  EXPECT_THAT(Rigid().portfolio.left_out, ElementsAre("hosting"));
}

// On 15 October 40 hours of the month are there, and 40 of September, which
// nobody used and are carried for a month.
TEST_F(ContractFlexibilityTest, HoursThatAreLeftAreRoom) {
  contract_.pricing = {
      {.component = "hours",
       .form = HourBundlePrice{D("40"), D("3600.00"), D("105.00"), 1, {}}}};
  Register();
  const ContractRigidity row = Rigid().contracts.at(0);
  EXPECT_EQ(Said(row.rigidity.hours_available), "80");
  EXPECT_EQ(Said(row.rigidity.surcharge_percent), "16.67");
  EXPECT_EQ(Said(row.rigidity.fixed_share), "1.000000");
}

// Two incidents of P1 in August and one in September, of all tickets three and
// two; July is before the first ticket, October is not over.
TEST_F(ContractFlexibilityTest, TicketsAreAMeter) {
  StagedBatch batch = MakeBatch("desk", NextRun(), 1, true, "cloud");
  batch.facts.deliveries = {Head("tickets opened=2026-08", "desk.csv")};
  int number = 0;
  for (const auto& [opened, kind, priority] :
       {std::tuple("2026-08-03T08:00:00Z", TicketKind::kIncident, "P1"),
        std::tuple("2026-08-04T08:00:00Z", TicketKind::kIncident, "P1"),
        std::tuple("2026-08-05T08:00:00Z", TicketKind::kRequest, "P1"),
        std::tuple("2026-09-01T08:00:00Z", TicketKind::kIncident, "P1"),
        std::tuple("2026-09-02T08:00:00Z", TicketKind::kIncident, "P2"),
        std::tuple("2026-10-02T08:00:00Z", TicketKind::kIncident, "P1")}) {
    Ticket ticket;
    ticket.id = std::to_string(++number);
    ticket.kind = kind;
    ticket.opened = ticket.updated = At(opened);
    ticket.steps.resize(1);
    ticket.steps[0].at = ticket.opened;
    ticket.steps[0].state = TicketState::kNew;
    ticket.steps[0].priority = priority;
    batch.facts.tickets.push_back(ticket);
  }
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("desk", clock_.Now(), FactKind::kTickets);
  Meter all, p1;
  all.count = p1.count = MeterCount::kTickets;
  p1.ticket_kind = "incident";
  p1.priority = "P1";
  const KnownPortfolio known =
      KnownPortfolio::Load(context(), cio_, {}).value();
  std::vector<Gap> gaps;
  const PricedUsage usage =
      ReadPricedUsage(
          context(), cio_, known, "cloud",
          {{.component = "all", .form = PerUnitPrice{D("1")}, .meter = all},
           {.component = "p1", .form = PerUnitPrice{D("1")}, .meter = p1}},
          absl::CivilMonth(2026, 7), absl::CivilMonth(2026, 10), {}, gaps)
          .value();
  const std::map<absl::CivilMonth, Decimal> every = {
      {absl::CivilMonth(2026, 8), D("3")}, {absl::CivilMonth(2026, 9), D("2")}};
  const std::map<absl::CivilMonth, Decimal> urgent = {
      {absl::CivilMonth(2026, 8), D("2")}, {absl::CivilMonth(2026, 9), D("1")}};
  EXPECT_EQ(usage.quantities.at("all"), every);
  EXPECT_EQ(usage.quantities.at("p1"), urgent);
  const Gap* gap = FindGap(gaps, "price-ticket-months");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("months"), "2026-07, 2026-10");
}

// Of 100 hours 40 carry the tag.
TEST_F(ContractFlexibilityTest, TagsAreAMeter) {
  Charge("bill", "cloud", "2026-09",
         {{.billed = "200.00",
           .service = "vm",
           .tags = R"({"app":"shop"})",
           .quantity = "40",
           .unit = "Hours"},
          {.billed = "300.00",
           .service = "vm",
           .tags = R"({"app":"mail"})",
           .quantity = "60",
           .unit = "Hours"}});
  PriceComponent shop = Hours();
  shop.meter->tags = {{"app", "shop"}};
  std::vector<Gap> gaps;
  const PricedUsage usage =
      ReadPricedUsage(context(), cio_,
                      KnownPortfolio::Load(context(), cio_, {}).value(),
                      "cloud", {shop}, absl::CivilMonth(2026, 9),
                      absl::CivilMonth(2026, 9), {}, gaps)
          .value();
  EXPECT_EQ(usage.quantities.at("use").at(absl::CivilMonth(2026, 9)), D("40"));
}

// Four months are known: 4 × 1,000.00 and 360 × 5.00.
TEST_F(ContractFlexibilityTest, MonthsAfterTheLastUnknownOneCount) {
  contract_.pricing = {Fee(), Hours()};
  Register();
  Use({"60", "80", "100", "120"});
  const ContractRigidity row = Rigid().contracts.at(0);
  EXPECT_EQ(row.first_month, absl::CivilMonth(2026, 6));
  EXPECT_EQ(row.rigidity.months, 4);
  EXPECT_EQ(Said(row.rigidity.cost), "5800.00");
  EXPECT_EQ(row.unknown.at(0).rule, "rigidity-months-left-out");
}

// A migration of 2,000.00 that nobody agreed beside 12 × 1,500.00.
TEST_F(ContractFlexibilityTest, WhatNoPriceIsAboutWasPaidOutside) {
  contract_.pricing = {Fee(), Hours()};
  Register();
  Use(std::vector<std::string>(11, "100"));
  Charge(
      "bill", "cloud", "2025-10",
      {{.billed = "500.00",
        .service = "vm",
        .quantity = "100",
        .unit = "Hours"},
       {.billed = "1000.00", .category = "Purchase", .service = "fee"},
       {.billed = "2000.00", .category = "Purchase", .service = "migration"}});
  const RigidityAnswer answer = Rigid({.trend_months = 2});
  EXPECT_EQ(Said(answer.portfolio.paid_outside), "2000.00");
  EXPECT_EQ(Said(answer.portfolio.surcharge_share), "0.100000");
  ASSERT_THAT(answer.trend, SizeIs(2));
  EXPECT_EQ(answer.trend[0].month, absl::CivilMonth(2026, 8));
}

// 60, 80, 100 and 120 hours at 5.00: to reserve 60 at 20 % off costs 4 × 240 +
// 120 × 5 = 1,560 instead of 1,800. Should usage halve, 30 to 60 hours cost
// 960 where reserving 30 would cost 4 × 120 + 60 × 5 = 780: a regret of 180.
TEST_F(ContractFlexibilityTest, AdvisesWhatToReserveAndItsRegret) {
  contract_.pricing = {Fee(), Hours()};
  Register();
  Use({"60", "80", "100", "120"});
  const AdviceAnswer answer = Advise({.provider = "cloud",
                                      .discount_percent = "20",
                                      .from = "2026-06",
                                      .to = "2026-09"});
  ASSERT_THAT(answer.advice, SizeIs(1));
  const CommitmentAdvice& advice = answer.advice[0];
  EXPECT_EQ(advice.kind, "reserved");
  EXPECT_EQ(Said(advice.level), "60");
  EXPECT_EQ(Said(advice.cost), "1560.00");
  EXPECT_EQ(Said(advice.cost_without), "1800.00");
  EXPECT_EQ(Said(advice.saving), "240.00");
  ASSERT_THAT(advice.regrets, SizeIs(4));
  EXPECT_EQ(Said(advice.regrets[0].regret), "0.00");
  EXPECT_EQ(Said(advice.regrets[3].cost), "960.00");
  EXPECT_EQ(Said(advice.regrets[3].best_cost), "780.00");
  EXPECT_EQ(Said(advice.regrets[3].regret), "180.00");
}

// Use of 300, 400, 500 and 600 a month. At least 400 with 10 % off: 400 + 400 +
// 450 + 540 = 1,790; at least 500 with 25 %: 2,000; none: 1,800.
TEST_F(ContractFlexibilityTest, AdvisesWhichMinimumToTake) {
  contract_.pricing = {
      Fee(),
      Hours(),
      {.component = "least",
       .form = MinimumCommitment{D("500.00"), PricePeriod::kMonth, {"use"}}}};
  Register();
  Use({"60", "80", "100", "120"});
  const AdviceAnswer answer =
      Advise({.provider = "cloud",
              .offers = {{"400.00", "10"}, {"500.00", "25"}},
              .from = "2026-06",
              .to = "2026-09"});
  ASSERT_THAT(answer.advice, SizeIs(1));
  EXPECT_EQ(Said(answer.advice[0].level), "400");
  EXPECT_EQ(Said(answer.advice[0].cost), "1790.00");
  EXPECT_EQ(Said(answer.advice[0].cost_without), "1800.00");
  EXPECT_EQ(Said(answer.advice[0].cost_now), "2000.00");
  // Of its own 500.00 a month 200.00 and 100.00 were due beyond use.
  const Gap* floor = FindGap(answer.gaps, "advise-floor-stays");
  ASSERT_NE(floor, nullptr);
  EXPECT_EQ(floor->arguments.at("beyond"), "300.00");
  EXPECT_FALSE(floor->notice);
}

// Seven months from March on are two quarters and a month, wherever the
// contract's own quarters begin. Used for 5.00 each: 60 + 80 + 100 = 1,200.00
// and 120 + 60 + 60 = 1,200.00; with 1,000.00 a quarter at 20 % off 1,000.00
// each; without 2,400.00.
TEST_F(ContractFlexibilityTest,
       AMinimumByTheQuarterIsHeldAgainstWholeQuarters) {
  contract_.pricing = {Fee(), Hours()};
  Register();
  Use({"60", "80", "100", "120", "60", "60", "40"});
  AdviceQuestion question = {.provider = "cloud",
                             .offers = {{"1000.00", "20"}},
                             .per = "quarter",
                             .from = "2026-03",
                             .to = "2026-09"};
  const AdviceAnswer answer = Advise(question);
  ASSERT_THAT(answer.advice, SizeIs(1));
  EXPECT_EQ(Said(answer.advice[0].cost), "2000.00");
  EXPECT_EQ(Said(answer.advice[0].cost_without), "2400.00");
  const Gap* part = FindGap(answer.gaps, "advise-part-of-period");
  ASSERT_NE(part, nullptr);
  EXPECT_EQ(part->arguments.at("months"), "2026-09");
  question.from = "2026-08";
  EXPECT_THAT(Refused(question), HasSubstr("is known whole"));
}

TEST_F(ContractFlexibilityTest, AdviceSaysWhatItLeavesOutAndWhyNothingFits) {
  PriceComponent tiers = Hours();
  tiers.form = GraduatedPrice{{{.price = D("5.00")}}};
  contract_.pricing = {
      tiers,
      {.component = "support", .form = PercentagePrice{D("18"), {"use"}}}};
  Register();
  Use({"60", "80", "100", "120"});
  const AdviceAnswer answer = Advise({.provider = "cloud",
                                      .offers = {{"400.00", "10"}},
                                      .from = "2026-06",
                                      .to = "2026-09"});
  const Gap* shares = FindGap(answer.gaps, "advise-shares-left-out");
  ASSERT_NE(shares, nullptr);
  EXPECT_EQ(shares->arguments.at("components"), "support");
  EXPECT_TRUE(shares->notice);
  EXPECT_THAT(Refused({.provider = "cloud",
                       .discount_percent = "20",
                       .from = "2026-06",
                       .to = "2026-09"}),
              HasSubstr("it has use (graduated), support (percentage)"));
}

// At least 3,000.00 a quarter: two days before the third one ends all that it
// asks beyond 3 × 500.00 is owed, and all of the fourth, and for two of 30 days
// September's 500.00: 1,500.00 + 3,000.00 + 33.33.
TEST_F(ContractFlexibilityTest, AMinimumIsOwedWholeAtTheEndOfItsQuarter) {
  contract_.pricing = {Hours(),
                       {.component = "least",
                        .form = MinimumCommitment{
                            D("3000.00"), PricePeriod::kQuarter, {"use"}}}};
  Register();
  Use(std::vector<std::string>(12, "100"));
  const ContractRigidity row = Rigid({.on = "2026-09-29"}).contracts.at(0);
  EXPECT_EQ(row.exit_day, absl::CivilDay(2027, 1, 1));
  EXPECT_EQ(Said(row.rigidity.exit_cost), "4533.33");
}

// No charge has the unit of the bundle's meter: 10 hours a month at 90.00 are
// not to be dropped on that.
TEST_F(ContractFlexibilityTest, NothingIsAdvisedOnAMeterThatCountsNothing) {
  Meter wrong;
  wrong.unit = "Uur";
  contract_.pricing = {
      Hours(),
      {.component = "hours",
       .form = HourBundlePrice{D("10"), D("900.00"), D("105.00"), 0, {}},
       .meter = wrong}};
  Register();
  Use({"60", "80", "100", "120"});
  const AdviceAnswer answer = Advise({.provider = "cloud",
                                      .discount_percent = "20",
                                      .from = "2026-06",
                                      .to = "2026-09"});
  ASSERT_THAT(answer.advice, SizeIs(1));
  EXPECT_EQ(answer.advice[0].component, "use");
  const Gap* gap = FindGap(answer.gaps, "advise-nothing-counted");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("component"), "hours");
  EXPECT_FALSE(gap->notice);
}

// At least 12,000.00 a contract year that began on 1 May: notice on 15 October
// ends it after 15 November. Seven of its months ask 7,000.00, of which May to
// September used 5 × 500.00.
TEST_F(ContractFlexibilityTest, AYearThatTheExitBreaksAsksItsMonths) {
  contract_.term = {};
  contract_.term.start = absl::CivilDay(2025, 5, 1);
  contract_.term.initial = {12, 0};
  contract_.term.renewal = Renewal::kIndefinite;
  contract_.term.customer_notice = {1, 0};
  contract_.pricing = {
      Hours(),
      {.component = "least",
       .form = MinimumCommitment{
           D("12000.00"), PricePeriod::kContractYear, {"use"}}}};
  Register();
  Use(std::vector<std::string>(12, "100"));
  const ContractRigidity row = Rigid().contracts.at(0);
  EXPECT_EQ(row.exit_day, absl::CivilDay(2026, 11, 16));
  EXPECT_EQ(Said(row.rigidity.exit_cost), "4500.00");
}

// Hours that nobody tells: 900.00 a month are due whatever they are, and what
// use costs can be advised about.
TEST_F(ContractFlexibilityTest, HoursThatNobodyTellsHideNothingElse) {
  Meter stated;
  stated.count = MeterCount::kStated;
  stated.stated = {{absl::CivilMonth(2026, 9), D("4")}};
  contract_.pricing = {
      Fee(),
      Hours(),
      {.component = "hours",
       .form = HourBundlePrice{D("10"), D("900.00"), D("105.00"), 0, {}},
       .meter = stated}};
  Register();
  Use({"60", "80", "100", "120"});
  // 17/31 of 1,900.00 and two months. Without hours nothing is known of later
  // ones either.
  const ContractRigidity row = Rigid().contracts.at(0);
  EXPECT_EQ(Said(row.rigidity.exit_cost), "4841.94");
  EXPECT_EQ(Said(row.rigidity.cost), "none");
  const AdviceAnswer answer = Advise({.provider = "cloud",
                                      .discount_percent = "20",
                                      .from = "2026-06",
                                      .to = "2026-09"});
  ASSERT_THAT(answer.advice, SizeIs(1));
  EXPECT_EQ(Said(answer.advice[0].level), "60");
}

TEST_F(ContractFlexibilityTest, AdviceNeedsUsageAndAnOffer) {
  contract_.pricing = {Fee(), Hours()};
  Register();
  EXPECT_THAT(Refused({.provider = "cloud", .discount_percent = "20"}),
              HasSubstr("no month of usage is known whole"));
  Use({"60"});
  EXPECT_THAT(Refused({.provider = "cloud"}),
              HasSubstr("nothing can be committed to under hosting"));
  EXPECT_THAT(Refused({.provider = "cloud", .discount_percent = "100"}),
              HasSubstr("discount_percent: 100 is no percentage below 100"));
  EXPECT_THAT(Refused({.provider = "cloud", .contract = "hostin"}),
              HasSubstr("hosting"));
}

// USERS S7: 9,500.00 became 9,889.50 on 1 April; 10,000.00 is invoiced: 110.50
// a month too much, 1,326.00 a year.
TEST_F(ContractFlexibilityTest, AnInvoiceAboveTheClauseIsOnTheAgenda) {
  contract_.pricing = {
      {.component = "platform", .form = FixedPrice{D("9500.00")}}};
  IndexationClause clause;
  clause.series = "CBS-DPI-62";
  clause.month = 4;
  clause.announce = {1, 0};
  contract_.indexation = {clause};
  contract_.indexed = {
      {absl::CivilMonth(2026, 4),
       {{.component = "platform", .form = FixedPrice{D("9889.50")}}},
       true}};
  contract_.invoicing.object_within = CivilSpan{0, 30};
  Register();
  Invoice invoice;
  invoice.kind = InvoiceKind::kInvoice;
  invoice.number = "F9";
  invoice.currency = "EUR";
  invoice.issue_day = absl::CivilDay(2026, 10, 1);
  invoice.period = {absl::CivilDay(2026, 9, 1), absl::CivilDay(2026, 9, 30)};
  invoice.totals.tax_exclusive = D("10000.00");
  invoice.totals.payable = D("10000.00");
  InvoiceLine line;
  line.id = "1";
  line.name = "Platform";
  line.net_amount = D("10000.00");
  invoice.lines = {line};
  StagedBatch batch = MakeBatch("inbox", NextRun(), 1, true, "cloud");
  batch.facts.deliveries = {Head("invoice=F9", "F9.xml")};
  batch.facts.invoices = {invoice};
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  Answered("inbox", clock_.Now(), FactKind::kInvoices);
  const AgendaItem* item =
      FindItem("price_above_clause:hosting:platform:2026-09");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(Said(item->certain), "1326.00");
  EXPECT_EQ(item->decide_by, absl::CivilDay(2026, 10, 31));
  EXPECT_EQ(Words(*item),
            "hosting invoices 10000.00 EUR a month for platform (invoice F9); "
            "the clause allows 9889.50: 1326.00 EUR a year too much.");

  // A credit note about the month that came later, and an invoice in dollars,
  // change nothing of it.
  invoice.kind = InvoiceKind::kCreditNote;
  invoice.number = "C9";
  invoice.issue_day = absl::CivilDay(2026, 10, 2);
  Invoice in_dollars = invoice;
  in_dollars.kind = InvoiceKind::kInvoice;
  in_dollars.number = "D9";
  in_dollars.currency = "USD";
  in_dollars.lines[0].net_amount = D("12000.00");
  StagedBatch later = MakeBatch("inbox", NextRun(), 1, true, "cloud");
  later.facts.deliveries = {Head("invoice=C9", "C9.xml"),
                            Head("invoice=D9", "D9.xml")};
  in_dollars.delivery = 1;
  later.facts.invoices = {invoice, in_dollars};
  ASSERT_TRUE(writer_->StoreBatch(who_, later).ok());
  item = FindItem("price_above_clause:hosting:platform:2026-09");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(Said(item->certain), "1326.00");
}

// A letter that came too late asks for 10,000.00 where 9,500.00 stays: 6,000.00
// a year.
TEST_F(ContractFlexibilityTest, ALetterAboveTheClauseIsToo) {
  contract_.pricing = {
      {.component = "platform", .form = FixedPrice{D("9500.00")}}};
  IndexationClause clause;
  clause.series = "CBS-DPI-62";
  clause.month = 4;
  clause.announce = {1, 0};
  clause.announced = {{2026, absl::CivilDay(2026, 3, 5), D("10000.00")}};
  contract_.indexation = {clause};
  Register();
  const AgendaItem* item =
      FindItem("price_above_clause:hosting:platform:2026-04");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(Said(item->certain), "6000.00");
  EXPECT_THAT(Words(*item), HasSubstr("by the letter of 2026-03-05"));
}

// USERS S9: on 1 November 2026, 400 seats at 18.00 and 437 since June: next
// year's floor costs 37 × 18.00 × 12 = 7,992.00 more; fewer can be asked for
// until 30 November.
TEST_F(ContractFlexibilityTest, SeatsThatGrewAreNextYearsFloor) {
  Meter meter;
  meter.count = MeterCount::kStated;
  meter.stated = {{absl::CivilMonth(2026, 1), D("400")},
                  {absl::CivilMonth(2026, 6), D("437")}};
  meter.holds_on = true;
  meter.take = MeterTake::kPeakToDate;
  meter.period = PricePeriod::kContractYear;
  meter.beyond = D("400");
  meter.reduce_notice = CivilSpan{1, 0};
  contract_.pricing = {
      {.component = "seats", .form = PerUnitPrice{D("18.00")}, .meter = meter}};
  Register();
  clock_.Set(At("2026-11-01T09:00:00Z"));
  const AgendaItem* item = FindItem("seats:hosting:seats:2027-01-01");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(Said(item->estimated), "7992.00");
  EXPECT_EQ(item->decide_by, absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(Words(*item),
            "seats under hosting grew from 400 to 437: next year's floor costs "
            "7992.00 EUR more unless fewer are asked for, received by "
            "2026-11-30.");
  clock_.Set(At("2026-12-01T09:00:00Z"));
  EXPECT_EQ(FindItem("seats:hosting:seats:2027-01-01"), nullptr);
}

}  // namespace
}  // namespace regisseur

#include "core/contract/contract_words.h"

#include "absl/strings/str_join.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Say(const std::vector<Sentence>& sentences) {
  std::vector<std::string> texts;
  for (const Sentence& sentence : sentences) {
    EXPECT_TRUE(IsKnownRule(sentence.rule)) << sentence.rule;
    texts.push_back(RenderMessage(sentence.rule, sentence.arguments));
    EXPECT_THAT(texts.back(), Not(HasSubstr("?"))) << sentence.rule;
  }
  return absl::StrJoin(texts, " ");
}

std::string SayPrice(PriceForm form, std::optional<Meter> meter = {}) {
  return Say(PriceInWords({"use", std::move(form), std::move(meter)}, "EUR"));
}

TEST(ContractWordsTest, SaysEveryFormOfPrice) {
  EXPECT_EQ(SayPrice(FixedPrice{Decimal(950000, 2)}),
            "9500.00 EUR each month.");
  EXPECT_EQ(SayPrice(FixedPrice{Decimal(100, 2), PricePeriod::kQuarter, true}),
            "1.00 EUR each quarter. Due in the first month of the period.");
  EXPECT_EQ(SayPrice(FixedPrice{Decimal(1, 0), PricePeriod::kContractYear}),
            "1 EUR each contract year.");
  EXPECT_EQ(SayPrice(FixedPrice{Decimal(1, 0), PricePeriod::kTerm}),
            "1 EUR for the term.");
  Meter meter;
  meter.service_name = "vcpu";
  meter.unit = "Hours";
  EXPECT_EQ(SayPrice(PerUnitPrice{Decimal(42, 3)}, meter),
            "0.042 EUR for each unit. Counted is usage with service_name "
            "vcpu, unit Hours.");
  meter = {};
  meter.sku = "SEAT";
  meter.period = PricePeriod::kContractYear;
  meter.take = MeterTake::kPeakToDate;
  meter.beyond = Decimal(400, 0);
  EXPECT_EQ(SayPrice(PerUnitPrice{Decimal(18, 0)}, meter),
            "18 EUR for each unit. Counted is usage with sku SEAT. Of each "
            "contract_year the peak_to_date counts. Only units beyond 400 are "
            "priced.");
  const std::vector<PriceTier> tiers = {
      {Decimal(500, 0), Decimal(7, 2), Decimal()},
      {Decimal(1500, 0), Decimal(5, 2), Decimal(1000, 2)},
      {std::nullopt, Decimal(3, 2), Decimal()}};
  EXPECT_EQ(SayPrice(GraduatedPrice{tiers}),
            "Each unit at the price of its own tier, in EUR: <= 500: 0.07; <= "
            "1500: 0.05 + 10.00; > 1500: 0.03.");
  EXPECT_THAT(SayPrice(VolumePrice{tiers}), HasSubstr("<= 500: 0.07"));
  EXPECT_EQ(
      SayPrice(PackagePrice{Decimal(100, 0), Decimal(4500, 2), Decimal(10, 0)}),
      "45.00 EUR for each started package of 100. The first 10 units cost "
      "nothing.");
  EXPECT_EQ(SayPrice(HourBundlePrice{Decimal(40, 0), Decimal(3600, 0),
                                     Decimal(105, 0), 3, Decimal(2, 0)}),
            "3600 EUR each month for 40 hours; each hour beyond costs 105. "
            "Unused hours stay for 3 months. 2 hours were carried into the "
            "first month.");
  // 850 units, 10 % on both sides: 765 to 935.
  EXPECT_EQ(
      SayPrice(BaselinePrice{Decimal(850, 0), Decimal(38250, 0), Decimal(10, 0),
                             Decimal(45, 0), Decimal(30, 0), Decimal(1, 0)}),
      "38250 EUR each month for 850 units; each above 935 costs 45 more, "
      "each below 765 gives 30 back. A month costs at least 1 EUR.");
  EXPECT_EQ(SayPrice(MinimumCommitment{Decimal(60000, 0),
                                       PricePeriod::kContractYear,
                                       {"traffic", "numbers"}}),
            "Over each contract_year, traffic, numbers cost at least 60000 "
            "EUR.");
  PrepaidPrice prepaid{Decimal(80, 0),
                       Decimal(8400, 0),
                       {12, 0},
                       Decimal(25, 2),
                       {{"outside_hours", Decimal(15, 1)}}};
  EXPECT_EQ(SayPrice(prepaid),
            "8400 EUR for 80 units, which are valid for 12 months. Each use is "
            "rounded up to 0.25 units. Use is multiplied: outside_hours × 1.5. "
            "The next lot has to be ordered.");
  prepaid.renews = PrepaidPrice::Renews::kAutomatic;
  EXPECT_THAT(SayPrice(prepaid), HasSubstr("bought by itself"));
}

TEST(ContractWordsTest, SaysAnAvailabilityWithAllItsTerms) {
  AvailabilityTerms terms;
  terms.target = Decimal(999, 1);
  terms.service_hours = WeeklyHours();
  ASSERT_TRUE(terms.service_hours.Add("mon-fri", "07:00-19:00").ok());
  terms.counts_as_down = {{OperationalState::kMajorOutage, Decimal(1, 0)},
                          {OperationalState::kPartialOutage, Decimal(5, 1)}};
  terms.excluded = Exclusions{
      MaintenanceAllowance{absl::Hours(120), absl::Hours(4), true},
      {ParseRecurringWindow("second sunday", "02:00-06:00").value()}};
  terms.minimum_outage = absl::Minutes(5);
  terms.compare_decimals = 1;
  terms.no_data = NoData::kDown;
  Objective objective;
  objective.terms = terms;
  objective.time_zone = "Europe/Amsterdam";
  objective.holidays = HolidayCalendar::Dutch();
  objective.evidence = {Side::kProvider, EvidenceTerms::Days{10, true},
                        EvidenceTerms::Days{1, false}};
  EXPECT_EQ(
      Say(ObjectiveInWords(objective)),
      "Available at least 99.9 % of the agreed time. Agreed is mon-fri "
      "07:00-19:00 in Europe/Amsterdam. Public holidays have their own hours, "
      "or none. Down is major_outage, partial_outage × 0.5. Maintenance that "
      "was announced 5 days ahead does not count. At most 4 hours of it a "
      "calendar month. Maintenance in these windows does not count: second "
      "sunday 02:00-06:00. Outages shorter than 5 minutes do not count. The "
      "verdict compares with 1 decimals. Time that nobody observed counts as "
      "down. The measurement of the provider leads. The report is due 10 "
      "working days after the window. What is not objected to within 1 day of "
      "the report is settled.");
}

TEST(ContractWordsTest, SaysEveryOtherKindOfPromise) {
  const auto say = [](ObjectiveTerms terms) {
    Objective objective;
    objective.terms = std::move(terms);
    objective.time_zone = "UTC";
    return Say(ObjectiveInWords(objective));
  };
  TicketTerms tickets;
  tickets.levels = {{"P1", {absl::Hours(4)}, Decimal(90, 0)},
                    {"P3", {absl::ZeroDuration(), 0, 3}, Decimal(85, 0)},
                    {"P4", {absl::ZeroDuration(), 1, 0}, Decimal(80, 0)}};
  tickets.clock_stops = {"waiting_for_customer"};
  tickets.small_number = {10, 1};
  EXPECT_EQ(say(tickets),
            "In time are, of each priority: P1 4 hours 90 %; P3 3 working days "
            "85 %; P4 1 day 80 %. Agreed is every hour. A ticket belongs to "
            "the window in which it is closed; the first priority counts. The "
            "clock stands still while waiting_for_customer. With fewer than 10 "
            "tickets, 1 may be late.");
  EXPECT_EQ(say(IndicatorTerms{"reopened", Decimal(1, 0), true, "%"}),
            "reopened is at most 1 %.");
  EXPECT_EQ(say(IndicatorTerms{"solved", Decimal(95, 0), false, ""}),
            "solved is at least 95.");
  EXPECT_THAT(
      say(CompositeTerms{Decimal(993, 1),
                         CompositeTerms::Combine::kProduct,
                         {{"", "portal"}, {"hosting", "up", Decimal(5, 1)}}}),
      HasSubstr("The product of portal, hosting/up × 0.5 is at least 99.3 %."));
  EXPECT_EQ(
      say(RecoveryTerms{RecoveryTerms::Kind::kTime, absl::Hours(4), {12, 0}}),
      "Restored within 4 hours. A test is due every 12 months.");
  EXPECT_EQ(say(RecoveryTerms{RecoveryTerms::Kind::kPoint, absl::Minutes(90)}),
            "At most 90 minutes of data are lost.");
  EXPECT_EQ(say(ScoreTerms{Decimal(75, 1), Decimal(1, 0), Decimal(10, 0), 25}),
            "The mean score is at least 7.5 on a scale of 1 to 10, of at least "
            "25 scores.");
  EXPECT_EQ(say(OutcomeTerms{"calls", Decimal(14, 1), Decimal(9, 1), "",
                             absl::CivilDay(2028, 12, 31)}),
            "calls goes from 1.4 to 0.9 by 2028-12-31.");
  EXPECT_EQ(say(OutcomeTerms{"calls", Decimal(14, 1), Decimal(9, 1), "a day"}),
            "calls goes from 1.4 to 0.9 a day.");
}

TEST(ContractWordsTest, SaysWhatFollows) {
  Objective objective;
  objective.terms = IndicatorTerms{"reopened", Decimal(1, 0), true, "%"};
  objective.remedies.credits = {{Decimal(1, 0), Decimal(2, 0)},
                                {Decimal(2, 0), Decimal(3, 0)}};
  objective.remedies.credit_base = "desk";
  objective.remedies.bonus = {{Decimal(99, 0), Decimal(1, 0)}};
  objective.remedies.claim_within = {ClaimRule::Kind::kEndOfBillingCycle, 2};
  objective.remedies.penalties = {{Decimal(250, 0), UnitPenalty::Per::kHour,
                                   Decimal(2, 0), Decimal(5000, 0)}};
  objective.remedies.earn_back = {3, Decimal(98, 0)};
  objective.remedies.consequences = {{2, 3, "improvement_plan", {0, 10}, true},
                                     {3, 3, "may_terminate", {}, false}};
  EXPECT_EQ(Say(RemediesInWords(objective, "EUR")),
            "Credits: > 1: 2 %; > 2: 3 % of desk. To be claimed by the end of "
            "billing period 2 after the window. Bonus: > 99: 1 % of desk. 250 "
            "EUR for each started hour beyond 2. At most 5000 EUR in a window. "
            "A credit is returned after 3 windows in a row with at least 98. "
            "Missed 2 of 3: improvement_plan, within 10 working days. Missed 3 "
            "of 3: may_terminate.");
}

TEST(ContractWordsTest, SaysWhatHappensWhenNobodyActs) {
  const auto say = [](const Term& term, absl::CivilDay on) {
    const NoticeDates dates =
        ComputeNoticeDates(term, on, HolidayCalendar::Dutch());
    return Say({IfNobodyActs(term, dates, on)});
  };
  Term term;
  term.start = absl::CivilDay(2026, 1, 1);
  term.initial = {24, 0};
  const absl::CivilDay on(2026, 10, 1);
  EXPECT_EQ(say(term, on), "It ends after 2027-12-31.");
  EXPECT_EQ(say(term, absl::CivilDay(2028, 1, 1)),
            "It ended after 2027-12-31.");
  // USERS S3: the option has to be received by Thursday 30 September 2027.
  term.options = ExtensionOption{{12, 0}, 2, Side::kCustomer, {3, 0}, {}};
  EXPECT_EQ(say(term, on),
            "It ends after 2027-12-31, and the option to extend until "
            "2028-12-31 is lost; exercising it has to be received by "
            "2027-09-30.");
  term.options->by = Side::kProvider;
  EXPECT_THAT(say(term, on), HasSubstr("unless the provider extends it"));
  term.options.reset();
  term.renewal = Renewal::kTacit;
  term.renewal_term = {12, 0};
  term.customer_notice = {3, 0};
  EXPECT_EQ(say(term, on),
            "It renews until 2028-12-31, unless notice is received by "
            "2027-09-30.");
  EXPECT_EQ(say(term, absl::CivilDay(2027, 11, 1)),
            "It renews until 2028-12-31; notice for the running term comes too "
            "late.");
  term.renewal = Renewal::kIndefinite;
  term.notice_to = NoticeTo::kEndOfMonth;
  // Given on 15 January 2028: three months later is 15 April, so 1 May.
  EXPECT_EQ(say(term, absl::CivilDay(2028, 1, 15)),
            "It runs on until somebody gives notice; given today it ends after "
            "2028-04-30.");
}

}  // namespace
}  // namespace regisseur

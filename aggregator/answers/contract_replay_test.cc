#include "aggregator/answers/contract_replay.h"

#include <map>

#include "aggregator/answers/answers_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Forms by the names of their files.
class KnownForms final : public ContractReader {
 public:
  ContractLint Lint(const std::vector<ContractText>&) const override {
    return {};
  }
  absl::StatusOr<ContractKeyValues> ReadKeys(
      const ContractText&) const override {
    return ContractKeyValues();
  }
  absl::StatusOr<PricingForm> ReadForm(
      const ContractText& file) const override {
    const auto found = forms.find(file.name);
    if (found != forms.end()) return PricingForm{found->second};
    return absl::InvalidArgumentError(file.name + ":1: pricing: is missing");
  }
  std::map<std::string, Contract> forms;
};

// A service desk that is billed by the ticket. It is 5 October 2026.
class ContractReplayTest : public AnswersFixture {
 protected:
  ContractReplayTest() {
    ProviderConfig& provider = AddProvider("desk");
    provider.services = {{.id = "help", .charges = {"service_name:Ticket*"}}};
    provider.sources = {MakeSource("bill", "desk", "focus")};
    AddProvider("other");
    Configure();
  }
  static Decimal Number(absl::string_view text) {
    return Decimal::Parse(text).value();
  }
  void Tickets(const std::string& month, const std::string& count,
               const std::string& billed, const std::string& currency = "EUR") {
    Charge("bill", "desk", month,
           {{.billed = billed,
             .service = "Tickets",
             .currency = currency,
             .quantity = count,
             .unit = "Ticket"},
            {.billed = "21.00", .category = "Tax", .service = "Tickets"},
            {.billed = "77.00", .service = "Parking"}});
  }
  static PriceComponent Priced(PriceForm form) {
    return {.component = "tickets",
            .form = std::move(form),
            .meter = Meter{.service_name = "Tickets"}};
  }
  void Form(const std::string& name, std::vector<PriceComponent> pricing,
            const std::string& currency = "EUR") {
    Contract form;
    form.currency = currency;
    form.pricing = std::move(pricing);
    reader_.forms[name] = form;
  }
  void Agree(std::vector<PriceComponent> pricing) {
    Contract contract;
    contract.id = "desk-2026";
    contract.provider = "desk";
    contract.currency = "EUR";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.pricing = std::move(pricing);
    contracts_.Set(absl::UnixEpoch(),
                   ContractRegister({{"desk.yaml", contract}}));
  }
  // Baseline 1,000 tickets at 50,000.00 with a band of 10 %.
  void BaselineForm() {
    Form("baseline", {Priced(BaselinePrice{.units = Number("1000"),
                                           .amount = Number("50000.00"),
                                           .dead_band_percent = Number("10"),
                                           .arc = Number("45.00"),
                                           .rrc = Number("30.00")})});
  }
  ReplayAnswer Ask(const ReplayQuestion& question, AsOf as_of = {}) {
    auto answer =
        AnswerContractReplay(context(), reader_, cio_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : ReplayAnswer();
  }
  std::string Refused(const ReplayQuestion& question) {
    return std::string(
        AnswerContractReplay(context(), reader_, cio_, question, {})
            .status()
            .message());
  }
  static std::string Said(const std::optional<Decimal>& number) {
    return number.has_value() ? number->ToString() : "none";
  }
  static std::vector<std::string> Costs(const FormReplay& form) {
    std::vector<std::string> costs;
    for (const ReplayedMonth& month : form.months) {
      costs.push_back(Said(month.actual) + " " + Said(month.price.total));
    }
    return costs;
  }

  KnownForms reader_;
};

TEST_F(ContractReplayTest, PricesEachMonthBesideWhatWasPaid) {
  // From 900 to 1,100 it costs the same; 1,200 are 100 beyond the edge of the
  // band, 100 x 45 more; 850 are 50 short of it, 50 x 30 back.
  Tickets("2026-05", "900", "49500.00");
  Tickets("2026-06", "1100", "60500.00");
  Tickets("2026-07", "1200", "66000.00");
  Tickets("2026-08", "850", "46750.00");
  BaselineForm();
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"baseline", ""}},
                                   .from = "2026-05",
                                   .to = "2026-08"});
  ASSERT_THAT(answer.forms, SizeIs(1));
  const FormReplay& form = answer.forms.front();
  EXPECT_THAT(Costs(form),
              ElementsAre("49500.00 50000.00", "60500.00 50000.00",
                          "66000.00 54500.00", "46750.00 48500.00"));
  EXPECT_EQ(Said(form.actual), "222750.00");
  EXPECT_EQ(Said(form.replayed), "203000.00");
  EXPECT_EQ(Said(form.difference), "-19750.00");
  // 48,500 - 46,750 = 1,750 more is the worst, 54,500 - 66,000 the best.
  EXPECT_EQ(form.worst, absl::CivilMonth(2026, 8));
  EXPECT_EQ(form.best, absl::CivilMonth(2026, 7));
  EXPECT_EQ(form.compared_months, 4);
  EXPECT_THAT(answer.gaps, IsEmpty());
  // What the form does not cover is not lost.
  ASSERT_THAT(form.not_compared, SizeIs(2));
  EXPECT_EQ(form.not_compared[0].charge_category, "Tax");
  EXPECT_EQ(form.not_compared[0].billed, "84.00");
  EXPECT_EQ(form.not_compared[1].service_name, "Parking");
  EXPECT_EQ(form.not_compared[1].charges, 4);
  EXPECT_EQ(form.not_compared[1].billed, "308.00");
}

TEST_F(ContractReplayTest, SaysWhereItCostsTheSameAndWhatOtherUsageWouldCost) {
  Tickets("2026-08", "1000", "40.00");
  Form("per ticket", {Priced(PerUnitPrice{Number("0.05")})});
  const FormReplay form = Ask({.provider = "desk",
                               .forms = {{"per ticket", ""}},
                               .from = "2026-08",
                               .to = "2026-08"})
                              .forms.front();
  // 1,000 x 0.05 = 50; 40 / 50 = 0.8.
  EXPECT_EQ(form.break_even, Number("0.8"));
  std::vector<std::string> scenarios;
  for (const auto& [factor, cost] : form.scenarios) {
    scenarios.push_back(factor.ToString() + " " + Said(cost));
  }
  EXPECT_THAT(scenarios, ElementsAre("0.5 25.00", "0.8 40.00", "0.9 45.00",
                                     "1.1 55.00", "1.2 60.00", "1.5 75.00"));
}

TEST_F(ContractReplayTest, AMonthWithoutUsageIsAGapAndNoZero) {
  Tickets("2026-06", "1000", "50000.00");
  Tickets("2026-08", "1000", "50000.00");
  BaselineForm();
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"baseline", ""}},
                                   .from = "2026-06",
                                   .to = "2026-08"});
  EXPECT_THAT(
      Costs(answer.forms.front()),
      ElementsAre("50000.00 50000.00", "none none", "50000.00 50000.00"));
  EXPECT_EQ(answer.forms.front().compared_months, 2);
  EXPECT_EQ(Said(answer.forms.front().actual), "100000.00");
  const Gap* gap = FindGap(answer.gaps, "replay-months-missing");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("months"), "2026-07");
}

// It is 5 October: 150 tickets of 1,000 beside the price of a whole month would
// make the form 42,500.00 too dear. Of September: 50,000.00 and 50,000.00.
TEST_F(ContractReplayTest, TheRunningMonthIsNotCompared) {
  Tickets("2026-09", "1000", "50000.00");
  Tickets("2026-10", "150", "7500.00");
  BaselineForm();
  Form("flat", {{.component = "all", .form = FixedPrice{Number("50000.00")}}});
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"baseline", ""}, {"flat", ""}},
                                   .from = "2026-09",
                                   .to = "2026-11"});
  ASSERT_THAT(answer.forms, SizeIs(2));
  const FormReplay& form = answer.forms.front();
  // October and November are estimates from September, beside the total.
  EXPECT_THAT(Costs(form), ElementsAre("50000.00 50000.00", "50000.00 50000.00",
                                       "50000.00 50000.00"));
  EXPECT_FALSE(form.months[0].estimate);
  EXPECT_TRUE(form.months[1].estimate);
  EXPECT_TRUE(form.months[2].estimate);
  ASSERT_TRUE(form.forecast.has_value());
  EXPECT_EQ(form.forecast->months, 2);
  EXPECT_EQ(Said(form.forecast->actual), "100000.00");
  EXPECT_EQ(Said(form.forecast->replayed), "100000.00");
  // With what was paid for parking in September, 77.00.
  EXPECT_EQ(Said(answer.forms[1].actual), "50077.00");
  EXPECT_EQ(Said(answer.forms[1].replayed), "50000.00");
  EXPECT_EQ(form.compared_months, 1);
  EXPECT_EQ(Said(form.actual), "50000.00");
  EXPECT_EQ(Said(form.replayed), "50000.00");
  const Gap* running = FindGap(answer.gaps, "replay-months-running");
  ASSERT_NE(running, nullptr);
  EXPECT_EQ(running->arguments.at("months"), "2026-10");
  EXPECT_EQ(FindGap(answer.gaps, "replay-months-missing"), nullptr);
}

TEST_F(ContractReplayTest, ADeliveredMonthWithoutTheServiceIsZero) {
  Charge("bill", "desk", "2026-08",
         {{.billed = "77.00", .service = "Parking"}});
  Form("per ticket", {Priced(PerUnitPrice{Number("0.05")})});
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"per ticket", ""}},
                                   .from = "2026-08",
                                   .to = "2026-08"});
  EXPECT_THAT(Costs(answer.forms.front()), ElementsAre("0.00 0.00"));
}

TEST_F(ContractReplayTest, SeveralFormsInOneQuestion) {
  Tickets("2026-08", "1000", "50000.00");
  BaselineForm();
  Form("per ticket", {Priced(PerUnitPrice{Number("48.00")})});
  // Without a meter it takes the place of everything.
  Form("flat", {{.component = "all", .form = FixedPrice{Number("49000.00")}}});
  const ReplayAnswer answer =
      Ask({.provider = "desk",
           .forms = {{"baseline", ""}, {"per ticket", ""}, {"flat", ""}},
           .from = "2026-08",
           .to = "2026-08"});
  ASSERT_THAT(answer.forms, SizeIs(3));
  EXPECT_THAT(Costs(answer.forms[0]), ElementsAre("50000.00 50000.00"));
  EXPECT_THAT(Costs(answer.forms[1]), ElementsAre("50000.00 48000.00"));
  EXPECT_THAT(Costs(answer.forms[2]), ElementsAre("50077.00 49000.00"));
  ASSERT_THAT(answer.forms[2].not_compared, SizeIs(1));
  EXPECT_EQ(answer.forms[2].not_compared[0].charge_category, "Tax");
  EXPECT_EQ(Said(answer.forms[2].break_even), "none");
}

TEST_F(ContractReplayTest, ComparesWithWhatAContractCovers) {
  Tickets("2026-08", "1000", "50000.00");
  Contract contract;
  contract.id = "desk-2026";
  contract.provider = "desk";
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2026, 1, 1);
  PriceComponent parking = Priced(PerUnitPrice{Number("1")});
  parking.meter = Meter{.service_name = "Parking"};
  contract.pricing = {Priced(PerUnitPrice{Number("50")}), parking};
  parking.component = "parking";
  contract.pricing[1].component = "parking";
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({{"desk.yaml", contract}}));
  Form("per ticket", {Priced(PerUnitPrice{Number("48.00")})});
  const ReplayQuestion question{.provider = "desk",
                                .forms = {{"per ticket", ""}},
                                .from = "2026-08",
                                .to = "2026-08",
                                .contract = "desk-2026"};
  EXPECT_THAT(Costs(Ask(question).forms.front()),
              ElementsAre("50077.00 48000.00"));
  ReplayQuestion unknown = question;
  unknown.contract = "desk-2025";
  EXPECT_THAT(Refused(unknown), HasSubstr("did you mean \"desk-2026\""));
}

TEST_F(ContractReplayTest, AMeterThatPicksNothingNamesWhatIsNear) {
  Tickets("2026-08", "1000", "50000.00");
  PriceComponent typo = Priced(PerUnitPrice{Number("1")});
  typo.meter->service_name = "Tikets";
  Form("typo", {typo});
  BaselineForm();
  // Beside a form that picks these charges too.
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"baseline", ""}, {"typo", ""}},
                                   .from = "2026-08",
                                   .to = "2026-08"});
  const Gap* gap = FindGap(answer.gaps, "replay-meter-near");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("near"), "Tickets");
  // 0.00 beside 0.00 is no comparison: it makes the answer incomplete, and
  // costs the same at no usage.
  EXPECT_FALSE(gap->notice);
  EXPECT_TRUE(answer.forms[0].break_even.has_value());
  EXPECT_EQ(Said(answer.forms[1].break_even), "none");
  EXPECT_THAT(answer.forms[1].scenarios, IsEmpty());
}

// At least 150,000.00 a quarter at 50.00 a ticket: 100 tickets in July and 400
// in August and September are 45,000.00, so that 105,000.00 is due beside
// September's 20,000.00 by either side; in proportion to two of the months it
// would be 60,000.00.
TEST_F(ContractReplayTest, AContractAgainstItselfIsTheSameWhereAQuarterIsCut) {
  Tickets("2026-07", "100", "5000.00");
  Tickets("2026-08", "400", "20000.00");
  Tickets("2026-09", "400", "20000.00");
  const std::vector<PriceComponent> pricing = {
      Priced(PerUnitPrice{Number("50")}),
      {.component = "least",
       .form = MinimumCommitment{
           Number("150000.00"), PricePeriod::kQuarter, {"tickets"}}}};
  Agree(pricing);
  Form("itself", pricing);
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"itself", ""}},
                                   .from = "2026-08",
                                   .to = "2026-09",
                                   .contract = "desk-2026"});
  ASSERT_THAT(answer.forms, SizeIs(1));
  EXPECT_THAT(Costs(answer.forms[0]),
              ElementsAre("20000.00 20000.00", "125000.00 125000.00"));
  EXPECT_EQ(Said(answer.forms[0].difference), "0.00");
  // 40,000 f + 150,000 - 45,000 f is 145,000 at f = 1.
  EXPECT_EQ(answer.forms[0].break_even, Number("1"));
  EXPECT_THAT(answer.gaps, SizeIs(1));  // of paid 105,000.00 is agreed
}

TEST_F(ContractReplayTest, AMonthThatACutQuarterLacksLeavesItOut) {
  Tickets("2026-08", "400", "20000.00");
  Tickets("2026-09", "400", "20000.00");
  const std::vector<PriceComponent> pricing = {
      Priced(PerUnitPrice{Number("50")}),
      {.component = "least",
       .form = MinimumCommitment{
           Number("150000.00"), PricePeriod::kQuarter, {"tickets"}}}};
  Agree(pricing);
  Form("itself", pricing);
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"itself", ""}},
                                   .from = "2026-08",
                                   .to = "2026-09",
                                   .contract = "desk-2026"});
  ASSERT_THAT(answer.forms, SizeIs(1));
  EXPECT_THAT(Costs(answer.forms[0]),
              ElementsAre("20000.00 20000.00", "none none"));
  EXPECT_EQ(answer.forms[0].compared_months, 1);
  const Gap* cut = FindGap(answer.gaps, "replay-period-cut");
  ASSERT_NE(cut, nullptr);
  EXPECT_EQ(cut->arguments.at("months"), "2026-07");
}

// 3,000.00 a quarter is due in September: July and August lack it.
TEST_F(ContractReplayTest, WhatIsDueAfterTheMonthsIsSaid) {
  Tickets("2026-07", "100", "5000.00");
  Tickets("2026-08", "100", "5000.00");
  Form("quarterly",
       {{.component = "fee",
         .form = FixedPrice{Number("3000.00"), PricePeriod::kQuarter}}});
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"quarterly", ""}},
                                   .from = "2026-07",
                                   .to = "2026-08"});
  const Gap* due = FindGap(answer.gaps, "replay-due-outside");
  ASSERT_NE(due, nullptr);
  EXPECT_EQ(due->arguments.at("component"), "fee");
  EXPECT_EQ(due->arguments.at("months"), "2026-09");
  EXPECT_FALSE(due->notice);
}

// Months before the range are no zeros, and 48.00 beside 50.00 a ticket is 4 %
// less in every month ahead, whatever usage is expected; with a contract its
// fee of 1,000.00 comes on top.
TEST_F(ContractReplayTest, BothSidesAreEstimatedByTheSameUsage) {
  for (const char* month : {"2026-02", "2026-03", "2026-04", "2026-05"}) {
    Tickets(month, "500", "25000.00");
  }
  Tickets("2026-06", "1000", "50000.00");
  Tickets("2026-07", "1010", "50500.00");
  Tickets("2026-08", "1030", "51500.00");
  Tickets("2026-09", "1060", "53000.00");
  Agree({Priced(PerUnitPrice{Number("50")}),
         {.component = "platform", .form = FixedPrice{Number("1000.00")}}});
  Form("cheaper", {Priced(PerUnitPrice{Number("48")})});
  for (const char* contract : {"", "desk-2026"}) {
    const FormReplay form = Ask({.provider = "desk",
                                 .forms = {{"cheaper", ""}},
                                 .from = "2026-06",
                                 .to = "2026-11",
                                 .contract = contract})
                                .forms.front();
    ASSERT_THAT(form.months, SizeIs(6));
    for (size_t i : {4, 5}) {
      const ReplayedMonth& month = form.months[i];
      ASSERT_TRUE(month.estimate);
      const Decimal used = *month.price.components[0].quantity;
      // No month of the range had fewer than 1,000.
      EXPECT_GE(used, Number("1000"));
      Decimal paid = Decimal::Multiply(used, Number("50")).value();
      if (*contract != '\0') {
        paid = Decimal::Add(paid, Number("1000")).value();
      }
      EXPECT_EQ(month.actual, paid.RoundedHalfAwayFromZero(2)) << contract;
      EXPECT_EQ(
          month.price.total,
          Decimal::Multiply(used, Number("48"))->RoundedHalfAwayFromZero(2));
    }
  }
}

TEST_F(ContractReplayTest, MixedUnitsAreRefusedAndOurServicesArePicked) {
  Charge("bill", "desk", "2026-08",
         {{.billed = "1", .service = "Tickets", .quantity = "5", .unit = "h"},
          {.billed = "2",
           .service = "Ticket+",
           .quantity = "7",
           .unit = "Ticket"}});
  PriceComponent by_service = Priced(PerUnitPrice{Number("1")});
  by_service.meter = Meter{.service = "help"};
  Form("mixed", {by_service});
  by_service.meter->unit = "Ticket";
  Form("one unit", {by_service});
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"mixed", ""}, {"one unit", ""}},
                                   .from = "2026-08",
                                   .to = "2026-08"});
  EXPECT_THAT(Costs(answer.forms[0]), ElementsAre("3.00 none"));
  EXPECT_THAT(Costs(answer.forms[1]), ElementsAre("2.00 7.00"));
  ASSERT_NE(FindGap(answer.gaps, "replay-mixed-units"), nullptr);
}

TEST_F(ContractReplayTest, AnotherCurrencyNeedsARate) {
  Tickets("2026-08", "1000", "50000.00", "USD");
  BaselineForm();
  const ReplayQuestion question{.provider = "desk",
                                .forms = {{"baseline", ""}},
                                .from = "2026-08",
                                .to = "2026-08"};
  EXPECT_THAT(Refused(question),
              HasSubstr("baseline is in EUR and what was paid in USD, and "
                        "there is no rate between them"));
}

// The platform costs 1,000.00 a month by the contract. In August a charge is
// called by its name, in July none is: the fee that is agreed was paid too.
TEST_F(ContractReplayTest, FeesThatNoChargeTellsArePaidAsAgreed) {
  Tickets("2026-07", "1000", "50000.00");
  Charge("bill", "desk", "2026-08",
         {{.billed = "50000.00",
           .service = "Tickets",
           .quantity = "1000",
           .unit = "Ticket"},
          {.billed = "950.00", .category = "Purchase", .service = "PLATFORM"}});
  Contract contract;
  contract.id = "desk-2026";
  contract.provider = "desk";
  contract.currency = "EUR";
  contract.term.start = absl::CivilDay(2026, 1, 1);
  contract.pricing = {
      Priced(PerUnitPrice{Number("50")}),
      {.component = "platform", .form = FixedPrice{Number("1000.00")}}};
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister({{"desk.yaml", contract}}));
  Form("flat", {{.component = "all", .form = FixedPrice{Number("49000.00")}}});
  const ReplayAnswer answer = Ask({.provider = "desk",
                                   .forms = {{"flat", ""}},
                                   .from = "2026-07",
                                   .to = "2026-08",
                                   .contract = "desk-2026"});
  ASSERT_THAT(answer.forms, SizeIs(1));
  const FormReplay& form = answer.forms[0];
  EXPECT_THAT(Costs(form),
              ElementsAre("51000.00 49000.00", "50950.00 49000.00"));
  // What no bill says is named.
  const Gap* added = FindGap(answer.gaps, "replay-agreed-added");
  ASSERT_NE(added, nullptr);
  EXPECT_EQ(added->arguments.at("amount"), "1000.00");
  EXPECT_EQ(added->arguments.at("components"), "platform");
  EXPECT_EQ(Said(form.months[0].agreed), "1000.00");
  EXPECT_EQ(Said(form.months[1].agreed), "none");
}

// A list of seats: 18.00 for each of 400, whatever charges tell.
TEST_F(ContractReplayTest, StatedSeatsScaleWithUsage) {
  Tickets("2026-08", "1000", "7200.00");
  PriceComponent seats{.component = "seats",
                       .form = PerUnitPrice{Number("18.00")},
                       .meter = Meter()};
  seats.meter->count = MeterCount::kStated;
  seats.meter->stated = {{absl::CivilMonth(1970, 1), Number("400")}};
  seats.meter->holds_on = true;
  Form("seats", {seats});
  const FormReplay form = Ask({.provider = "desk",
                               .forms = {{"seats", ""}},
                               .from = "2026-08",
                               .to = "2026-08"})
                              .forms.front();
  // Beside everything that was paid, parking too.
  EXPECT_THAT(Costs(form), ElementsAre("7277.00 7200.00"));
  EXPECT_EQ(Said(form.scenarios.front().second), "3600.00");
}

TEST_F(ContractReplayTest, IsAskedAsOfThen) {
  Tickets("2026-08", "1000", "50000.00");
  BaselineForm();
  const absl::Time then = clock_.Now();
  clock_.Advance(absl::Hours(24));
  Tickets("2026-08", "1200", "60000.00");
  const ReplayQuestion question{.provider = "desk",
                                .forms = {{"baseline", ""}},
                                .from = "2026-08",
                                .to = "2026-08"};
  EXPECT_THAT(Costs(Ask(question).forms.front()),
              ElementsAre("60000.00 54500.00"));
  EXPECT_THAT(Costs(Ask(question, {then + absl::Hours(1)}).forms.front()),
              ElementsAre("50000.00 50000.00"));
}

TEST_F(ContractReplayTest, SaysWhatIsWrong) {
  BaselineForm();
  const ReplayQuestion good{.provider = "desk",
                            .forms = {{"baseline", ""}},
                            .from = "2026-08",
                            .to = "2026-08"};
  ReplayQuestion question = good;
  question.from = "August";
  EXPECT_THAT(Refused(question), HasSubstr("from: \"August\" is no month"));
  question = good;
  question.to = "2026-07";
  EXPECT_THAT(Refused(question), HasSubstr("to: has to be from 2026-08 on"));
  question = good;
  question.forms.clear();
  EXPECT_THAT(Refused(question), HasSubstr("forms: give from one to 20"));
  question.forms = {{"broken.yaml", ""}};
  EXPECT_THAT(Refused(question), HasSubstr("broken.yaml:1: pricing"));
  question = good;
  question.provider = "nobody";
  EXPECT_THAT(Refused(question), HasSubstr("nobody"));
}

}  // namespace
}  // namespace regisseur

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/answers_fixture.h"
#include "aggregator/answers/commitments.h"
#include "aggregator/answers/contract_prices.h"
#include "aggregator/answers/extras.h"
#include "aggregator/answers/hour_balances.h"
#include "aggregator/answers/mandates.h"
#include "aggregator/answers/version_proposals.h"
#include "core/finding/catalogue.h"
#include "core/room/hour_record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Decimal D(const char* text) { return *Decimal::Parse(text); }

// It is 2026-10-15. A contract with two extras, a card of 80 hours for 8,400.00
// that was bought on 2026-03-01, and a mandate.
class RoomAnswersTest : public AnswersFixture {
 protected:
  using Values = std::vector<std::pair<std::string, std::string>>;

  RoomAnswersTest() {
    ProviderConfig& cloud = AddProvider("cloudnine");
    cloud.owner = "m.visser";
    cloud.sources.push_back(MakeSource("bill", "cloudnine", "focus"));
    cloud.sources.push_back(MakeSource("inbox", "cloudnine", "invoice"));
    AddProvider("another").owner = "a.jansen";
    Configure();
    contract_.id = "beheer";
    contract_.provider = "cloudnine";
    contract_.currency = "EUR";
    contract_.term.start = absl::CivilDay(2026, 1, 1);
    contract_.term.initial = CivilSpan{.months = 36};
    contract_.extras = {
        {.name = "DDoS test", .price = D("950.00"), .lead_time = {.days = 5}},
        {.name = "audit", .price = D("4000.00")}};
    contract_.pricing = {
        {.component = "card",
         .form = PrepaidPrice{.units = D("80"),
                              .price = D("8400.00"),
                              .valid = {.months = 12},
                              .step = D("0.25"),
                              .ordered = {absl::CivilDay(2026, 3, 1)}}}};
    contract_.mandate.change = D("1000.00");
    contract_.mandate.amount = D("1500.00");
    Register();
  }

  void Register() {
    contracts_.Set(absl::UnixEpoch(),
                   ContractRegister(std::vector<ContractRegister::Entry>{
                       {"beheer.yaml", contract_}}));
  }

  void Step(MatterKind kind, const std::string& name, MatterMove move,
            const std::string& about, absl::CivilDay day, Values values) {
    Act act;
    act.method = "test.Step";
    act.provider = "cloudnine";
    act.subject = name;
    const NewMatterStep step{
        {.kind = kind,
         .name = name,
         .provider = "cloudnine",
         .contract = "beheer",
         .objective = about,
         .range = {absl::FromCivil(day, absl::UTCTimeZone()),
                   absl::FromCivil(day + 1, absl::UTCTimeZone())}},
        move,
        std::move(values)};
    act.rows = {step.Encode()};
    const absl::Status stored = queue_->Write(
        WriteQueue::Lane::kAct, [&](Transaction& transaction) -> absl::Status {
          const auto told =
              ActStore(*database_, clock_).Append(transaction, cio_, act);
          if (!told.ok()) return told.status();
          return matter_store_.Insert(transaction, step, *told);
        });
    ASSERT_TRUE(stored.ok()) << stored;
  }

  // Ordered on 2026-09-01 and due five days later.
  void Order(const std::string& id, MatterMove move = MatterMove::kOrdered,
             const std::string& side = "customer",
             const std::string& extra = "DDoS test",
             const std::string& amount = "950.00") {
    Values values = {{kExtraSide, side},     {kExtraQuantity, "1"},
                     {kExtraUnit, ""},       {kExtraPrice, amount},
                     {kExtraAmount, amount}, {kExtraCurrency, "EUR"}};
    if (move == MatterMove::kOrdered) {
      values.emplace_back(kExtraOrderedOn, "2026-09-01");
      values.emplace_back(kExtraDueOn, "2026-09-06");
    }
    Step(MatterKind::kExtra, id, move, extra, absl::CivilDay(2026, 9, 1),
         std::move(values));
  }
  void Hours(const std::string& id, const std::string& day,
             const std::string& hours, bool accepted = true) {
    const absl::CivilDay worked = *ParseDay(day);
    Step(MatterKind::kHours, id, MatterMove::kEntered, "card", worked,
         {{kHoursSide, "provider"},
          {kHoursDay, day},
          {kHoursHours, hours},
          {kHoursFactor, ""}});
    if (accepted) {
      Step(MatterKind::kHours, id, MatterMove::kApproved, "card", worked, {});
    }
  }

  void Bill(const std::string& number, const std::string& line,
            const std::string& net, int month = 9,
            const std::string& currency = "EUR") {
    Invoice invoice;
    invoice.kind = InvoiceKind::kInvoice;
    invoice.number = number;
    invoice.currency = currency;
    invoice.issue_day = absl::CivilDay(2026, month, 28);
    invoice.totals.tax_exclusive = D(net.c_str());
    invoice.totals.payable = invoice.totals.tax_exclusive;
    invoice.lines = {
        {.id = "1", .name = line, .net_amount = invoice.totals.tax_exclusive}};
    StagedBatch batch = MakeBatch("inbox", NextRun(), 1, true, "cloudnine");
    batch.facts.deliveries = {Head("invoice=" + number, number + ".xml")};
    batch.facts.invoices = {invoice};
    const absl::Status stored = writer_->StoreBatch(who_, batch);
    ASSERT_TRUE(stored.ok()) << stored;
    Answered("inbox", clock_.Now(), FactKind::kInvoices);
  }

  ExtrasAnswer Extras(const Principal& who,
                      const ExtrasQuestion& question = {}) {
    auto answer = answers().ListExtras(who, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : ExtrasAnswer();
  }
  HourBalanceRow Balance(const std::string& on = "") {
    auto answer = answers().ListHourBalances(cio_, {.on = on}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    EXPECT_THAT(answer->balances, SizeIs(1));
    balances_ = *std::move(answer);
    return balances_.balances.front();
  }
  MandatesAnswer Mandates(const std::string& on = "") {
    auto answer = answers().ListMandates(cio_, {.on = on}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : MandatesAnswer();
  }
  static const MandateBand* FindBand(const MandatesAnswer& answer,
                                     MandateBand::Kind kind) {
    for (const MandateRow& row : answer.bands) {
      if (row.band.kind == kind) return &row.band;
    }
    return nullptr;
  }
  // Titles of the agenda by id, of the kinds of this test.
  std::map<std::string, std::string> Agenda() {
    auto answer = AnswerAgenda(context(), cio_, {}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::map<std::string, std::string> titles;
    for (const AgendaItem& item : answer->items) {
      if (item.kind == "source_silent" || item.kind == "option_or_notice") {
        continue;
      }
      titles[item.id] = RenderMessage(item.title.rule, item.title.arguments);
      items_[item.id] = item;
    }
    return titles;
  }

  Principal Partner() const {
    Principal who;
    who.role = Principal::Role::kProvider;
    who.scope = "cloudnine";
    who.identity = who.name = "agent";
    who.kind = Principal::Kind::kPerson;
    return who;
  }

  Contract contract_;
  HourBalancesAnswer balances_;
  std::map<std::string, AgendaItem> items_;
};

TEST_F(RoomAnswersTest, OrdersAreHeldAgainstBills) {
  Order("e1");
  Order("e2");
  Bill("F-1", "Fee for September", "9500.00");
  Bill("F-2", "ddos TEST, 12 September", "1000.00");
  const ExtrasAnswer answer = Extras(cio_);
  ASSERT_THAT(answer.extras, SizeIs(2));
  ASSERT_TRUE(answer.extras[0].bill.has_value());
  EXPECT_EQ(answer.extras[0].bill->invoice, "F-2");
  EXPECT_EQ(answer.extras[0].bill->difference, D("50.00"));
  // One line bills one order.
  EXPECT_FALSE(answer.extras[1].bill.has_value());
  EXPECT_THAT(answer.gaps, IsEmpty());

  // The agreed amount goes first.
  Bill("F-3", "DDoS test", "950.00", 10);
  const ExtrasAnswer exact = Extras(cio_);
  EXPECT_EQ(exact.extras[0].bill->invoice, "F-3");
  EXPECT_EQ(exact.extras[0].bill->difference, D("0"));
  EXPECT_EQ(exact.extras[1].bill->invoice, "F-2");
}

TEST_F(RoomAnswersTest, AChargeBillsAnOrderToo) {
  Order("e1");
  Charge("bill", "cloudnine", "2026-09",
         {{.billed = "100.00"}, {.billed = "950.00", .sku = "ddos test"}});
  const ExtrasAnswer answer = Extras(cio_);
  ASSERT_TRUE(answer.extras[0].bill.has_value());
  EXPECT_EQ(answer.extras[0].bill->charge_month, absl::CivilMonth(2026, 9));
  EXPECT_EQ(answer.extras[0].bill->amount, D("950.00"));
}

TEST_F(RoomAnswersTest, ChargesWithoutLinesBillNothingAndThatIsSaid) {
  Order("e1");
  StagedBatch batch = MakeBatch("bill", NextRun(), 1, true, "cloudnine");
  batch.facts.deliveries = {Head("month 2026-09", "cost.csv")};
  regisseur::Charge& sum = AddCharge(batch, "Hosting", "950.00", "Purchase");
  sum.lines = 3;
  sum.billing_period_start = sum.charge_period_start =
      At("2026-09-01T00:00:00Z");
  sum.billing_period_end = sum.charge_period_end = At("2026-10-01T00:00:00Z");
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  const ExtrasAnswer answer = Extras(cio_);
  EXPECT_FALSE(answer.extras[0].bill.has_value());
  const Gap* gap = FindGap(answer.gaps, "cost-lines-not-kept");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->provider, "cloudnine");
  EXPECT_EQ(FindGap(answer.gaps, "extra-bill-unknown"), nullptr);
}

// Taken back on 2026-09-02 and billed in September all the same; what is
// ordered comes first.
TEST_F(RoomAnswersTest, WhatWasTakenBackAndIsBilledIsSaid) {
  Order("e1");
  Step(MatterKind::kExtra, "e1", MatterMove::kWithdrawn, "DDoS test",
       absl::CivilDay(2026, 9, 2), {{kExtraSide, "customer"}});
  Charge("bill", "cloudnine", "2026-09",
         {{.billed = "950.00", .sku = "ddos test"}});
  ExtrasAnswer answer = Extras(cio_);
  ASSERT_TRUE(answer.extras[0].bill.has_value());
  const Gap* gap = FindGap(answer.gaps, "extra-billed-cancelled");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("amount"), "950.00");
  Order("e2");
  answer = Extras(cio_);
  EXPECT_FALSE(answer.extras[0].bill.has_value());
  EXPECT_TRUE(answer.extras[1].bill.has_value());
  EXPECT_EQ(FindGap(answer.gaps, "extra-billed-cancelled"), nullptr);
}

TEST_F(RoomAnswersTest, WithoutAnyBillItIsNotKnown) {
  Order("e1");
  EXPECT_NE(FindGap(Extras(cio_).gaps, "extra-bill-unknown"), nullptr);
}

// 1,000.00 a month since January are 9,000.00 by mid October; with 950.00 that
// is ordered 10,050.00 of 20,000.00 are left (USERS U5).
TEST_F(RoomAnswersTest, WhatIsOrderedCountsUnderTheCeiling) {
  contract_.pricing = {
      {.component = "platform", .form = FixedPrice{.amount = D("1000.00")}}};
  contract_.value = ValueCeiling{.maximum = D("20000.00")};
  Register();
  EXPECT_EQ(answers().FindSpendUnderCeiling(cio_, "beheer")->left,
            D("11000.00"));
  Order("e1");
  Order("e2", MatterMove::kProposed);
  const auto spend = answers().FindSpendUnderCeiling(cio_, "beheer");
  EXPECT_EQ(spend->left, D("10050.00"));
  EXPECT_THAT(spend->counted, ElementsAre("e1"));
  // A price that needs usage of which nothing came tells nothing.
  contract_.pricing = {{.component = "vm",
                        .form = PerUnitPrice{.price = D("1")},
                        .meter = Meter{.unit = "Hours"}}};
  Register();
  const auto unknown = answers().FindSpendUnderCeiling(cio_, "beheer");
  EXPECT_FALSE(unknown->left.has_value());
  EXPECT_THAT(unknown->why_unknown,
              HasSubstr("usage that nobody tells, of vm"));
}

// 1,000.00 a month until June, 2,000.00 from July on: 12,000.00 by mid October,
// of which the first six months stay what they were.
TEST_F(RoomAnswersTest, AnAmendmentLeavesWhatWasSpent) {
  contract_.pricing = {
      {.component = "platform", .form = FixedPrice{.amount = D("1000.00")}}};
  contract_.value = ValueCeiling{.maximum = D("20000.00")};
  Contract amended = contract_;
  amended.valid_from = absl::CivilDay(2026, 7, 1);
  amended.pricing[0].form = FixedPrice{.amount = D("2000.00")};
  contracts_.Set(absl::UnixEpoch(),
                 ContractRegister(std::vector<ContractRegister::Entry>{
                     {"beheer.yaml", contract_}, {"2.yaml", amended}}));
  EXPECT_EQ(answers().FindSpendUnderCeiling(cio_, "beheer")->left,
            D("8000.00"));
}

// 950.00 EUR take nothing off a ceiling in USD that anybody could defend.
TEST_F(RoomAnswersTest, AnOrderInAnotherCurrencyLeavesTheCeilingUnknown) {
  contract_.currency = "USD";
  contract_.pricing = {
      {.component = "platform", .form = FixedPrice{.amount = D("1000.00")}}};
  contract_.value = ValueCeiling{.maximum = D("20000.00")};
  Register();
  Order("e1");
  const auto spend = answers().FindSpendUnderCeiling(cio_, "beheer");
  EXPECT_FALSE(spend->left.has_value());
  EXPECT_THAT(spend->why_unknown, HasSubstr("950.00 EUR"));
}

// A card of 8,400.00 was ordered on 2026-03-01 and one on 2026-10-10: nobody
// tells cost, so 16,800.00 of 20,000.00 are used, in `contract show`, under
// orders and in what can be ordered alike: 950.00 fits in 3,200.00, 4,000.00
// does not.
TEST_F(RoomAnswersTest, OrderedLotsCountUnderTheCeilingEverywhere) {
  std::get<PrepaidPrice>(contract_.pricing[0].form)
      .ordered.push_back(absl::CivilDay(2026, 10, 10));
  contract_.value = ValueCeiling{.maximum = D("20000.00")};
  Register();
  EXPECT_EQ(answers().FindSpendUnderCeiling(cio_, "beheer")->left,
            D("3200.00"));
  const auto shown =
      answers().GetContract(cio_, {.id = "beheer", .on = ""}, AsOf{});
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->value->use->used, D("16800.00"));
  const ExtrasAnswer extras = Extras(cio_);
  ASSERT_THAT(extras.available, SizeIs(2));
  EXPECT_FALSE(extras.available[0].verdict.IsRefused());
  EXPECT_EQ(extras.available[1].verdict.Clauses(), "value.maximum");

  // What cannot be told is refused and shown as not known, and both say why.
  contract_.pricing.push_back({.component = "lic",
                               .form = PerUnitPrice{.price = D("2.00")},
                               .meter = Meter{.unit = "Lic"}});
  Register();
  const auto unknown =
      answers().GetContract(cio_, {.id = "beheer", .on = ""}, AsOf{});
  EXPECT_FALSE(unknown->value->use.has_value());
  EXPECT_NE(FindGap(unknown->gaps, "contract-spend-no-usage"), nullptr);
  EXPECT_THAT(Extras(cio_).available[0].verdict.Why(),
              HasSubstr("usage that nobody tells, of lic"));
}

// Two bills for one order: the one in dollars is none for an order in euros.
TEST_F(RoomAnswersTest, ABillInAnotherCurrencyBillsNothing) {
  Order("e1");
  Bill("F-1", "DDoS test", "950.00", 9, "USD");
  EXPECT_FALSE(Extras(cio_).extras[0].bill.has_value());
}

// The bundle's contract ended with September: nothing of it is there.
TEST_F(RoomAnswersTest, NothingIsThereUnderAContractThatEnded) {
  contract_.term.initial = CivilSpan{.months = 9};
  Register();
  EXPECT_THAT(Extras(cio_).available, IsEmpty());
  EXPECT_THAT(answers().ListHourBalances(cio_, {}, AsOf{})->balances,
              IsEmpty());
}

TEST_F(RoomAnswersTest, SaysWhatCanBeOrderedAtOnce) {
  const ExtrasAnswer answer = Extras(cio_);
  ASSERT_THAT(answer.available, SizeIs(2));
  EXPECT_TRUE(answer.available[0].verdict.within_mandate);
  EXPECT_FALSE(answer.available[1].verdict.within_mandate);
}

// A partner is not told what we consider; nor anything of another's contracts.
TEST_F(RoomAnswersTest, PartnersSeeWhatIsOrdered) {
  Order("ours", MatterMove::kProposed);
  Order("theirs", MatterMove::kProposed, "provider");
  Order("ordered");
  EXPECT_THAT(Extras(cio_).extras, SizeIs(3));
  std::vector<std::string> seen;
  for (const ExtraRow& row :
       Extras(Partner(), {.room = {.provider = "cloudnine"}}).extras) {
    seen.push_back(row.matter.subject.name);
  }
  EXPECT_THAT(seen, ElementsAre("theirs", "ordered"));
  EXPECT_THAT(Extras(cio_, {.room = {.provider = "another"}}).extras,
              IsEmpty());
  EXPECT_THAT(Extras(cio_, {.room = {.owner = "a.jansen"}}).extras, IsEmpty());
  EXPECT_THAT(Extras(cio_, {.room = {.owner = "m.visser"}}).extras, SizeIs(3));
  EXPECT_TRUE(absl::IsNotFound(
      answers().ListExtras(cio_, {.id = "none"}, {}).status()));
  EXPECT_TRUE(absl::IsNotFound(
      answers().ListExtras(cio_, {.room = {.contract = "none"}}, {}).status()));
}

// USERS S9: 62:15 of 80 hours; 17:45 are worth 1,863.75 and lapse after
// 28 February 2027.
TEST_F(RoomAnswersTest, HoursCountWhenTheyAreAccepted) {
  Hours("h1", "2026-04-02", "40");
  Hours("h2", "2026-06-30", "22.25");
  Hours("h3", "2026-10-01", "5", /*accepted=*/false);
  const HourBalanceRow row = Balance();
  EXPECT_EQ(row.balance.left, D("17.75"));
  EXPECT_EQ(row.balance.left_amount, D("1863.75"));
  EXPECT_EQ(row.waiting, D("5"));
  EXPECT_EQ(row.balance.NextLapse()->last_day, absl::CivilDay(2027, 2, 28));
  // As on an earlier day.
  EXPECT_EQ(Balance("2026-05-31").balance.left, D("40"));
}

// Of a card without a meter `cost commitments` and the agenda tell the same
// hours as the balance: 62.25 of 80 used, 17.75 left; a lot that an order added
// stands beside it.
TEST_F(RoomAnswersTest, CommitmentsTellTheHoursOfTheBalance) {
  Hours("h1", "2026-04-02", "62:15");
  Step(MatterKind::kExtra, "e1", MatterMove::kOrdered, "card",
       absl::CivilDay(2026, 10, 1),
       {{kExtraSide, "customer"},
        {kExtraQuantity, "1"},
        {kExtraAmount, "8400.00"},
        {kExtraCurrency, "EUR"},
        {kExtraBuys, "card"},
        {kExtraOrderedOn, "2026-10-01"},
        {kExtraDueOn, "2026-10-01"}});
  const auto told = answers().ListCommitments(cio_, {}, AsOf{});
  ASSERT_TRUE(told.ok()) << told.status();
  ASSERT_THAT(told->commitments, SizeIs(2));
  EXPECT_EQ(told->commitments[0].used, D("62.25"));
  EXPECT_EQ(told->commitments[0].balance, D("17.75"));
  EXPECT_EQ(told->commitments[1].used, D("0"));
  EXPECT_EQ(FindGap(told->gaps, "commitment-use-unknown"), nullptr);
}

TEST_F(RoomAnswersTest, AnOrderOfHoursAddsALot) {
  contract_.extras.push_back(
      {.name = "card", .price = D("8400.00"), .buys = "card"});
  Register();
  Step(MatterKind::kExtra, "e1", MatterMove::kOrdered, "card",
       absl::CivilDay(2026, 9, 1),
       {{kExtraSide, "customer"},
        {kExtraQuantity, "1"},
        {kExtraAmount, "8400.00"},
        {kExtraCurrency, "EUR"},
        {kExtraBuys, "card"},
        {kExtraOrderedOn, "2026-09-01"},
        {kExtraDueOn, "2026-09-01"}});
  Hours("h1", "2026-09-20", "100");
  const HourBalanceRow row = Balance();
  EXPECT_EQ(row.balance.bought, D("160"));
  EXPECT_EQ(row.balance.left, D("60"));
  EXPECT_EQ(Balance("2026-08-31").balance.bought, D("80"));
}

TEST_F(RoomAnswersTest, InAMonthThatChargesTellThoseCount) {
  contract_.pricing[0].meter = Meter{.unit = "Hours"};
  Register();
  Charge("bill", "cloudnine", "2026-08",
         {{.billed = "0", .quantity = "12", .unit = "Hours"}});
  Charge("bill", "cloudnine", "2026-09",
         {{.billed = "1", .quantity = "0", .unit = "Hours"}});
  Hours("h1", "2026-08-10", "3");
  Hours("h2", "2026-09-10", "4");
  const HourBalanceRow row = Balance();
  EXPECT_EQ(row.balance.used, D("16"));
  EXPECT_EQ(row.balance.by_charges, D("12"));
  EXPECT_NE(FindGap(balances_.gaps, "hours-by-charges"), nullptr);
}

TEST_F(RoomAnswersTest, TheAgendaTellsWhatIsBilledAndNotDelivered) {
  Order("late");
  Bill("F-2", "ddos TEST, 12 September", "1000.00");
  auto titles = Agenda();
  EXPECT_EQ(titles["extra_billed:beheer:late"],
            "DDoS test under beheer is on invoice F-2 for 1000.00 EUR, and "
            "nobody said that it was delivered.");
  EXPECT_EQ(items_["extra_billed:beheer:late"].estimated, D("1000.00"));
  EXPECT_EQ(titles.count("extra_overdue:beheer:late"), 0u);
}

TEST_F(RoomAnswersTest, TheAgendaTellsWhatLapsesAndWhatIsLate) {
  Order("late");
  Order("waits", MatterMove::kProposed);
  Hours("h1", "2026-04-02", "62.25");
  Hours("h2", "2026-10-01", "1.5", /*accepted=*/false);
  auto titles = Agenda();
  EXPECT_EQ(titles["extra_overdue:beheer:late"],
            "DDoS test under beheer was to be delivered by 2026-09-06 and is "
            "not.");
  EXPECT_THAT(titles["extra_approval:beheer:waits"],
              HasSubstr("950.00 EUR waits for a second person"));
  EXPECT_THAT(titles["hours_to_accept:beheer:card"],
              HasSubstr("1:30 hours of card"));
  // 136 days ahead is no news yet; 60 days are.
  EXPECT_EQ(titles.count("hours_lapse:beheer:card:2027-02-28"), 0u);
  clock_.Set(At("2026-12-30T12:00:00Z"));
  titles = Agenda();
  EXPECT_EQ(titles["hours_lapse:beheer:card:2027-02-28"],
            "17:45 hours of card under beheer lapse after 2027-02-28: 1863.75 "
            "EUR.");
  EXPECT_EQ(items_["hours_lapse:beheer:card:2027-02-28"].certain, D("1863.75"));
  EXPECT_EQ(items_["hours_lapse:beheer:card:2027-02-28"].owner, "m.visser");
}

// 45 hours of a bundle of 40 for 3,600.00 are 5 beyond at 105.00; hours that
// wait change nothing.
TEST_F(RoomAnswersTest, AcceptedHoursArePartOfThePrice) {
  contract_.pricing = {
      {.component = "card",
       .form = HourBundlePrice{
           .hours = D("40"), .price = D("3600.00"), .overage = D("105.00")}}};
  contract_.term.start = absl::CivilDay(2026, 9, 1);
  Register();
  Hours("h1", "2026-09-10", "45");
  Hours("h2", "2026-09-11", "20", /*accepted=*/false);
  const auto price_of = [&](absl::CivilMonth month) {
    std::vector<Gap> gaps;
    const KnownPortfolio known = *KnownPortfolio::Load(context(), cio_, AsOf{});
    return ReadContractPrices(context(), cio_, known,
                              *contracts_.At(absl::InfiniteFuture()), "beheer",
                              month, month, AsOf{}, gaps)
        ->front()
        .total;
  };
  EXPECT_EQ(price_of(absl::CivilMonth(2026, 9)), D("4125.00"));
  EXPECT_EQ(price_of(absl::CivilMonth(2026, 10)), D("3600.00"));
}

// This month's own hours of a bundle are no news, carried ones are.
TEST_F(RoomAnswersTest, OnlyCarriedHoursOfABundleAreNews) {
  contract_.pricing = {
      {.component = "card",
       .form = HourBundlePrice{
           .hours = D("40"), .price = D("3600.00"), .carry_over_months = 1}}};
  contract_.term.start = absl::CivilDay(2026, 9, 1);
  Register();
  Hours("h1", "2026-09-10", "30");
  const auto titles = Agenda();
  EXPECT_EQ(titles.count("hours_lapse:beheer:card:2026-10-31"), 1u);
  EXPECT_EQ(titles.count("hours_lapse:beheer:card:2026-11-30"), 0u);
}

TEST_F(RoomAnswersTest, OnlyWhatLeavesItsBandIsTold) {
  contract_.mandate.hours = D("16");
  contract_.mandate.hours_per = PricePeriod::kMonth;
  Register();
  Hours("h1", "2026-10-01", "15.5");
  EXPECT_EQ(FindBand(Mandates(), MandateBand::Kind::kHours)->used_percent,
            D("96.8"));
  EXPECT_EQ(Agenda().count("mandate_left:beheer:hours:2026-10-01"), 0u);
  Hours("h2", "2026-10-02", "2", /*accepted=*/false);
  EXPECT_TRUE(FindBand(Mandates(), MandateBand::Kind::kHours)->outside);
  EXPECT_EQ(Agenda()["mandate_left:beheer:hours:2026-10-01"],
            "beheer leaves its mandate in hours, 2026-10-01 to 2026-10-31: "
            "17.5, at most 16.");
}

// 9,500.00 a month and 5 % end at 9,975.00; September cost 10,000.00.
TEST_F(RoomAnswersTest, CostIsHeldAgainstThePlan) {
  contract_.pricing = {
      {.component = "platform", .form = FixedPrice{.amount = D("9500.00")}}};
  contract_.mandate = {};
  contract_.mandate.cost_above_plan_percent = D("5");
  Register();
  Charge("bill", "cloudnine", "2026-09", {{.billed = "10000.00"}});
  const MandatesAnswer answer = Mandates();
  ASSERT_THAT(answer.bands, SizeIs(2));
  EXPECT_EQ(answer.bands[0].band.first, absl::CivilDay(2026, 9, 1));
  EXPECT_EQ(answer.bands[0].band.limit, D("9975.00"));
  EXPECT_EQ(answer.bands[0].band.used, D("10000.00"));
  EXPECT_TRUE(answer.bands[0].band.outside);
  // Of October nothing came: not known, and never inside by that.
  EXPECT_FALSE(answer.bands[1].band.used.has_value());
  EXPECT_NE(FindGap(answer.gaps, "mandate-cost-unknown"), nullptr);
  auto titles = Agenda();
  EXPECT_EQ(items_["mandate_left:beheer:cost:2026-09-01"].exposure, D("25.00"));

  // A price that needs usage plans nothing.
  contract_.pricing = {{.component = "vm",
                        .form = PerUnitPrice{.price = D("1")},
                        .meter = Meter{.unit = "Hours"}}};
  Register();
  EXPECT_NE(FindGap(Mandates().gaps, "mandate-plan-unknown"), nullptr);
}

TEST_F(RoomAnswersTest, CountsHowOftenWeSteppedInInsideABand) {
  Order("theirs", MatterMove::kOrdered, "provider");
  Step(MatterKind::kExtra, "theirs", MatterMove::kWithdrawn, "DDoS test",
       absl::CivilDay(2026, 9, 1), {{kExtraSide, "customer"}});
  Step(MatterKind::kIntervention, "n1", MatterMove::kNoted, "",
       absl::CivilDay(2026, 9, 20), {});
  Step(MatterKind::kIntervention, "n0", MatterMove::kNoted, "",
       absl::CivilDay(2025, 10, 1), {});
  const MandatesAnswer answer = Mandates();
  ASSERT_THAT(answer.interventions, SizeIs(2));
  EXPECT_EQ(answer.interventions[0].what, "cancelled");
  EXPECT_EQ(answer.interventions[1].day, absl::CivilDay(2026, 9, 20));
}

TEST_F(RoomAnswersTest, AProposalThatWaitsForUsIsADecision) {
  const Values first = {{kVersionSide, "provider"},
                        {kVersionValidFrom, "2027-01-01"},
                        {kVersionSha256, "00"}};
  Step(MatterKind::kVersion, "v1", MatterMove::kProposed, "",
       absl::CivilDay(2027, 1, 1), first);
  EXPECT_EQ(Agenda()["contract_proposal:beheer:v1"],
            "The provider proposed another version of beheer from 2027-01-01 "
            "on.");
  EXPECT_EQ(items_["contract_proposal:beheer:v1"].decide_by,
            absl::CivilDay(2027, 1, 1));
  Step(MatterKind::kVersion, "v1", MatterMove::kAccepted, "",
       absl::CivilDay(2027, 1, 1), {{kVersionSide, "customer"}});
  EXPECT_EQ(Agenda().count("contract_proposal:beheer:v1"), 0u);
}

// What it fixes over the months of its term, else its ceiling.
TEST_F(RoomAnswersTest, AVersionIsWorthWhatItFixes) {
  Contract version = contract_;
  version.term.start = absl::CivilDay(2027, 1, 1);
  version.term.initial = CivilSpan{.months = 24};
  version.pricing = {
      {.component = "platform", .form = FixedPrice{.amount = D("9500.00")}},
      {.component = "vm",
       .form = PerUnitPrice{.price = D("1")},
       .meter = Meter{.unit = "Hours"}}};
  EXPECT_EQ((*WorthOfVersion(version))->amount, D("228000.00"));
  // A floor of 1,000.00 a month under what is used is owed whatever is used:
  // 24 · 10,500.00.
  version.pricing.push_back(
      {.component = "floor",
       .form = MinimumCommitment{
           .amount = D("1000.00"), .per = PricePeriod::kMonth, .of = {"vm"}}});
  EXPECT_EQ((*WorthOfVersion(version))->amount, D("252000.00"));
  version.value = ValueCeiling{.maximum = D("1200000.00")};
  EXPECT_EQ((*WorthOfVersion(version))->amount, D("1200000.00"));
}

// Reads nothing: a text that is lost never gets so far.
class NoReader final : public ContractReader, public VersionReader {
 public:
  ContractLint Lint(const std::vector<ContractText>&) const override {
    return {};
  }
  absl::StatusOr<ContractKeyValues> ReadKeys(
      const ContractText&) const override {
    return absl::InternalError("read");
  }
  absl::StatusOr<PricingForm> ReadForm(const ContractText&) const override {
    return absl::InternalError("read");
  }
  absl::StatusOr<VersionText> ReadVersion(const ContractText&,
                                          const std::string&,
                                          const std::string&) const override {
    return absl::InternalError("read");
  }
};

TEST_F(RoomAnswersTest, AProposalWhoseTextIsLostIsShownAllTheSame) {
  Step(MatterKind::kVersion, "v1", MatterMove::kProposed, "",
       absl::CivilDay(2026, 9, 1),
       {{kVersionSide, "provider"},
        {kVersionValidFrom, "2027-01-01"},
        {kVersionSha256, "f9512d00"}});
  const NoReader reader;
  const auto answer = AnswerVersionProposals(context(), &reader, &reader, cio_,
                                             {.id = "v1"}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->proposals[0].valid_from, absl::CivilDay(2027, 1, 1));
  const Gap* gap = FindGap(answer->gaps, "proposal-not-replayed");
  ASSERT_NE(gap, nullptr);
  EXPECT_THAT(gap->arguments.at("why"), HasSubstr("f9512d00"));
}

}  // namespace
}  // namespace regisseur

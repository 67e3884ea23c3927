#include "aggregator/answers/agenda.h"

#include <set>
#include <string>

#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

class AgendaTest : public ServiceLevelsFixture {
 protected:
  AgendaAnswer Agenda(const AgendaQuestion& question = {}, AsOf as_of = {}) {
    auto answer = AnswerAgenda(context(), cio_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : AgendaAnswer();
  }
  // The ids, without the sources that the fixture leaves silent.
  static std::vector<std::string> Ids(const AgendaAnswer& answer) {
    std::vector<std::string> ids;
    for (const AgendaItem& item : answer.items) {
      if (item.kind != "source_silent") ids.push_back(item.id);
    }
    return ids;
  }
  static const AgendaItem* Find(const AgendaAnswer& answer,
                                const std::string& id) {
    for (const AgendaItem& item : answer.items) {
      if (item.id == id) return &item;
    }
    return nullptr;
  }
  static std::string Words(const Sentence& sentence) {
    return RenderMessage(sentence.rule, sentence.arguments);
  }
  void GoDownInOctober() {
    Watch("page",
          {{Local(9, 20), kOperational},
           {Local(10, 6, 10), kMajorOutage},
           {Local(10, 6, 12), kOperational}},
          Local(11, 5));
  }
};

// A kind is added in one place: a row with a name that nobody else has.
TEST_F(AgendaTest, TheTableHasItsRules) {
  std::set<std::string> names;
  for (const AgendaRule& rule : AgendaRules()) {
    EXPECT_TRUE(names.insert(std::string(rule.name)).second) << rule.name;
    EXPECT_NE(rule.add, nullptr) << rule.name;
  }
  EXPECT_THAT(names, ::testing::IsSupersetOf(
                         {"option_or_notice", "claim", "report_overdue",
                          "objection_closing", "value_ceiling", "budget",
                          "commitment", "extra", "hours", "mandate_left",
                          "contract_proposal", "price_above_clause", "seats",
                          "promise", "invoice_difference", "dossier",
                          "maintenance_clash", "source_silent"}));
}

TEST_F(AgendaTest, ACreditToClaimIsMoneyThatIsLostForCertain) {
  contract_.owner = "m.visser";
  portfolio_.functions = {{.id = "burgerzaken",
                           .name = "Burgerzaken",
                           .needs = {{"cloudnine", "hosting"}}},
                          {.id = "other", .needs = {{"cloudnine", "mail"}}}};
  Configure();
  Register();
  GoDownInOctober();
  const AgendaAnswer answer = Agenda();
  const AgendaItem* item =
      Find(answer, "claim:hosting-2026/availability/2026-10-31");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->decide_by, absl::CivilDay(2026, 12, 30));
  EXPECT_EQ(Text(item->certain), "950.00");
  EXPECT_EQ(Text(item->estimated), "none");
  EXPECT_EQ(Text(item->AmountAtStake()), "950.00");
  EXPECT_EQ(item->owner, "m.visser");
  EXPECT_THAT(item->functions, ElementsAre("burgerzaken"));
  EXPECT_EQ(Words(item->title),
            "Claim 950.00 EUR: hosting-2026/availability/2026-10-31.");
  EXPECT_EQ(Words(item->if_nothing),
            "When nobody acts the credit is lost after 2026-12-30.");
  EXPECT_EQ(item->choices.front().command,
            "credit file hosting-2026/availability/2026-10-31");
  // The one with money before those without.
  EXPECT_EQ(answer.items.front().id, item->id);

  EXPECT_THAT(Ids(Agenda({.owner = "m.visser"})), SizeIs(1));
  EXPECT_THAT(Ids(Agenda({.owner = "h.bakker"})), IsEmpty());
  EXPECT_THAT(Ids(Agenda({.until = "2026-12-29"})), IsEmpty());
  EXPECT_THAT(Ids(Agenda({.until = "2026-12-30"})), SizeIs(1));
  // Once it is too late there is nothing to decide.
  clock_.Set(At("2027-01-05T12:00:00Z"));
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
}

TEST_F(AgendaTest, AClaimThatIsRefusedIsDecidedAgain) {
  Register();
  GoDownInOctober();
  const std::string id = "hosting-2026/availability/2026-10-31";
  const MatterSubject subject{.kind = MatterKind::kClaim,
                              .name = id,
                              .provider = "cloudnine",
                              .contract = "hosting-2026",
                              .objective = "availability",
                              .range = {Local(10, 1), Local(11, 1)}};
  Settle(subject, MatterMove::kFiled,
         {{"period", "2026-10"},
          {kClaimBegun, "eligible"},
          {kClaimDue, "950.00"},
          {kClaimCurrency, "EUR"},
          {kClaimBy, "2026-12-30"},
          {kClaimAmount, "950.00"},
          {kClaimDocument, "letter 12"}});
  // It waits for the provider.
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
  Settle(subject, MatterMove::kDenied, {}, "it was your firewall");
  const AgendaAnswer answer = Agenda();
  const AgendaItem* item = Find(answer, "claim-refused:" + id);
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(Text(item->certain), "950.00");
  EXPECT_EQ(Words(item->title),
            absl::StrCat(
                "The claim of 950.00 EUR was refused on ",
                FormatDay(absl::ToCivilDay(clock_.Now(), portfolio_.time_zone)),
                ": ", id, "."));
  EXPECT_EQ(Words(item->if_nothing),
            "When nobody acts the refusal stands and the credit is not had.");
  EXPECT_EQ(item->choices.front().command, "credit file " + id);
}

// USERS S3: start 2026-01-01, 24 months, options 2 x 12 by customer, exercise 3
// months before: the first has to be received by 2027-09-30, a Thursday.
TEST_F(AgendaTest, AnOptionSaysWhatHappensWhenNobodyActs) {
  contract_.objectives.clear();
  contract_.term.initial = {.months = 24};
  contract_.term.options = ExtensionOption{.extend = {.months = 12},
                                           .times = 2,
                                           .by = Side::kCustomer,
                                           .exercise = {.months = 3}};
  contract_.pricing = {
      {.component = "platform", .form = FixedPrice{Number("25000.00")}}};
  Register();
  clock_.Set(At("2026-10-01T10:00:00Z"));
  EXPECT_THAT(Ids(Agenda()), IsEmpty()) << "more than half a year ahead";
  clock_.Set(At("2027-09-01T10:00:00Z"));
  const AgendaAnswer answer = Agenda();
  ASSERT_THAT(Ids(answer), ElementsAre("option:hosting-2026:1:2027-09-30"));
  const AgendaItem& item = *Find(answer, "option:hosting-2026:1:2027-09-30");
  EXPECT_EQ(item.decide_by, absl::CivilDay(2027, 9, 30));
  // Twelve months of 25,000.00.
  EXPECT_EQ(Text(item.exposure), "300000.00");
  EXPECT_EQ(Text(item.certain), "none");
  EXPECT_THAT(Words(item.if_nothing), ::testing::HasSubstr("2027-12-31"));
}

TEST_F(AgendaTest, ANoticeIsDecidedByTheDayThatWeSetOurselves) {
  contract_.objectives.clear();
  contract_.term.initial = {.months = 12};
  contract_.term.renewal = Renewal::kTacit;
  contract_.term.renewal_term = {.months = 12};
  contract_.term.customer_notice = {.months = 1};
  contract_.term.internal_notice_days = 14;
  Register();
  // The term ends with 2026; notice is a border on 1 December, received by
  // Monday 30 November; fourteen days before the border is 17 November.
  const AgendaAnswer answer = Agenda();
  ASSERT_THAT(Ids(answer), ElementsAre("notice:hosting-2026:2026-11-30"));
  const AgendaItem& item = *Find(answer, "notice:hosting-2026:2026-11-30");
  EXPECT_EQ(item.decide_by, absl::CivilDay(2026, 11, 17));
  EXPECT_EQ(Words(item.title),
            "Notice under hosting-2026 has to be received by 2026-11-30.");
  // Twelve months of 9,500.00.
  EXPECT_EQ(Text(item.exposure), "114000.00");
}

TEST_F(AgendaTest, WithoutDaysOfOurOwnANoticeIsDecidedByTheDayItIsReceived) {
  contract_.objectives.clear();
  contract_.term.initial = {.months = 12};
  contract_.term.renewal = Renewal::kTacit;
  contract_.term.renewal_term = {.months = 12};
  contract_.term.customer_notice = {.months = 1};
  Register();
  const AgendaAnswer answer = Agenda();
  ASSERT_THAT(Ids(answer), ElementsAre("notice:hosting-2026:2026-11-30"));
  // Received on the border, 1 December, it would be a day late.
  EXPECT_EQ(answer.items.front().decide_by, absl::CivilDay(2026, 11, 30));
}

TEST_F(AgendaTest, AReportThatIsDueAndAbsentHasAnItem) {
  objective().remedies = {};
  objective().evidence.report_due =
      EvidenceTerms::Days{.days = 5, .working = true};
  contract_.term.start = absl::CivilDay(2026, 10, 1);
  Register();
  // Five working days after 31 October: 2, 3, 4, 5, 6 November.
  clock_.Set(At("2026-11-06T12:00:00Z"));
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
  clock_.Set(At("2026-11-07T12:00:00Z"));
  const AgendaAnswer answer = Agenda();
  ASSERT_THAT(Ids(answer),
              ElementsAre("report_overdue:hosting-2026:availability:"
                          "2026-10-31"));
  EXPECT_TRUE(
      answer.items.front().late ||
      Find(answer, "report_overdue:hosting-2026:availability:2026-10-31")
          ->late);
  Report("kpi", "Availability", "2026-10", "99.93");
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
}

TEST_F(AgendaTest, AFigureThatNobodyTellsHasAnItemAndAnOwner) {
  objective().remedies = {};
  contract_.owner = "m.visser";
  Register();
  // Ten working days after 31 October end on Friday 13 November.
  clock_.Set(At("2026-11-13T12:00:00Z"));
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
  clock_.Set(At("2026-11-14T12:00:00Z"));
  const std::string id = "figure_missing:hosting-2026:availability:2026-10-31";
  const AgendaAnswer answer = Agenda();
  // One for the promise, not one for each month.
  ASSERT_THAT(Ids(answer), ElementsAre(id));
  const AgendaItem& item = *Find(answer, id);
  EXPECT_EQ(item.owner, "m.visser");
  EXPECT_EQ(item.decide_by, std::nullopt);
  EXPECT_EQ(Words(item.title),
            "Nobody tells availability of hosting-2026 for 2026-10.");
  EXPECT_THAT(item.choices[1].command,
              ::testing::StartsWith("measurement add"));
  GoDownInOctober();
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
}

TEST_F(AgendaTest, SilenceThatBecomesConsentIsAnEstimatedLoss) {
  objective().evidence.leading = Side::kProvider;
  objective().evidence.object_within = EvidenceTerms::Days{.days = 20};
  contract_.term.start = absl::CivilDay(2026, 10, 1);
  Register();
  Watch("probe",
        {{Local(9, 20), kOperational},
         {Local(10, 6, 10), kMajorOutage},
         {Local(10, 6, 12), kOperational}},
        Local(11, 5));
  clock_.Set(At("2026-11-10T12:00:00Z"));
  Report("kpi", "Availability", "2026-10", "99.95");
  // In time until 30 November, which is more than a fortnight away.
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
  clock_.Set(At("2026-11-16T12:00:00Z"));
  const std::string id =
      "objection_closing:hosting-2026:availability:2026-10-31";
  const AgendaAnswer answer = Agenda();
  ASSERT_THAT(Ids(answer), ElementsAre(id));
  const AgendaItem& item = *Find(answer, id);
  EXPECT_EQ(item.decide_by, absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(Words(item.title),
            "availability of hosting-2026 for 2026-10 was reported as "
            "99.950000: an objection is in time until 2026-11-30.");
  // Two of October's 745 hours were down by our own probe: 99.73 % is below
  // 99.9, and 10 % of 9,500.00 would follow.
  EXPECT_EQ(Text(item.estimated), "950.00");
  EXPECT_EQ(Text(item.certain), "none");
  EXPECT_EQ(Text(item.AmountAtStake()), "950.00");
  EXPECT_EQ(Words(item.if_nothing),
            "When nobody objects the figure counts as agreed after 2026-11-30, "
            "and an estimated 950.00 EUR that other figures would give is "
            "lost.");
  EXPECT_EQ(answer.items.front().id, id);
  // The day after it is settled.
  clock_.Set(At("2026-12-01T12:00:00Z"));
  EXPECT_EQ(Find(Agenda(), id), nullptr);
}

TEST_F(AgendaTest, AnObjectionThatWouldGiveNothingHasNoMoney) {
  objective().evidence.leading = Side::kProvider;
  objective().evidence.object_within = EvidenceTerms::Days{.days = 5};
  contract_.term.start = absl::CivilDay(2026, 10, 1);
  Register();
  Report("kpi", "Availability", "2026-10", "99.95");
  const AgendaAnswer answer = Agenda();
  const AgendaItem* item =
      Find(answer, "objection_closing:hosting-2026:availability:2026-10-31");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->AmountAtStake(), std::nullopt);
  EXPECT_EQ(Words(item->if_nothing),
            "When nobody objects the figure counts as agreed after "
            "2026-11-15.");
}

// USERS U5: 9,500.00 a month for 36 months are 342,000.00. After ten months of
// 2026 95,000.00 of 130,000.00 are spent, 73 %; the 35,000.00 that are left
// last three whole months and 6,500 / 9,500 of the fourth, February 2027.
TEST_F(AgendaTest, ATenderHasToStartBeforeTheCeilingIsReached) {
  contract_.objectives.clear();
  contract_.value = ValueCeiling{.maximum = Number("130000.00"),
                                 .warn_at = {Number("0.7"), Number("0.9")},
                                 .procurement_lead = {.months = 12}};
  Register();
  const AgendaAnswer answer = Agenda();
  const auto ids = Ids(answer);
  ASSERT_THAT(ids, SizeIs(2));
  const AgendaItem* const warning =
      Find(answer, "value_ceiling:hosting-2026:0.7");
  ASSERT_NE(warning, nullptr);
  EXPECT_EQ(Text(warning->exposure), "35000.00");
  EXPECT_EQ(Text(warning->certain), "none");
  ASSERT_TRUE(warning->decide_by.has_value());
  EXPECT_EQ(absl::CivilMonth(*warning->decide_by), absl::CivilMonth(2027, 2));
  const auto tender = std::find_if(
      answer.items.begin(), answer.items.end(),
      [](const AgendaItem& item) { return item.kind == "tender_start"; });
  ASSERT_NE(tender, answer.items.end());
  // Twelve months before that: it should have started in February 2026.
  EXPECT_EQ(absl::CivilMonth(*tender->decide_by), absl::CivilMonth(2026, 2));
  EXPECT_TRUE(tender->late);
  EXPECT_THAT(Words(tender->if_nothing), ::testing::HasSubstr("2027-02"));
  // Far from it there is nothing to decide.
  contract_.value->maximum = Number("1300000.00");
  contract_.value->procurement_lead = {.months = 3};
  Register();
  EXPECT_THAT(Ids(Agenda()), IsEmpty());
}

TEST_F(AgendaTest, TheOverviewCountsTheItemsOfAProvider) {
  Register();
  GoDownInOctober();
  const auto waiting = [&](bool with_agenda) {
    const auto overview =
        answers().GetOverview(cio_, {.with_agenda = with_agenda}, {});
    EXPECT_TRUE(overview.ok()) << overview.status();
    return overview.value()->providers.front().agenda_items;
  };
  const AgendaAnswer agenda = Agenda();
  const auto of_provider = std::count_if(
      agenda.items.begin(), agenda.items.end(),
      [](const AgendaItem& item) { return item.provider == "cloudnine"; });
  EXPECT_GT(of_provider, 1) << "a claim, and sources that never answered";
  EXPECT_EQ(waiting(true), of_provider);
}

TEST_F(AgendaTest, TheOverviewLeavesThemOutForWhomTheAgendaIsNot) {
  Register();
  GoDownInOctober();
  const auto overview = answers().GetOverview(cio_, {}, {});
  ASSERT_TRUE(overview.ok()) << overview.status();
  EXPECT_EQ(overview.value()->providers.front().agenda_items, std::nullopt);
}

TEST_F(AgendaTest, ASourceThatFellSilentIsAnItemWithoutMoney) {
  GoDownInOctober();
  const AgendaAnswer answer = Agenda();
  const AgendaItem* item = Find(answer, "source_silent:probe");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->AmountAtStake(), std::nullopt);
  EXPECT_EQ(item->decide_by, std::nullopt);
  EXPECT_EQ(Words(item->title), "The source probe has never answered.");
  EXPECT_EQ(item->provider, "cloudnine");
}

TEST_F(AgendaTest, RanksByLossPerDayLeft) {
  const auto item = [](const std::string& id, int day, const char* certain,
                       const char* exposure) {
    AgendaItem made;
    made.id = id;
    made.currency = "EUR";
    made.decide_by = absl::CivilDay(2026, 11, day);
    if (*certain != 0) made.certain = Number(certain);
    if (*exposure != 0) made.exposure = Number(exposure);
    return made;
  };
  // On 10 November: 950.00 in 20 days are 47.50 a day, 100.00 in 2 days are
  // 50.00 a day; an exposure only breaks ties.
  std::vector<AgendaItem> items = {
      item("large", 30, "950.00", ""), item("exposed", 11, "", "1000000.00"),
      item("soon", 12, "100.00", ""), item("nothing", 11, "", "")};
  const auto known = KnownPortfolio::Load(context(), cio_, AsOf{});
  RankAgenda(context(), *known, AsOf{}, absl::CivilDay(2026, 11, 10), items);
  std::vector<std::string> order;
  for (const AgendaItem& ranked : items) order.push_back(ranked.id);
  EXPECT_THAT(order, ElementsAre("soon", "large", "exposed", "nothing"));
}

// Where nothing is lost the day comes first: an escalation that is due today is
// not behind a notice of the end of the year. A report that the law wants
// stands before everything, however many escalations there are.
TEST_F(AgendaTest, OfWhatLosesNothingTheEarlierDayStandsFirst) {
  std::vector<AgendaItem> items;
  const auto add = [&](const char* kind, const std::string& id, int month,
                       int day, const char* certain, const char* exposure) {
    AgendaItem& item = items.emplace_back();
    item.kind = kind;
    item.id = id;
    item.currency = "EUR";
    item.decide_by = absl::CivilDay(2026, month, day);
    if (*certain != 0) item.certain = Number(certain);
    if (*exposure != 0) item.exposure = Number(exposure);
  };
  add("notice", "notice", 12, 31, "", "50000.00");
  add("escalation_unanswered", "escalation", 11, 10, "", "");
  add("claim", "claim", 12, 30, "950.00", "");
  add("option", "small", 12, 31, "", "10.00");
  add("incident_report_due", "report", 11, 13, "", "");
  const auto known = KnownPortfolio::Load(context(), cio_, AsOf{});
  RankAgenda(context(), *known, AsOf{}, absl::CivilDay(2026, 11, 10), items);
  std::vector<std::string> order;
  for (const AgendaItem& ranked : items) order.push_back(ranked.id);
  EXPECT_THAT(order,
              ElementsAre("report", "claim", "escalation", "notice", "small"));
}

TEST_F(AgendaTest, SaysWhatCannotBeRead) {
  EXPECT_EQ(
      AnswerAgenda(context(), cio_, {.until = "soon"}, {}).status().code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      AnswerAgenda(context(), cio_, {.provider = "x"}, {}).status().code(),
      absl::StatusCode::kNotFound);
}

TEST_F(AgendaTest, AnEarlierDayIsAnsweredAsItWasKnown) {
  Register();
  GoDownInOctober();
  EXPECT_THAT(Ids(Agenda({}, {.known = At("2026-11-10T11:59:00Z")})),
              IsEmpty());
}

}  // namespace
}  // namespace regisseur

#include "aggregator/answers/agenda.h"

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

TEST_F(AgendaTest, TheTableHasFiveRules) {
  std::vector<std::string> names;
  for (const AgendaRule& rule : AgendaRules()) {
    names.emplace_back(rule.name);
  }
  EXPECT_THAT(names, ElementsAre("option_or_notice", "claim", "report_overdue",
                                 "value_ceiling", "source_silent"));
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
  EXPECT_EQ(item->options.front(),
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

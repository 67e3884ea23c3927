#include "aggregator/answers/agenda_acts.h"

#include "aggregator/answers/agenda_closed.h"
#include "aggregator/answers/service_levels_fixture.h"
#include "aggregator/storage/claim_record.h"
#include "core/finding/catalogue.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

constexpr char kClaim[] = "claim:hosting-2026/availability/2026-10-31";

class AgendaActsTest : public ServiceLevelsFixture {
 protected:
  // A credit of 950.00 to claim by 30 December 2026 (agenda_test.cc).
  void ACreditToClaim() {
    contract_.owner = "m.visser";
    Configure();
    Register();
    Watch("page",
          {{Local(9, 20), kOperational},
           {Local(10, 6, 10), kMajorOutage},
           {Local(10, 6, 12), kOperational}},
          Local(11, 5));
  }
  void Act(MatterMove move,
           std::vector<std::pair<std::string, std::string>> values,
           const std::string& reason = "", const std::string& id = kClaim) {
    Settle({.kind = MatterKind::kDecision,
            .name = id,
            .provider = "cloudnine",
            .contract = "hosting-2026"},
           move, std::move(values), reason);
  }
  AgendaItem Item(const std::string& id = kClaim) {
    const auto answer = AnswerAgenda(context(), cio_, {.id = id}, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    EXPECT_THAT(answer->items, SizeIs(1));
    return answer.ok() && !answer->items.empty() ? answer->items.front()
                                                 : AgendaItem();
  }
  static std::string Words(const std::optional<Sentence>& sentence) {
    return sentence.has_value()
               ? RenderMessage(sentence->rule, sentence->arguments)
               : "nothing";
  }
};

TEST_F(AgendaActsTest, EachOptionSaysWhatFollowsFromIt) {
  ACreditToClaim();
  const AgendaItem item = Item();
  ASSERT_THAT(item.choices, SizeIs(2));
  EXPECT_EQ(item.choices[0].id, "file");
  EXPECT_EQ(item.choices[0].command,
            "credit file hosting-2026/availability/2026-10-31");
  EXPECT_EQ(Words(item.choices[0].what), "File the claim.");
  EXPECT_EQ(Words(item.choices[0].consequence),
            "It is frozen as it is computed now, and the provider has to "
            "answer.");
  EXPECT_EQ(item.choices[1].id, "waive");
}

TEST_F(AgendaActsTest, WhatWasDecidedStaysUntilTheFactsNoLongerHold) {
  ACreditToClaim();
  EXPECT_EQ(Item().state, AgendaState::kOpen);
  EXPECT_TRUE(Item().first);
  Act(MatterMove::kDecided,
      {{"option", "file"}, {"at_stake", "950.00"}, {"currency", "EUR"}},
      "agreed in the board");
  const AgendaItem item = Item();
  EXPECT_EQ(item.state, AgendaState::kDecided);
  EXPECT_FALSE(item.first);
  ASSERT_THAT(item.acts, SizeIs(1));
  EXPECT_EQ(item.acts[0].option, "file");
  EXPECT_EQ(item.acts[0].name, "A. de Vries");
  EXPECT_EQ(item.acts[0].reason, "agreed in the board");
  EXPECT_EQ(item.note, std::nullopt);
  // Behind what waits: a source that never spoke.
  const auto agenda = AnswerAgenda(context(), cio_, {}, {});
  EXPECT_EQ(agenda->items.back().id, kClaim);
  // It is over once the last day to claim has passed.
  clock_.Set(At("2027-01-05T12:00:00Z"));
  EXPECT_THAT(AnswerAgenda(context(), cio_, {.id = kClaim}, {})->items,
              IsEmpty());
}

TEST_F(AgendaActsTest, WhatIsAskedAboutEarlierHasTheStateOfThen) {
  ACreditToClaim();
  const absl::Time before = clock_.Now() + absl::Minutes(1);
  clock_.Set(At("2026-11-11T12:00:00Z"));
  Act(MatterMove::kDecided, {{"option", "waive"}});
  EXPECT_EQ(Item().state, AgendaState::kDecided);
  const auto then =
      AnswerAgenda(context(), cio_, {.id = kClaim}, {.known = before});
  ASSERT_THAT(then->items, SizeIs(1));
  EXPECT_EQ(then->items[0].state, AgendaState::kOpen);
}

TEST_F(AgendaActsTest, ASnoozedOneIsBackOnItsDayAndSaysSo) {
  ACreditToClaim();
  Act(MatterMove::kSnoozed,
      {{"until", "2026-11-20"}, {"at_stake", "950.00"}, {"currency", "EUR"}},
      "after the audit");
  EXPECT_EQ(Item().state, AgendaState::kSnoozed);
  // 23:30 in Amsterdam on the evening before.
  clock_.Set(At("2026-11-19T22:30:00Z"));
  EXPECT_EQ(Item().state, AgendaState::kSnoozed);
  clock_.Set(At("2026-11-19T23:30:00Z"));
  EXPECT_EQ(Item().state, AgendaState::kOpen);
  EXPECT_EQ(Words(Item().note),
            "It was put aside until 2026-11-20 and is back.");
  EXPECT_THAT(Item().acts, SizeIs(1));
}

TEST_F(AgendaActsTest, ASnoozedOneIsBackEarlierWhenTheFactsAreWorse) {
  AgendaItem item;
  item.currency = "EUR";
  item.decide_by = absl::CivilDay(2026, 12, 30);
  item.acts.push_back({.move = MatterMove::kSnoozed,
                       .until = absl::CivilDay(2026, 12, 1),
                       .amount_at_stake = Number("1000.00"),
                       .currency = "EUR",
                       .decide_by = absl::CivilDay(2026, 12, 30)});
  const auto judge = [&](const char* certain) {
    item.certain = Number(certain);
    JudgeItem(absl::CivilDay(2026, 11, 20), item);
    return item.state;
  };
  EXPECT_EQ(judge("1000.00"), AgendaState::kSnoozed);
  // Over a tenth more: 1,100.00 is a tenth, 1,100.01 is over it.
  EXPECT_EQ(judge("1100.00"), AgendaState::kSnoozed);
  EXPECT_EQ(judge("1100.01"), AgendaState::kOpen);
  EXPECT_EQ(Words(item.note),
            "More is at stake than when it was snoozed: 1100.01 EUR instead of "
            "1000.00.");
  EXPECT_EQ(judge("1000.00"), AgendaState::kSnoozed);
  item.decide_by = absl::CivilDay(2026, 12, 29);
  EXPECT_EQ(judge("1000.00"), AgendaState::kOpen);
  EXPECT_EQ(Words(item.note),
            "It has to be decided by 2026-12-29 now, not by 2026-12-30 as when "
            "it was snoozed.");
  // Of what was not known then anything is more.
  item.decide_by = absl::CivilDay(2026, 12, 30);
  item.acts.back().amount_at_stake.reset();
  EXPECT_EQ(judge("1.00"), AgendaState::kOpen);
  // What is decided stays so, and says what is worse.
  item.acts.back().move = MatterMove::kDecided;
  EXPECT_EQ(judge("1.00"), AgendaState::kDecided);
  EXPECT_EQ(Words(item.note), "What is at stake is known by now: 1.00 EUR.");
}

TEST_F(AgendaActsTest, WhatSomebodyHasIsTheirsUntilTheDay) {
  ACreditToClaim();
  Settle({.kind = MatterKind::kDecision,
          .name = kClaim,
          .provider = "cloudnine",
          .contract = "hosting-2026"},
         MatterMove::kDelegated, {{"until", "2026-11-20"}});
  AgendaItem item = Item();
  EXPECT_EQ(item.state, AgendaState::kDelegated);
  // Without a name, as after it was erased, it stays the owner's.
  EXPECT_EQ(item.Person(), "m.visser");
  item.acts.back().delegate = "h.bakker";
  EXPECT_EQ(item.Person(), "h.bakker");
  clock_.Set(At("2026-11-20T12:00:00Z"));
  EXPECT_EQ(Item().state, AgendaState::kDelegated);
  clock_.Set(At("2026-11-21T12:00:00Z"));
  EXPECT_EQ(Item().state, AgendaState::kOpen);
  Act(MatterMove::kDecided, {{"option", "file"}});
  Act(MatterMove::kReopened, {}, "the board wants to look again");
  EXPECT_EQ(Item().state, AgendaState::kOpen);
  EXPECT_EQ(Item().note, std::nullopt);
  EXPECT_THAT(Item().acts, SizeIs(3));
}

// The same id again, and another silence.
TEST_F(AgendaActsTest, WhatWasDoneAboutAnotherSilenceDoesNotCount) {
  clock_.Set(At("2026-11-10T12:00:00Z"));
  Watch("page", {{At("2026-11-10T11:00:00Z"), kOperational}},
        At("2026-11-10T12:00:00Z"));
  const std::string id = "source_silent:page";
  clock_.Set(At("2026-11-11T12:00:00Z"));
  Act(MatterMove::kDecided, {}, "they know", id);
  EXPECT_EQ(Item(id).state, AgendaState::kDecided);
  clock_.Set(At("2026-11-12T12:00:00Z"));
  Confirm("page", At("2026-11-12T11:00:00Z"), At("2026-11-12T12:00:00Z"));
  EXPECT_THAT(AnswerAgenda(context(), cio_, {.id = id}, {})->items, IsEmpty());
  clock_.Set(At("2026-11-13T12:00:00Z"));
  EXPECT_EQ(Item(id).state, AgendaState::kOpen);
  EXPECT_THAT(Item(id).acts, SizeIs(1));
}

TEST_F(AgendaActsTest, AtMostSevenComeFirst) {
  // Five sources of the fixture and five more that never spoke.
  for (int i = 0; i < 5; ++i) {
    portfolio_.providers[0].sources.push_back(
        MakeSource(absl::StrCat("s", i), "cloudnine", "kpi"));
  }
  Configure();
  Act(MatterMove::kSnoozed, {{"until", "2026-12-01"}}, "", "source_silent:s0");
  const auto agenda = AnswerAgenda(context(), cio_, {}, {});
  ASSERT_TRUE(agenda.ok()) << agenda.status();
  EXPECT_THAT(agenda->items, SizeIs(10));
  EXPECT_EQ(std::count_if(agenda->items.begin(), agenda->items.end(),
                          [](const AgendaItem& item) { return item.first; }),
            7);
  EXPECT_EQ(agenda->items.back().id, "source_silent:s0");
  EXPECT_FALSE(agenda->items.back().first);
}

TEST_F(AgendaActsTest, TheOverviewCountsWhatWaits) {
  ACreditToClaim();
  const auto waiting = [&] {
    const auto overview =
        answers().GetOverview(cio_, {.with_agenda = true}, {});
    return overview.value()->providers.front().agenda_items.value_or(-1);
  };
  const int all = waiting();
  Act(MatterMove::kDecided, {{"option", "file"}});
  EXPECT_EQ(waiting(), all - 1);
  Act(MatterMove::kSnoozed, {{"until", "2026-12-01"}}, "",
      "source_silent:probe");
  EXPECT_EQ(waiting(), all - 2);
  Act(MatterMove::kReopened, {}, "again", "source_silent:probe");
  EXPECT_EQ(waiting(), all - 1);
}

TEST_F(AgendaActsTest, WhatIsOverSaysWhenAndWhy) {
  ACreditToClaim();
  // Two days later a source speaks for the first time.
  clock_.Set(At("2026-11-12T10:00:00Z"));
  Answered("kpi", clock_.Now(), FactKind::kMeasurements);
  const auto closed = AnswerClosedAgenda(context(), cio_,
                                         {.since = "2026-11-10T13:00:00Z"}, {});
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_THAT(closed->items, SizeIs(1));
  EXPECT_EQ(closed->items[0].item.id, "source_silent:kpi");
  EXPECT_EQ(closed->items[0].closed_on, absl::CivilDay(2026, 11, 12));
  EXPECT_EQ(Words(closed->items[0].why),
            "The source answers again, or left the configuration.");

  // The credit could be claimed until 30 December.
  clock_.Set(At("2027-01-05T12:00:00Z"));
  const auto later =
      AnswerClosedAgenda(context(), cio_, {.since = "2026-12-20"}, {});
  ASSERT_TRUE(later.ok()) << later.status();
  ASSERT_THAT(later->items, SizeIs(1));
  EXPECT_EQ(later->items[0].item.id, kClaim);
  EXPECT_EQ(later->items[0].closed_on, absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(Words(later->items[0].why), "Its day passed: 2026-12-30.");
}

// Of the days before anybody looked nothing could have been decided.
TEST_F(AgendaActsTest, NothingClosesThatNobodyCouldHaveSeen) {
  Configure();
  clock_.Set(At("2026-11-11T12:00:00Z"));
  Watch("page", {{At("2026-11-11T11:00:00Z"), kOperational}},
        At("2026-11-11T12:00:00Z"));
  clock_.Set(At("2026-11-11T12:00:30Z"));
  const auto closed = AnswerClosedAgenda(context(), cio_, {}, {});
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_THAT(closed->items, IsEmpty());
}

TEST_F(AgendaActsTest, WhatSomebodyActedOnIsToldAlthoughNoLookSawIt) {
  Watch("probe", {{At("2026-11-10T10:00:00Z"), kOperational}},
        At("2026-11-10T12:00:00Z"));
  // Silent from the afternoon of 13 November until the evening.
  Confirm("probe", At("2026-11-10T12:00:00Z"), At("2026-11-13T10:00:00Z"));
  clock_.Set(At("2026-11-13T10:00:00Z"));
  Answered("probe", clock_.Now(), FactKind::kStatus);
  clock_.Set(At("2026-11-13T16:00:00Z"));
  Act(MatterMove::kDecided, {}, "they know", "source_silent:probe");
  clock_.Set(At("2026-11-13T18:00:00Z"));
  Answered("probe", clock_.Now(), FactKind::kStatus);
  clock_.Set(At("2026-11-13T18:00:30Z"));
  const auto closed = AnswerClosedAgenda(context(), cio_,
                                         {.since = "2026-11-13T10:00:20Z"}, {});
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_THAT(closed->items, SizeIs(1));
  EXPECT_EQ(closed->items[0].item.id, "source_silent:probe");
  EXPECT_THAT(closed->items[0].item.acts, SizeIs(1));
}

// It came and went between two looks a month apart.
TEST_F(AgendaActsTest, AClaimThatWasFiledIsToldAlthoughNoLookSawIt) {
  ACreditToClaim();
  clock_.Set(At("2026-11-12T10:00:00Z"));
  Settle({.kind = MatterKind::kClaim,
          .name = "hosting-2026/availability/2026-10-31",
          .provider = "cloudnine",
          .contract = "hosting-2026",
          .objective = "availability",
          .range = {Local(10, 1), Local(11, 1)}},
         MatterMove::kFiled,
         {{kClaimBegun, "eligible"},
          {kClaimDue, "950.00"},
          {kClaimCurrency, "EUR"},
          {kClaimBy, "2026-12-30"},
          {kClaimAmount, "950.00"}});
  clock_.Set(At("2026-11-12T11:00:00Z"));
  const auto closed = AnswerClosedAgenda(context(), cio_, {}, {});
  ASSERT_TRUE(closed.ok()) << closed.status();
  std::vector<std::string> ids;
  for (const ClosedAgendaItem& one : closed->items) ids.push_back(one.item.id);
  EXPECT_THAT(ids, ::testing::Contains(kClaim));
}

TEST_F(AgendaActsTest, SaysWhichMomentsCannotBeAskedAbout) {
  const auto code = [&](const char* since) {
    return AnswerClosedAgenda(context(), cio_, {.since = since}, {})
        .status()
        .code();
  };
  EXPECT_EQ(code("soon"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("2027-01-01"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("2026-01-01"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(""), absl::StatusCode::kOk);
}

}  // namespace
}  // namespace regisseur

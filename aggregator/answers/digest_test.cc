#include "aggregator/answers/digest.h"

#include "aggregator/answers/digest_rules.h"
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

class DigestTest : public ServiceLevelsFixture {
 protected:
  DigestAnswer Digest(const DigestQuestion& question, AsOf as_of = {}) {
    auto answer = AnswerDigest(context(), cio_, question, as_of);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *std::move(answer) : DigestAnswer();
  }
  static std::string Words(const Sentence& sentence) {
    return RenderMessage(sentence.rule, sentence.arguments);
  }
  // The sentences of a kind.
  static std::vector<std::string> Of(const DigestAnswer& answer,
                                     const std::string& kind) {
    std::vector<std::string> words;
    for (const DigestChange& change : answer.changes) {
      if (change.kind == kind) words.push_back(Words(change.sentence));
    }
    return words;
  }
  // From `seen` on, known at `until`, which is now.
  void WatchUntil(const std::string& source, absl::Time until,
                  const std::vector<Seen>& seen,
                  std::vector<Incident> incidents = {}) {
    clock_.Set(until);
    Watch(source, seen, until, {}, std::move(incidents));
  }
};

TEST_F(DigestTest, NothingChangesBetweenAMomentAndItself) {
  Register();
  EXPECT_THAT(Digest({.since = "2026-11-10T12:00:00Z"}).changes, IsEmpty());
}

TEST_F(DigestTest, TellsWhichPromiseIsBrokenNowAndWhatThatPutsOnTheAgenda) {
  clock_.Set(Local(10, 1));
  Register();
  WatchUntil("page", Local(10, 5), {{Local(9, 20), kOperational}});
  WatchUntil("page", Local(11, 1, 1),
             {{Local(10, 5), kOperational},
              {Local(10, 6, 10), kMajorOutage},
              {Local(10, 6, 12), kOperational}});
  const DigestAnswer answer = Digest({.since = "2026-10-05"});
  // Two of the 745 hours of October were down: 743 / 745 = 99.7315 %.
  EXPECT_THAT(Of(answer, "level_changed"),
              ElementsAre("hosting-2026 availability, 2026-10: breached (was "
                          "on_track), attained 99.731 %."));
  const auto claim = Of(answer, "agenda_new");
  ASSERT_FALSE(claim.empty());
  EXPECT_EQ(claim.front(),
            "Claim 950.00 EUR: hosting-2026/availability/2026-10-31.");
  // What is new on the agenda comes first, with its money and what happens
  // when nobody acts.
  const DigestChange& first = answer.changes.front();
  EXPECT_EQ(first.kind, "agenda_new");
  EXPECT_EQ(Text(first.amount), "950.00");
  EXPECT_EQ(Words(*first.detail),
            "When nobody acts the credit is lost after 2026-12-30.");
  EXPECT_EQ(first.agenda_item, "claim:hosting-2026/availability/2026-10-31");
  for (const DigestChange& change : answer.changes) {
    EXPECT_THAT(change.evidence, ::testing::Not(IsEmpty())) << change.kind;
    EXPECT_TRUE(IsKnownRule(change.sentence.rule)) << change.sentence.rule;
  }
}

TEST_F(DigestTest, IncidentsBeginAndEndWithHowLongTheyTook) {
  Incident incident;
  incident.id = "i1";
  incident.title = "Disks are slow";
  incident.start_time = Local(10, 6, 10);
  WatchUntil("page", Local(10, 6, 11),
             {{Local(10, 6, 9), kOperational},
              {Local(10, 6, 10), kDegradedPerformance}},
             {incident});
  const absl::Time during = Local(10, 6, 11) + absl::Minutes(1);
  clock_.Set(during);
  EXPECT_THAT(Of(Digest({.since = "2026-10-05"}), "incident_began"),
              ElementsAre("Not over at cloudnine, since 2026-10-06 08:00 UTC: "
                          "Disks are slow."));
  incident.end_time = Local(10, 6, 12, 15);
  WatchUntil("page", Local(10, 6, 13), {{Local(10, 6, 12, 30), kOperational}},
             {incident});
  EXPECT_THAT(
      Of(Digest({.since = FormatInstant(during)}), "incident_ended"),
      ElementsAre("Over at cloudnine after 2 h 15 min: Disks are slow."));
  EXPECT_THAT(Of(Digest({.since = "2026-10-05"}), "incident_began"),
              ElementsAre("cloudnine had, from 2026-10-06 08:00 UTC for 2 h 15 "
                          "min: Disks are slow."));
  EXPECT_THAT(
      Of(Digest({.since = "2026-10-05", .to = "2026-10-05"}), "incident_began"),
      IsEmpty());
}

TEST_F(DigestTest, SourcesFallSilentAndComeBack) {
  WatchUntil("page", Local(10, 5, 12), {{Local(10, 5, 9), kOperational}});
  clock_.Set(Local(10, 6, 12));
  DigestAnswer answer = Digest({.since = FormatInstant(Local(10, 5, 12))});
  EXPECT_THAT(Of(answer, "source_silent"),
              ElementsAre("The source page has been silent since 2026-10-05 "
                          "10:00 UTC."));
  Confirm("page", Local(10, 6, 11), Local(10, 6, 12));
  answer = Digest({.since = FormatInstant(Local(10, 6, 9))});
  EXPECT_THAT(Of(answer, "source_back"),
              ElementsAre("The source page answers again; it had been silent "
                          "since 2026-10-05 10:00 UTC."));
}

TEST_F(DigestTest, SaysWhatAMonthThatWasOverCostsByNow) {
  clock_.Set(At("2026-10-10T12:00:00Z"));
  Charge("bill", "cloudnine", "2026-09", {{.billed = "100.00"}});
  clock_.Set(At("2026-10-12T12:00:00Z"));
  Charge("bill", "cloudnine", "2026-09", {{.billed = "150.00"}});
  const DigestAnswer answer = Digest({.since = "2026-10-11"});
  ASSERT_THAT(
      Of(answer, "cost_restated"),
      ElementsAre("cloudnine, 2026-09: 150.00 EUR instead of 100.00 (50.00)."));
  for (const DigestChange& change : answer.changes) {
    if (change.kind != "cost_restated") continue;
    EXPECT_EQ(Text(change.amount), "50.00");
    EXPECT_TRUE(change.bad);
    ASSERT_TRUE(change.detail.has_value()) << "why";
    EXPECT_TRUE(IsKnownRule(change.detail->rule));
    EXPECT_THAT(change.evidence,
                ElementsAre("cost diff --between 2026-10-10T22:00:00Z "
                            "--provider cloudnine"));
  }
}

// 100 + 110 + 120 = 330, of three months that nobody knew.
TEST_F(DigestTest, WhatWasNeverKnownBeforeRestatesNothing) {
  clock_.Set(At("2026-10-12T12:00:00Z"));
  Charge("bill", "cloudnine", "2026-07", {{.billed = "100.00"}});
  Charge("bill", "cloudnine", "2026-08", {{.billed = "110.00"}});
  Charge("bill", "cloudnine", "2026-09", {{.billed = "120.00"}});
  DigestAnswer answer = Digest({.since = "2026-10-11"});
  EXPECT_THAT(Of(answer, "cost_restated"), IsEmpty());
  ASSERT_THAT(Of(answer, "cost_delivered"),
              ElementsAre("cloudnine delivered for the first time: 3 billing "
                          "periods, 2026-07 to 2026-09, 330.00 EUR in all."));
  for (const DigestChange& change : answer.changes) {
    if (change.kind != "cost_delivered") continue;
    EXPECT_EQ(Text(change.amount), "330.00");
    EXPECT_FALSE(change.bad);
  }
  // A month more is one, and what was known is restated.
  clock_.Set(At("2026-10-14T12:00:00Z"));
  Charge("bill", "cloudnine", "2026-06", {{.billed = "90.00"}});
  Charge("bill", "cloudnine", "2026-09", {{.billed = "125.00"}});
  answer = Digest({.since = "2026-10-13"});
  EXPECT_THAT(
      Of(answer, "cost_delivered"),
      ElementsAre("cloudnine delivered 2026-06 for the first time: 90.00 "
                  "EUR."));
  EXPECT_THAT(
      Of(answer, "cost_restated"),
      ElementsAre("cloudnine, 2026-09: 125.00 EUR instead of 120.00 (5.00)."));
}

TEST_F(DigestTest, DatesOfContractsPassAndVersionsBecomeKnown) {
  contract_.objectives.clear();
  contract_.term.initial = {.months = 12};
  contract_.term.renewal = Renewal::kTacit;
  contract_.term.renewal_term = {.months = 12};
  contract_.term.customer_notice = {.months = 1};
  Register({}, At("2026-11-11T00:00:00Z"));
  clock_.Set(At("2026-11-12T12:00:00Z"));
  EXPECT_THAT(Of(Digest({.since = "2026-11-10"}), "contract_version"),
              ElementsAre("The contract hosting-2026 is known now; it holds "
                          "from 2026-01-01."));
  // Notice has to be received by Monday 30 November (agenda_test.cc).
  clock_.Set(At("2026-12-02T12:00:00Z"));
  EXPECT_THAT(Of(Digest({.since = "2026-11-28"}), "contract_date"),
              ElementsAre("The day for notice under hosting-2026 passed: "
                          "2026-11-30. It renews."));
}

TEST_F(DigestTest, TellsWhatPeopleDidAndWhatClosed) {
  Watch("page", {{At("2026-11-10T10:00:00Z"), kOperational}},
        At("2026-11-10T12:00:00Z"));
  clock_.Set(At("2026-11-11T12:00:00Z"));
  Settle({.kind = MatterKind::kDecision,
          .name = "source_silent:page",
          .provider = "cloudnine"},
         MatterMove::kSnoozed, {{"until", "2026-11-20"}}, "they move house");
  clock_.Set(At("2026-11-12T12:00:00Z"));
  Confirm("page", At("2026-11-12T11:00:00Z"), At("2026-11-12T12:00:00Z"));
  const DigestAnswer answer = Digest({.since = "2026-11-11T11:00:00Z"});
  EXPECT_THAT(Of(answer, "agenda_act"),
              ElementsAre("A. de Vries put source_silent:page aside until "
                          "2026-11-20: \"they move house\"."));
  EXPECT_THAT(Of(answer, "agenda_closed"),
              ElementsAre("The source page is silent; it last answered "
                          "2026-11-10 12:00 UTC."));
}

TEST_F(DigestTest, SaysThatNobodyHadLookedYet) {
  WatchUntil("page", Local(11, 10, 9), {{Local(11, 10, 8), kOperational}});
  clock_.Set(Local(11, 10, 9) + absl::Seconds(10));
  const DigestAnswer answer = Digest({.since = "last-month"});
  EXPECT_THAT(answer.changes, IsEmpty());
  ASSERT_NE(FindGap(answer.gaps, "change-nothing-known"), nullptr);
  const DigestAnswer first = Digest({});
  EXPECT_THAT(Of(first, "source_back"),
              ElementsAre("The source page answered for the first time."));
  EXPECT_NE(FindGap(first.gaps, "change-nothing-known"), nullptr);
}

TEST_F(DigestTest, CountsHowOftenWeSteppedInByPartner) {
  Register();
  for (const char* name : {"a", "b"}) {
    Settle({.kind = MatterKind::kIntervention,
            .name = name,
            .provider = "cloudnine",
            .contract = "hosting-2026",
            .range = {At("2026-11-10T00:00:00Z"), At("2026-11-11T00:00:00Z")}},
           MatterMove::kNoted, {}, "chose the disks");
  }
  EXPECT_THAT(
      Of(Digest({.since = "yesterday", .to = "2026-11-10"}), "stepped_in"),
      ElementsAre("We stepped in 2 times although cloudnine was inside "
                  "its mandate."));
  EXPECT_THAT(Of(Digest({.since = "yesterday"}), "stepped_in"), IsEmpty());
}

TEST_F(DigestTest, ReadsTheWordsForMomentsByThePortfoliosClock) {
  // In Amsterdam it is 13:00 on 10 November.
  const DigestAnswer last = Digest({});
  EXPECT_EQ(last.from, Local(11, 9));
  EXPECT_EQ(last.to, clock_.Now());
  EXPECT_EQ(last.last_look, std::nullopt);
  const DigestAnswer yesterday = Digest({.since = "yesterday"});
  EXPECT_EQ(yesterday.from, Local(11, 9));
  EXPECT_EQ(yesterday.to, Local(11, 10));
  const DigestAnswer month = Digest({.since = "last-month"});
  EXPECT_EQ(month.from, Local(10, 1));
  EXPECT_EQ(month.to, Local(11, 1));
  EXPECT_EQ(Digest({.since = "2026-11-01", .to = "2026-11-10"}).to,
            clock_.Now());
  const auto code = [&](const DigestQuestion& question) {
    return AnswerDigest(context(), cio_, question, {}).status().code();
  };
  EXPECT_EQ(code({.since = "soon"}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.since = "2026-12-01"}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.since = "2026-11-05", .to = "2026-11-04"}),
            absl::StatusCode::kOk)
      << "the border between two days";
  EXPECT_EQ(code({.since = "2026-11-05", .to = "2026-11-03"}),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.to = "2026-12-01"}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.provider = "x"}), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur

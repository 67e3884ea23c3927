#include "services/upptime/site_summary.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::upptime {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

class SiteSummaryTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<SummarySite>> Read(const std::string& text) {
    document_.emplace(sdk::JsonDocument::Parse(text, "s").value());
    return ReadSummary(document_->root(), "s", findings_);
  }

  std::optional<sdk::JsonDocument> document_;
  FindingList findings_;
};

TEST_F(SiteSummaryTest, ReadsSitesAndTheirDays) {
  const auto sites =
      Read(R"([{"name":"Website","slug":"website","status":"up",)"
           R"("dailyMinutesDown":{"2026-10-02":7,"2026-09-30":1440}}])");
  ASSERT_TRUE(sites.ok()) << sites.status();
  ASSERT_THAT(*sites, SizeIs(1));
  EXPECT_EQ((*sites)[0].slug, "website");
  EXPECT_EQ((*sites)[0].name, "Website");
  EXPECT_EQ((*sites)[0].state, OperationalState::kOperational);
  EXPECT_THAT((*sites)[0].minutes_down,
              ElementsAre(Pair(absl::CivilDay(2026, 9, 30), 1440),
                          Pair(absl::CivilDay(2026, 10, 2), 7)));
}

TEST_F(SiteSummaryTest, RowsOfOneSlugAreOneSiteAndCountOnce) {
  const auto sites = Read(
      R"([{"name":"A","slug":"a","status":"up","dailyMinutesDown":{"2026-10-01":5,"2026-10-02":1}},)"
      R"({"name":"A too","slug":"a","status":"down","dailyMinutesDown":{"2026-10-01":5,"2026-10-02":3}}])");
  ASSERT_TRUE(sites.ok());
  ASSERT_THAT(*sites, SizeIs(1));
  EXPECT_EQ((*sites)[0].name, "A");
  EXPECT_EQ((*sites)[0].state, OperationalState::kMajorOutage);
  EXPECT_THAT((*sites)[0].minutes_down,
              ElementsAre(Pair(absl::CivilDay(2026, 10, 1), 5),
                          Pair(absl::CivilDay(2026, 10, 2), 3)));
  ASSERT_THAT(findings_.findings(), SizeIs(1));
  EXPECT_EQ(findings_.findings()[0].rule, "upptime-duplicate-slug");
  EXPECT_EQ(findings_.findings()[0].arguments.at("names"), "A, A too");
}

TEST_F(SiteSummaryTest, WhatCannotBeReadIsNamedAndNeverZero) {
  const auto sites = Read(
      R"([{"name":"A","status":"up","dailyMinutesDown":{"2026-02-30":1,)"
      R"("2026-10-01":"5","2026-10-02":-1,"2026-10-03":1.5,"2026-10-04":2000}},)"
      R"({"slug":"b"},{},7])");
  ASSERT_TRUE(sites.ok());
  ASSERT_THAT(*sites, SizeIs(2));
  EXPECT_EQ((*sites)[0].slug, "A");
  EXPECT_THAT((*sites)[0].minutes_down,
              ElementsAre(Pair(absl::CivilDay(2026, 10, 4), 2000)));
  EXPECT_EQ((*sites)[1].name, "b");
  EXPECT_EQ((*sites)[1].state, OperationalState::kUnknown);
  std::map<std::string, int64_t> counts;
  for (const Finding& finding : findings_.findings()) {
    counts[finding.rule] = finding.count;
  }
  EXPECT_THAT(counts, ElementsAre(Pair("upptime-day-too-long", 1),
                                  Pair("upptime-day-unreadable", 4),
                                  Pair("upptime-row-unreadable", 2),
                                  Pair("upptime-status-missing", 1)));
}

TEST_F(SiteSummaryTest, RefusesWhatIsNoListOfSites) {
  const auto sites = Read(R"({"page":{}})");
  ASSERT_FALSE(sites.ok());
  EXPECT_EQ(sdk::ProblemOf(sites.status()).rule, "upptime-not-a-summary");
}

}  // namespace
}  // namespace regisseur::upptime

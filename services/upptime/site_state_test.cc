#include "services/upptime/site_state.h"

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::upptime {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(SiteStateTest, ReadsTheFileOfASite) {
  FindingList findings;
  const auto site = ReadSiteFile(
      "url: https://a.example/?a: b\r\n"
      "status: up\r\n"
      "code: 401\r\n"
      "lastUpdated: \"2026-10-05T03:12:09.100Z\"\r\n"
      "startTime: 2026-08-10T09:30:00Z # since then\r\n"
      "nested:\r\n  status: down\r\n",
      "a", "f", findings);
  ASSERT_TRUE(site.has_value());
  EXPECT_EQ(site->slug, "a");
  // The status counts, whatever the code is.
  EXPECT_EQ(site->state, OperationalState::kOperational);
  EXPECT_EQ(site->updated, ParseInstant("2026-10-05T03:12:09.1Z").value());
  EXPECT_EQ(site->started, ParseInstant("2026-08-10T09:30:00Z").value());
  EXPECT_THAT(findings.findings(), IsEmpty());
}

TEST(SiteStateTest, KnowsUpptimesWordsAndTakesOthersForTheWorst) {
  FindingList findings;
  const auto state = [&](absl::string_view word) {
    return StateOfWord(word, "f", "a", findings);
  };
  EXPECT_EQ(state("up"), OperationalState::kOperational);
  EXPECT_EQ(state("degraded"), OperationalState::kDegradedPerformance);
  EXPECT_EQ(state("down"), OperationalState::kMajorOutage);
  EXPECT_THAT(findings.findings(), IsEmpty());
  EXPECT_EQ(state("fine"), OperationalState::kMajorOutage);
  EXPECT_EQ(state(""), OperationalState::kUnknown);
  ASSERT_THAT(findings.findings(), SizeIs(2));
  EXPECT_EQ(findings.findings()[0].rule, "upptime-unknown-word");
  EXPECT_EQ(findings.findings()[1].rule, "upptime-status-missing");
}

TEST(SiteStateTest, AnotherFileIsAFinding) {
  for (const char* text :
       {"", "sites:\n  - name: A\n", "<html>", ": :", "status"}) {
    FindingList findings;
    EXPECT_FALSE(ReadSiteFile(text, "a", "f", findings)) << text;
    ASSERT_THAT(findings.findings(), SizeIs(1));
    EXPECT_EQ(findings.findings()[0].rule, "upptime-not-a-site");
  }
}

TEST(SiteStateTest, ATimeThatIsNoneIsAFinding) {
  FindingList findings;
  const auto site =
      ReadSiteFile("status: up\nlastUpdated: yesterday\n", "a", "f", findings);
  ASSERT_TRUE(site.has_value());
  EXPECT_FALSE(site->updated);
  ASSERT_THAT(findings.findings(), SizeIs(1));
  EXPECT_EQ(findings.findings()[0].rule, "upptime-time-format");
  EXPECT_EQ(findings.findings()[0].examples[0].value, "a: yesterday");
}

}  // namespace
}  // namespace regisseur::upptime

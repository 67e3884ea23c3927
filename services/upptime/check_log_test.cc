#include "services/upptime/check_log.h"

#include <string>

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::upptime {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CheckLogTest, ReadsChecksAndPassesOverOtherCommits) {
  FindingList findings;
  const auto checks = ReadCheckLog(
      "committed_at\tsubject\n"
      "2026-10-01T12:00:00+02:00\t🟥 Manual (dev) is down (502 in 31 ms) "
      "[skip "
      "ci] [upptime]\r\n"
      "2026-10-01T10:05:00Z\t📝 Update summary in README [skip ci] [upptime]\n"
      "2026-10-01T10:06:00Z\tMy site is up is degraded (200 in 900 ms)\n"
      "2026-10-01T10:07:00Z\t🟨 X experiencing degraded performance (200 in "
      "9 ms)\n"
      "2026-10-01T10:08:00Z\t🟩 Y is up [skip ci]\n",
      "f", findings);
  ASSERT_THAT(checks, SizeIs(4));
  EXPECT_EQ(checks[0].site, "Manual (dev)");
  EXPECT_EQ(checks[0].state, OperationalState::kMajorOutage);
  EXPECT_EQ(checks[0].at, ParseInstant("2026-10-01T10:00:00Z").value());
  EXPECT_EQ(checks[1].site, "My site is up");
  EXPECT_EQ(checks[1].state, OperationalState::kDegradedPerformance);
  EXPECT_EQ(checks[2].site, "X");
  EXPECT_EQ(checks[2].state, OperationalState::kDegradedPerformance);
  EXPECT_EQ(checks[3].site, "Y");
  EXPECT_EQ(checks[3].state, OperationalState::kOperational);
  EXPECT_THAT(findings.findings(), IsEmpty());
}

TEST(CheckLogTest, NewestFirstIsTurnedRound) {
  FindingList findings;
  const auto checks = ReadCheckLog(
      "2026-10-01T10:02:00Z\tA is up (200 in 1 ms)\n"
      "2026-10-01T10:01:00Z\tB is up (200 in 1 ms)\n"
      "2026-10-01T10:01:00Z\tB is down (0 in 0 ms)\n"
      "2026-10-01T10:00:00Z\tA is down (0 in 0 ms)\n",
      "f", findings);
  ASSERT_THAT(checks, SizeIs(4));
  EXPECT_EQ(checks[0].state, OperationalState::kMajorOutage);
  // Of one moment the later one in the record's own order counts last.
  EXPECT_EQ(checks[1].state, OperationalState::kMajorOutage);
  EXPECT_EQ(checks[2].state, OperationalState::kOperational);
  EXPECT_EQ(checks[3].site, "A");
}

TEST(CheckLogTest, ALineThatIsNoRecordIsAFinding) {
  FindingList findings;
  const auto checks = ReadCheckLog(
      "2026-10-01T10:02:00Z\tA is up (200 in 1 ms)\n"
      "2026-10-01 10:03\tA is up (200 in 1 ms)\n"
      "A is up\n",
      "f", findings);
  EXPECT_THAT(checks, SizeIs(1));
  ASSERT_THAT(findings.findings(), SizeIs(1));
  EXPECT_EQ(findings.findings()[0].rule, "upptime-line-unreadable");
  EXPECT_EQ(findings.findings()[0].count, 2);
  EXPECT_EQ(findings.findings()[0].first_line, 2);
}

}  // namespace
}  // namespace regisseur::upptime

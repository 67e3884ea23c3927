#include "core/outage/report_clocks.h"

#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

absl::Time At(absl::string_view text) { return *ParseInstant(text); }
absl::TimeZone Amsterdam() { return *LoadZone("Europe/Amsterdam"); }

// USERS S12: aware 09:20, major 11:40; filed 14:05.
TEST(ReportClocksTest, DoraOfTheStory) {
  ReportMoments moments;
  moments.aware = At("2026-10-05T09:20:00+02:00");
  std::vector<ReportClock> clocks =
      ReportClocks(ReportRegime::kDora, moments, Amsterdam());
  EXPECT_TRUE(clocks[0].conditional);
  EXPECT_EQ(clocks[0].due, At("2026-10-06T09:20:00+02:00"));
  EXPECT_EQ(clocks[1].due, std::nullopt);

  moments.classified = At("2026-10-05T11:40:00+02:00");
  clocks = ReportClocks(ReportRegime::kDora, moments, Amsterdam());
  EXPECT_FALSE(clocks[0].conditional);
  EXPECT_EQ(clocks[0].due, At("2026-10-05T15:40:00+02:00"));
  EXPECT_EQ(clocks[0].never_after, At("2026-10-06T09:20:00+02:00"));
  EXPECT_FALSE(clocks[0].IsLate(At("2026-10-05T15:40:00+02:00")));
  EXPECT_TRUE(clocks[0].IsLate(At("2026-10-05T15:40:01+02:00")));

  moments.initial = At("2026-10-05T14:05:00+02:00");
  clocks = ReportClocks(ReportRegime::kDora, moments, Amsterdam());
  EXPECT_EQ(clocks[0].filed, moments.initial);
  EXPECT_FALSE(clocks[0].IsLate(At("2027-01-01T00:00:00Z")));
  EXPECT_EQ(clocks[1].due, At("2026-10-08T14:05:00+02:00"));
  EXPECT_EQ(clocks[2].due, std::nullopt);

  moments.intermediate = At("2026-10-08T13:00:00+02:00");
  clocks = ReportClocks(ReportRegime::kDora, moments, Amsterdam());
  // Summer time ends on 2026-10-25: the same time of the clock on the wall.
  EXPECT_EQ(clocks[2].due, At("2026-11-08T13:00:00+01:00"));
}

// Classified 22 hours after awareness: 4 hours more would be 26.
TEST(ReportClocksTest, DoraNeverAfterADay) {
  ReportMoments moments;
  moments.aware = At("2026-10-05T09:20:00+02:00");
  moments.classified = At("2026-10-06T07:20:00+02:00");
  EXPECT_EQ(ReportClocks(ReportRegime::kDora, moments, Amsterdam())[0].due,
            At("2026-10-06T09:20:00+02:00"));
}

// Classified 30 hours after awareness: within 4 hours of that.
TEST(ReportClocksTest, DoraClassifiedAfterTheDay) {
  ReportMoments moments;
  moments.aware = At("2026-10-05T09:20:00+02:00");
  moments.classified = At("2026-10-06T15:20:00+02:00");
  const std::vector<ReportClock> clocks =
      ReportClocks(ReportRegime::kDora, moments, Amsterdam());
  EXPECT_EQ(clocks[0].due, At("2026-10-06T19:20:00+02:00"));
  EXPECT_EQ(clocks[0].never_after, std::nullopt);
}

TEST(ReportClocksTest, Nis2) {
  ReportMoments moments;
  moments.aware = At("2026-10-24T09:20:00+02:00");
  moments.classified = At("2026-10-24T11:40:00+02:00");
  std::vector<ReportClock> clocks =
      ReportClocks(ReportRegime::kNis2, moments, Amsterdam());
  // Hours that pass: the night of the 25th has one more.
  EXPECT_EQ(clocks[0].due, At("2026-10-25T08:20:00+01:00"));
  EXPECT_EQ(clocks[1].due, At("2026-10-27T08:20:00+01:00"));
  EXPECT_EQ(clocks[2].due, std::nullopt);
  // A month after 31 January is the last of February.
  moments.intermediate = At("2027-01-31T10:00:00+01:00");
  clocks = ReportClocks(ReportRegime::kNis2, moments, Amsterdam());
  EXPECT_EQ(clocks[2].due, At("2027-02-28T10:00:00+01:00"));
}

TEST(ReportClocksTest, NothingRunsBeforeAwareness) {
  for (const ReportRegime regime : {ReportRegime::kDora, ReportRegime::kNis2}) {
    for (const ReportClock& clock :
         ReportClocks(regime, ReportMoments(), Amsterdam())) {
      EXPECT_EQ(clock.due, std::nullopt);
      EXPECT_FALSE(clock.IsLate(At("2030-01-01T00:00:00Z")));
    }
  }
}

}  // namespace
}  // namespace regisseur

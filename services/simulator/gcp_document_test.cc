#include "services/simulator/gcp_document.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/simulator/simulated_world.h"

namespace regisseur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

absl::Time At(int year, int month, int day) {
  return absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone());
}

const PartnerHistory& Cloud() {
  static const auto& world = *new SimulatedWorld(1, At(2026, 11, 23));
  return world.HistoryOf(PartnerRole::kPublicCloud);
}

TEST(GcpDocumentTest, AnOpenIncidentHasNoEndAndAClosedOneStays) {
  const Incident& incident = Cloud().incidents().front();
  const absl::Time since = incident.start;
  const std::string open =
      RenderIncidents(Cloud(), since, incident.disclosed());
  EXPECT_THAT(open, HasSubstr("\"begin\":"));
  EXPECT_THAT(open, Not(HasSubstr("\"end\":")));
  EXPECT_THAT(RenderIncidents(Cloud(), since, incident.resolved()),
              HasSubstr("\"end\":"));
  EXPECT_EQ(RenderIncidents(Cloud(), since, incident.start), "[]");
}

TEST(GcpDocumentTest, HoldsWhatTheRealFeedHolds) {
  const std::string feed =
      RenderIncidents(Cloud(), At(2025, 10, 1), At(2026, 11, 23));
  EXPECT_THAT(feed, HasSubstr("\"service_name\":\"Multiple Products\""));
  EXPECT_THAT(feed, HasSubstr("\"status_impact\":\"SERVICE_OUTAGE\""));
  EXPECT_THAT(feed, HasSubstr("\"status\":\"AVAILABLE\""));
  EXPECT_THAT(feed, HasSubstr("+00:00\""));
  // The product that was renamed keeps its old title in old incidents.
  EXPECT_THAT(feed, HasSubstr("\"title\":\"Nimbaro Data Lake\""));
  EXPECT_THAT(feed, HasSubstr("\"title\":\"Nimbaro Analytics\""));
}

TEST(GcpDocumentTest, SomeNumbersNeedAllSixtyFourBits) {
  bool large = false;
  for (const Incident& incident : Cloud().incidents()) {
    large = large || incident.number > (uint64_t{1} << 63);
  }
  EXPECT_TRUE(large);
}

}  // namespace
}  // namespace regisseur::simulator

#include "services/simulator/statuspage_document.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/simulator/simulated_world.h"

namespace regisseur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

absl::Time At(int year, int month, int day, int hour = 0) {
  return absl::FromCivil(absl::CivilHour(year, month, day, hour),
                         absl::UTCTimeZone());
}

const SimulatedWorld& World() {
  static const auto& world = *new SimulatedWorld(1, At(2026, 11, 23, 9));
  return world;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines =
      absl::StrSplit(text, '\n', absl::SkipEmpty());
  return lines;
}

TEST(StatuspageDocumentTest, ShowsAnIncidentWhileItIsOpenAndNotAfter) {
  const PartnerHistory& history = World().HistoryOf(PartnerRole::kSaas);
  const Incident& incident = history.incidents().front();
  const std::string id = "\"id\":\"" + incident.id + "\"";
  EXPECT_THAT(RenderSummary(history, incident.start), Not(HasSubstr(id)));

  const std::string early = RenderSummary(history, incident.disclosed());
  EXPECT_THAT(early, HasSubstr(id));
  EXPECT_THAT(early, HasSubstr("\"status\":\"investigating\""));
  EXPECT_THAT(early, Not(HasSubstr("\"status\":\"identified\"")));

  const std::string later =
      RenderSummary(history, incident.resolved() - absl::Seconds(1));
  EXPECT_THAT(later, HasSubstr(id));
  EXPECT_THAT(later, HasSubstr("\"status\":\"monitoring\""));

  EXPECT_THAT(RenderSummary(history, incident.resolved()), Not(HasSubstr(id)));
}

TEST(StatuspageDocumentTest, TheSceneOpensWithACriticalIndicator) {
  const std::string page = RenderSummary(World().HistoryOf(PartnerRole::kCdn),
                                         World().scene().opening);
  EXPECT_THAT(page, HasSubstr("\"indicator\":\"critical\""));
  EXPECT_THAT(page, HasSubstr("\"major_outage\""));
}

TEST(StatuspageDocumentTest, AGroupIsARowThatListsItsComponents) {
  const std::string page =
      RenderSummary(World().HistoryOf(PartnerRole::kCdn), At(2026, 10, 1));
  EXPECT_THAT(page, HasSubstr("\"name\":\"Europe\""));
  EXPECT_THAT(page, HasSubstr("\"group\":true,\"only_show_if_degraded\":false,"
                              "\"components\":[\""));
}

TEST(StatuspageDocumentTest, SomePartnersWriteLocalTimesWithAnOffset) {
  const std::string page =
      RenderSummary(World().HistoryOf(PartnerRole::kTelecom), At(2026, 7, 14));
  EXPECT_THAT(page, HasSubstr("+02:00\""));
}

TEST(StatuspageDocumentTest, MaintenanceIsShownFromItsAnnouncementToItsEnd) {
  const PartnerHistory& history = World().HistoryOf(PartnerRole::kHosting);
  const Maintenance& work = history.maintenances().front();
  const std::string id = "\"id\":\"" + work.id + "\"";
  const auto page = [&](absl::Time t) { return RenderSummary(history, t); };
  EXPECT_THAT(page(work.announced - absl::Seconds(1)), Not(HasSubstr(id)));
  EXPECT_THAT(page(work.announced), HasSubstr("\"status\":\"scheduled\""));
  EXPECT_THAT(page(work.start), HasSubstr("\"status\":\"in_progress\""));
  EXPECT_THAT(page(work.start), HasSubstr("\"under_maintenance\""));
  EXPECT_THAT(page(work.finished), Not(HasSubstr(id)));
}

TEST(CapturesTest, AMonthBeginsAndEndsWithAGoodPollAndIsInOrder) {
  const std::vector<std::string> lines = Lines(RenderCaptures(
      World().HistoryOf(PartnerRole::kCdn), absl::CivilMonth(2026, 9),
      At(2026, 11, 23), std::nullopt));
  ASSERT_GT(lines.size(), 10u);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
  EXPECT_THAT(lines.front(),
              StartsWith("{\"polled_at\":\"2026-09-01T00:00:00Z\","
                         "\"commit\":\"\",\"body\":{\"page\":"));
  EXPECT_THAT(lines.back(),
              StartsWith("{\"polled_at\":\"2026-09-30T23:59:59Z\""));
  for (const std::string& line : lines) {
    EXPECT_NE(absl::StrContains(line, "\"body\":"),
              absl::StrContains(line, "\"body_raw\":"));
  }
}

TEST(CapturesTest, TheRunningMonthEndsNowAndALaterOneIsEmpty) {
  const PartnerHistory& history = World().HistoryOf(PartnerRole::kHosting);
  const absl::Time now = At(2026, 11, 23, 9);
  const std::vector<std::string> lines = Lines(
      RenderCaptures(history, absl::CivilMonth(2026, 11), now, std::nullopt));
  EXPECT_THAT(lines.back(),
              StartsWith("{\"polled_at\":\"2026-11-23T09:00:00Z\""));
  EXPECT_EQ(
      RenderCaptures(history, absl::CivilMonth(2026, 12), now, std::nullopt),
      "");
}

TEST(CapturesTest, ABrokenPageIsAFailedPollEveryDay) {
  const std::vector<std::string> lines = Lines(RenderCaptures(
      World().HistoryOf(PartnerRole::kWorkplace), absl::CivilMonth(2026, 11),
      At(2026, 11, 23, 13), At(2026, 11, 20)));
  ASSERT_GE(lines.size(), 5u);
  for (size_t i = lines.size() - 4; i < lines.size(); ++i) {
    EXPECT_THAT(lines[i], HasSubstr("\"body_raw\":"));
  }
}

TEST(CapturesTest, APastMonthIsTheSameWhateverNowIs) {
  const SimulatedWorld later(1, At(2027, 2, 3, 9));
  EXPECT_EQ(
      RenderCaptures(World().HistoryOf(PartnerRole::kCdn),
                     absl::CivilMonth(2026, 9), At(2026, 11, 23), std::nullopt),
      RenderCaptures(later.HistoryOf(PartnerRole::kCdn),
                     absl::CivilMonth(2026, 9), At(2027, 2, 3), std::nullopt));
}

}  // namespace
}  // namespace regisseur::simulator

#include "services/simulator/partner_history.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "services/simulator/simulated_world.h"

namespace regisseur::simulator {
namespace {

absl::Time At(int year, int month, int day, int hour = 0) {
  return absl::FromCivil(absl::CivilHour(year, month, day, hour),
                         absl::UTCTimeZone());
}

// Everything that makes two histories differ before `end`, as text.
std::string Story(const PartnerHistory& history, absl::Time end) {
  std::string story;
  for (const Incident& incident : history.incidents()) {
    if (incident.start >= end) continue;
    story += incident.id + incident.title + incident.impact +
             absl::FormatTime(incident.start) +
             absl::FormatTime(incident.resolved()) + "\n";
  }
  for (const Maintenance& work : history.maintenances()) {
    if (work.announced >= end) continue;
    story += work.id + work.title + absl::FormatTime(work.start) +
             absl::FormatTime(work.finished) + "\n";
  }
  return story;
}

TEST(PartnerHistoryTest, APastDayIsTheSameWheneverTheDemoOpens) {
  const SimulatedWorld early(1, At(2026, 9, 3, 8));
  const SimulatedWorld late(1, At(2026, 11, 23, 14));
  const absl::Time end = At(2026, 9, 3, 6);
  for (const Partner& partner : Partners()) {
    EXPECT_EQ(Story(early.HistoryOf(partner.role), end),
              Story(late.HistoryOf(partner.role), end))
        << partner.id;
  }
}

TEST(PartnerHistoryTest, AnotherSeedTellsAnotherStory) {
  const SimulatedWorld one(1, At(2026, 9, 3));
  const SimulatedWorld two(2, At(2026, 9, 3));
  EXPECT_NE(Story(one.HistoryOf(PartnerRole::kSaas), At(2026, 9, 1)),
            Story(two.HistoryOf(PartnerRole::kSaas), At(2026, 9, 1)));
}

TEST(PartnerHistoryTest, ThirteenMonthsHoldIncidentsOfEveryPartnerWithAPage) {
  const SimulatedWorld world(1, At(2026, 11, 23));
  for (const Partner& partner : Partners()) {
    if (!partner.has_status()) continue;
    const auto& incidents = world.HistoryOf(partner.role).incidents();
    const auto count =
        std::count_if(incidents.begin(), incidents.end(), [](const auto& i) {
          return i.start >= At(2025, 10, 1) && i.start < At(2026, 11, 1);
        });
    EXPECT_GE(count, 5) << partner.id;
  }
}

TEST(PartnerHistoryTest, AnIncidentGoesThroughItsPhasesInOrder) {
  const SimulatedWorld world(1, At(2026, 11, 23));
  for (const Incident& incident :
       world.HistoryOf(PartnerRole::kCdn).incidents()) {
    ASSERT_EQ(incident.updates.size(), 4u);
    EXPECT_LT(incident.start, incident.disclosed());
    for (size_t i = 1; i < 4; ++i) {
      EXPECT_LT(incident.updates[i - 1].time, incident.updates[i].time);
      EXPECT_LT(incident.updates[i - 1].phase, incident.updates[i].phase);
    }
  }
}

TEST(PartnerHistoryTest, AComponentSuffersInsideAnIncidentOnly) {
  const SimulatedWorld world(1, At(2026, 11, 23));
  const PartnerHistory& history = world.HistoryOf(PartnerRole::kHosting);
  const auto& incidents = history.incidents();
  const auto bad =
      std::find_if(incidents.begin(), incidents.end(),
                   [](const Incident& i) { return i.impact == "major"; });
  ASSERT_NE(bad, incidents.end());
  const Hit& hit = bad->hits[0];
  EXPECT_EQ(bad->StateOf(hit, bad->disclosed() - absl::Seconds(1)),
            ComponentState::kOperational);
  EXPECT_EQ(bad->StateOf(hit, bad->disclosed()),
            ComponentState::kPartialOutage);
  EXPECT_GE(history.StateAt(hit.component, bad->disclosed()),
            ComponentState::kPartialOutage);
  // A fix under observation leaves it degraded until it is resolved.
  EXPECT_EQ(bad->StateOf(hit, bad->updates[2].time),
            ComponentState::kDegradedPerformance);
  EXPECT_EQ(bad->StateOf(hit, bad->resolved()), ComponentState::kOperational);
}

TEST(PartnerHistoryTest, AtTheOpeningExactlyOnePartnerHasAMajorOutage) {
  const absl::Time opening = At(2026, 11, 23, 9);
  const SimulatedWorld world(1, opening);
  for (const Partner& partner : Partners()) {
    if (!partner.has_status()) continue;
    const PartnerHistory& history = world.HistoryOf(partner.role);
    ComponentState worst = ComponentState::kOperational;
    for (size_t i = 0; i < partner.components.size(); ++i) {
      worst = std::max(worst, history.StateAt(i, opening));
    }
    EXPECT_EQ(worst == ComponentState::kMajorOutage,
              partner.role == PartnerRole::kCdn)
        << partner.id;
  }
}

TEST(PartnerHistoryTest, MaintenanceIsAnnouncedBeforeItStarts) {
  const SimulatedWorld world(1, At(2026, 11, 23));
  bool late = false, overrun = false;
  for (const Maintenance& work :
       world.HistoryOf(PartnerRole::kCdn).maintenances()) {
    EXPECT_LT(work.announced, work.start);
    EXPECT_LT(work.start, work.end);
    EXPECT_GE(work.finished, work.end);
    late = late || work.start - work.announced < absl::Hours(24);
    overrun = overrun || work.finished > work.end;
  }
  EXPECT_TRUE(late);
  EXPECT_TRUE(overrun);
}

TEST(PartnerHistoryTest, MaintenanceOfADutchPartnerKeepsItsLocalHour) {
  const SimulatedWorld world(1, At(2026, 11, 23));
  absl::TimeZone amsterdam;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/Amsterdam", &amsterdam));
  for (const Maintenance& work :
       world.HistoryOf(PartnerRole::kSaas).maintenances()) {
    EXPECT_EQ(absl::ToCivilHour(work.start, amsterdam).hour(), 20);
  }
}

TEST(PartnerHistoryTest, StatesOnlyChangeAtMomentsThatAreListed) {
  const absl::Time opening = At(2026, 11, 23, 9);
  const SimulatedWorld world(1, opening);
  const PartnerHistory& history = world.HistoryOf(PartnerRole::kCdn);
  const absl::Time from = At(2026, 10, 1);
  const auto changes = history.ChangesBetween(from, opening);
  ASSERT_FALSE(changes.empty());
  EXPECT_TRUE(std::is_sorted(changes.begin(), changes.end()));
  for (absl::Time t = from; t < opening; t += absl::Minutes(17)) {
    const absl::Time change = history.LastChange(t);
    ASSERT_LE(change, t);
    for (size_t i = 0; i < history.partner().components.size(); ++i) {
      ASSERT_EQ(history.StateAt(i, t), history.StateAt(i, change))
          << absl::FormatTime(t);
      ASSERT_LE(history.ComponentChangedAt(i, t), t);
    }
  }
}

}  // namespace
}  // namespace regisseur::simulator

#include "core/status/page_fold.h"

#include <map>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum OperationalState;

absl::Time Minute(int n) {
  return absl::FromUnixSeconds(1'790'000'000) + absl::Minutes(n);
}

Component MakeComponent(std::string id, std::optional<OperationalState> state,
                        std::string group = "") {
  Component component;
  component.id = id;
  component.name = "Component " + id;
  component.group = std::move(group);
  component.state = state;
  return component;
}

Incident MakeIncident(std::string id, IncidentPhase phase) {
  Incident incident;
  incident.id = std::move(id);
  incident.title = "Trouble";
  incident.phase = phase;
  incident.start_time = Minute(-10);
  return incident;
}

Maintenance MakeMaintenance(std::string id, MaintenancePhase phase, int start,
                            int end) {
  Maintenance maintenance;
  maintenance.id = std::move(id);
  maintenance.phase = phase;
  maintenance.start_time = Minute(start);
  maintenance.end_time = Minute(end);
  return maintenance;
}

// A page that lists everything, at one minute.
StatusObservation At(int minute, std::vector<Component> components = {},
                     std::vector<Incident> incidents = {},
                     std::vector<Maintenance> maintenances = {}) {
  StatusObservation observation;
  observation.observed_time = Minute(minute);
  observation.components = std::move(components);
  observation.lists_every_component = true;
  observation.incidents = std::move(incidents);
  observation.lists_every_open_incident = true;
  observation.maintenances = std::move(maintenances);
  observation.lists_every_open_maintenance = true;
  return observation;
}

// An observation that is not older than the last one.
PageChanges Fold(const StatusObservation& observation, PageState& state) {
  return FoldObservation(observation, state).value();
}

TEST(PageFoldTest, TheFirstObservationIsAllNew) {
  PageState state;
  const PageChanges changes = Fold(
      At(0, {MakeComponent("a", kOperational), MakeComponent("b", kUnknown)},
         {MakeIncident("i", IncidentPhase::kInvestigating)},
         {MakeMaintenance("m", MaintenancePhase::kScheduled, 60, 120)}),
      state);
  EXPECT_THAT(changes.components, SizeIs(2));
  ASSERT_THAT(changes.states, SizeIs(2));
  EXPECT_EQ(changes.states[0].component_id, "a");
  EXPECT_EQ(changes.states[0].change.state, kOperational);
  EXPECT_EQ(changes.states[0].change.at, Minute(0));
  EXPECT_EQ(changes.states[1].change.state, kUnknown);
  EXPECT_THAT(changes.incidents, SizeIs(1));
  EXPECT_THAT(changes.maintenances, SizeIs(1));
}

TEST(PageFoldTest, TheSameAgainChangesNothing) {
  PageState state;
  const auto page = [](int minute) {
    Incident resolved = MakeIncident("r", IncidentPhase::kResolved);
    resolved.end_time = Minute(-1);
    return At(
        minute,
        {MakeComponent("a", kOperational), MakeComponent("feed", std::nullopt)},
        {MakeIncident("i", IncidentPhase::kMonitoring), resolved,
         MakeIncident("no-end", IncidentPhase::kResolved)},
        {MakeMaintenance("m", MaintenancePhase::kCompleted, -60, -30)});
  };
  Fold(page(0), state);
  EXPECT_TRUE(Fold(page(5), state).empty());
  EXPECT_TRUE(Fold(page(60 * 24 * 365), state).empty());
}

TEST(PageFoldTest, AComponentThatVanishesIsUnknownUntilItReturns) {
  PageState state;
  Fold(At(0,
          {MakeComponent("a", kOperational), MakeComponent("b", kMajorOutage)}),
       state);
  PageChanges changes = Fold(At(5, {MakeComponent("b", kMajorOutage)}), state);
  ASSERT_THAT(changes.states, SizeIs(1));
  EXPECT_EQ(changes.states[0].component_id, "a");
  EXPECT_EQ(changes.states[0].change.state, kUnknown);
  EXPECT_EQ(changes.states[0].change.at, Minute(5));
  EXPECT_TRUE(Fold(At(6, {MakeComponent("b", kMajorOutage)}), state).empty());
  changes = Fold(At(9, {MakeComponent("a", kOperational),
                        MakeComponent("b", kMajorOutage)}),
                 state);
  ASSERT_THAT(changes.states, SizeIs(1));
  EXPECT_EQ(changes.states[0].change.state, kOperational);
  EXPECT_EQ(changes.states[0].change.at, Minute(9));
  EXPECT_THAT(changes.components, IsEmpty());
}

TEST(PageFoldTest, AnObservationThatIsNotCompleteLetsNothingVanish) {
  PageState state;
  Fold(At(0, {MakeComponent("a", kOperational)},
          {MakeIncident("i", IncidentPhase::kInvestigating)},
          {MakeMaintenance("m", MaintenancePhase::kScheduled, 60, 120)}),
       state);
  StatusObservation partial = At(5);
  partial.lists_every_component = false;
  partial.lists_every_open_incident = false;
  partial.lists_every_open_maintenance = false;
  EXPECT_TRUE(Fold(partial, state).empty());
}

TEST(PageFoldTest, ARenamedComponentIsToldWithoutAStateChange) {
  PageState state;
  Fold(At(0, {MakeComponent("a", kOperational, "EU")}), state);
  const PageChanges changes =
      Fold(At(5, {MakeComponent("a", kOperational, "US")}), state);
  ASSERT_THAT(changes.components, SizeIs(1));
  EXPECT_EQ(changes.components[0].group, "US");
  EXPECT_THAT(changes.states, IsEmpty());
}

TEST(PageFoldTest, AComponentWithoutStateHasNoStates) {
  PageState state;
  EXPECT_THAT(Fold(At(0, {MakeComponent("a", std::nullopt)}), state).states,
              IsEmpty());
  EXPECT_THAT(Fold(At(5), state).states, IsEmpty());
}

TEST(PageFoldTest, AStateThatIsNoLongerToldIsUnknown) {
  PageState state;
  Fold(At(0, {MakeComponent("a", kOperational)}), state);
  const PageChanges changes =
      Fold(At(5, {MakeComponent("a", std::nullopt)}), state);
  ASSERT_THAT(changes.states, SizeIs(1));
  EXPECT_EQ(changes.states[0].change.state, kUnknown);
  EXPECT_TRUE(Fold(At(6, {MakeComponent("a", std::nullopt)}), state).empty());
}

TEST(PageFoldTest, AComponentThatComesTwiceHasItsWorseState) {
  PageState state;
  const PageChanges changes = Fold(
      At(0, {MakeComponent("a", kOperational), MakeComponent("a", kMajorOutage),
             MakeComponent("a", kPartialOutage)}),
      state);
  EXPECT_THAT(changes.components, SizeIs(1));
  ASSERT_THAT(changes.states, SizeIs(1));
  EXPECT_EQ(changes.states[0].change.state, kMajorOutage);
}

TEST(PageFoldTest, VanishingWaitsForTheLastPart) {
  PageState state;
  Fold(At(0,
          {MakeComponent("a", kOperational), MakeComponent("b", kOperational),
           MakeComponent("c", kOperational)},
          {MakeIncident("i", IncidentPhase::kInvestigating)}),
       state);
  StatusObservation first =
      At(5, {MakeComponent("a", kOperational)},
         {MakeIncident("i", IncidentPhase::kInvestigating)});
  first.last_part = false;
  EXPECT_TRUE(Fold(first, state).empty());
  const PageChanges changes =
      Fold(At(5, {MakeComponent("b", kOperational)}), state);
  ASSERT_THAT(changes.states, SizeIs(1));
  EXPECT_EQ(changes.states[0].component_id, "c");
  EXPECT_THAT(changes.incidents, IsEmpty());
}

TEST(PageFoldTest, AMomentThatWasCutOffDoesNotSpeakForTheNext) {
  PageState state;
  Fold(At(0, {MakeComponent("a", kOperational)}), state);
  StatusObservation cut_off = At(5, {MakeComponent("a", kOperational)});
  cut_off.last_part = false;
  Fold(cut_off, state);
  const PageChanges changes = Fold(At(6), state);
  ASSERT_THAT(changes.states, SizeIs(1));
  EXPECT_EQ(changes.states[0].change.state, kUnknown);
}

TEST(PageFoldTest, AnOlderObservationChangesNothingAndIsNotSilent) {
  PageState state;
  Fold(At(5, {MakeComponent("a", kOperational)}), state);
  EXPECT_EQ(FoldObservation(At(4, {MakeComponent("a", kMajorOutage)}), state),
            std::nullopt);
  EXPECT_EQ(state.components.at("a").state, kOperational);
  EXPECT_EQ(state.last_observed_time, Minute(5));
}

TEST(PageFoldTest, AnUpdateMakesANewVersion) {
  PageState state;
  Incident incident = MakeIncident("i", IncidentPhase::kInvestigating);
  Fold(At(0, {}, {incident}), state);
  incident.phase = IncidentPhase::kMonitoring;
  incident.updates.push_back({"u1", Minute(3), "monitoring", "A fix works."});
  const PageChanges changes = Fold(At(5, {}, {incident}), state);
  ASSERT_THAT(changes.incidents, SizeIs(1));
  EXPECT_EQ(changes.incidents[0], incident);
}

TEST(PageFoldTest, AnOpenIncidentThatVanishesEndedNow) {
  PageState state;
  Fold(At(0, {}, {MakeIncident("i", IncidentPhase::kMonitoring)}), state);
  const PageChanges changes = Fold(At(5), state);
  ASSERT_THAT(changes.incidents, SizeIs(1));
  EXPECT_EQ(changes.incidents[0].phase, IncidentPhase::kResolved);
  EXPECT_EQ(changes.incidents[0].end_time, Minute(5));
  EXPECT_TRUE(changes.incidents[0].end_inferred);
  EXPECT_TRUE(Fold(At(6), state).empty());
}

TEST(PageFoldTest, AStatedEndIsKeptWhenTheIncidentVanishes) {
  PageState state;
  Incident resolved = MakeIncident("i", IncidentPhase::kResolved);
  resolved.end_time = Minute(-2);
  Fold(At(0, {}, {resolved}), state);
  EXPECT_TRUE(Fold(At(5), state).empty());
  EXPECT_EQ(state.incidents.at("i").end_time, Minute(-2));
  EXPECT_FALSE(state.incidents.at("i").end_inferred);
}

TEST(PageFoldTest, AnIncidentThatReturnsIsOpenAgain) {
  PageState state;
  const Incident incident = MakeIncident("i", IncidentPhase::kMonitoring);
  Fold(At(0, {}, {incident}), state);
  Fold(At(5), state);
  const PageChanges changes = Fold(At(10, {}, {incident}), state);
  ASSERT_THAT(changes.incidents, SizeIs(1));
  EXPECT_EQ(changes.incidents[0].end_time, std::nullopt);
  EXPECT_FALSE(changes.incidents[0].end_inferred);
  EXPECT_EQ(Fold(At(15), state).incidents[0].end_time, Minute(15));
}

TEST(PageFoldTest, ResolvedWithoutAnEndEndedWhenWeFirstHeard) {
  PageState state;
  Fold(At(0, {}, {MakeIncident("i", IncidentPhase::kMonitoring)}), state);
  const PageChanges changes =
      Fold(At(5, {}, {MakeIncident("i", IncidentPhase::kResolved)}), state);
  ASSERT_THAT(changes.incidents, SizeIs(1));
  EXPECT_EQ(changes.incidents[0].end_time, Minute(5));
  EXPECT_TRUE(changes.incidents[0].end_inferred);
  // A post-mortem later leaves the end where it was.
  const PageChanges later =
      Fold(At(90, {}, {MakeIncident("i", IncidentPhase::kPostmortem)}), state);
  ASSERT_THAT(later.incidents, SizeIs(1));
  EXPECT_EQ(later.incidents[0].end_time, Minute(5));
}

TEST(PageFoldTest, AnEndedIncidentThatReappearsUnchangedIsNoNewVersion) {
  PageState state;
  Incident resolved = MakeIncident("i", IncidentPhase::kResolved);
  resolved.end_time = Minute(-2);
  Fold(At(0, {}, {resolved}), state);
  Fold(At(5), state);
  EXPECT_TRUE(Fold(At(10, {}, {resolved}), state).empty());
}

TEST(PageFoldTest, WhatEndedLongAgoIsForgotten) {
  PageState state;
  Fold(At(0, {}, {MakeIncident("i", IncidentPhase::kMonitoring)},
          {MakeMaintenance("m", MaintenancePhase::kScheduled, 60, 120)}),
       state);
  Fold(At(5), state);
  EXPECT_THAT(state.incidents, SizeIs(1));
  EXPECT_THAT(state.maintenances, SizeIs(1));
  EXPECT_TRUE(Fold(At(5 + 31 * 24 * 60), state).empty());
  EXPECT_THAT(state.incidents, IsEmpty());
  EXPECT_THAT(state.maintenances, IsEmpty());
}

TEST(PageFoldTest, MaintenanceThatVanishesIsCompletedOrWithdrawn) {
  const struct {
    const char* what;
    MaintenancePhase phase;
    int start;
    int end;
    int expected_end;
  } kCases[] = {
      {"planned end has passed", MaintenancePhase::kScheduled, -60, -30, -30},
      {"ends right now", MaintenancePhase::kScheduled, -60, 5, 5},
      {"under way", MaintenancePhase::kInProgress, -60, 30, 30},
      {"being verified", MaintenancePhase::kVerifying, -60, 30, 30},
      {"not begun: withdrawn", MaintenancePhase::kScheduled, 60, 120, 5},
  };
  for (const auto& c : kCases) {
    PageState state;
    Fold(At(0, {}, {}, {MakeMaintenance("m", c.phase, c.start, c.end)}), state);
    const PageChanges changes = Fold(At(5), state);
    ASSERT_THAT(changes.maintenances, SizeIs(1)) << c.what;
    EXPECT_EQ(changes.maintenances[0].phase, MaintenancePhase::kCompleted)
        << c.what;
    EXPECT_EQ(changes.maintenances[0].end_time, Minute(c.expected_end))
        << c.what;
    EXPECT_TRUE(Fold(At(6), state).empty()) << c.what;
  }
}

// The state changes of random pages, read as a timeline, say at every moment
// what the page said there.
TEST(PageFoldTest, TheChangesTellWhatThePagesTold) {
  constexpr OperationalState kAll[] = {kOperational,      kDegradedPerformance,
                                       kPartialOutage,    kMajorOutage,
                                       kUnderMaintenance, kUnknown};
  std::mt19937 random(20261005);
  for (int round = 0; round < 300; ++round) {
    PageState state;
    std::map<std::string, std::vector<StateChange>> changes;
    std::vector<std::map<std::string, OperationalState>> told;
    for (int minute = 0; minute < 12; ++minute) {
      std::map<std::string, OperationalState> page;
      std::vector<Component> components;
      for (const char* id : {"a", "b", "c"}) {
        if (random() % 4 == 0) continue;
        page[id] = kAll[random() % 6];
        components.push_back(MakeComponent(id, page[id]));
      }
      told.push_back(page);
      const size_t cut = components.empty() ? 0 : random() % components.size();
      StatusObservation rest =
          At(minute, {components.begin() + cut, components.end()});
      if (cut > 0) {
        StatusObservation part =
            At(minute, {components.begin(), components.begin() + cut});
        part.last_part = false;
        for (const auto& s : Fold(part, state).states) {
          changes[s.component_id].push_back(s.change);
        }
      }
      for (const auto& s : Fold(rest, state).states) {
        changes[s.component_id].push_back(s.change);
      }
    }
    const TimeRange all{Minute(0), Minute(12)};
    for (const auto& [id, component_changes] : changes) {
      const auto timeline = ComputeTimeline(component_changes, {all}, all);
      for (int minute = 0; minute < 12; ++minute) {
        const auto found = told[minute].find(id);
        const OperationalState expected =
            found == told[minute].end() ? kUnknown : found->second;
        for (const StateInterval& interval : timeline) {
          if (interval.range.Contains(Minute(minute))) {
            ASSERT_EQ(interval.state, expected) << id << " at " << minute;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace regisseur

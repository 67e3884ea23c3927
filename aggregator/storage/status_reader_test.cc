#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::Duration kHold = absl::Minutes(3);

class StatusReaderTest : public StorageFixture {
 protected:
  static StagedBatch MakePoll(const std::string& run, bool recorded = false) {
    StagedBatch batch = MakeBatch("page", run, 1, true);
    Delivery head =
        Head("page=p1", "https://status.example/", Completeness::kAdditive);
    head.recorded = recorded;
    batch.facts.deliveries = {head};
    return batch;
  }
  static CoverageStretch Cover(absl::string_view from, absl::string_view until,
                               absl::Duration hold = kHold) {
    CoverageStretch coverage;
    coverage.from = At(from);
    coverage.until = At(until);
    coverage.hold = hold;
    return coverage;
  }
  static Component MakeComponent(const std::string& id, const std::string& name,
                                 const std::string& group = "") {
    Component component;
    component.id = id;
    component.name = name;
    component.group = group;
    return component;
  }
  static Incident MakeIncident(absl::string_view start) {
    Incident incident;
    incident.id = "i1";
    incident.title = "Slow";
    incident.phase = IncidentPhase::kInvestigating;
    incident.impact = IncidentImpact::kMinor;
    incident.start_time = At(start);
    incident.component_ids = {"web", "api"};
    incident.updates = {{"u1", At(start), "investigating", "We look."}};
    incident.url = "https://status.example/i1";
    return incident;
  }
  // Stores a change of one component at the time of the clock.
  absl::Status Change(const std::string& run, OperationalState state) {
    StagedBatch batch = MakePoll(run);
    PageChangesAt at;
    at.observed_time = clock_.Now();
    if (run == "p1") at.changes.components = {MakeComponent("web", "Website")};
    at.changes.states = {{"web", {clock_.Now(), state}}};
    batch.page_changes = {at};
    CoverageStretch coverage;
    coverage.from = clock_.Now();
    coverage.until = clock_.Now();
    coverage.hold = kHold;
    batch.coverage = {coverage};
    return writer_->StoreBatch(who_, batch);
  }
};

TEST_F(StatusReaderTest, ListsComponentsByGroupAndName) {
  StagedBatch batch = MakePoll("p1");
  PageChangesAt at;
  at.observed_time = clock_.Now();
  at.changes.components = {MakeComponent("3", "Web", "EU"),
                           MakeComponent("1", "Api", "US"),
                           MakeComponent("2", "Api", "EU")};
  batch.page_changes = {at};
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());

  clock_.Set(At("2026-10-06T00:00:00Z"));
  StagedBatch rename = MakePoll("p2");
  at.changes.components = {MakeComponent("3", "Website", "EU")};
  rename.page_changes = {at};
  ASSERT_TRUE(writer_->StoreBatch(who_, rename).ok());

  const auto names = [&](AsOf as_of) {
    std::vector<std::string> result;
    const auto components = status().ListComponents(who_, "page", as_of);
    for (const ComponentRecord& record : *components) {
      result.push_back(record.component.group + "/" + record.component.name);
    }
    return result;
  };
  EXPECT_THAT(names({}), ElementsAre("EU/Api", "EU/Website", "US/Api"));
  EXPECT_THAT(names({At("2026-10-05T12:00:00Z")}),
              ElementsAre("EU/Api", "EU/Web", "US/Api"));
}

TEST_F(StatusReaderTest, StateChangesOfARangeStartWithTheOneBefore) {
  const OperationalState states[] = {
      OperationalState::kOperational, OperationalState::kMajorOutage,
      OperationalState::kOperational, OperationalState::kPartialOutage};
  for (int i = 0; i < 4; ++i) {
    clock_.Set(At("2026-10-05T07:00:00Z") + absl::Hours(i));
    ASSERT_TRUE(Change(absl::StrCat("p", i + 1), states[i]).ok());
  }
  const auto changes =
      status()
          .ListStateChanges(
              who_, "page",
              {At("2026-10-05T08:30:00Z"), At("2026-10-05T10:00:00Z")}, {})
          .value();
  ASSERT_THAT(changes, SizeIs(1));
  const std::vector<StateChange>& of_web = changes.begin()->second;
  ASSERT_THAT(of_web, SizeIs(2));
  EXPECT_EQ(of_web[0].at, At("2026-10-05T08:00:00Z"));
  EXPECT_EQ(of_web[0].state, OperationalState::kMajorOutage);
  EXPECT_EQ(of_web[1].at, At("2026-10-05T09:00:00Z"));
  const auto known =
      status()
          .ListStateChanges(who_, "page", {}, {At("2026-10-05T08:30:00Z")})
          .value();
  EXPECT_THAT(known.begin()->second, SizeIs(2));
}

TEST_F(StatusReaderTest, PollsInARowAreOneStretchOfCoverage) {
  ASSERT_TRUE(Change("p1", OperationalState::kOperational).ok());
  for (int minute = 1; minute <= 10; ++minute) {
    clock_.Advance(absl::Minutes(1));
    CoverageStretch poll;
    poll.from = clock_.Now();
    poll.until = clock_.Now();
    poll.hold = kHold;
    ASSERT_TRUE(writer_->Confirm(who_, "page", poll, "c").ok());
  }
  // Silence for longer than the hold; nothing is filled in backwards.
  clock_.Set(At("2026-10-05T08:00:00Z"));
  ASSERT_TRUE(Change("p2", OperationalState::kOperational).ok());
  const StatusCoverage coverage =
      status().GetCoverage(who_, "page", {}).value();
  EXPECT_THAT(
      coverage.ranges,
      ElementsAre(
          TimeRange{At("2026-10-05T07:00:00Z"), At("2026-10-05T07:13:00Z")},
          TimeRange{At("2026-10-05T08:00:00Z"), At("2026-10-05T08:03:00Z")}));
  EXPECT_EQ(coverage.first_observed, At("2026-10-05T07:00:00Z"));
  EXPECT_EQ(coverage.last_observed, At("2026-10-05T08:00:00Z"));
  EXPECT_EQ(writer_->GetProgress(who_, "page")->cursor, "p2/1");

  // As known while the stretch was growing.
  const StatusCoverage then =
      status().GetCoverage(who_, "page", {At("2026-10-05T07:05:00Z")}).value();
  EXPECT_THAT(then.ranges, ElementsAre(TimeRange{At("2026-10-05T07:00:00Z"),
                                                 At("2026-10-05T07:08:00Z")}));
}

TEST_F(StatusReaderTest, RecordedCoverageCountsWhenItsDeliveryIsKnown) {
  StagedBatch batch = MakePoll("r1", true);
  batch.coverage = {Cover("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z",
                          absl::ZeroDuration())};
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  EXPECT_THAT(status().GetCoverage(who_, "page", {})->ranges,
              ElementsAre(TimeRange{At("2026-01-01T00:00:00Z"),
                                    At("2026-02-01T00:00:00Z")}));
  EXPECT_THAT(
      status().GetCoverage(who_, "page", {At("2026-03-01T00:00:00Z")})->ranges,
      IsEmpty())
      << "imported today: not known then";
}

TEST_F(StatusReaderTest, AnIncidentIsItsLatestVersion) {
  StagedBatch open = MakePoll("p1");
  PageChangesAt at;
  at.observed_time = At("2026-10-05T07:00:00Z");
  at.previous_observed_time = At("2026-10-05T06:59:00Z");
  at.changes.incidents = {MakeIncident("2026-10-05T06:30:00Z")};
  open.page_changes = {at};
  ASSERT_TRUE(writer_->StoreBatch(who_, open).ok());

  clock_.Set(At("2026-10-05T09:00:00Z"));
  StagedBatch closed = MakePoll("p2");
  at.observed_time = At("2026-10-05T09:00:00Z");
  Incident& incident = at.changes.incidents[0];
  incident.phase = IncidentPhase::kResolved;
  incident.end_time = At("2026-10-05T08:45:00Z");
  incident.updates.push_back(
      {"u2", At("2026-10-05T08:45:00Z"), "resolved", "Done."});
  closed.page_changes = {at};
  ASSERT_TRUE(writer_->StoreBatch(who_, closed).ok());

  const auto now = status().ListIncidents(who_, "page", {}, {}).value();
  ASSERT_THAT(now, SizeIs(1));
  EXPECT_EQ(now[0].incident, incident);
  EXPECT_EQ(now[0].told_time, At("2026-10-05T07:00:00Z"));
  const auto then =
      status()
          .ListIncidents(who_, "page", {}, {At("2026-10-05T08:00:00Z")})
          .value();
  ASSERT_THAT(then, SizeIs(1));
  EXPECT_EQ(then[0].incident, MakeIncident("2026-10-05T06:30:00Z"));

  // Open as known at eight: it reaches into every later range. Now it does not.
  const TimeRange evening{At("2026-10-05T18:00:00Z"),
                          At("2026-10-05T19:00:00Z")};
  EXPECT_THAT(status().ListIncidents(who_, "page", evening, {}).value(),
              IsEmpty());
  EXPECT_THAT(
      status()
          .ListIncidents(who_, "page", evening, {At("2026-10-05T08:00:00Z")})
          .value(),
      SizeIs(1));
}

TEST_F(StatusReaderTest, MaintenanceRemembersWhenItWasFirstTold) {
  StagedBatch batch = MakePoll("p1");
  PageChangesAt at;
  at.observed_time = At("2026-10-05T07:00:00Z");
  at.previous_observed_time = At("2026-10-05T06:59:00Z");
  Maintenance maintenance;
  maintenance.id = "m1";
  maintenance.title = "Upgrade";
  maintenance.phase = MaintenancePhase::kScheduled;
  maintenance.start_time = At("2026-10-12T22:00:00Z");
  maintenance.end_time = At("2026-10-12T23:00:00Z");
  maintenance.component_ids = {"web"};
  at.changes.maintenances = {maintenance};
  batch.page_changes = {at};
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  const auto list = status().ListMaintenances(who_, "page", {}, {}).value();
  ASSERT_THAT(list, SizeIs(1));
  EXPECT_EQ(list[0].maintenance, maintenance);
  EXPECT_EQ(list[0].told_time, At("2026-10-05T07:00:00Z"));
  EXPECT_EQ(list[0].poll_before_told, At("2026-10-05T06:59:00Z"));
}

TEST_F(StatusReaderTest, ThePageStateSeesWhatTheRunHasStaged) {
  ASSERT_TRUE(Change("p1", OperationalState::kOperational).ok());
  StagedBatch part = MakePoll("p2");
  part.facts.last = false;
  PageChangesAt at;
  at.observed_time = At("2026-10-05T07:10:00Z");
  at.changes.states = {
      {"web", {at.observed_time, OperationalState::kMajorOutage}}};
  at.changes.incidents = {MakeIncident("2026-10-05T07:09:00Z")};
  part.page_changes = {at};
  part.coverage = {Cover("2026-10-05T07:10:00Z", "2026-10-05T07:10:00Z")};
  StatusObservation seen;
  seen.observed_time = at.observed_time;
  seen.components = {MakeComponent("web", "Website")};
  seen.last_part = false;
  part.facts.observations = {seen};
  ASSERT_TRUE(writer_->StoreBatch(who_, part).ok());

  Reopen();
  const PageState state = writer_->GetPageState(who_, "page").value();
  ASSERT_EQ(state.components.count("web"), 1u);
  EXPECT_EQ(state.components.at("web").name, "Website");
  EXPECT_EQ(state.components.at("web").state, OperationalState::kMajorOutage);
  EXPECT_EQ(state.incidents.at("i1"), MakeIncident("2026-10-05T07:09:00Z"));
  EXPECT_THAT(state.seen_components, ElementsAre("web"));
  EXPECT_EQ(state.last_observed_time, At("2026-10-05T07:10:00Z"));
  // Nobody else sees it.
  EXPECT_THAT(status().ListIncidents(who_, "page", {}, {}).value(), IsEmpty());
  EXPECT_EQ(status().GetCoverage(who_, "page", {})->last_observed,
            At("2026-10-05T07:00:00Z"));

  ASSERT_TRUE(writer_->DropStaged(who_, "page").ok());
  const PageState dropped = writer_->GetPageState(who_, "page").value();
  EXPECT_EQ(dropped.components.at("web").state, OperationalState::kOperational);
  EXPECT_THAT(dropped.incidents, IsEmpty());
  EXPECT_THAT(dropped.seen_components, IsEmpty());
  EXPECT_EQ(dropped.last_observed_time, At("2026-10-05T07:00:00Z"));
}

TEST_F(StatusReaderTest, APollThatChangedNothingMakesNoDelivery) {
  ASSERT_TRUE(Change("p1", OperationalState::kOperational).ok());
  StagedBatch quiet = MakePoll("p2");
  quiet.coverage = {Cover("2026-10-05T07:01:00Z", "2026-10-05T07:01:00Z")};
  ASSERT_TRUE(writer_->StoreBatch(who_, quiet).ok());
  EXPECT_THAT(sources().ListDeliveries(who_, "page", {}).value(), SizeIs(1));
  EXPECT_EQ(status().GetCoverage(who_, "page", {})->last_observed,
            At("2026-10-05T07:01:00Z"));
}

TEST_F(StatusReaderTest, TellsEveryVersionOfAMaintenanceThatReachesTheRange) {
  const auto tell = [&](const std::string& run, absl::string_view start,
                        absl::string_view end,
                        std::optional<absl::Time> previous) {
    StagedBatch batch = MakePoll(run);
    PageChangesAt at;
    at.observed_time = clock_.Now();
    at.previous_observed_time = previous;
    Maintenance maintenance;
    maintenance.id = "m1";
    maintenance.start_time = At(start);
    maintenance.end_time = At(end);
    at.changes.maintenances = {maintenance};
    batch.page_changes = {at};
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  };
  const absl::Time first = At("2026-10-05T00:00:00Z");
  const absl::Time moved = At("2026-10-06T00:00:00Z");
  clock_.Set(first);
  tell("p1", "2026-10-10T00:00:00Z", "2026-10-10T02:00:00Z", std::nullopt);
  clock_.Set(moved);
  tell("p2", "2026-11-10T00:00:00Z", "2026-11-10T02:00:00Z", first);

  const TimeRange october{At("2026-10-01T00:00:00Z"),
                          At("2026-11-01T00:00:00Z")};
  const TimeRange november{october.to, At("2026-12-01T00:00:00Z")};
  const auto list = [&](TimeRange range, AsOf as_of) {
    return status()
        .ListMaintenanceHistories(who_, "page", range, as_of)
        .value();
  };
  // It was moved away from October, but a day earlier nobody knew.
  EXPECT_THAT(list(october, AsOf{}), IsEmpty());
  EXPECT_THAT(list(october, AsOf{first + absl::Hours(1)}), SizeIs(1));
  const std::vector<MaintenanceHistory> told = list(november, AsOf{});
  ASSERT_THAT(told, SizeIs(1));
  ASSERT_THAT(told[0].versions, SizeIs(2));
  EXPECT_EQ(told[0].versions[0].observed_time, first);
  EXPECT_EQ(told[0].versions[0].previous_observed_time, std::nullopt);
  EXPECT_EQ(told[0].versions[1].maintenance.start_time,
            At("2026-11-10T00:00:00Z"));
  EXPECT_EQ(told[0].versions[1].previous_observed_time, first);
}

}  // namespace
}  // namespace regisseur

#include "aggregator/answers/answers_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using enum OperationalState;

class StatusAnswersTest : public AnswersFixture {
 protected:
  StatusAnswersTest() {
    ProviderConfig& provider = AddProvider("hosting");
    provider.services = {{.id = "web", .name = "Web", .components = {"Web*"}}};
    provider.sources = {MakeSource("page", "hosting", "statuspage")};
    Configure();
  }
  // 10:00 operational, 10:10 down, 10:40 operational, confirmed until 11:00.
  void TellAMorning() {
    const absl::Time ten = At("2026-10-15T10:00:00Z");
    Tell("page",
         MakeObservation(ten, {MakeComponent("w", "Web", kOperational),
                               MakeComponent("m", "Mail", kOperational)}),
         absl::ZeroDuration());
    Confirm("page", ten, ten + absl::Minutes(10), absl::ZeroDuration());
    Tell("page",
         MakeObservation(ten + absl::Minutes(10),
                         {MakeComponent("w", "Web", kMajorOutage),
                          MakeComponent("m", "Mail", kOperational)}),
         absl::ZeroDuration());
    Confirm("page", ten + absl::Minutes(10), ten + absl::Minutes(40),
            absl::ZeroDuration());
    Tell("page",
         MakeObservation(ten + absl::Minutes(40),
                         {MakeComponent("w", "Web", kOperational),
                          MakeComponent("m", "Mail", kOperational)}),
         absl::ZeroDuration());
    Confirm("page", ten + absl::Minutes(40), ten + absl::Minutes(60),
            absl::ZeroDuration());
  }
  StatusHistoryAnswer History(const StatusHistoryQuestion& question) {
    auto answer = answers().ListStatusHistory(cio_, question, {});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : StatusHistoryAnswer();
  }
};

TEST_F(StatusAnswersTest, HistoryCountsSecondsAndUnknownOutsideObservation) {
  TellAMorning();
  const StatusHistoryAnswer answer = History({.provider = "hosting",
                                              .from = "2026-10-15T09:30:00Z",
                                              .to = "2026-10-15T11:30:00Z"});
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].component.name, "Mail");
  EXPECT_EQ(answer.rows[0].durations.operational, absl::Hours(1));
  EXPECT_EQ(answer.rows[0].durations.unknown, absl::Hours(1));
  EXPECT_EQ(answer.rows[1].durations.operational, absl::Minutes(30));
  EXPECT_EQ(answer.rows[1].durations.major_outage, absl::Minutes(30));
  EXPECT_EQ(answer.rows[1].durations.unknown, absl::Hours(1));
}

TEST_F(StatusAnswersTest, HistoryWithoutARangeIsAllThatWasSeenUntilNow) {
  TellAMorning();
  const StatusHistoryAnswer answer = History({.provider = "hosting"});
  EXPECT_EQ(answer.range.from, At("2026-10-15T10:00:00Z"));
  EXPECT_EQ(answer.range.to, clock_.Now());
}

TEST_F(StatusAnswersTest, HistoryNeverSpeaksAboutTheFuture) {
  TellAMorning();
  const StatusHistoryAnswer answer =
      History({.provider = "hosting", .from = "2026-10", .to = "2026-10"});
  // October begins at 22:00 UTC in Amsterdam.
  EXPECT_EQ(answer.range.from, At("2026-09-30T22:00:00Z"));
  EXPECT_EQ(answer.range.to, clock_.Now());
}

TEST_F(StatusAnswersTest, HistoryOfTheFutureIsRefusedAndOfPartOfItIsSaid) {
  TellAMorning();
  EXPECT_THAT(
      History({.provider = "hosting", .from = "2026-10-15T10:00:00Z"}).gaps,
      ::testing::Not(::testing::Contains(
          ::testing::Field(&Gap::rule, "status-counted-until-now"))));
  const StatusHistoryAnswer part =
      History({.provider = "hosting", .from = "2026-10", .to = "2026-10"});
  const Gap* gap = FindGap(part.gaps, "status-counted-until-now");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->arguments.at("until"), "2026-10-15 12:00 UTC");
  EXPECT_TRUE(gap->notice);
  const absl::Status future =
      answers()
          .ListStatusHistory(
              cio_, {.provider = "hosting", .from = "2026-11", .to = "2026-12"},
              {})
          .status();
  EXPECT_EQ(future.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(future.message()),
              ::testing::HasSubstr("2026-11 is later than 2026-10-15 12:00"));
}

TEST_F(StatusAnswersTest, HistoryOfAServiceOrAComponent) {
  TellAMorning();
  EXPECT_THAT(History({.provider = "hosting", .service = "web"}).rows,
              SizeIs(1));
  EXPECT_THAT(History({.provider = "hosting", .component = "m"}).rows,
              SizeIs(1));
  for (const StatusHistoryQuestion& question :
       {StatusHistoryQuestion{.provider = "hosting", .service = "nope"},
        StatusHistoryQuestion{.provider = "hosting", .component = "nope"},
        StatusHistoryQuestion{.provider = "nope"}}) {
    EXPECT_EQ(answers().ListStatusHistory(cio_, question, {}).status().code(),
              absl::StatusCode::kNotFound);
  }
  EXPECT_EQ(answers()
                .ListStatusHistory(
                    cio_, {.provider = "hosting", .from = "yesterday"}, {})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(StatusAnswersTest, ComponentsShowStateSinceAndServices) {
  const absl::Time now = clock_.Now();
  Tell("page", MakeObservation(now - absl::Minutes(2),
                               {MakeComponent("w", "Web", kOperational),
                                MakeComponent("m", "Mail", kOperational)}));
  Tell("page", MakeObservation(now - absl::Minutes(1),
                               {MakeComponent("w", "Web", kPartialOutage)}));
  const ComponentsAnswer answer =
      answers().ListComponents(cio_, "hosting", {}).value();
  ASSERT_THAT(answer.components, SizeIs(2));
  // It vanished from the page: nobody knows how it is.
  EXPECT_EQ(answer.components[0].component.name, "Mail");
  EXPECT_EQ(answer.components[0].state, kUnknown);
  EXPECT_EQ(answer.components[1].state, kPartialOutage);
  EXPECT_EQ(answer.components[1].since, now - absl::Minutes(1));
  EXPECT_THAT(answer.components[1].services, ElementsAre("web"));
}

TEST_F(StatusAnswersTest, AStateOlderThanTheLookBackHasItsTime) {
  const absl::Time long_ago = clock_.Now() - absl::Hours(200 * 24);
  Tell("page",
       MakeObservation(long_ago, {MakeComponent("w", "Web", kOperational)}));
  Confirm("page", long_ago, clock_.Now());
  const ComponentsAnswer answer =
      answers().ListComponents(cio_, "hosting", {}).value();
  ASSERT_THAT(answer.components, SizeIs(1));
  EXPECT_EQ(answer.components[0].state, kOperational);
  EXPECT_EQ(answer.components[0].since, long_ago);
}

TEST_F(StatusAnswersTest, ListsIncidentsNewestFirstAndOpenOnes) {
  const absl::Time now = clock_.Now();
  StatusObservation first = MakeObservation(
      now - absl::Hours(2), {MakeComponent("w", "Web", kMajorOutage)});
  Incident incident;
  incident.id = "i1";
  incident.title = "Down";
  incident.phase = IncidentPhase::kInvestigating;
  incident.start_time = now - absl::Hours(3);
  incident.component_ids = {"w", "gone"};
  first.incidents = {incident};
  Tell("page", first);
  IncidentsAnswer answer =
      answers().ListIncidents(cio_, {.open = true}, {}).value();
  ASSERT_THAT(answer.incidents, SizeIs(1));
  EXPECT_EQ(answer.incidents[0].provider, "hosting");
  EXPECT_EQ(answer.incidents[0].told_time, now - absl::Hours(2));
  EXPECT_THAT(answer.incidents[0].components, ElementsAre("Web", "gone"));

  // It is gone from the page: it ended, and a newer one began.
  StatusObservation second = MakeObservation(
      now - absl::Hours(1), {MakeComponent("w", "Web", kOperational)});
  incident.id = "i2";
  incident.start_time = now - absl::Hours(1);
  second.incidents = {incident};
  Tell("page", second);
  answer = answers().ListIncidents(cio_, {.provider = "hosting"}, {}).value();
  ASSERT_THAT(answer.incidents, SizeIs(2));
  EXPECT_EQ(answer.incidents[0].incident.id, "i2");
  EXPECT_EQ(answer.incidents[1].incident.end_time, now - absl::Hours(1));
  EXPECT_TRUE(answer.incidents[1].incident.end_inferred);
  answer = answers().ListIncidents(cio_, {.open = true}, {}).value();
  EXPECT_THAT(answer.incidents, SizeIs(1));
  answer = answers().ListIncidents(cio_, {.from = "2026-10-16"}, {}).value();
  // The open one reaches into tomorrow.
  EXPECT_THAT(answer.incidents, SizeIs(1));
}

TEST_F(StatusAnswersTest, IncidentsOfAProviderThatLeftStay) {
  StatusObservation observation = MakeObservation(
      clock_.Now() - absl::Hours(2), {MakeComponent("w", "W", kOperational)});
  Incident incident;
  incident.id = "i1";
  incident.start_time = clock_.Now() - absl::Hours(3);
  observation.incidents = {incident};
  Tell("page", observation);
  portfolio_.providers.clear();
  AddProvider("other");
  Configure(clock_.Now() + absl::Seconds(1));
  clock_.Advance(absl::Minutes(1));
  const IncidentsAnswer answer =
      answers().ListIncidents(cio_, {.provider = "hosting"}, {}).value();
  EXPECT_THAT(answer.incidents, SizeIs(1));
}

TEST_F(StatusAnswersTest, AFeedOfIncidentsTellsStates) {
  const absl::Time now = clock_.Now();
  StatusObservation feed =
      MakeObservation(now, {Component{.id = "gce", .name = "Compute"},
                            Component{.id = "gcs", .name = "Storage"}});
  feed.lists_every_component = true;
  feed.states_from_incidents_since = now - absl::Hours(24);
  Incident incident;
  incident.id = "1";
  incident.start_time = now - absl::Hours(3);
  incident.end_time = now - absl::Hours(2);
  incident.component_ids = {"gce"};
  incident.implied_state = kPartialOutage;
  Incident overlapping = incident;
  overlapping.id = "2";
  overlapping.start_time = now - absl::Minutes(150);
  feed.incidents = {incident, overlapping};
  Tell("page", feed);
  const StatusHistoryAnswer answer = History({.provider = "hosting"});
  EXPECT_EQ(answer.range.from, now - absl::Hours(24));
  ASSERT_THAT(answer.rows, SizeIs(2));
  EXPECT_EQ(answer.rows[0].durations.partial_outage, absl::Hours(1));
  EXPECT_EQ(answer.rows[0].durations.operational, absl::Hours(23));
  EXPECT_EQ(answer.rows[0].incidents, 2);
  EXPECT_EQ(answer.rows[1].durations.operational, absl::Hours(24));
}

TEST_F(StatusAnswersTest, AnnouncedIsWhatThePartnerSaysUnlessAPollDenies) {
  MaintenanceRecord record;
  record.told_time = At("2026-10-05T12:00:00Z");
  EXPECT_EQ(AnnouncedTime(record), record.told_time) << "nothing stated";
  record.maintenance.announce_time = At("2026-10-01T00:00:00Z");
  EXPECT_EQ(AnnouncedTime(record), record.maintenance.announce_time)
      << "nobody looked between";
  record.poll_before_told = At("2026-10-01T00:00:00Z");
  EXPECT_EQ(AnnouncedTime(record), record.maintenance.announce_time)
      << "the poll was not after it";
  record.poll_before_told = At("2026-10-05T11:59:00Z");
  EXPECT_EQ(AnnouncedTime(record), record.told_time)
      << "a good poll after the stated time did not show it";
}

TEST_F(StatusAnswersTest, ListsMaintenanceByStart) {
  StatusObservation observation =
      MakeObservation(clock_.Now(), {MakeComponent("w", "Web", kOperational)});
  for (const int days : {9, 2}) {
    Maintenance maintenance;
    maintenance.id = absl::StrCat("m", days);
    maintenance.phase = MaintenancePhase::kScheduled;
    maintenance.start_time = clock_.Now() + absl::Hours(24 * days);
    maintenance.end_time = *maintenance.start_time + absl::Hours(1);
    maintenance.component_ids = {"w"};
    observation.maintenances.push_back(maintenance);
  }
  Tell("page", observation);
  const MaintenancesAnswer answer =
      answers().ListMaintenances(cio_, {.provider = "hosting"}, {}).value();
  ASSERT_THAT(answer.maintenances, SizeIs(2));
  EXPECT_EQ(answer.maintenances[0].maintenance.id, "m2");
  EXPECT_EQ(answer.maintenances[0].announced, clock_.Now());
  EXPECT_THAT(answer.maintenances[0].components, ElementsAre("Web"));
  EXPECT_THAT(answers()
                  .ListMaintenances(cio_, {.from = "2026-10-20"}, {})
                  .value()
                  .maintenances,
              SizeIs(1));
}

TEST_F(StatusAnswersTest, SourcesShowWhatTheyDoAndWhatFailed) {
  RecordTry("page", {.time = clock_.Now(),
                     .outcome = TryOutcome::kPartner,
                     .rule = "http-status",
                     .message = "HTTP 500"});
  live_.sources["page"] = {.activity = SourceActivity::kBackingOff,
                           .next_try = clock_.Now() + absl::Minutes(2)};
  const SourceAnswer answer = answers().GetSource(cio_, "page", {}).value();
  EXPECT_EQ(answer.freshness, Freshness::kFailed);
  EXPECT_EQ(answer.activity, SourceActivity::kBackingOff);
  EXPECT_EQ(answer.next_try, clock_.Now() + absl::Minutes(2));
  EXPECT_NE(FindGap(answer.gaps, "source-failed-empty"), nullptr);
  EXPECT_EQ(answers().GetSource(cio_, "nope", {}).status().code(),
            absl::StatusCode::kNotFound);
  const SourcesAnswer all = answers().ListSources(cio_, {}, {}).value();
  EXPECT_THAT(all.sources, SizeIs(1));
}

TEST_F(StatusAnswersTest, ASourceThatLeftSaysThatItIsNoLongerAsked) {
  TellAMorning();
  portfolio_.providers.clear();
  AddProvider("other");
  Configure(clock_.Now() + absl::Seconds(1));
  clock_.Advance(absl::Minutes(1));
  const SourceAnswer answer = answers().GetSource(cio_, "page", {}).value();
  const Gap* gap = FindGap(answer.gaps, "source-not-collected");
  ASSERT_NE(gap, nullptr);
  EXPECT_TRUE(gap->notice);
}

TEST_F(StatusAnswersTest, ProvidersComeInTheOrderOfTheConfiguration) {
  AddProvider("another");
  Configure();
  const ProvidersAnswer answer = answers().ListProviders(cio_, {}, {}).value();
  ASSERT_THAT(answer.providers, SizeIs(2));
  EXPECT_EQ(answer.providers[0].row.id, "hosting");
  EXPECT_THAT(answer.providers[0].sources, ElementsAre("page"));
  EXPECT_EQ(answers().GetProvider(cio_, {.id = "nope"}, {}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(answers().GetProvider(cio_, {.id = "another"}, {})->row.id,
            "another");
}

}  // namespace
}  // namespace regisseur

#include "aggregator/collect/fact_ingest.h"

#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The clock stands at 2026-10-05T07:00:00Z.
class FactIngestTest : public StorageFixture {
 protected:
  FactIngestTest() : originals_(folder_, *database_, *queue_, clock_) {
    source_.id = "page";
    source_.provider = "cloudnine";
    source_.every = absl::Minutes(1);
  }

  static StatusObservation Observation(const std::string& time,
                                       OperationalState state) {
    StatusObservation observation;
    observation.observed_time = At(time);
    observation.components.push_back(
        {.id = "web", .name = "Website", .state = state});
    observation.lists_every_component = true;
    return observation;
  }

  // One run of a live page.
  static FactBatch Poll(
      const std::string& time,
      OperationalState state = OperationalState::kOperational) {
    FactBatch batch;
    batch.run = time;
    batch.number = 1;
    batch.cursor = "c";
    batch.last = true;
    batch.dictionary = {""};
    batch.deliveries = {
        Head("page=1", "https://status.example/", Completeness::kAdditive)};
    batch.observations = {Observation(time, state)};
    return batch;
  }

  FactIngest Ingest() {
    return FactIngest(*writer_, originals_, clock_, who_, source_, "test 1");
  }

  std::vector<std::string> Rules() {
    std::vector<std::string> rules;
    const auto findings = sources().ListFindings(who_, "page", {});
    for (const Finding& finding : *findings) rules.push_back(finding.rule);
    return rules;
  }

  StatusCoverage Coverage() {
    return status().GetCoverage(who_, "page", {}).value();
  }

  std::map<int64_t, std::vector<StateChange>> Changes() {
    return status().ListStateChanges(who_, "page", {}, {}).value();
  }

  Originals originals_;
  SourceConfig source_;
};

TEST_F(FactIngestTest, LeavesOutWhatSomebodySawInTheFuture) {
  FactIngest ingest = Ingest();
  ASSERT_TRUE(ingest.Store(Poll("2030-01-01T00:00:00Z")).ok());
  EXPECT_THAT(Changes(), IsEmpty());
  EXPECT_THAT(Coverage().ranges, IsEmpty());
  EXPECT_THAT(Rules(), ElementsAre("status-observation-in-future"));
  // An honest poll afterwards counts.
  ASSERT_TRUE(ingest.Store(Poll("2026-10-05T07:00:00Z")).ok());
  EXPECT_EQ(Coverage().last_observed, At("2026-10-05T07:00:00Z"));
}

TEST_F(FactIngestTest, SumsOfChargesAreAssignedByWhatTheyTellOnly) {
  const auto sums = [this] {
    StagedBatch staged = MakeBatch("focus", "r", 1, true);
    staged.facts.deliveries = {Head("account=1", "cost.csv")};
    AddCharge(staged, "Compute", "1").lines = 2;
    return staged.facts;
  };
  source_.assign = AssignmentRule{.by = "tag:team"};
  FactIngest by_tag = Ingest();
  const absl::Status refused = by_tag.Store(sums());
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("tag:team"));
  source_.assign->by = "service_provider";
  FactIngest by_provider = Ingest();
  ASSERT_TRUE(by_provider.Store(sums()).ok());
  EXPECT_EQ(by_provider.rows(), 2) << "the lines that they stand for";
}

TEST_F(FactIngestTest, TakesAClockThatRunsALittleAheadForNow) {
  FactIngest ingest = Ingest();
  ASSERT_TRUE(
      ingest.Store(Poll("2026-10-05T07:04:59Z", OperationalState::kMajorOutage))
          .ok());
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_EQ(Coverage().last_observed, At("2026-10-05T07:00:00Z"));
  const auto changes = Changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes.begin()->second.front().at, At("2026-10-05T07:00:00Z"));
  // The partner's clock is mended: its next poll is not one of the past.
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(ingest.Store(Poll("2026-10-05T07:01:00Z")).ok());
  EXPECT_EQ(Coverage().last_observed, At("2026-10-05T07:01:00Z"));
}

TEST_F(FactIngestTest, KeepsThePartsOfAMomentTogetherWhileTheClockGoesOn) {
  FactBatch first = Poll("2026-10-05T07:03:00Z");
  first.run = "r";
  first.last = false;
  first.observations[0].last_part = false;
  FactBatch second = first;
  second.number = 2;
  second.last = true;
  second.observations[0].last_part = true;
  second.observations[0].components[0].id = "api";
  FactIngest ingest = Ingest();
  ASSERT_TRUE(ingest.Store(first).ok());
  clock_.Advance(absl::Seconds(5));
  ASSERT_TRUE(ingest.Store(second).ok());
  // Nothing vanished between the parts.
  const auto all = Changes();
  EXPECT_EQ(all.size(), 2u);
  for (const auto& [component, changes] : all) {
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].state, OperationalState::kOperational);
    EXPECT_EQ(changes[0].at, At("2026-10-05T07:00:00Z"));
  }
}

TEST_F(FactIngestTest, ARecordingThatEndsInTheFutureCoversWhatWasSeen) {
  FactBatch batch = Poll("2026-10-01T00:00:00Z");
  batch.deliveries[0].recorded = true;
  batch.deliveries[0].period_start = At("2026-10-01T00:00:00Z");
  batch.deliveries[0].period_end = At("2036-10-01T00:00:00Z");
  batch.observations.push_back(
      Observation("2026-10-02T00:00:00Z", OperationalState::kOperational));
  batch.observations.push_back(
      Observation("2036-10-01T00:00:00Z", OperationalState::kOperational));
  FactIngest ingest = Ingest();
  ASSERT_TRUE(ingest.Store(batch).ok());
  EXPECT_THAT(Rules(), ElementsAre("status-observation-in-future"));
  ASSERT_EQ(Coverage().ranges.size(), 1u);
  EXPECT_EQ(Coverage().ranges[0].from, At("2026-10-01T00:00:00Z"));
  EXPECT_EQ(Coverage().ranges[0].to, At("2026-10-02T00:00:00Z"));
}

TEST_F(FactIngestTest, DoesNotBelieveAConfirmationFromTheFuture) {
  FactIngest ingest = Ingest();
  ASSERT_TRUE(ingest.Store(Poll("2026-10-05T07:00:00Z")).ok());
  Checkpoint checkpoint;
  checkpoint.cursor = "c";
  checkpoint.unchanged = true;
  checkpoint.confirmed = At("2027-01-01T00:00:00Z");
  ASSERT_TRUE(ingest.Finish(checkpoint).ok());
  EXPECT_EQ(Coverage().last_observed, At("2026-10-05T07:00:00Z"));
  EXPECT_THAT(Rules(), ElementsAre("status-observation-in-future"));
}

TEST_F(FactIngestTest, DataReachNoFurtherThanTheMomentAtWhichTheyWereTold) {
  FactIngest ingest = Ingest();
  Checkpoint checkpoint;
  checkpoint.data_until = At("2026-10-01T00:00:00Z");
  EXPECT_EQ(ingest.DataUntil(checkpoint), At("2026-10-01T00:00:00Z"));
  // A yearly charge that was invoiced in advance.
  checkpoint.data_until = At("2027-10-01T00:00:00Z");
  EXPECT_EQ(ingest.DataUntil(checkpoint), At("2026-10-05T07:00:00Z"));
  // Read again a month later, the same file still ends where it ended.
  clock_.Advance(absl::Hours(30 * 24));
  checkpoint.unchanged = true;
  EXPECT_EQ(ingest.DataUntil(checkpoint), std::nullopt);
}

TEST_F(FactIngestTest, WhatIsLeftOutAsFutureMakesDataReachNoFurther) {
  FactIngest ingest = Ingest();
  ASSERT_TRUE(ingest.Store(Poll("2026-10-05T08:00:00Z")).ok());
  EXPECT_THAT(Rules(), ElementsAre("status-observation-in-future"));
  Checkpoint checkpoint;
  checkpoint.data_until = At("2026-10-05T08:00:00Z");
  EXPECT_EQ(ingest.DataUntil(checkpoint), std::nullopt);
}

FactBatch Desk() {
  FactBatch batch;
  batch.run = "export";
  batch.number = 1;
  batch.cursor = "c";
  batch.last = true;
  batch.dictionary = {""};
  batch.deliveries.resize(2);
  batch.deliveries[0].scope = "opened=2026-09";
  batch.deliveries[1].scope = "objectives";
  for (const auto& [id, group, supplier] :
       {std::tuple{"1", "Hosting 1st", "CloudNine"},
        std::tuple{"2", "Hosting 2nd", ""},
        std::tuple{"3", "Workplace", "PinkRoccade LG"}}) {
    Ticket& ticket = batch.tickets.emplace_back();
    ticket.id = id;
    ticket.assignment_group = group;
    ticket.supplier = supplier;
    ticket.opened = ticket.updated = At("2026-09-05T07:00:00Z");
    ticket.steps.resize(1);
    ticket.steps[0].at = ticket.updated;
  }
  DeclaredObjective& objective = batch.objectives.emplace_back();
  objective.delivery = 1;
  objective.name = "web";
  objective.party = "PinkRoccade LG";
  return batch;
}

// USERS U2: who a ticket is about is a rule of the source, not of the adapter.
TEST_F(FactIngestTest, GivesTicketsToProvidersByTheRuleOfASharedSource) {
  const TicketReader tickets(*database_);
  const auto ids = [&](const std::string& provider) {
    std::vector<std::string> found;
    const auto records = tickets.ListTickets(who_, provider, {}, {});
    for (const TicketRecord& record : *records) {
      found.push_back(absl::StrCat(record.source, "/", record.ticket.id));
    }
    return found;
  };
  source_.provider = "";
  source_.id = "groups";
  source_.assign = AssignmentRule{"assignment_group", {{"Hosting*", "cloud"}}};
  ASSERT_TRUE(Ingest().Store(Desk()).ok());
  EXPECT_THAT(ids("cloud"), ElementsAre("groups/1", "groups/2"));
  EXPECT_THAT(ids(kUnassigned), ElementsAre("groups/3"));

  source_.id = "suppliers";
  source_.assign = AssignmentRule{
      "supplier", {{"CloudNine*", "cloud"}, {"PinkRoccade*", "pink"}}};
  FactIngest ingest = Ingest();
  ASSERT_TRUE(ingest.Store(Desk()).ok());
  EXPECT_EQ(ingest.rows(), 4);
  EXPECT_THAT(ids("cloud"), ElementsAre("groups/1", "groups/2", "suppliers/1"));
  EXPECT_THAT(ids("pink"), ElementsAre("suppliers/3"));
  // Without a supplier it is nobody's, and said so.
  EXPECT_THAT(ids(kUnassigned), ElementsAre("groups/3", "suppliers/2"));
  EXPECT_EQ(
      ObjectiveReader(*database_).ListObjectives(who_, "pink", {})->size(), 1u);
}

TEST_F(FactIngestTest, AProvidersOwnDeskIsAboutNobodyElse) {
  ASSERT_TRUE(Ingest().Store(Desk()).ok());
  EXPECT_EQ(
      TicketReader(*database_).ListTickets(who_, "cloudnine", {}, {})->size(),
      3u);
  EXPECT_EQ(
      ObjectiveReader(*database_).ListObjectives(who_, "cloudnine", {})->size(),
      1u);
}

}  // namespace
}  // namespace regisseur

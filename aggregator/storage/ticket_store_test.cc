#include <cstdint>
#include <string>
#include <vector>

#include "aggregator/storage/chain_verifier.h"
#include "aggregator/storage/retention.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Tickets and declared objectives in the store: what comes back, what replaces
// what, what the chain proves, what is purged.
class TicketStoreTest : public StorageFixture {
 protected:
  static Ticket MakeTicket(const std::string& id, absl::string_view opened,
                           absl::string_view updated,
                           TicketState state = TicketState::kClosed) {
    Ticket ticket;
    ticket.id = id;
    ticket.opened = At(opened);
    ticket.updated = At(updated);
    TicketStep step;
    step.at = ticket.updated;
    step.state = state;
    step.word = "In behandeling";
    step.priority = "P2";
    ticket.steps = {step};
    return ticket;
  }

  // Every field filled, none like another.
  static Ticket FullTicket() {
    Ticket ticket = MakeTicket("INC1", "2026-04-03T14:30:00.303Z",
                               "2026-04-12T09:00:00Z", TicketState::kClosed);
    ticket.line = 7;
    ticket.kind = TicketKind::kProblem;
    ticket.party = "Hosting 2nd";
    ticket.supplier = "Café B.V.";
    ticket.assignment_group = "Hosting 2nd";
    ticket.service = "Mail";
    ticket.category = "Software";
    ticket.created = At("2026-04-03T14:31:00Z");
    ticket.reacted = At("2026-04-03T14:40:00Z");
    ticket.restored = At("2026-04-07T08:30:00Z");
    ticket.resolved = At("2026-04-07T09:00:00Z");
    ticket.closed = At("2026-04-12T08:59:00Z");
    ticket.due = At("2026-04-08T00:00:00Z");
    ticket.reopened = 2;
    ticket.held = absl::Minutes(45);
    ticket.elapsed = absl::Seconds(325777);
    ticket.business_elapsed = absl::ZeroDuration();
    ticket.title = "Printer of A. Vos";
    ticket.whole_history = true;
    TicketStep earlier;
    // Recorded late: the first step is before the opening.
    earlier.at = At("2026-04-03T14:00:00Z");
    earlier.state = TicketState::kNew;
    earlier.word = "New";
    earlier.made_sla = true;
    earlier.updates = 40;
    TicketStep missed = earlier;
    missed.at = At("2026-04-07T06:00:00Z");
    missed.state = TicketState::kWaitingForCustomer;
    missed.made_sla = false;
    missed.updates = 1;
    ticket.steps = {earlier, missed, ticket.steps[0]};
    return ticket;
  }

  absl::Status Store(const std::string& run, const std::string& scope,
                     std::vector<Ticket> tickets,
                     Completeness completeness = Completeness::kComplete) {
    StagedBatch batch = MakeBatch("desk", run, 1, true);
    batch.facts.deliveries = {Head(scope, run + ".csv", completeness)};
    batch.facts.tickets = std::move(tickets);
    return writer_->StoreBatch(who_, batch);
  }

  std::vector<TicketRecord> List(TimeRange range = {}, AsOf as_of = {},
                                 std::optional<std::string> provider = {}) {
    const auto tickets =
        TicketReader(*database_).ListTickets(who_, provider, range, as_of);
    EXPECT_TRUE(tickets.ok()) << tickets.status();
    return *tickets;
  }
  std::vector<std::string> Ids(TimeRange range = {}, AsOf as_of = {},
                               std::optional<std::string> provider = {}) {
    std::vector<std::string> ids;
    for (const TicketRecord& record : List(range, as_of, provider)) {
      ids.push_back(record.ticket.id);
    }
    return ids;
  }

  static DeclaredObjective FullObjective() {
    DeclaredObjective objective;
    objective.line = 3;
    objective.name = "web-availability";
    objective.display_name = "Web availability";
    objective.service = "web-shop";
    objective.description = "Most requests succeed";
    objective.targets = {{"Good", Decimal::Parse("99.95").value(), "lte 0.5"},
                         {"", Decimal(99, 0), ""}};
    objective.window = "30d rolling";
    objective.budgeting_method = "Occurrences";
    objective.indicator = "ratio of requests";
    objective.document = "2";
    objective.format = "openslo/v1";
    return objective;
  }
  absl::Status StoreObjectives(const std::string& run,
                               std::vector<DeclaredObjective> objectives) {
    StagedBatch batch = MakeBatch("slos", run, 1, true);
    batch.facts.deliveries = {Head("objectives", "slo.yaml")};
    batch.facts.objectives = std::move(objectives);
    return writer_->StoreBatch(who_, batch);
  }
  std::vector<ObjectiveRecord> Objectives(
      AsOf as_of = {}, std::optional<std::string> provider = {}) {
    const auto objectives =
        ObjectiveReader(*database_).ListObjectives(who_, provider, as_of);
    EXPECT_TRUE(objectives.ok()) << objectives.status();
    return *objectives;
  }

  StoreReport Verify() {
    absl::StatusOr<StoreReport> report = ChainVerifier(*database_).Verify(who_);
    EXPECT_TRUE(report.ok()) << report.status();
    return *std::move(report);
  }
  void Tamper(const char* sql) {
    ASSERT_TRUE(queue_
                    ->Write(WriteQueue::Lane::kAct,
                            [&](Transaction& transaction) {
                              return transaction.Prepared(sql).Step().status();
                            })
                    .ok());
  }
  int64_t Count(const char* sql) {
    int64_t count = -1;
    EXPECT_TRUE(database_
                    ->Read([&](Connection& connection) -> absl::Status {
                      Statement& read = connection.Prepared(sql);
                      EXPECT_TRUE(read.Step().value());
                      count = read.Int(0);
                      read.Reset();
                      return absl::OkStatus();
                    })
                    .ok());
    return count;
  }
};

TEST_F(TicketStoreTest, ATicketComesBackWhole) {
  const Ticket full = FullTicket();
  const Ticket least =
      MakeTicket("2", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z",
                 TicketState::kUnspecified);
  ASSERT_TRUE(Store("a", "opened=2026-04", {full, least}).ok());
  Reopen();
  const std::vector<TicketRecord> tickets = List();
  ASSERT_THAT(tickets, SizeIs(2));
  EXPECT_EQ(tickets[0].ticket, full);
  EXPECT_EQ(tickets[0].source, "desk");
  EXPECT_EQ(tickets[0].provider, "Hosting 2nd");  // the fixture's rule
  EXPECT_EQ(tickets[0].file, "a.csv");
  EXPECT_EQ(tickets[1].ticket, least);
  EXPECT_EQ(tickets[1].provider, "cloudnine");
  EXPECT_THAT(Ids({}, {}, "cloudnine"), ElementsAre("2"));
  EXPECT_EQ(sources().ListDeliveries(who_, "desk", {})->front().kind,
            FactKind::kTickets);
}

TEST_F(TicketStoreTest, ALaterExportOfTheSameMonthReplacesTheEarlier) {
  ASSERT_TRUE(Store("a", "opened=2026-04",
                    {MakeTicket("1", "2026-04-01T00:00:00Z",
                                "2026-04-02T00:00:00Z", TicketState::kNew),
                     MakeTicket("2", "2026-04-02T00:00:00Z",
                                "2026-04-02T00:00:00Z", TicketState::kNew)})
                  .ok());
  const AsOf before{clock_.Now()};
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(
      Store("b", "opened=2026-04",
            {MakeTicket("1", "2026-04-01T00:00:00Z", "2026-04-05T00:00:00Z")})
          .ok());
  EXPECT_THAT(Ids(), ElementsAre("1"));
  EXPECT_FALSE(IsOpen(List()[0].ticket));
  EXPECT_THAT(Ids({}, before), ElementsAre("1", "2"));
  EXPECT_TRUE(IsOpen(List({}, before)[0].ticket));
}

TEST_F(TicketStoreTest, AnExportThatSaysTheSameIsOnlyConfirmed) {
  ASSERT_TRUE(Store("a", "opened=2026-04", {FullTicket()}).ok());
  ASSERT_TRUE(Store("b", "opened=2026-04", {FullTicket()}).ok());
  EXPECT_THAT(*sources().ListDeliveries(who_, "desk", {}), SizeIs(1));
  // A title may be erased: it is no part of what is said.
  Ticket other = FullTicket();
  other.title = "another";
  other.line = 9;
  ASSERT_TRUE(Store("c", "opened=2026-04", {other}).ok());
  EXPECT_THAT(*sources().ListDeliveries(who_, "desk", {}), SizeIs(1));
  other.steps.back().priority = "P1";
  ASSERT_TRUE(Store("d", "opened=2026-04", {other}).ok());
  EXPECT_EQ(List()[0].ticket.steps.back().priority, "P1");
}

// Exports of what changed lately overlap, and may come in any order.
TEST_F(TicketStoreTest, OfAdditionalExportsTheLatestWordAboutATicketCounts) {
  ASSERT_TRUE(
      Store("a", "changes",
            {MakeTicket("1", "2026-04-01T00:00:00Z", "2026-04-05T00:00:00Z"),
             MakeTicket("2", "2026-04-02T00:00:00Z", "2026-04-05T00:00:00Z")},
            Completeness::kAdditive)
          .ok());
  Ticket older = MakeTicket("1", "2026-04-01T00:00:00Z", "2026-04-03T00:00:00Z",
                            TicketState::kNew);
  Ticket newer =
      MakeTicket("2", "2026-04-02T00:00:00Z", "2026-04-06T00:00:00Z");
  newer.party = "pink";  // it was handed over
  ASSERT_TRUE(
      Store("b", "changes", {older, newer}, Completeness::kAdditive).ok());
  const std::vector<TicketRecord> tickets = List();
  ASSERT_THAT(tickets, SizeIs(2));
  EXPECT_EQ(tickets[0].ticket.updated, At("2026-04-05T00:00:00Z"));
  EXPECT_EQ(tickets[1].ticket.updated, At("2026-04-06T00:00:00Z"));
  EXPECT_THAT(Ids({}, {}, "cloudnine"), ElementsAre("1"));
  EXPECT_THAT(Ids({}, {}, "pink"), ElementsAre("2"));
}

TEST_F(TicketStoreTest, ARangeHasTheTicketsThatLivedInIt) {
  ASSERT_TRUE(
      Store(
          "a", "opened=2026",
          {MakeTicket("closed", "2026-03-01T00:00:00Z", "2026-04-05T00:00:00Z"),
           MakeTicket("open", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z",
                      TicketState::kInProgress),
           MakeTicket("late", "2026-05-01T00:00:00Z", "2026-05-05T00:00:00Z")})
          .ok());
  const auto range = [](absl::string_view from, absl::string_view to) {
    return TimeRange{At(from), At(to)};
  };
  EXPECT_THAT(Ids(range("2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z")),
              ElementsAre("closed", "open"));
  EXPECT_THAT(Ids(range("2026-04-06T00:00:00Z", "2026-06-01T00:00:00Z")),
              ElementsAre("open", "late"));
  EXPECT_THAT(Ids(range("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z")),
              IsEmpty());
}

TEST_F(TicketStoreTest, AnUnfinishedRunIsNotSeen) {
  StagedBatch batch = MakeBatch("desk", "a", 1, false);
  batch.facts.deliveries = {Head("opened=2026-04", "a.csv")};
  batch.facts.tickets = {FullTicket()};
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  EXPECT_THAT(Ids(), IsEmpty());
  ASSERT_TRUE(writer_->DropStaged(who_, "desk").ok());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM ticket"), 0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM personal_text"), 0);
}

// The hash of a delivery does not depend on how it was cut into batches.
TEST_F(TicketStoreTest, ARunOfManyBatchesIsOneDelivery) {
  const std::vector<Ticket> tickets = {
      FullTicket(),
      MakeTicket("2", "2026-04-02T00:00:00Z", "2026-04-05T00:00:00Z")};
  for (int number = 1; number <= 2; ++number) {
    StagedBatch batch = MakeBatch("desk", "a", number, number == 2);
    batch.facts.deliveries = {Head("opened=2026-04", "a.csv")};
    batch.facts.tickets = {tickets[number - 1]};
    ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
    Reopen();
  }
  ASSERT_TRUE(Store("b", "opened=2026-04", tickets).ok());
  EXPECT_THAT(*sources().ListDeliveries(who_, "desk", {}), SizeIs(1));
  EXPECT_TRUE(Verify().sound());
}

TEST_F(TicketStoreTest, RefusesATicketInADeliveryOfAnotherKind) {
  StagedBatch batch = MakeBatch("desk", "a", 1, true);
  batch.facts.deliveries = {Head("s", "a.csv")};
  batch.facts.tickets = {FullTicket()};
  batch.facts.objectives = {FullObjective()};
  EXPECT_EQ(writer_->StoreBatch(who_, batch).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(TicketStoreTest, PartiesThatNobodyClaimsAreCounted) {
  StagedBatch batch = MakeBatch("desk", "a", 1, true);
  batch.assign = [](const std::string&) { return kUnassigned; };
  batch.facts.deliveries = {Head("opened=2026-04", "a.csv")};
  batch.facts.tickets = {FullTicket(), FullTicket()};
  batch.facts.tickets[1].id = "other";
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  const auto parties = sources().ListUnassigned(who_, "desk", {}, 10);
  ASSERT_TRUE(parties.ok());
  ASSERT_THAT(*parties, SizeIs(1));
  EXPECT_EQ(parties->front().party, "Hosting 2nd");
  EXPECT_EQ(parties->front().count, 2);
  // Given to somebody later, without collecting again.
  ASSERT_TRUE(ConfigStore(*database_, *queue_, clock_)
                  .PutInForce(who_, {{"config", "a.yaml", "x"}},
                              {{"desk",
                                [](const std::string&) {
                                  return std::string("cloudnine");
                                }}})
                  .ok());
  EXPECT_THAT(Ids({}, {}, "cloudnine"), ElementsAre("INC1", "other"));
}

TEST_F(TicketStoreTest, SaysWhichSourceHasTicketsOfWhom) {
  ASSERT_TRUE(Store("a", "opened=2026-04",
                    {FullTicket(), MakeTicket("2", "2026-04-02T00:00:00Z",
                                              "2026-04-05T00:00:00Z")})
                  .ok());
  const auto tellers = TicketReader(*database_).ListTellers(who_, {});
  ASSERT_TRUE(tellers.ok()) << tellers.status();
  ASSERT_THAT(*tellers, SizeIs(2));
  EXPECT_EQ((*tellers)[0].provider, "Hosting 2nd");
  EXPECT_EQ((*tellers)[1].provider, "cloudnine");
  EXPECT_EQ((*tellers)[1].source, "desk");
  const AsOf before{clock_.Now() - absl::Hours(1)};
  EXPECT_THAT(*TicketReader(*database_).ListTellers(who_, before), IsEmpty());
}

TEST_F(TicketStoreTest, AnObjectiveComesBackWhole) {
  DeclaredObjective second;
  second.name = "least";
  ASSERT_TRUE(StoreObjectives("a", {FullObjective(), second}).ok());
  Reopen();
  const std::vector<ObjectiveRecord> objectives = Objectives();
  ASSERT_THAT(objectives, SizeIs(2));
  EXPECT_EQ(objectives[0].objective, FullObjective());
  EXPECT_EQ(objectives[0].source, "slos");
  EXPECT_EQ(objectives[0].provider, "cloudnine");
  EXPECT_EQ(objectives[0].file, "slo.yaml");
  EXPECT_EQ(objectives[1].objective, second);
  EXPECT_THAT(Objectives({}, "pink"), IsEmpty());
  EXPECT_THAT(Objectives({}, "cloudnine"), SizeIs(2));
}

TEST_F(TicketStoreTest, ADocumentReplacesTheOneBefore) {
  ASSERT_TRUE(StoreObjectives("a", {FullObjective()}).ok());
  const AsOf before{clock_.Now()};
  clock_.Advance(absl::Hours(1));
  DeclaredObjective changed = FullObjective();
  changed.targets[0].percent = Decimal::Parse("99.5").value();
  ASSERT_TRUE(StoreObjectives("b", {changed}).ok());
  ASSERT_THAT(Objectives(), SizeIs(1));
  EXPECT_EQ(Objectives()[0].objective, changed);
  ASSERT_THAT(Objectives(before), SizeIs(1));
  EXPECT_EQ(Objectives(before)[0].objective, FullObjective());
}

struct TicketTamper {
  const char* name;
  const char* sql;
};
class TicketTamperTest : public TicketStoreTest,
                         public ::testing::WithParamInterface<TicketTamper> {};

TEST_P(TicketTamperTest, IsFound) {
  ASSERT_TRUE(Store("a", "opened=2026-04",
                    {FullTicket(), MakeTicket("2", "2026-04-02T00:00:00Z",
                                              "2026-04-05T00:00:00Z")})
                  .ok());
  ASSERT_TRUE(StoreObjectives("a", {FullObjective()}).ok());
  ASSERT_TRUE(Verify().sound());
  Tamper(GetParam().sql);
  EXPECT_FALSE(Verify().sound());
}

INSTANTIATE_TEST_SUITE_P(
    All, TicketTamperTest,
    ::testing::Values(
        TicketTamper{"Resolved",
                     "UPDATE ticket SET resolved_us = resolved_us - 1 "
                     "WHERE partner_id = 'INC1'"},
        TicketTamper{"Gone", "DELETE FROM ticket WHERE partner_id = '2'"},
        TicketTamper{"Steps",
                     "UPDATE ticket SET steps = (SELECT steps FROM ticket "
                     "WHERE partner_id = '2')"},
        TicketTamper{"Garbage", "UPDATE ticket SET steps = x'01ff'"},
        TicketTamper{"Group",
                     "UPDATE ticket SET assignment_group_text = "
                     "supplier_text"},
        TicketTamper{"Party",
                     "UPDATE ticket SET party = (SELECT MAX(party) FROM "
                     "ticket)"},
        TicketTamper{"Reopened", "UPDATE ticket SET reopened = 0"},
        TicketTamper{"Target",
                     "UPDATE objective_target SET percent = '90' "
                     "WHERE position = 1"},
        TicketTamper{"TargetGone",
                     "DELETE FROM objective_target WHERE position = 2"},
        TicketTamper{"Window", "UPDATE objective SET target_window = '1d'"}),
    [](const auto& info) { return info.param.name; });

TEST_F(TicketStoreTest, ATitleIsErasedAndTheChainHolds) {
  ASSERT_TRUE(Store("a", "opened=2026-04", {FullTicket()}).ok());
  RetentionBorders borders = {absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast()};
  RetentionPurge purge(folder_, *database_, *queue_, clock_);
  borders.remarks = At("2026-04-12T09:00:00Z");  // its last change
  ASSERT_TRUE(purge.Run(who_, borders).ok());
  EXPECT_EQ(List()[0].ticket.title, "Printer of A. Vos");
  borders.remarks += absl::Seconds(1);
  ASSERT_TRUE(purge.Run(who_, borders).ok());
  EXPECT_EQ(List()[0].ticket.title, "");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM personal_text"), 0);
  EXPECT_TRUE(Verify().sound());
}

TEST_F(TicketStoreTest, TicketsGoWhenTheLastOfTheirDeliveryIsOldEnough) {
  ASSERT_TRUE(Store("a", "opened=2026-04",
                    {FullTicket(), MakeTicket("2", "2026-04-02T00:00:00Z",
                                              "2026-04-13T00:00:00Z")})
                  .ok());
  RetentionBorders borders = {absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast()};
  RetentionPurge purge(folder_, *database_, *queue_, clock_);
  clock_.Advance(absl::Hours(24 * 800));
  borders.tickets = At("2026-04-13T00:00:00Z");
  ASSERT_TRUE(purge.Run(who_, borders).ok());
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  EXPECT_THAT(Ids(), ElementsAre("2", "INC1"));
  borders.tickets = clock_.Now();
  ASSERT_TRUE(purge.Run(who_, borders).ok());
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM ticket"), 0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM personal_text"), 0);
  // Recorded as an act: nothing is missing.
  EXPECT_TRUE(Verify().sound());
}

TEST_F(TicketStoreTest, ObjectivesInForceAreKeptForEver) {
  ASSERT_TRUE(StoreObjectives("a", {FullObjective()}).ok());
  clock_.Advance(absl::Hours(1));
  DeclaredObjective changed = FullObjective();
  changed.window = "7d rolling";
  ASSERT_TRUE(StoreObjectives("b", {changed}).ok());
  clock_.Advance(absl::Hours(24 * 8 * 366));
  RetentionBorders borders = {absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast(),
                              absl::InfinitePast(), absl::InfinitePast()};
  borders.objectives = clock_.Now();
  ASSERT_TRUE(RetentionPurge(folder_, *database_, *queue_, clock_)
                  .Run(who_, borders)
                  .ok());
  ASSERT_TRUE(writer_->Purge(who_, absl::Hours(24 * 7)).ok());
  ASSERT_THAT(Objectives(), SizeIs(1));
  EXPECT_EQ(Objectives()[0].objective, changed);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM objective"), 1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM objective_target"), 2);
  EXPECT_TRUE(Verify().sound());
}

}  // namespace
}  // namespace regisseur

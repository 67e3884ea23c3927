#include "wire/ticket_wire.h"

#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "wire/facts_wire.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::Time At(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

Ticket FullTicket() {
  Ticket ticket;
  ticket.line = 7;
  ticket.id = "INC0000464";
  ticket.kind = TicketKind::kIncident;
  ticket.supplier = "Café B.V.";
  ticket.assignment_group = "Hosting 2nd";
  ticket.service = "Mail";
  ticket.category = "Software";
  ticket.opened = At(1000) + absl::Milliseconds(303);
  ticket.created = At(1001);
  ticket.reacted = At(1100);
  ticket.restored = At(1900);
  ticket.resolved = At(2000);
  ticket.closed = At(3000);
  ticket.due = At(2500);
  ticket.updated = At(3001);
  ticket.reopened = 2;
  ticket.held = absl::Minutes(3);
  ticket.elapsed = absl::Seconds(0);
  ticket.business_elapsed = absl::Seconds(28800);
  ticket.title = "Unable to connect";
  TicketStep first;
  first.at = ticket.opened;
  first.state = TicketState::kNew;
  first.word = "New";
  first.priority = "2 - High";
  first.made_sla = true;
  first.updates = 3;
  TicketStep last;
  last.at = At(3000);
  last.state = TicketState::kCancelled;
  last.word = "Canceled";
  last.priority = "2 - High";
  last.made_sla = false;
  ticket.steps = {first, last};
  ticket.whole_history = true;
  return ticket;
}

// What a partner tells least of.
Ticket ShortTicket() {
  Ticket ticket;
  ticket.id = "1";
  ticket.opened = At(5);
  ticket.updated = At(6);
  ticket.steps.resize(1);
  ticket.steps[0].at = At(6);
  return ticket;
}

DeclaredObjective FullObjective() {
  DeclaredObjective objective;
  objective.line = 12;
  objective.party = "Cloudnine";
  objective.name = "web-availability";
  objective.display_name = "Web availability";
  objective.service = "web-shop";
  objective.description = "Most requests succeed";
  objective.targets = {{"Good", Decimal(9995, 2), "lte 0.5"},
                       {"", Decimal(99, 0), ""}};
  objective.window = "30d rolling";
  objective.budgeting_method = "Occurrences";
  objective.indicator = "ratio of requests";
  objective.document = "2";
  objective.format = "openslo/v1";
  return objective;
}

FactBatch Batch() {
  FactBatch batch;
  batch.run = "run";
  batch.number = 1;
  batch.cursor = "c";
  batch.deliveries.resize(2);
  batch.deliveries[0].scope = "tickets opened=2016-03";
  batch.deliveries[1].scope = "objectives";
  batch.tickets = {FullTicket(), ShortTicket()};
  batch.objectives = {FullObjective()};
  batch.objectives[0].delivery = 1;
  return batch;
}

TEST(TicketWireTest, KeepsEverything) {
  const FactBatch batch = Batch();
  const absl::StatusOr<FactBatch> read =
      FactBatchFromWire(FactBatchToWire(batch));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->tickets, ElementsAre(batch.tickets[0], batch.tickets[1]));
  EXPECT_THAT(read->objectives, ElementsAre(batch.objectives[0]));
}

TEST(TicketWireTest, TextsOfTicketsAreStoredOnce) {
  FactBatch batch = Batch();
  batch.objectives.clear();
  batch.tickets.assign(100, FullTicket());
  const adapter::v1::Batch wire = FactBatchToWire(batch);
  // The empty one, four names, two words of states and a priority.
  EXPECT_EQ(wire.dictionary_size(), 8);
}

TEST(TicketWireTest, RefusesWhatIsBroken) {
  struct Case {
    std::string message;
    std::function<void(adapter::v1::Batch&)> breaks;
  };
  using Wire = adapter::v1::Batch;
  const Case kCases[] = {
      {"tickets.delivery: row 1: delivery 2 of 2 is not there",
       [](Wire& w) { w.mutable_tickets(1)->set_delivery(2); }},
      {"row 0: tickets.line: it is negative",
       [](Wire& w) { w.mutable_tickets(0)->set_line(-1); }},
      {"row 0: tickets.id: it is required",
       [](Wire& w) { w.mutable_tickets(0)->clear_id(); }},
      {"row 1: tickets.open_time: it is required",
       [](Wire& w) { w.mutable_tickets(1)->clear_open_time(); }},
      {"row 1: tickets.update_time: it is required",
       [](Wire& w) { w.mutable_tickets(1)->clear_update_time(); }},
      {"row 0: tickets.due_time: time 0 s + -1 ns",
       [](Wire& w) {
         w.mutable_tickets(0)->mutable_due_time()->set_nanos(-1);
         w.mutable_tickets(0)->mutable_due_time()->set_seconds(0);
       }},
      {"row 0: tickets.service: index 99 is not in the dictionary",
       [](Wire& w) { w.mutable_tickets(0)->set_service(99); }},
      {"row 0: tickets.supplier: index -1 is not in the dictionary",
       [](Wire& w) { w.mutable_tickets(0)->set_supplier(-1); }},
      {"row 0: tickets.reopen_count: it is negative",
       [](Wire& w) { w.mutable_tickets(0)->set_reopen_count(-1); }},
      {"row 0: tickets.held_seconds: -1 is no length",
       [](Wire& w) { w.mutable_tickets(0)->set_held_seconds(-1); }},
      {"row 0: tickets.elapsed_seconds: 9223372036854775807 is no length",
       [](Wire& w) { w.mutable_tickets(0)->set_elapsed_seconds(INT64_MAX); }},
      {"row 1: tickets.steps: what it is in now is required",
       [](Wire& w) { w.mutable_tickets(1)->clear_steps(); }},
      {"row 0: tickets.steps.time: it is before the step in front of it",
       [](Wire& w) {
         w.mutable_tickets(0)->mutable_steps()->SwapElements(0, 1);
       }},
      {"row 0: tickets.steps.word: index 99 is not in the dictionary",
       [](Wire& w) { w.mutable_tickets(0)->mutable_steps(0)->set_word(99); }},
      {"row 0: tickets.steps.updates: it is negative",
       [](Wire& w) {
         w.mutable_tickets(0)->mutable_steps(0)->set_updates(-1);
       }},
      {"row 1: tickets.steps: 2001 steps; a ticket has at most 2000",
       [](Wire& w) {
         while (w.tickets(1).steps_size() < 2001) {
           *w.mutable_tickets(1)->add_steps() = w.tickets(1).steps(0);
         }
       }},
      {"objectives.delivery: row 0: delivery -1",
       [](Wire& w) { w.mutable_objectives(0)->set_delivery(-1); }},
      {"row 0: objectives.name: it is required",
       [](Wire& w) { w.mutable_objectives(0)->clear_name(); }},
      {"row 0: objectives.targets.percent: it is required",
       [](Wire& w) {
         w.mutable_objectives(0)->mutable_targets(1)->clear_percent();
       }},
      {"row 0: objectives.targets.percent: 100.01 is not between 0 and 100",
       [](Wire& w) {
         w.mutable_objectives(0)->mutable_targets(1)->set_percent("100.01");
       }},
      {"row 0: objectives.targets.percent: ",
       [](Wire& w) {
         w.mutable_objectives(0)->mutable_targets(1)->set_percent("high");
       }},
  };
  const adapter::v1::Batch whole = FactBatchToWire(Batch());
  ASSERT_TRUE(FactBatchFromWire(whole).ok());
  for (const Case& c : kCases) {
    adapter::v1::Batch wire = whole;
    c.breaks(wire);
    const absl::Status status = FactBatchFromWire(wire).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.message;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(TicketWireTest, RefusesMoreRowsThanAMessageHolds) {
  adapter::v1::Batch wire = FactBatchToWire(Batch());
  while (wire.tickets_size() <= 10000) *wire.add_tickets() = wire.tickets(1);
  EXPECT_THAT(std::string(FactBatchFromWire(wire).status().message()),
              HasSubstr("tickets: 10001 rows"));
  wire = FactBatchToWire(Batch());
  while (wire.objectives_size() <= 10000) {
    *wire.add_objectives() = wire.objectives(0);
  }
  EXPECT_THAT(std::string(FactBatchFromWire(wire).status().message()),
              HasSubstr("objectives: 10001 rows"));
}

// A word that a newer adapter has: the clock runs.
TEST(TicketWireTest, UnknownEnumNumbersStopNoClock) {
  adapter::v1::Batch wire = FactBatchToWire(Batch());
  wire.mutable_tickets(0)->mutable_steps(1)->set_state(
      static_cast<type::v1::TicketState>(77));
  wire.mutable_tickets(0)->set_kind(static_cast<type::v1::TicketKind>(77));
  const absl::StatusOr<FactBatch> read = FactBatchFromWire(wire);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->tickets[0].steps[1].state, TicketState::kUnspecified);
  EXPECT_EQ(read->tickets[0].kind, TicketKind::kUnspecified);
}

}  // namespace
}  // namespace regisseur

#include "core/ticket/ticket_moments.h"

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

TicketStep Step(absl::string_view at, TicketState state,
                const std::string& word, const std::string& priority = "P1") {
  TicketStep step;
  step.at = At(at);
  step.state = state;
  step.word = word;
  step.priority = priority;
  return step;
}

// Story S5: opened on the Friday before Easter, waiting for the customer on
// Tuesday from 08:00 to 08:45, restored at 11:00 (all Amsterdam, UTC+2).
Ticket Easter() {
  Ticket ticket;
  ticket.id = "INC1";
  ticket.opened = At("2026-04-03T14:30:00Z");
  ticket.steps = {
      Step("2026-04-03T14:30:00Z", TicketState::kNew, "New", "P2"),
      Step("2026-04-03T14:40:00Z", TicketState::kInProgress, "Active"),
      Step("2026-04-07T06:00:00Z", TicketState::kWaitingForCustomer,
           "Awaiting User Info"),
      Step("2026-04-07T06:45:00Z", TicketState::kInProgress, "Active"),
      Step("2026-04-07T09:00:00Z", TicketState::kResolved, "Resolved"),
      Step("2026-04-12T09:00:00Z", TicketState::kClosed, "Closed"),
  };
  ticket.updated = ticket.steps.back().at;
  ticket.whole_history = true;
  return ticket;
}

TEST(TicketMomentsTest, StopsAreTheStretchesInAStateThatIsNamed) {
  const Ticket ticket = Easter();
  const absl::Time now = At("2026-04-13T00:00:00Z");
  const TimeRange wait{At("2026-04-07T06:00:00Z"), At("2026-04-07T06:45:00Z")};
  const std::vector<std::string> ours = {"waiting_for_customer"};
  const std::vector<std::string> theirs = {"awaiting user info"};
  const std::vector<std::string> other = {"waiting_for_third_party", ""};
  EXPECT_THAT(StopsOf(ticket, ours, now), ElementsAre(wait));
  EXPECT_THAT(StopsOf(ticket, theirs, now), ElementsAre(wait));
  EXPECT_THAT(StopsOf(ticket, other, now), IsEmpty());
}

TEST(TicketMomentsTest, AStopThatGoesOnLastsUntilNow) {
  Ticket ticket = Easter();
  ticket.steps.resize(3);
  // Another priority in between does not end the stop.
  ticket.steps.push_back(Step("2026-04-07T06:10:00Z",
                              TicketState::kWaitingForCustomer,
                              "Awaiting User Info", "P3"));
  const std::vector<std::string> words = {"waiting_for_customer"};
  EXPECT_THAT(StopsOf(ticket, words, At("2026-04-07T07:00:00Z")),
              ElementsAre(TimeRange{At("2026-04-07T06:00:00Z"),
                                    At("2026-04-07T07:00:00Z")}));
  EXPECT_TRUE(IsOpen(ticket));
}

TEST(TicketMomentsTest, AWholeHistoryShowsReactionAndResolution) {
  Ticket ticket = Easter();
  EXPECT_EQ(FindReaction(ticket),
            (TicketMoment{At("2026-04-03T14:40:00Z"), false}));
  EXPECT_EQ(FindResolution(ticket),
            (TicketMoment{At("2026-04-07T09:00:00Z"), false}));
  EXPECT_EQ(FindRestoration(ticket), FindResolution(ticket));
  ticket.reacted = At("2026-04-03T14:35:00Z");
  ticket.resolved = At("2026-04-07T08:59:00Z");
  ticket.restored = At("2026-04-07T08:30:00Z");
  EXPECT_EQ(FindReaction(ticket), (TicketMoment{*ticket.reacted, true}));
  EXPECT_EQ(FindResolution(ticket), (TicketMoment{*ticket.resolved, true}));
  EXPECT_EQ(FindRestoration(ticket), (TicketMoment{*ticket.restored, true}));
}

TEST(TicketMomentsTest, AReopenedTicketIsResolvedTheLastTime) {
  Ticket ticket = Easter();
  ticket.steps.push_back(
      Step("2026-04-13T08:00:00Z", TicketState::kInProgress, "Active"));
  ticket.resolved = At("2026-04-07T09:00:00Z");
  EXPECT_EQ(FindResolution(ticket), std::nullopt);
  EXPECT_TRUE(TellsResolution(ticket));
  ticket.resolved.reset();
  ticket.steps.push_back(
      Step("2026-04-14T08:00:00Z", TicketState::kClosed, "Closed"));
  EXPECT_EQ(FindResolution(ticket),
            (TicketMoment{At("2026-04-14T08:00:00Z"), false}));
}

TEST(TicketMomentsTest, WhatASnapshotDoesNotTellIsNotKnown) {
  Ticket ticket = Easter();
  ticket.whole_history = false;
  ticket.steps = {Step("2026-04-12T09:00:00Z", TicketState::kClosed, "Closed")};
  EXPECT_EQ(FindReaction(ticket), std::nullopt);
  EXPECT_FALSE(TellsReaction(ticket));
  EXPECT_EQ(FindResolution(ticket), std::nullopt);
  EXPECT_FALSE(TellsResolution(ticket));
  EXPECT_FALSE(TellsStops(ticket));
  // Closed is at least resolved.
  ticket.closed = At("2026-04-12T09:00:00Z");
  EXPECT_EQ(FindResolution(ticket), (TicketMoment{*ticket.closed, true}));
  // New: nobody reacted, and that is told.
  ticket.closed.reset();
  ticket.steps = {Step("2026-04-12T09:00:00Z", TicketState::kNew, "New")};
  EXPECT_TRUE(TellsReaction(ticket));
  EXPECT_TRUE(TellsResolution(ticket));
}

TEST(TicketMomentsTest, APriorityThatComesBackIsAnother) {
  Ticket ticket = Easter();
  EXPECT_THAT(PrioritiesOf(ticket), ElementsAre("P2", "P1"));
  ticket.steps.back().priority = "P2";
  ticket.steps[2].priority = "";
  EXPECT_THAT(PrioritiesOf(ticket), ElementsAre("P2", "P1", "P2"));
}

TEST(TicketMomentsTest, AnUnknownWordLeavesItToTheOtherFields) {
  Ticket ticket = Easter();
  ticket.steps = {
      Step("2026-04-03T14:30:00Z", TicketState::kUnspecified, "-100")};
  EXPECT_TRUE(IsOpen(ticket));
  ticket.resolved = At("2026-04-04T14:30:00Z");
  EXPECT_FALSE(IsOpen(ticket));
}

}  // namespace
}  // namespace regisseur

#include "core/partnership/escalation_target.h"

#include "core/partnership/escalation.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time At(absl::string_view text) { return ParseInstant(text).value(); }

// 2026-11-02 is a Monday.
constexpr char kOut[] = "2026-11-02T08:00:00Z";
constexpr char kOpened[] = "2026-11-02T09:00:00Z";

Contact Rung(const std::string& name, int level) {
  return {.name = name, .role = "escalation", .level = level};
}

Objective Promise(const std::string& id, TicketTerms::Clock clock,
                  absl::Duration urgent, absl::Duration usual) {
  Objective objective;
  objective.id = id;
  objective.services = {"hosting"};
  objective.window.zone = absl::UTCTimeZone();
  TicketTerms terms;
  terms.clock = clock;
  terms.levels = {{.priority = "P1", .within = {.hours = urgent}},
                  {.priority = "P3", .within = {.hours = usual}}};
  terms.clock_stops = {"waiting_for_customer"};
  objective.terms = terms;
  return objective;
}

// Restore within 4 hours (P1) or 16 (P3), resolve within 40.
Contract Hosting() {
  Contract contract;
  contract.id = "hosting";
  contract.services = {"hosting"};
  contract.contacts = {Rung("desk", 1), Rung("manager", 2),
                       Rung("director", 3)};
  contract.objectives = {Promise("restore", TicketTerms::Clock::kRestore,
                                 absl::Hours(4), absl::Hours(16)),
                         Promise("resolve", TicketTerms::Clock::kResolution,
                                 absl::Hours(40), absl::Hours(40))};
  return contract;
}

class TargetTest : public ::testing::Test {
 protected:
  std::optional<EscalationTarget> Find(const TargetedIncident& incident,
                                       absl::string_view priority = "P1",
                                       absl::string_view now = kOpened) const {
    const std::vector<const Contract*> contracts = {&contract_};
    return FindEscalationTarget(
        contracts, "hosting", priority,
        EscalationLadder::Of(contracts, "hosting", Side::kProvider), incident,
        At(now));
  }
  // Opened at nine with the four hours to answer of a P1.
  EscalationStanding AtTime(const EscalationTarget& target,
                            absl::string_view now) const {
    const std::vector<const Contract*> contracts = {&contract_};
    const EscalationRound round =
        PlanEscalation(
            EscalationLadder::Of(contracts, "hosting", Side::kProvider),
            FindEscalationTerms(contracts, "hosting", "P1",
                                absl::UTCTimeZone()),
            0, At(kOpened))
            .value();
    const std::vector<EscalationEvent> events = {
        {MatterMove::kOpened, At(kOpened), round},
        {MatterMove::kAcknowledged, At("2026-11-02T09:05:00Z"), {}}};
    return FoldEscalation(events, At(now), &target);
  }

  Contract contract_ = Hosting();
  TargetedIncident incident_{.kind = "incident", .id = "42", .start = At(kOut)};
};

// Out since 08:00, to be restored within four hours: 75 % of them are over at
// 11:00, all of them at 12:00; at 09:00 it is a quarter.
TEST_F(TargetTest, RungsFollowSharesOfThePromisedTime) {
  const auto target = Find(incident_);
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->objective, "restore");
  EXPECT_EQ(target->due, At("2026-11-02T12:00:00Z"));
  EXPECT_EQ(target->percent_used, 25);
  EXPECT_THAT(target->rungs,
              ElementsAre(TargetRung{1, At(kOut), "0"},
                          TargetRung{2, At("2026-11-02T11:00:00Z"), "75"},
                          TargetRung{3, At("2026-11-02T12:00:00Z"), "100"}));
  // A P3 has sixteen hours.
  EXPECT_EQ(Find(incident_, "P3")->due, At("2026-11-03T00:00:00Z"));
}

// The answer is due at 13:00, so by that clock the second rung would be called
// at 12:00 and the third at 13:00.
TEST_F(TargetTest, WhicheverComesFirstCallsTheRung) {
  const auto target = Find(incident_);
  EXPECT_EQ(AtTime(*target, "2026-11-02T10:59:59Z").Level(), 1);
  EXPECT_THAT(AtTime(*target, "2026-11-02T10:59:59Z").to_come,
              ElementsAre(EscalatedRung{2, At("2026-11-02T11:00:00Z"),
                                        RungReason::kShareOfTarget, "75"},
                          EscalatedRung{3, At("2026-11-02T12:00:00Z"),
                                        RungReason::kShareOfTarget, "100"}));
  EXPECT_EQ(AtTime(*target, "2026-11-02T11:00:00Z").called.back(),
            (EscalatedRung{2, At("2026-11-02T11:00:00Z"),
                           RungReason::kShareOfTarget, "75"}));
  // With sixteen hours the clock of the answer is the first.
  const auto slow = Find(incident_, "P3");
  EXPECT_EQ(
      AtTime(*slow, "2026-11-02T12:00:00Z").called.back(),
      (EscalatedRung{2, At("2026-11-02T12:00:00Z"), RungReason::kShareOfTime}));
}

TEST_F(TargetTest, WhatIsRestoredCallsNobody) {
  incident_.restored = incident_.resolved = At("2026-11-02T10:00:00Z");
  const auto target = Find(incident_);
  EXPECT_EQ(target->percent_used, 50);
  EXPECT_EQ(AtTime(*target, "2026-11-02T11:59:59Z").Level(), 1);
  EXPECT_EQ(AtTime(*target, "2026-11-02T12:00:00Z").called.back().reason,
            RungReason::kShareOfTime);
}

// Nothing is called before it is about the incident, however late that is.
TEST_F(TargetTest, WhatIsOverAlreadyCallsAtOnce) {
  auto target = Find(incident_);
  target->since = At("2026-11-02T11:30:00Z");
  EXPECT_EQ(AtTime(*target, "2026-11-02T11:29:59Z").Level(), 1);
  EXPECT_EQ(AtTime(*target, "2026-11-02T11:30:00Z").called.back(),
            (EscalatedRung{2, At("2026-11-02T11:30:00Z"),
                           RungReason::kShareOfTarget, "75"}));
}

// The hours that count: with 08:00 to 10:00 the third hour ends on Tuesday at
// 09:00, the fourth at 10:00.
TEST_F(TargetTest, OnlyTheHoursOfTheObjectiveCount) {
  WeeklyHours hours;
  ASSERT_TRUE(hours.Add("mon-fri", "08:00-10:00").ok());
  std::get<TicketTerms>(contract_.objectives[0].terms).support_hours = hours;
  const auto target = Find(incident_, "P1", "2026-11-02T20:00:00Z");
  EXPECT_EQ(target->rungs[1].at, At("2026-11-03T09:00:00Z"));
  EXPECT_EQ(target->due, At("2026-11-03T10:00:00Z"));
  EXPECT_EQ(target->percent_used, 50);
}

// A ticket stands still while it waits for us: from 09:00 to 09:30, so that
// three hours are over at 11:30. Its own priority counts, and once it works
// again the time to resolve it goes on.
TEST_F(TargetTest, ATicketHasItsOwnPriorityAndStops) {
  Ticket ticket;
  ticket.id = "INC7";
  ticket.opened = At(kOut);
  ticket.whole_history = true;
  const auto step = [&](absl::string_view at, TicketState state) {
    TicketStep next;
    next.at = At(at);
    next.state = state;
    next.priority = "P1";
    ticket.steps.push_back(next);
  };
  step(kOut, TicketState::kNew);
  step(kOpened, TicketState::kWaitingForCustomer);
  step("2026-11-02T09:30:00Z", TicketState::kInProgress);
  TargetedIncident incident{.kind = "ticket",
                            .id = "INC7",
                            .priorities = {"P1"},
                            .start = At(kOut),
                            .ticket = &ticket};
  const auto target = Find(incident, "P3", "2026-11-02T10:00:00Z");
  EXPECT_EQ(target->priority, "P1");
  EXPECT_EQ(target->rungs[1].at, At("2026-11-02T11:30:00Z"));
  EXPECT_EQ(target->due, At("2026-11-02T12:30:00Z"));
  // An hour and a half of four.
  EXPECT_EQ(target->percent_used, 37);
  incident.restored = At("2026-11-02T11:00:00Z");
  EXPECT_EQ(Find(incident)->objective, "resolve");
}

TEST_F(TargetTest, NobodyPromisesNothing) {
  contract_.objectives.clear();
  EXPECT_FALSE(Find(incident_).has_value());
}

}  // namespace
}  // namespace regisseur

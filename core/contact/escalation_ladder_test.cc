#include "core/contact/escalation_ladder.h"

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

absl::Time At(absl::string_view text) { return *ParseInstant(text); }

Contact On(int level, std::string name, Side side = Side::kProvider) {
  Contact contact;
  contact.name = std::move(name);
  contact.role = "escalation";
  contact.level = level;
  contact.side = side;
  return contact;
}

Objective Promise(TicketTerms::Clock clock, absl::Duration within,
                  WeeklyHours hours = WeeklyHours::Always()) {
  TicketTerms terms;
  terms.clock = clock;
  terms.support_hours = std::move(hours);
  terms.levels = {{.priority = "P1", .within = {.hours = within}},
                  {.priority = "P2", .within = {.hours = 2 * within}}};
  Objective objective;
  objective.id = clock == TicketTerms::Clock::kRestore ? "restore" : "reaction";
  objective.services = {"hosting"};
  objective.terms = terms;
  objective.window.zone = *LoadZone("Europe/Amsterdam");
  return objective;
}

Contract Hosting() {
  Contract contract;
  contract.id = "cloudnine-hosting";
  contract.provider = "cloudnine";
  contract.services = {"hosting"};
  contract.contacts = {On(2, "C. Vos"), On(1, "A. de Boer"),
                       On(1, "Ours", Side::kCustomer)};
  contract.objectives = {
      Promise(TicketTerms::Clock::kReaction, absl::Minutes(30)),
      Promise(TicketTerms::Clock::kRestore, absl::Hours(4))};
  return contract;
}

// USERS S12: down at 09:12, reaction within 30 minutes, restore within 4 hours;
// 75 % of 4 hours are 3 hours.
TEST(EscalationLadderTest, TheSecondRungIsCalledAtThreeQuartersOfTheRestore) {
  const Contract contract = Hosting();
  const Contract* const contracts[] = {&contract};
  const EscalationLadder ladder =
      EscalationLadder::Of(contracts, "hosting", Side::kProvider);
  ASSERT_EQ(ladder.rungs().size(), 2);
  EXPECT_EQ(ladder.Find(1)->contacts[0].name, "A. de Boer");
  EXPECT_EQ(ladder.Above(1)->contacts[0].name, "C. Vos");
  EXPECT_EQ(ladder.Above(2), nullptr);

  const absl::Time down = At("2026-10-05T09:12:00+02:00");
  const auto reaction = FindPromisedTime(
      contracts, "hosting", TicketTerms::Clock::kReaction, "P1", down, {});
  EXPECT_EQ(reaction->DueTime(down, {}), At("2026-10-05T09:42:00+02:00"));
  const auto restore = FindPromisedTime(
      contracts, "hosting", TicketTerms::Clock::kRestore, "P1", down, {});
  EXPECT_EQ(restore->DueTime(down, {}), At("2026-10-05T13:12:00+02:00"));
  EXPECT_EQ(EscalationLadder::CalledFrom(*ladder.Find(2), *restore, down, {}),
            At("2026-10-05T12:12:00+02:00"));
  EXPECT_EQ(
      ladder.CalledAt(At("2026-10-05T12:11:59+02:00"), *restore, down, {})
          ->level,
      1);
  EXPECT_EQ(
      ladder.CalledAt(At("2026-10-05T12:12:00+02:00"), *restore, down, {})
          ->level,
      2);
}

// Support hours 08-18: from Friday 16:30, 3 of 4 hours are Friday's hour and a
// half and Monday's until 09:30.
TEST(EscalationLadderTest, RungsFollowTheSupportClock) {
  WeeklyHours hours;
  ASSERT_TRUE(hours.Add("mon-fri", "08:00-18:00").ok());
  Contract contract = Hosting();
  contract.objectives[1] =
      Promise(TicketTerms::Clock::kRestore, absl::Hours(4), hours);
  const Contract* const contracts[] = {&contract};
  const absl::Time down = At("2026-10-02T16:30:00+02:00");
  const auto restore = FindPromisedTime(
      contracts, "hosting", TicketTerms::Clock::kRestore, "P1", down, {});
  EXPECT_EQ(restore->DueTime(down, {}), At("2026-10-05T10:30:00+02:00"));
  EXPECT_EQ(restore->TimeOf(Decimal(75, 0), down, {}),
            At("2026-10-05T09:30:00+02:00"));
}

TEST(EscalationLadderTest, APercentageOfTheContactGoesFirst) {
  Contract contract = Hosting();
  contract.contacts[0].at_percent = Decimal(50, 0);
  const Contract* const contracts[] = {&contract};
  const EscalationLadder ladder =
      EscalationLadder::Of(contracts, "hosting", Side::kProvider);
  EXPECT_EQ(ladder.Find(2)->percent, Decimal(50, 0));
}

TEST(EscalationLadderTest,
     AnotherContractHelpsOnlyWhereTheServicesOwnIsSilent) {
  Contract own = Hosting();
  Contract other = Hosting();
  other.id = "cloudnine-backup";
  other.services = {"backup"};
  other.objectives.clear();
  other.contacts = {On(1, "B. Smit"), On(3, "D. Prins")};
  const Contract* const contracts[] = {&other, &own};
  EXPECT_EQ(EscalationLadder::Of(contracts, "hosting", Side::kProvider).Find(3),
            nullptr);
  own.contacts.clear();
  EXPECT_EQ(EscalationLadder::Of(contracts, "hosting", Side::kProvider)
                .Find(1)
                ->contacts[0]
                .name,
            "B. Smit");
}

TEST(PromisedTimeTest, AnUnknownPriorityAsksForTheFirstOfTheMatrix) {
  const Contract contract = Hosting();
  const Contract* const contracts[] = {&contract};
  const absl::Time down = At("2026-10-05T09:12:00+02:00");
  EXPECT_EQ(FindPromisedTime(contracts, "hosting", TicketTerms::Clock::kRestore,
                             "", down, {})
                ->level.priority,
            "P1");
  EXPECT_EQ(FindPromisedTime(contracts, "hosting", TicketTerms::Clock::kRestore,
                             "p2", down, {})
                ->level.priority,
            "P2");
  EXPECT_FALSE(FindPromisedTime(contracts, "backup",
                                TicketTerms::Clock::kRestore, "P1", down, {})
                   .has_value());
}

TEST(PromisedTimeTest, DaysAreSharedByTheCalendar) {
  Contract contract = Hosting();
  std::get<TicketTerms>(contract.objectives[1].terms).levels = {
      {.priority = "P1", .within = {.days = 2}}};
  const Contract* const contracts[] = {&contract};
  // Two days end with the second day after that of opening: 2026-10-08 00:00,
  // 60 hours after noon of the 5th; half of it is 30 hours.
  const absl::Time down = At("2026-10-05T12:00:00+02:00");
  const auto restore = FindPromisedTime(
      contracts, "hosting", TicketTerms::Clock::kRestore, "P1", down, {});
  EXPECT_EQ(restore->DueTime(down, {}), At("2026-10-08T00:00:00+02:00"));
  EXPECT_EQ(restore->TimeOf(Decimal(50, 0), down, {}),
            At("2026-10-06T18:00:00+02:00"));
}

}  // namespace
}  // namespace regisseur

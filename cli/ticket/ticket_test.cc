#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/ticket/v1/ticket.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kTickets[] = R"pb(
  tickets {
    id: "INC2"
    provider: "cloudnine"
    source: "desk"
    kind: TICKET_KIND_INCIDENT
    state: TICKET_STATE_WAITING_FOR_CUSTOMER
    state_word: "Awaiting User Info"
    open: true
    priority: "P1"
    open_time { seconds: 1795418400 }
    services: "hosting"
    assignment_group: "Hosting 2nd"
    made_sla: false
  }
  tickets {
    id: "INC1"
    provider: "snel"
    state: TICKET_STATE_CLOSED
    priority: "3 - Moderate"
    open_time { seconds: 1791183600 }
    resolve_time { seconds: 1791190800 }
    resolve_inferred: true
    made_sla: true
  }
  tickets {
    id: "INC0"
    provider: "snel"
    state_word: "-100"
    open_time { seconds: 1791183600 }
  })pb";

TEST(TicketListTest, ShowsWhatIsOpenAndHowLongTheRestLasted) {
  FakeDaemon daemon;
  daemon.Answer("ListTickets",
                FromText<ticket::v1::ListTicketsResponse>(kTickets));
  const Outcome table = RunCommand(&daemon, {"ticket", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  // 1795418400 is 2026-11-23T07:20:00Z, the clock stands at 09:00; the second
  // one lasted 7,200 seconds.
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("2026-11-23 07:20Z  open 1 h"),
                    HasSubstr("2026-10-05 07:00Z  2 h?"), HasSubstr("missed"),
                    HasSubstr("kept"), HasSubstr("-100"), HasSubstr("P1")));
}

TEST(TicketListTest, SendsEveryRestriction) {
  FakeDaemon daemon;
  RunCommand(&daemon,
             {"ticket", "list", "--provider", "cloudnine", "--service",
              "hosting", "--open", "--from", "2026-10", "--to", "2026-11-05",
              "--owner", "m.visser", "--as-known-on", "2026-10-05T07:00:00Z"});
  EXPECT_THAT(
      daemon.Requests("ListTickets"),
      ElementsAre("provider: \"cloudnine\" service: \"hosting\" open: true "
                  "from: \"2026-10\" to: \"2026-11-05\" page_size: 1000 "
                  "as_known_on { seconds: 1791183600 } owner: \"m.visser\""));
}

TEST(TicketListTest, GivesRowsToPrograms) {
  FakeDaemon daemon;
  daemon.Answer("ListTickets",
                FromText<ticket::v1::ListTicketsResponse>(kTickets));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "ticket", "list"}).out,
              AllOf(HasSubstr("\"stateWord\": \"Awaiting User Info\""),
                    HasSubstr("\"madeSla\": false"),
                    HasSubstr("\"openTime\": \"2026-11-23T07:20:00Z\"")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "ticket", "list"}).out,
              HasSubstr("\"waiting_for_customer\""));
}

TEST(TicketListTest, SaysThatThereAreNone) {
  FakeDaemon daemon;
  EXPECT_THAT(RunCommand(&daemon, {"ticket", "list"}).out,
              StartsWith("No tickets."));
}

}  // namespace
}  // namespace regisseur

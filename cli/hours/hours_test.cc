#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/room/v1/room.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HoursBalanceTest, ShowsWhatIsLeftAndWhatLapses) {
  FakeDaemon daemon;
  daemon.Answer("ListHourBalances", FromText<pb::ListHourBalancesResponse>(R"pb(
                  balances {
                    contract: "beheer"
                    component: "card"
                    currency: "EUR"
                    bought: "160"
                    used: "62.166666666667"
                    left: "17.75"
                    left_amount: "1863.75"
                    lapsed: "80"
                    lapsed_amount: "8400.00"
                    beyond: "0"
                    waiting: "1.5"
                    next_lapse: "2027-02-28"
                    next_lapse_hours: "17.75"
                  })pb"));
  const Outcome table =
      RunCommand(&daemon, {"hours", "balance", "--on", "2026-12-31"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("17:45 after 2027-02-28"),
                    HasSubstr("1,863.75 EUR"), HasSubstr("62:10"),
                    HasSubstr("80:00 hours lapsed unused: 8,400.00 EUR")));
  EXPECT_THAT(daemon.Requests("ListHourBalances").front(),
              HasSubstr("on: \"2026-12-31\""));
}

TEST(HoursBookTest, SendsTheDocumentWhereThereIsOne) {
  const std::string path =
      absl::StrCat(::testing::TempDir(), "/werkbon-", getpid(), ".pdf");
  std::ofstream(path) << "2:30 h";
  FakeDaemon daemon;
  daemon.Answer("BookHours", FromText<pb::BookHoursResponse>(R"pb(
                  hours {
                    id: "0193f2a4"
                    contract: "beheer"
                    component: "card"
                    hours: "2.5"
                    state: HOURS_STATE_BOOKED
                  })pb"));
  Outcome booked =
      RunCommand(&daemon, {"hours", "book", "--contract", "beheer", "--hours",
                           "2:30", "--day", "2026-11-04", "--document", path});
  std::remove(path.c_str());
  EXPECT_EQ(booked.code, ExitCode::kDone) << booked.err;
  EXPECT_THAT(booked.out, HasSubstr("0193f2a4"));
  EXPECT_THAT(daemon.Requests("BookHours")[0],
              AllOf(HasSubstr("hours: \"2:30\""), HasSubstr("werkbon-"),
                    HasSubstr("document_content: \"2:30 h\"")));
  booked = RunCommand(&daemon, {"hours", "book", "--contract", "beheer",
                                "--hours", "1", "--document", "letter 12"});
  EXPECT_EQ(booked.code, ExitCode::kDone) << booked.err;
  EXPECT_THAT(daemon.Requests("BookHours")[1],
              AllOf(HasSubstr("document: \"letter 12\""),
                    Not(HasSubstr("document_content"))));
}

TEST(HoursListTest, ShowsWhatWaits) {
  FakeDaemon daemon;
  daemon.Answer("ListHours", FromText<pb::ListHoursResponse>(R"pb(
                  hours {
                    id: "0193f2a4"
                    component: "card"
                    day: "2026-11-04"
                    hours: "2.5"
                    state: HOURS_STATE_BOOKED
                    side: SIDE_PROVIDER
                  })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"hours", "list", "--waiting"}).out,
              HasSubstr("waits for an owner"));
  EXPECT_THAT(daemon.Requests("ListHours").front(), HasSubstr("waiting: true"));
}

TEST(HoursMovesTest, NameTheHours) {
  FakeDaemon daemon;
  constexpr char kHours[] = R"pb(hours { id: "x" hours: "2.5" })pb";
  daemon.Answer("AcceptHours", FromText<pb::AcceptHoursResponse>(kHours));
  daemon.Answer("RefuseHours", FromText<pb::RefuseHoursResponse>(kHours));
  daemon.Answer("WithdrawHours", FromText<pb::WithdrawHoursResponse>(kHours));
  EXPECT_EQ(RunCommand(&daemon, {"hours", "accept", "x"}).code,
            ExitCode::kDone);
  EXPECT_EQ(RunCommand(&daemon, {"hours", "refuse", "x"}).code,
            ExitCode::kUsage);
  EXPECT_EQ(
      RunCommand(&daemon, {"hours", "refuse", "x", "--reason", "no"}).code,
      ExitCode::kDone);
  EXPECT_EQ(
      RunCommand(&daemon, {"hours", "withdraw", "x", "--reason", "no"}).code,
      ExitCode::kDone);
}

}  // namespace
}  // namespace regisseur

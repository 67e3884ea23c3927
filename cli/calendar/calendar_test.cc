#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/calendar/v1/calendar.pb.h"

namespace regisseur {
namespace {

namespace pb = calendar::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(CalendarListTest, ShowsDays) {
  FakeDaemon daemon;
  daemon.Answer("ListDates", FromText<pb::ListDatesResponse>(R"pb(
                  dates {
                    uid: "notice:hosting:2029-01-01"
                    day: "2028-09-29"
                    kind: "notice"
                    title { text: "cloud: notice of hosting." }
                  })pb"));
  EXPECT_THAT(
      RunCommand(&daemon, {"calendar", "list"}).out,
      AllOf(HasSubstr("2028-09-29"), HasSubstr("cloud: notice of hosting.")));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "calendar", "list"}).out,
              HasSubstr("notice:hosting:2029-01-01"));
}

TEST(CalendarLinkTest, ShowsAnAddressOnce) {
  FakeDaemon daemon;
  daemon.Answer("CreateLink", FromText<pb::CreateLinkResponse>(R"pb(
                  link {
                    id: "l1"
                    name: "my telephone"
                    identity: "cio"
                    role: "cio"
                    state: "active"
                    expire_time { seconds: 1822720380 }
                  }
                  path: "/calendar/rgs_x.ics")pb"));
  const Outcome made = RunCommand(
      &daemon, {"calendar", "link", "create", "--name", "my telephone"});
  EXPECT_EQ(made.code, ExitCode::kDone) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("/calendar/rgs_x.ics\n"),
                              HasSubstr("calendar link revoke l1")));
  EXPECT_THAT(daemon.Requests("CreateLink").back(),
              HasSubstr("name: \"my telephone\""));
}

TEST(CalendarLinkTest, ListsAndRevokes) {
  FakeDaemon daemon;
  daemon.Answer("ListLinks", FromText<pb::ListLinksResponse>(R"pb(
                  links { id: "l1" name: "phone" state: "maker_gone" })pb"));
  daemon.Answer("RevokeLink", FromText<pb::RevokeLinkResponse>(
                                  R"pb(link { id: "l1" state: "revoked" })pb"));
  EXPECT_THAT(RunCommand(&daemon, {"calendar", "link", "list"}).out,
              HasSubstr("maker gone"));
  EXPECT_THAT(RunCommand(&daemon, {"calendar", "link", "revoke", "l1"}).out,
              HasSubstr("revoked"));
  EXPECT_THAT(daemon.Requests("RevokeLink").back(), HasSubstr("id: \"l1\""));
  EXPECT_EQ(RunCommand(&daemon, {"calendar", "link", "burn"}).code,
            ExitCode::kUsage);
}

}  // namespace
}  // namespace regisseur

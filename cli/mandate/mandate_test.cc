#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/room/v1/room.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(MandateListTest, ShowsBandsAndHowOftenWeSteppedIn) {
  FakeDaemon daemon;
  daemon.Answer("ListMandates", FromText<pb::ListMandatesResponse>(R"pb(
                  bands {
                    contract: "hosting"
                    kind: "cost"
                    from: "2026-09-01"
                    to: "2026-09-30"
                    plan: "9500.00"
                    limit: "9975.00"
                    used: "10000.00"
                    used_percent: "105.2"
                    outside: true
                    currency: "EUR"
                  }
                  bands {
                    contract: "hosting"
                    kind: "level"
                    subject: "availability"
                    from: "2026-09-01"
                    to: "2026-09-30"
                    plan: "99.9"
                    limit: "99.7"
                  }
                  interventions {
                    contract: "hosting"
                    day: "2026-09-20"
                    what: "noted"
                    reason: "chose the disks"
                  })pb"));
  const Outcome table = RunCommand(&daemon, {"mandate", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("105.2 %"), HasSubstr("outside"),
                    HasSubstr("level availability"), HasSubstr("not known"),
                    HasSubstr("stepped in inside a band 1 time"),
                    HasSubstr("chose the disks")));
}

TEST(MandateNoteTest, SendsWhatWeDid) {
  FakeDaemon daemon;
  daemon.Answer("RecordIntervention",
                FromText<pb::RecordInterventionResponse>(R"pb(
                  intervention { day: "2026-09-20" reason: "chose the disks" }
                )pb"));
  const Outcome noted =
      RunCommand(&daemon, {"mandate", "note", "--contract", "hosting",
                           "--reason", "chose the disks"});
  EXPECT_EQ(noted.code, ExitCode::kDone) << noted.err;
  EXPECT_EQ(noted.out, "Noted for 2026-09-20: chose the disks\n");
}

}  // namespace
}  // namespace regisseur

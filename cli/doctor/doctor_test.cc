#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/operation/v1/operation.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The clock of RunCommand stands at 2026-11-23T09:00:00Z.
constexpr char kReport[] = R"pb(
  time { seconds: 1795424400 }
  outcome: CHECK_OUTCOME_WARN
  checks { subject: "disk" outcome: CHECK_OUTCOME_OK message: "/d: 50 % free" }
  checks {
    subject: "backup"
    outcome: CHECK_OUTCOME_WARN
    message: "none"
    action: "set backup.dir"
  }
)pb";

TEST(DoctorTest, ShowsEachCheckAndWhatToDo) {
  FakeDaemon daemon;
  daemon.Answer("GetDoctorReport",
                FromText<operation::v1::DoctorReport>(kReport));
  const Outcome table = RunCommand(&daemon, {"doctor"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(HasSubstr("ok    disk"), HasSubstr("warn  backup"),
                    HasSubstr("→ set backup.dir"), HasSubstr("this program"),
                    Not(HasSubstr("clocks"))));
}

TEST(DoctorTest, EndsWithSevenWhenACheckDoesNotHold) {
  FakeDaemon daemon;
  auto report = FromText<operation::v1::DoctorReport>(kReport);
  report.set_outcome(operation::v1::CHECK_OUTCOME_FAIL);
  report.mutable_checks(0)->set_outcome(operation::v1::CHECK_OUTCOME_FAIL);
  daemon.Answer("GetDoctorReport", report);
  EXPECT_EQ(RunCommand(&daemon, {"doctor"}).code, ExitCode::kCheckFailed);
}

TEST(DoctorTest, AClockThatDiffersFails) {
  FakeDaemon daemon;
  auto report = FromText<operation::v1::DoctorReport>(kReport);
  report.mutable_time()->set_seconds(1795424400 + 3600);
  daemon.Answer("GetDoctorReport", report);
  const Outcome table = RunCommand(&daemon, {"doctor"});
  EXPECT_EQ(table.code, ExitCode::kCheckFailed);
  EXPECT_THAT(table.out, HasSubstr("differs from this machine's by 1h"));
}

TEST(DoctorTest, WithoutADaemonItTellsWhatItCan) {
  const Outcome table =
      RunCommand(nullptr, {"--server", "127.0.0.1:1", "doctor"});
  EXPECT_EQ(table.code, ExitCode::kCheckFailed);
  EXPECT_THAT(table.out, AllOf(HasSubstr("FAIL  daemon"),
                               HasSubstr("systemctl start regisseur"),
                               HasSubstr("this program")));
}

}  // namespace
}  // namespace regisseur

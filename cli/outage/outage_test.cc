#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/outage/v1/outage.pb.h"

namespace regisseur {
namespace {

namespace pb = outage::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// USERS S12 at 09:13 in Amsterdam: 07:13 UTC on 2026-10-05, which is second
// 1791184380.
pb::GetNowResponse Story() {
  return FromText<pb::GetNowResponse>(R"pb(
    as_of_time { seconds: 1791184380 }
    functions {
      id: "burgerzaken"
      name: "Burgerzaken"
      critical: true
      state: OPERATIONAL_STATE_MAJOR_OUTAGE
      since_time { seconds: 1791184320 }
      recovery_due_time { seconds: 1791198720 }
      in_hours: true
    }
    outages {
      provider: "cloudnine"
      provider_name: "CloudNine B.V."
      service: "hosting"
      service_name: "Managed hosting"
      state: OPERATIONAL_STATE_MAJOR_OUTAGE
      since_time { seconds: 1791184320 }
      functions: "burgerzaken"
      feed_silent: true
      sayings {
        kind: SAYING_KIND_PARTNER
        state: OPERATIONAL_STATE_UNKNOWN
        source: "page"
        silent: true
      }
      sayings {
        kind: SAYING_KIND_PERSON
        person: "H. Bakker"
        state: OPERATIONAL_STATE_MAJOR_OUTAGE
        text: "nobody can log in"
      }
      call {
        level: 1
        percent: "0"
        call_time { seconds: 1791184320 }
        callees { name: "A. de Boer" phone: "+31 20 555 0101" }
      }
      next_rung {
        level: 2
        percent: "75"
        call_time { seconds: 1791195120 }
        callees { name: "C. Vos" }
      }
      restore {
        contract: "hosting-2026"
        objective: "restore"
        priority: "P1"
        due_time { seconds: 1791198720 }
        left_seconds: 14340
      }
      outage {
        id: "o1"
        provider: "cloudnine"
        service: "hosting"
        since_time { seconds: 1791184320 }
        aware_time { seconds: 1791184800 }
        reports {
          regime: "dora"
          report: "initial"
          due_time { seconds: 1791207600 }
          left_seconds: 23220
        }
        steps {
          act: "told"
          time { seconds: 1791184860 }
          whom: "the board"
          text: "counters are closed"
        }
      }
    })pb");
}

TEST(NowTest, ShowsWhomToCallAndWhatRuns) {
  FakeDaemon daemon;
  daemon.Answer("GetNow", Story());
  const Outcome table = RunCommand(&daemon, {"now"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("At 2026-10-05 07:13Z"), HasSubstr("Burgerzaken"),
            HasSubstr("critical"), HasSubstr("CloudNine B.V."),
            HasSubstr("A. de Boer +31 20 555 0101"),
            HasSubstr("rung 2 from 10:12Z (75 %): C. Vos"),
            HasSubstr("11:12Z, 3 h 59 min left"), HasSubstr("H. Bakker"),
            HasSubstr("nobody can log in"), HasSubstr("No feed of the partner"),
            HasSubstr("dora initial by 13:40Z, 6 h 27 min left"),
            HasSubstr("told the board: counters are closed")));
}

TEST(NowTest, SaysThatNothingIsOut) {
  FakeDaemon daemon;
  daemon.Answer("GetNow", FromText<pb::GetNowResponse>(
                              "as_of_time { seconds: 1791184380 }"));
  EXPECT_THAT(RunCommand(&daemon, {"now"}).out,
              HasSubstr("Nothing is out at 2026-10-05 07:13Z"));
}

TEST(OutageTest, SendsWhatAPersonSays) {
  FakeDaemon daemon;
  pb::DeclareOutageResponse answer;
  *answer.mutable_outage() = Story().outages(0).outage();
  daemon.Answer("DeclareOutage", answer);
  const Outcome done = RunCommand(
      &daemon, {"outage", "declare", "--provider", "cloudnine", "--service",
                "hosting", "--since", "09:12", "--state", "partial_outage",
                "--person", "H. Bakker"});
  EXPECT_EQ(done.code, ExitCode::kDone) << done.err;
  EXPECT_THAT(
      daemon.Requests("DeclareOutage").back(),
      AllOf(HasSubstr("provider: \"cloudnine\""), HasSubstr("since: \"09:12\""),
            HasSubstr("OPERATIONAL_STATE_PARTIAL_OUTAGE"),
            HasSubstr("request_id")));
  // Typed as it was here, answered with its zone.
  EXPECT_THAT(done.out, AllOf(HasSubstr("cloudnine/hosting"),
                              HasSubstr("2026-10-05 07:12Z")));
}

TEST(OutageTest, SendsAClassificationAndAReport) {
  FakeDaemon daemon;
  daemon.Answer("ClassifyOutage", pb::ClassifyOutageResponse());
  daemon.Answer("FileOutageReport", pb::FileOutageReportResponse());
  EXPECT_EQ(RunCommand(&daemon, {"outage", "classify", "--id", "o1", "--as",
                                 "major", "--regime", "dora"})
                .code,
            ExitCode::kDone);
  EXPECT_THAT(daemon.Requests("ClassifyOutage").back(),
              HasSubstr("classification: \"major\""));
  EXPECT_EQ(RunCommand(&daemon, {"outage", "report", "initial", "--id", "o1",
                                 "--time", "14:05", "--reference", "DNB-1"})
                .code,
            ExitCode::kDone);
  EXPECT_THAT(
      daemon.Requests("FileOutageReport").back(),
      AllOf(HasSubstr("report: \"initial\""), HasSubstr("time: \"14:05\"")));
}

TEST(OutageListTest, CountsReportsThatAreDue) {
  FakeDaemon daemon;
  pb::ListOutagesResponse answer;
  *answer.add_outages() = Story().outages(0).outage();
  daemon.Answer("ListOutages", answer);
  const Outcome table = RunCommand(&daemon, {"outage", "list"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("open"), HasSubstr("1 to file"),
                               Not(HasSubstr("late"))));
}

}  // namespace
}  // namespace regisseur

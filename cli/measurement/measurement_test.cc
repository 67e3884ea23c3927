#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(MeasurementListTest, ShowsValuesBesideTheirNorm) {
  FakeDaemon daemon;
  daemon.Answer("ListMeasurements",
                FromText<portfolio::v1::ListMeasurementsResponse>(R"pb(
                  measurements {
                    provider: "kantoor"
                    service: "werkplek"
                    indicator: "Beschikbaarheid"
                    period: "2026-09"
                    value: "99.7"
                    norm: "99.9"
                    norm_operator: ">="
                    unit: "%"
                    origin: ORIGIN_REPORTED
                  }
                  measurements { indicator: "Klachten" not_applicable: true }
                  measurements { indicator: "Tijdig" })pb"));
  const Outcome table =
      RunCommand(&daemon, {"measurement", "list", "--provider", "kantoor",
                           "--from", "2026-09", "--to", "2026-09"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("99.7  >= 99.9  %     reported"),
                               HasSubstr("n/a"), HasSubstr("–")));
  EXPECT_THAT(daemon.Requests("ListMeasurements"),
              ElementsAre("provider: \"kantoor\" from: \"2026-09\" to: "
                          "\"2026-09\" page_size: 1000"));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "measurement", "list"}).out,
              HasSubstr("\"normOperator\": \"\\u003e=\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "csv", "measurement", "list"}).out,
              HasSubstr("\"99.7\",\"99.9\",\">=\",\"%\",\"reported\""));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "yaml", "measurement", "list"}).out,
              AllOf(HasSubstr("value: \"99.7\""), StartsWith("measurements:")));
  EXPECT_THAT(table.out, Not(HasSubstr("0.00")));
}

}  // namespace
}  // namespace regisseur

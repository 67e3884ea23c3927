#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/objective/v1/objective.pb.h"
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

constexpr char kEntered[] = R"pb(
  id: "0193f2a4"
  provider: "kantoor"
  contract: "werkplek"
  objective: "restore"
  period: "2026-09"
  value: "92.5"
  origin: ORIGIN_REPORTED
  document: "september.pdf"
  document_sha256: "ab12"
  expires: "2027-10-08"
  state: ENTERED_FIGURE_STATE_IN_FORCE
  remark: "page 3"
  steps {
    move: "entered"
    time { seconds: 1791450720 }
    name: "M. Visser"
  }
)pb";

class MeasurementAddTest : public ::testing::Test {
 protected:
  MeasurementAddTest() {
    std::ofstream(path_) << "restored in time: 92.5%";
    objective::v1::EnterFigureResponse answer;
    *answer.mutable_figure() = FromText<objective::v1::EnteredFigure>(kEntered);
    daemon_.Answer("EnterFigure", answer);
  }
  ~MeasurementAddTest() override { std::remove(path_.c_str()); }
  std::vector<std::string> Words(const std::string& document) const {
    return {"measurement", "add",     "--provider",   "kantoor",
            "--objective", "restore", "--period",     "2026-09",
            "--value",     "92.5",    "--document",   document,
            "--remark",    "page 3",  "--request-id", "r1"};
  }

  const std::string path_ =
      absl::StrCat(::testing::TempDir(), "/september-", getpid(), ".pdf");
  FakeDaemon daemon_;
};

TEST_F(MeasurementAddTest, SendsTheDocumentWithTheFigure) {
  const Outcome outcome = RunCommand(&daemon_, Words(path_));
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("werkplek restore (kantoor)"), HasSubstr("92.5"),
                    HasSubstr("in force until 2027-10-08"),
                    HasSubstr("entered by M. Visser")));
  EXPECT_EQ(daemon_.Requests("EnterFigure")[0],
            absl::StrCat("provider: \"kantoor\" objective: \"restore\" "
                         "period: \"2026-09\" value: \"92.5\" document: "
                         "\"september-",
                         getpid(),
                         ".pdf\" document_content: \"restored in time: "
                         "92.5%\" remark: \"page 3\" request_id: \"r1\""));
}

TEST_F(MeasurementAddTest, NamesADocumentThatIsNotThere) {
  const Outcome outcome = RunCommand(&daemon_, Words("/nowhere/x.pdf"));
  EXPECT_NE(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.err,
              HasSubstr("measurement add: /nowhere/x.pdf: there is no such "
                        "file"));
  EXPECT_TRUE(daemon_.Requests("EnterFigure").empty());
}

TEST_F(MeasurementAddTest, TheListSaysWhatIsByHandAndItIsTakenBack) {
  portfolio::v1::ListMeasurementsResponse list;
  portfolio::v1::MeasurementRow& row = *list.add_measurements();
  row.set_provider("kantoor");
  row.set_indicator("restore");
  row.set_period("2026-09");
  row.set_value("92.5");
  *row.mutable_entered() = FromText<objective::v1::EnteredFigure>(kEntered);
  daemon_.Answer("ListMeasurements", list);
  EXPECT_THAT(
      RunCommand(&daemon_, {"measurement", "list"}).out,
      AllOf(HasSubstr("from september.pdf, entered by M. Visser"),
            HasSubstr("in force until 2027-10-08"), HasSubstr("id 0193f2a4")));

  objective::v1::WithdrawFigureResponse answer;
  *answer.mutable_figure() = FromText<objective::v1::EnteredFigure>(kEntered);
  answer.mutable_figure()->set_state(
      objective::v1::ENTERED_FIGURE_STATE_WITHDRAWN);
  objective::v1::Step& step = *answer.mutable_figure()->add_steps();
  step.set_move("withdrawn");
  step.set_reason("a typo");
  daemon_.Answer("WithdrawFigure", answer);
  const Outcome outcome = RunCommand(
      &daemon_, {"measurement", "withdraw", "0193f2a4", "--reason", "a typo"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("withdrawn: a typo"));
  EXPECT_THAT(daemon_.Requests("WithdrawFigure")[0],
              HasSubstr("id: \"0193f2a4\" reason: \"a typo\" request_id"));
  EXPECT_EQ(RunCommand(&daemon_, {"measurement", "withdraw", "0193f2a4"}).code,
            ExitCode::kUsage);
}

}  // namespace
}  // namespace regisseur

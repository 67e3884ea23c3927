#include "aggregator/changes/decision_changes.h"

#include "aggregator/changes/matter_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using Code = absl::StatusCode;

constexpr absl::CivilDay kToday(2026, 11, 5);
constexpr char kId[] = "option:hosting-2026:1:2026-12-30";

class DecisionChangesTest : public MatterFixture {
 protected:
  static DecisionChanges::Item Option() {
    return {.id = kId,
            .provider = "cloudnine",
            .contract = "hosting-2026",
            .choices = {"exercise", "lapse"},
            .decide_by = absl::CivilDay(2026, 12, 30),
            .values = {{"kind", "option"}, {"at_stake", "300000.00"}}};
  }
  absl::Status Do(const DecisionChanges::NewDecision& decision,
                  const absl::StatusOr<DecisionChanges::Item>& item = Option(),
                  const char* request = nullptr) {
    return decisions_
        .Do(cio_,
            Request(request == nullptr ? absl::StrCat("r", ++requests_)
                                       : request),
            decision, kToday, item)
        .status();
  }
  Matter Kept() { return **matters_.Find(cio_, MatterKind::kDecision, kId); }

  int requests_ = 0;
  DecisionChanges decisions_{acts_, matters_};
};

TEST_F(DecisionChangesTest, KeepsWhatWasDoneWithNameMomentAndReason) {
  ASSERT_TRUE(Do({.option = "exercise", .reason = "agreed in the board"}).ok());
  clock_.Set(At("2026-11-06T09:00:00Z"));
  DecisionChanges::Item decided = Option();
  decided.is_open = false;
  decided.contract = "renamed-since";
  ASSERT_TRUE(
      Do({.move = MatterMove::kReopened, .reason = "no"}, decided).ok());
  const Matter matter = Kept();
  ASSERT_THAT(matter.steps, SizeIs(2));
  // Steps of one matter are hashed with one subject.
  EXPECT_EQ(matter.subject.contract, "hosting-2026");
  EXPECT_EQ(matter.steps[0].move, MatterMove::kDecided);
  EXPECT_EQ(matter.steps[0].Value("option"), "exercise");
  EXPECT_EQ(matter.steps[0].Value("at_stake"), "300000.00");
  EXPECT_EQ(matter.steps[0].Text("reason"), "agreed in the board");
  EXPECT_EQ(matter.steps[0].Text("actor"), "cio");
  EXPECT_EQ(matter.steps[0].act.chain, "portfolio") << "no partner's business";
  EXPECT_EQ(matter.steps[1].move, MatterMove::kReopened);
  EXPECT_THAT(Trail(), SizeIs(2));
}

TEST_F(DecisionChangesTest, TheSameRequestActsOnceAlsoWhenTheItemIsOver) {
  ASSERT_TRUE(Do({.option = "lapse"}, Option(), "once").ok());
  const absl::Status again =
      Do({.option = "lapse"}, absl::NotFoundError("over"), "once");
  EXPECT_TRUE(again.ok()) << again;
  EXPECT_THAT(Kept().steps, SizeIs(1));
  EXPECT_EQ(Do({.option = "lapse"}, absl::NotFoundError("over")).code(),
            Code::kNotFound);
}

TEST_F(DecisionChangesTest, DelegatesAndSnoozesUntilADayThatHelps) {
  ASSERT_TRUE(Do({.move = MatterMove::kDelegated,
                  .delegate = "H. Bakker",
                  .until = "2026-11-20"})
                  .ok());
  EXPECT_EQ(Kept().steps[0].Text("delegate"), "H. Bakker");
  EXPECT_EQ(Kept().steps[0].Value("until"), "2026-11-20");
  ASSERT_TRUE(Do({.move = MatterMove::kSnoozed,
                  .until = "2026-12-30",
                  .reason = "after the audit"})
                  .ok());
  const absl::Status late = Do({.move = MatterMove::kSnoozed,
                                .until = "2026-12-31",
                                .reason = "after the audit"});
  EXPECT_EQ(late.code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(late.message()),
              HasSubstr("2026-12-30, the last day on which deciding helps"));
  // Where the day is over, or none is set, any later day will do.
  DecisionChanges::Item item = Option();
  item.decide_by.reset();
  EXPECT_TRUE(Do({.move = MatterMove::kSnoozed,
                  .until = "2027-03-01",
                  .reason = "after the audit"},
                 item)
                  .ok());
}

TEST_F(DecisionChangesTest, SaysWhatIsMissingOrWrong) {
  const auto said = [&](const DecisionChanges::NewDecision& decision) {
    const absl::Status status = Do(decision);
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << status;
    return std::string(status.message());
  };
  EXPECT_THAT(said({}), HasSubstr("reason: is missing"));
  EXPECT_THAT(said({.option = "exercize"}),
              HasSubstr("did you mean \"exercise\"?"));
  EXPECT_THAT(said({.move = MatterMove::kSnoozed, .until = "2026-11-20"}),
              HasSubstr("reason: is missing"));
  EXPECT_THAT(
      said(
          {.move = MatterMove::kSnoozed, .until = "2026-11-05", .reason = "x"}),
      HasSubstr("is not after today"));
  EXPECT_THAT(
      said({.move = MatterMove::kSnoozed, .until = "soon", .reason = "x"}),
      HasSubstr("is no day such as"));
  EXPECT_THAT(said({.move = MatterMove::kDelegated, .until = "2026-11-20"}),
              HasSubstr("delegate: is missing"));
  EXPECT_THAT(said({.move = MatterMove::kDelegated,
                    .delegate = std::string(201, 'x'),
                    .until = "2026-11-20"}),
              HasSubstr("longer than 200 bytes"));
  EXPECT_EQ(Do({.move = MatterMove::kReopened, .reason = "x"}).code(),
            Code::kFailedPrecondition);
  EXPECT_THAT(Trail(), SizeIs(0)) << "nothing was kept";
}

TEST_F(DecisionChangesTest, IsAPersonsAct) {
  Principal machine = cio_;
  machine.kind = Principal::Kind::kMachine;
  EXPECT_EQ(
      decisions_
          .Do(machine, Request("r"), {.option = "lapse"}, kToday, Option())
          .status()
          .code(),
      Code::kPermissionDenied);
}

}  // namespace
}  // namespace regisseur

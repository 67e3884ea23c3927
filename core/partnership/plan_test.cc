#include "core/partnership/plan.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using Move = MatterMove;
using State = PlanState;

RelationshipPlan Good() {
  RelationshipPlan plan;
  plan.purpose = "Hosting that nobody has to think about";
  plan.stage = RelationshipStage::kValueCreation;
  plan.objectives = {{.id = "fewer-outages",
                      .statement = "The shop is up",
                      .customer_responsible = "M. Visser",
                      .provider_responsible = "A. Bakker",
                      .due_on = absl::CivilDay(2026, 12, 31),
                      .measure = {.kind = MeasureKind::kServiceLevel,
                                  .subject = "hosting-2026/availability",
                                  .target = Decimal(999, 1)}}};
  return plan;
}

TEST(PlanTest, HasTheEightStagesOfIso44001InTheirOrder) {
  EXPECT_EQ(RelationshipStageWords(),
            "operational_awareness, knowledge, internal_assessment, "
            "partner_selection, working_together, value_creation, "
            "staying_together, exit_strategy_activation");
  EXPECT_EQ(FindRelationshipStage("staying_together"),
            RelationshipStage::kStayingTogether);
  EXPECT_EQ(FindRelationshipStage("married"), std::nullopt);
  EXPECT_EQ(FindMeasureKind(MeasureKindWord(MeasureKind::kCost)),
            MeasureKind::kCost);
  EXPECT_EQ(FindMeasureKind("hope"), std::nullopt);
}

TEST(PlanTest, AGoodPlanIsAccepted) {
  EXPECT_TRUE(CheckPlan(Good()).ok()) << CheckPlan(Good());
  RelationshipPlan plan = Good();
  // What the contract promises is a target too.
  plan.objectives[0].measure.target = std::nullopt;
  EXPECT_TRUE(CheckPlan(plan).ok());
  plan.objectives.clear();
  EXPECT_TRUE(CheckPlan(plan).ok());
}

// What is changed of a good plan, and the field that is named.
struct Wrong {
  void (*change)(RelationshipPlan& plan);
  const char* told;
};

TEST(PlanTest, SaysWhichFieldIsWrong) {
  using P = RelationshipPlan;
  for (const Wrong& wrong : std::vector<Wrong>{
           {[](P& p) { p.purpose = ""; }, "purpose: is missing"},
           {[](P& p) { p.purpose = std::string(501, 'x'); },
            "purpose: longer than 500 bytes"},
           {[](P& p) { p.purpose = "one\ntwo"; },
            "purpose: has to be one line"},
           {[](P& p) { p.purpose = std::string("a\0b", 3); },
            "purpose: has to"},
           {[](P& p) { p.stage.reset(); }, "stage: has to be one of"},
           {[](P& p) { p.exit_strategy = std::string(1 << 20, 'x'); },
            "exit_strategy: longer than 4000 bytes"},
           {[](P& p) { p.objectives.resize(21, p.objectives[0]); },
            "objectives: more than 20"},
           {[](P& p) { p.objectives.push_back(p.objectives[0]); },
            "objectives[1].id: fewer-outages is there twice"},
           {[](P& p) { p.objectives[0].id = "Fewer outages"; },
            "objectives[0].id: has to be 1 to 40 of a-z"},
           {[](P& p) { p.objectives[0].id = "a:b"; }, "objectives[0].id: "},
           {[](P& p) { p.objectives[0].statement = ""; },
            "objectives[0].statement: is missing"},
           {[](P& p) { p.objectives[0].customer_responsible = ""; },
            "objectives[0].customer_responsible: is missing"},
           {[](P& p) { p.objectives[0].provider_responsible = "a\tb"; },
            "objectives[0].provider_responsible: has to be one line"},
           {[](P& p) { p.objectives[0].measure.subject = "availability"; },
            "objectives[0].measure.subject: \"availability\" is no objective"},
           {[](P& p) { p.objectives[0].measure.target = Decimal(-1, 0); },
            "objectives[0].measure.target: has to be 0 or more"},
           {[](P& p) { p.objectives[0].measure.target = Decimal(1, 7); },
            "objectives[0].measure.target: has more than 6 decimals"},
           {[](P& p) {
              p.objectives[0].measure = {.kind = MeasureKind::kExperience,
                                         .target = Decimal(101, 0)};
            },
            "objectives[0].measure.target: is a percentage"},
           {[](P& p) {
              p.objectives[0].measure = {.kind = MeasureKind::kCost,
                                         .target = Decimal(1, 0),
                                         .currency = "EURO"};
            },
            "objectives[0].measure.currency: \"EURO\" is no code"},
           {[](P& p) {
              p.objectives[0].measure = {.kind = MeasureKind::kAnswerTime,
                                         .target = Decimal(3600, 0)};
            },
            "objectives[0].measure.side: has to be customer or provider"},
           {[](P& p) {
              p.objectives[0].measure = {.kind = MeasureKind::kStatement,
                                         .target = Decimal(1, 0)};
            },
            "objectives[0].measure.target: a statement has none"},
       }) {
    RelationshipPlan plan = Good();
    wrong.change(plan);
    const absl::Status status = CheckPlan(plan);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << wrong.told;
    EXPECT_THAT(std::string(status.message()), HasSubstr(wrong.told));
  }
}

TEST(PlanTest, ReadsTargetsAsPeopleWriteThem) {
  EXPECT_EQ(*ParseTarget(MeasureKind::kServiceLevel, "99.95%"),
            Decimal(9995, 2));
  EXPECT_EQ(*ParseTarget(MeasureKind::kExperience, "70 %"), Decimal(70, 0));
  EXPECT_EQ(*ParseTarget(MeasureKind::kCost, "12000.00"), Decimal(12000, 0));
  // A day and a half hour are no calendar: 4 * 3,600 and 2 * 86,400 seconds.
  EXPECT_EQ(*ParseTarget(MeasureKind::kAnswerTime, "4 hours"),
            Decimal(14400, 0));
  EXPECT_EQ(*ParseTarget(MeasureKind::kAnswerTime, "2 days"),
            Decimal(172800, 0));
  EXPECT_EQ(*ParseTarget(MeasureKind::kAnswerTime, "900"), Decimal(900, 0));
  EXPECT_EQ(*ParseTarget(MeasureKind::kServiceLevel, ""), std::nullopt);
  for (const char* wrong : {"many", "12,5", "70 percent", "=1+1"}) {
    EXPECT_FALSE(ParseTarget(MeasureKind::kExperience, wrong).ok()) << wrong;
  }
  EXPECT_FALSE(ParseTarget(MeasureKind::kCost, "12%").ok());
}

TEST(PlanTest, TheOtherSideDecidesAndTheOwnTakesBack) {
  EXPECT_EQ(FoldPlan({Move::kProposed}), State::kProposed);
  EXPECT_EQ(FoldPlan({Move::kProposed, Move::kCommented, Move::kAccepted}),
            State::kAgreed);
  EXPECT_EQ(FoldPlan({Move::kProposed, Move::kRefused}), State::kRefused);
  EXPECT_EQ(FoldPlan({Move::kProposed, Move::kAnswered}), State::kAnswered);
  EXPECT_EQ(FoldPlan({Move::kProposed, Move::kWithdrawn}), State::kWithdrawn);
  const Participant ours = Participant::kCustomer;
  const Participant theirs = Participant::kProvider;
  for (const Move move : {Move::kAccepted, Move::kRefused}) {
    EXPECT_TRUE(CheckPlanMove(State::kProposed, ours, theirs, move).ok());
    EXPECT_EQ(CheckPlanMove(State::kProposed, ours, ours, move).code(),
              absl::StatusCode::kPermissionDenied);
    for (const State over : {State::kAgreed, State::kRefused, State::kWithdrawn,
                             State::kAnswered}) {
      EXPECT_EQ(CheckPlanMove(over, ours, theirs, move).code(),
                absl::StatusCode::kFailedPrecondition);
    }
  }
  EXPECT_TRUE(
      CheckPlanMove(State::kProposed, ours, ours, Move::kWithdrawn).ok());
  EXPECT_EQ(
      CheckPlanMove(State::kProposed, ours, theirs, Move::kWithdrawn).code(),
      absl::StatusCode::kPermissionDenied);
  // What both agreed to nobody takes back alone.
  EXPECT_EQ(CheckPlanMove(State::kAgreed, ours, ours, Move::kWithdrawn).code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace regisseur

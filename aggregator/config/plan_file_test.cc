#include "aggregator/config/plan_file.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(PlanFileTest, ReadsAPlanWithAMeasureOfEachKind) {
  const auto plan = PlanFileReader().ReadPlan(R"(
purpose: Hosting that nobody has to think about
stage: value_creation
exit_strategy: |
  Data back within a month, help for three.
objectives:
  - id: fewer-outages
    statement: The shop is up
    customer: M. Visser
    provider: A. Bakker
    due: 2026-12-31
    measure: {kind: service_level, of: hosting-2026/availability, target: 99.9%}
  - id: cheaper
    statement: It costs less
    customer: M. Visser
    provider: A. Bakker
    due: 2027-03-31
    measure: {kind: cost, of: Compute, target: 12000.00, currency: EUR}
  - id: quick
    statement: We answer each other within a working morning
    customer: M. Visser
    provider: A. Bakker
    due: 2027-03-31
    measure: {kind: answer_time, side: provider, target: 4 hours}
  - id: one-team
    statement: We plan changes together
    customer: M. Visser
    provider: A. Bakker
    due: 2027-03-31
)");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->purpose, "Hosting that nobody has to think about");
  EXPECT_EQ(plan->stage, RelationshipStage::kValueCreation);
  EXPECT_EQ(plan->exit_strategy, "Data back within a month, help for three.\n");
  ASSERT_THAT(plan->objectives, SizeIs(4));
  EXPECT_EQ(plan->objectives[0].due_on, absl::CivilDay(2026, 12, 31));
  EXPECT_EQ(plan->objectives[0].measure,
            (PlanMeasure{.kind = MeasureKind::kServiceLevel,
                         .subject = "hosting-2026/availability",
                         .target = Decimal(999, 1)}));
  EXPECT_EQ(plan->objectives[1].measure,
            (PlanMeasure{.kind = MeasureKind::kCost,
                         .subject = "Compute",
                         .target = Decimal(12000, 0),
                         .currency = "EUR"}));
  // Four hours are 4 * 3,600 = 14,400 seconds.
  EXPECT_EQ(plan->objectives[2].measure,
            (PlanMeasure{.kind = MeasureKind::kAnswerTime,
                         .side = Participant::kProvider,
                         .target = Decimal(14400, 0)}));
  EXPECT_EQ(plan->objectives[3].measure.kind, MeasureKind::kStatement);
  EXPECT_TRUE(CheckPlan(*plan).ok()) << CheckPlan(*plan);
}

TEST(PlanFileTest, TellsEveryMistakeWithItsLineAndWhatWouldBeRight) {
  const auto plan = PlanFileReader().ReadPlan(
      "purpose: p\n"
      "stage: married\n"
      "objectifs: []\n"
      "objectives:\n"
      "  - {id: a, statement: s, customer: c, due: soon,\n"
      "     measure: {kind: hope, target: many}}\n");
  ASSERT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  const std::string told(plan.status().message());
  EXPECT_THAT(told, HasSubstr("plan:2"));
  EXPECT_THAT(told, HasSubstr("'married': write one of operational_awareness"));
  EXPECT_THAT(told, HasSubstr("objectifs"));
  EXPECT_THAT(told, HasSubstr("provider"));
  EXPECT_THAT(told, HasSubstr("2026-12-31"));
  EXPECT_THAT(told, HasSubstr("'hope': write one of service_level"));
}

TEST(PlanFileTest, RefusesWhatIsNoPlan) {
  for (const std::string& text :
       {std::string("- a\n- b\n"), std::string("purpose: [a]\n"),
        std::string("purpose: &a b\n"), std::string("{"),
        std::string(1 << 20, 'x')}) {
    EXPECT_EQ(PlanFileReader().ReadPlan(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text.substr(0, 20);
  }
}

}  // namespace
}  // namespace regisseur

#include "core/matter/figure_window.h"

#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

class FigureWindowTest : public ::testing::Test {
 protected:
  FigureWindowTest() {
    Contract contract;
    contract.id = "hosting";
    contract.term.start = absl::CivilDay(2026, 1, 1);
    contract.objectives = {
        Make("month", {}), Make("split", {.from_day = 16}),
        Make("quarter", {.kind = MeasuringWindow::Kind::kQuarter})};
    register_ = ContractRegister({{"hosting.yaml", contract}});
  }
  static Objective Make(const std::string& id, MeasuringWindow window) {
    Objective objective;
    objective.id = id;
    objective.window = window;
    objective.window.zone = LoadZone("Europe/Amsterdam").value();
    return objective;
  }
  std::string Range(const std::string& objective, const std::string& period) {
    const auto found =
        FindFigureWindow(register_, "hosting", objective, period);
    if (!found.ok()) return std::string(found.status().message());
    return FormatInstant(found->range.from) + " " +
           FormatInstant(found->range.to);
  }
  ContractRegister register_;
};

TEST_F(FigureWindowTest, IsTheOneThatEndsInThePeriodInItsZone) {
  // Summer time ends on 25 October 2026: +02:00 at the start, +01:00 at the
  // end.
  EXPECT_EQ(Range("month", "2026-10"),
            "2026-09-30T22:00:00Z 2026-10-31T23:00:00Z");
  EXPECT_EQ(Range("month", "2026-10-31"),
            "2026-09-30T22:00:00Z 2026-10-31T23:00:00Z");
  EXPECT_EQ(Range("split", "2026-10"),
            "2026-09-15T22:00:00Z 2026-10-15T22:00:00Z");
  EXPECT_EQ(Range("quarter", "2026-09"),
            "2026-06-30T22:00:00Z 2026-09-30T22:00:00Z");
}

TEST_F(FigureWindowTest, SaysWhatIsWrong) {
  EXPECT_THAT(Range("quarter", "2026-10"), HasSubstr("no window of quarter"));
  EXPECT_THAT(Range("month", "soon"), HasSubstr("is no month such as"));
  EXPECT_THAT(Range("month", ""), HasSubstr("say which"));
  EXPECT_THAT(Range("other", "2026-10"),
              HasSubstr("hosting has none that is called \"other\""));
  EXPECT_EQ(
      FindFigureWindow(register_, "x", "month", "2026-10").status().code(),
      absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur

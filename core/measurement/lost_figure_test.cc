#include "core/measurement/lost_figure.h"

#include "core/finding/catalogue.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

LostFigure MakeLost(const std::string& service) {
  return {.party = "CloudNine B.V.",
          .service = service,
          .indicator = "Beschikbaarheid",
          .first_day = absl::CivilDay(2026, 10, 1),
          .last_day = absl::CivilDay(2026, 10, 31),
          .line = 7,
          .file = "kpi.csv"};
}

TEST(LostFigureTest, TravelsAsAFinding) {
  FindingList findings;
  MakeLost("hosting").AddTo(findings);
  MakeLost("portal").AddTo(findings);
  ASSERT_EQ(findings.findings().size(), 2u);
  const Finding& finding = findings.findings()[0];
  EXPECT_EQ(finding.severity, Severity::kInfo);
  const std::optional<LostFigure> read = LostFigure::Read(finding);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->party, "CloudNine B.V.");
  EXPECT_EQ(read->service, "hosting");
  EXPECT_EQ(read->indicator, "Beschikbaarheid");
  EXPECT_EQ(read->first_day, absl::CivilDay(2026, 10, 1));
  EXPECT_EQ(read->last_day, absl::CivilDay(2026, 10, 31));
  EXPECT_EQ(read->line, 7);
  EXPECT_EQ(read->file, "kpi.csv");
  EXPECT_EQ(RenderMessage(finding.rule, finding.arguments),
            "hosting Beschikbaarheid has no figure that can be read from "
            "2026-10-01 to 2026-10-31: line 7.");
}

TEST(LostFigureTest, AMegabyteInACellIsCut) {
  LostFigure lost = MakeLost("hosting");
  lost.indicator = std::string(1 << 20, 'x');
  FindingList findings;
  lost.AddTo(findings);
  EXPECT_LT(findings.findings()[0].field.size(), 500u);
}

TEST(LostFigureTest, AnotherFindingIsNone) {
  FindingList findings;
  findings.Add(Severity::kError, "kpi-number-format", "Waarde", "a.csv", 2,
               "x");
  EXPECT_FALSE(LostFigure::Read(findings.findings()[0]).has_value());
}

}  // namespace
}  // namespace regisseur

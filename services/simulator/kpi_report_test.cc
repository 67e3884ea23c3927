#include "services/simulator/kpi_report.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(KpiReportTest, IsWrittenAsADutchSpreadsheetSavesIt) {
  const std::string report =
      RenderKpiReport(PartnerRole::kWorkplace, absl::CivilMonth(2026, 2), 1);
  EXPECT_THAT(report, StartsWith("\xEF\xBB\xBFLeverancier;Dienst;Indicator;"));
  EXPECT_THAT(report, HasSubstr(";01-02-2026;28-02-2026;"));
  EXPECT_THAT(report, HasSubstr(";>= 99,50;%;\r\n"));
}

TEST(KpiReportTest, EveryLineHasElevenFields) {
  for (PartnerRole role : {PartnerRole::kWorkplace, PartnerRole::kSmall}) {
    const std::vector<std::string> lines =
        absl::StrSplit(RenderKpiReport(role, absl::CivilMonth(2026, 2), 1),
                       "\r\n", absl::SkipEmpty());
    ASSERT_GE(lines.size(), 5u);
    for (const std::string& line : lines) {
      const std::vector<std::string> fields = absl::StrSplit(line, ';');
      EXPECT_EQ(fields.size(), 11u) << line;
    }
  }
}

TEST(KpiReportTest, InSomeMonthNothingApplied) {
  bool none = false;
  for (int month = 1; month <= 12; ++month) {
    none = none ||
           absl::StrContains(RenderKpiReport(PartnerRole::kSmall,
                                             absl::CivilMonth(2026, month), 1),
                             ";n.v.t.;");
  }
  EXPECT_TRUE(none);
}

TEST(KpiReportTest, ComesInTheWeekAfterTheMonth) {
  EXPECT_EQ(KpiReportDay(absl::CivilMonth(2026, 12)),
            absl::CivilDay(2027, 1, 7));
}

}  // namespace
}  // namespace regisseur::simulator

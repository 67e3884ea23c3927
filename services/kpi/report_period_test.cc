#include "services/kpi/report_period.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur::kpi {
namespace {

std::string Read(const std::string& text) {
  const auto period = ParseReportPeriod(text);
  if (!period.has_value()) return "none";
  return absl::StrCat(absl::FormatCivilTime(period->start), "/",
                      absl::FormatCivilTime(period->end),
                      period->from_one_day ? " one day" : "");
}

TEST(ReportPeriodTest, ReadsWhatReportsWrite) {
  struct Case {
    const char* text;
    const char* period;
  };
  const Case cases[] = {
      {"september 2026", "2026-09-01/2026-10-01"},
      {"September 2026", "2026-09-01/2026-10-01"},
      {"sep-26", "2026-09-01/2026-10-01"},
      {"sept. 2026", "2026-09-01/2026-10-01"},
      {"mrt '26", "2026-03-01/2026-04-01"},
      {"okt 2026", "2026-10-01/2026-11-01"},
      {"may-26", "2026-05-01/2026-06-01"},
      {"2026-09", "2026-09-01/2026-10-01"},
      {"2026 sep", "2026-09-01/2026-10-01"},
      {"09-2026", "2026-09-01/2026-10-01"},
      {"9/2026", "2026-09-01/2026-10-01"},
      {"2026-12", "2026-12-01/2027-01-01"},
      {"Q3 2026", "2026-07-01/2026-10-01"},
      {"2026-Q4", "2026-10-01/2027-01-01"},
      {"3e kwartaal 2026", "2026-07-01/2026-10-01"},
      {"kwartaal 1 2026", "2026-01-01/2026-04-01"},
      {"2026", "2026-01-01/2027-01-01"},
      {"01-09-2026", "2026-09-01/2026-10-01 one day"},
      {"30-9-2026", "2026-09-01/2026-10-01 one day"},
      {"1/9/2026", "2026-09-01/2026-10-01 one day"},
      {"2026-09-01", "2026-09-01/2026-10-01 one day"},
      {"2026-09-01 00:00:00", "2026-09-01/2026-10-01 one day"},
      {"1 september 2026", "2026-09-01/2026-10-01 one day"},
      {"15-09-2026", "2026-09-15/2026-09-16"},
      {"15-09-26", "2026-09-15/2026-09-16"},
      {"1-9-2026 t/m 30-9-2026", "2026-09-01/2026-10-01"},
      {"16-9-2026 - 15-10-2026", "2026-09-16/2026-10-16"},
      {"1-9-2026 tot 1-10-2026", "2026-09-01/2026-10-01"},
      {"1 sep 2026 tot en met 30 sep 2026", "2026-09-01/2026-10-01"},
  };
  for (const Case& c : cases) EXPECT_EQ(Read(c.text), c.period) << c.text;
}

TEST(ReportPeriodTest, GuessesNothing) {
  for (const char* text :
       {"", "-", "September", "26", "09-26", "2026-13", "31-09-2026",
        "9/14/2026", "Q5 2026", "1999-09", "99,7%", "week 36",
        "30-9-2026 t/m 1-9-2026", "Realisatie"}) {
    EXPECT_EQ(Read(text), "none") << text;
  }
}

}  // namespace
}  // namespace regisseur::kpi

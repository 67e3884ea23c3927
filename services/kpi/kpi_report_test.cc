#include "services/kpi/kpi_report.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/measurement/lost_figure.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::kpi {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class KpiReportTest : public ::testing::Test {
 protected:
  std::vector<std::string> ReadText(const std::string& text,
                                    const KpiOptions& options = {}) {
    findings_ = FindingList();
    const auto table =
        ReadCsvTable(text, options.separator, "r.csv", findings_);
    EXPECT_TRUE(table.ok()) << table.status();
    cut_line_ = table->cut_line;
    figures_ = ReadReport(table->rows, options, "r.csv", findings_);
    std::vector<std::string> told;
    for (const ReportFigure& figure : figures_) told.push_back(Tell(figure));
    return told;
  }
  std::vector<std::string> ReadFile(const std::string& name,
                                    const KpiOptions& options = {}) {
    std::ifstream file(std::filesystem::path("testdata") / name);
    std::stringstream text;
    text << file.rdbuf();
    return ReadText(text.str(), options);
  }

  // party|service|indicator|period|value unit|norm
  static std::string Tell(const ReportFigure& figure) {
    const Measurement& m = figure.measurement;
    const auto number = [](const std::optional<Decimal>& value) {
      return value.has_value() ? value->ToString() : std::string();
    };
    return absl::StrCat(
        m.party, "|", m.service, "|", m.indicator, "|",
        absl::FormatCivilTime(figure.period.start), "|",
        m.not_applicable ? "n/a" : number(m.value),
        m.numerator.has_value()
            ? absl::StrCat(number(m.numerator), "/", number(m.denominator))
            : "",
        " ", m.unit, "|", m.norm_operator, number(m.norm));
  }
  std::vector<std::string> Findings() const {
    std::vector<std::string> told;
    for (const Finding& finding : findings_.findings()) {
      told.push_back(absl::StrCat(finding.rule, ":", finding.field, "@",
                                  finding.first_line));
    }
    return told;
  }

  std::optional<int64_t> cut_line_;
  FindingList findings_;
  std::vector<ReportFigure> figures_;
};

TEST_F(KpiReportTest, ReadsAReportAsItIsReallySent) {
  EXPECT_THAT(
      ReadFile("monthly_report.csv"),
      ElementsAre("Telecom Noord B.V.|Vaste "
                  "verbindingen|Beschikbaarheid|2026-09-01|99.97 %|>=99.9",
                  "Telecom Noord B.V.|Vaste verbindingen|Oplostijd "
                  "P1|2026-09-01|3.5 uur|<=4",
                  "Telecom Noord "
                  "B.V.|Telefonie|Gesprekskwaliteit|2026-09-01|n/a |>=4",
                  "Telecom Noord B.V.|Telefonie|Verwerkte "
                  "meldingen|2026-09-01|1204 stuks|"));
  EXPECT_THAT(
      Findings(),
      UnorderedElementsAre("kpi-title-lines:@5", "kpi-column-unknown:RAG@5",
                           "kpi-merged-cell:Dienst@7",
                           "kpi-remark-dropped:Toelichting@7",
                           "kpi-number-format:Realisatie@9",
                           "kpi-figure-lost:Telefonie Beschikbaarheid "
                           "2026-09-01 2026-09-30@9",
                           "kpi-norm-strict:Norm@10", "kpi-line-ignored:@12"));
  EXPECT_EQ(figures_[0].measurement.remark, "");
}

TEST_F(KpiReportTest, KeepsRemarksWhenAsked) {
  KpiOptions options;
  options.keep_remarks = true;
  ReadFile("monthly_report.csv", options);
  EXPECT_EQ(figures_[1].measurement.remark,
            "Storing op 12 september,\nmonteur J. Jansen ter plaatse");
}

TEST_F(KpiReportTest, NeverTakesAnUnreadableValueAsZero) {
  ReadText("Indicator;Periode;Waarde\nBeschikbaarheid;2026-09;99,7O\n");
  EXPECT_THAT(figures_, IsEmpty());
  const Finding& finding = findings_.findings().front();
  EXPECT_EQ(finding.severity, Severity::kError);
  EXPECT_EQ(finding.rule, "kpi-number-format");
  EXPECT_EQ(finding.field, "Waarde");
  EXPECT_EQ(finding.first_line, 2);
  EXPECT_EQ(finding.examples[0].value, "99,7O");
  const auto lost = LostFigure::Read(findings_.findings()[1]);
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->indicator, "Beschikbaarheid");
  EXPECT_EQ(lost->first_day, absl::CivilDay(2026, 9, 1));
  EXPECT_EQ(lost->last_day, absl::CivilDay(2026, 9, 30));
  EXPECT_EQ(lost->line, 2);
  EXPECT_EQ(lost->file, "r.csv");
}

TEST_F(KpiReportTest, ALineThatIsTooLongIsToldWithTheLimit) {
  ReadText(absl::StrCat("Indicator;Periode;Waarde\nBeschikbaarheid;2026-09;",
                        std::string(3 << 20, '9'), "\n"));
  for (const Finding& finding : findings_.findings()) {
    if (finding.rule != "csv-record-too-long") continue;
    // 2^20 bytes, as the reader's header says.
    EXPECT_EQ(finding.arguments.at("limit"), "1048576");
    return;
  }
  ADD_FAILURE() << "nothing was said of the long line";
}

TEST_F(KpiReportTest, CountsNoAvailabilityOutsideZeroToHundredPercent) {
  ReadText(
      "Indicator;Periode;Waarde\nBeschikbaarheid;2026-09;250%\n"
      "Beschikbaarheid;2026-10;-5%\nBeschikbaarheid;2026-11;100%\n");
  EXPECT_EQ(figures_.size(), 1u);
  // Beside it each of the two says what it was.
  ASSERT_EQ(findings_.findings().size(), 3u);
  const Finding& finding = findings_.findings().front();
  EXPECT_EQ(finding.severity, Severity::kError);
  EXPECT_EQ(finding.rule, "kpi-value-impossible");
  EXPECT_EQ(finding.count, 2);
  EXPECT_EQ(finding.examples[0].value, "250%");
}

TEST_F(KpiReportTest, ReadsMonthsSideBySide) {
  EXPECT_THAT(
      ReadFile("months_side_by_side.csv"),
      ElementsAre("SmallCare|Helpdesk|First time fix|2026-07-01|81.5 %|>=80",
                  "SmallCare|Helpdesk|First time fix|2026-08-01|79 %|>=80",
                  "SmallCare|Helpdesk|First time fix|2026-09-01|n/a %|>=80",
                  "SmallCare|Helpdesk|Calls answered|2026-07-01|1204 |",
                  "SmallCare|Helpdesk|Calls answered|2026-08-01|998 |",
                  "SmallCare|Helpdesk|Calls answered|2026-09-01|1100.5 |"));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(KpiReportTest, ReadsAHeaderOfTwoRowsAndFractions) {
  EXPECT_THAT(ReadFile("two_header_rows.csv"),
              ElementsAre("Werkplek Oost|Werkplek|Binnen norm "
                          "opgelost|2026-09-01|189/195 %|95"));
  EXPECT_THAT(
      Findings(),
      UnorderedElementsAre(
          "kpi-two-header-rows:@1", "kpi-period-one-day:Periode@3",
          "kpi-duplicate:Indicator@4", "kpi-period-format:Periode@5",
          "kpi-indicator-missing:Indicator@6", "kpi-value-missing:value@7",
          "kpi-figure-lost:Werkplek Tevredenheid "
          "2026-09-01 2026-09-30@7"));
}

TEST_F(KpiReportTest, TakesFromTheOptionsWhatTheReportDoesNotName) {
  KpiOptions options;
  options.provider = "Telecom Noord";
  options.service = "Telefonie";
  options.period = ParseReportPeriod("2026-09");
  EXPECT_THAT(ReadText("KPI,Score (%),Norm\nUptime,99.5,99\n", options),
              ElementsAre("Telecom Noord|Telefonie|Uptime|2026-09-01|99.5 "
                          "%|99"));
  ReadText("KPI,Score\nUptime,99.5\n");
  EXPECT_THAT(Findings(), Contains("kpi-period-missing:period@2"));
}

TEST_F(KpiReportTest, ReadsColumnsOfBeginAndEnd) {
  EXPECT_THAT(ReadText("Indicator;Van;T/m;Waarde\nA;1-9-2026;30-9-2026;1\n"),
              ElementsAre("||A|2026-09-01|1 |"));
  EXPECT_EQ(figures_[0].period.end, absl::CivilDay(2026, 10, 1));
  ReadText("Indicator;Van;Tot;Waarde\nA;1-9-2026;1-10-2026;1\nB;1-9-2026;x;1");
  EXPECT_EQ(figures_[0].period.end, absl::CivilDay(2026, 10, 1));
  EXPECT_THAT(Findings(), Contains("kpi-date-format:Tot@3"));
}

TEST_F(KpiReportTest, LetsTheFileTellTheMarkAndRefusesToGuess) {
  const std::string head = "Indicator;Periode;Waarde\n";
  EXPECT_THAT(ReadText(head + "A;2026-09;1.234\nB;2026-09;99,5\n"),
              ElementsAre("||A|2026-09-01|1234 |", "||B|2026-09-01|99.5 |"));
  EXPECT_THAT(ReadText(head + "A;2026-09;1.234\nB;2026-09;99.5\n"),
              ElementsAre("||A|2026-09-01|1.234 |", "||B|2026-09-01|99.5 |"));
  EXPECT_THAT(ReadText(head + "A;2026-09;1.234\n"), IsEmpty());
  EXPECT_THAT(Findings(), Contains("kpi-number-ambiguous:Waarde@2"));
  KpiOptions options;
  options.decimal = DecimalMark::kComma;
  EXPECT_THAT(ReadText(head + "A;2026-09;1.234\n", options),
              ElementsAre("||A|2026-09-01|1234 |"));
}

TEST_F(KpiReportTest, SaysWhatAReportLacks) {
  ReadText("naam;kleur\nx;rood\n");
  EXPECT_THAT(Findings(), ElementsAre("kpi-column-missing:indicator@0"));
  ReadText("Indicator;Norm\nx;99\n");
  EXPECT_THAT(Findings(), ElementsAre("kpi-column-missing:value@1"));
  ReadText("");
  EXPECT_THAT(Findings(), ElementsAre("kpi-file-empty:@0"));
  ReadText("Indicator;Periode;Waarde\n");
  EXPECT_THAT(Findings(), ElementsAre("kpi-file-empty:@0"));
}

TEST_F(KpiReportTest, ReadsWhatOfficeProgramsWrite) {
  const std::string want = "||Oplostijd \xE2\x82\xAC|2026-09-01|99.5 |";
  // Windows-1252 with the euro sign, and Excel's hint of the separator.
  EXPECT_THAT(ReadText("sep=;\r\nIndicator;Periode;Waarde\r\nOplostijd "
                       "\x80;sep-26;99,5\r\n"),
              ElementsAre(want));
  EXPECT_THAT(Findings(), Contains("kpi-encoding:@0"));
  // UTF-16, little endian, tabs.
  std::string utf16 = "\xFF\xFE";
  for (const char* c = "Indicator\tPeriode\tWaarde\nOplostijd "; *c; ++c) {
    utf16 += *c;
    utf16 += '\0';
  }
  utf16 += "\xAC\x20";
  for (const char* c = "\tsep-26\t99,5\n"; *c; ++c) {
    utf16 += *c;
    utf16 += '\0';
  }
  EXPECT_THAT(ReadText(utf16), ElementsAre(want));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(KpiReportTest, KnowsALastLineThatStopsShort) {
  const std::string head = "Indicator;Periode;Realisatie\nA;2026-09;1\n";
  const std::vector<std::pair<std::string, std::optional<int64_t>>> cases = {
      {"B;2026-09;2\n", std::nullopt},
      {"B;2026-09;2", std::nullopt},  // a last line needs no break
      {"B;2026", 3},
      {"B;2026\n", std::nullopt},  // broken, but whole
      {"\"B;2026-09", 3},
      {"Bron: de leverancier", std::nullopt},  // a footnote
      {"", std::nullopt},
  };
  for (const auto& [last, cut_line] : cases) {
    ReadText(head + last);
    EXPECT_EQ(cut_line_, cut_line) << last;
  }
}

}  // namespace
}  // namespace regisseur::kpi

#include "services/kpi/report_figure.h"

#include <string>

#include "gtest/gtest.h"

namespace regisseur::kpi {
namespace {

using Kind = Figure::Kind;

struct Case {
  std::string cell;
  Kind kind;
  std::string value;
  std::string unit;
};

void Check(const std::vector<Case>& cases, DecimalMark mark) {
  for (const Case& c : cases) {
    const Figure figure = ParseFigure(c.cell, mark);
    EXPECT_EQ(figure.kind, c.kind) << c.cell;
    if (c.kind == Kind::kNumber) {
      EXPECT_EQ(figure.value.ToString(), c.value) << c.cell;
      EXPECT_EQ(figure.unit, c.unit) << c.cell;
    }
  }
}

TEST(ReportFigureTest, ReadsFiguresThatLeaveNoDoubt) {
  const std::vector<Case> cases = {
      {"99,7%", Kind::kNumber, "99.7", "%"},
      {"99.7 %", Kind::kNumber, "99.7", "%"},
      {" 100 ", Kind::kNumber, "100", ""},
      {"1.234,5", Kind::kNumber, "1234.5", ""},
      {"1,234.5", Kind::kNumber, "1234.5", ""},
      {"1.234.567", Kind::kNumber, "1234567", ""},
      {"0,125", Kind::kNumber, "0.125", ""},
      {"99,9543", Kind::kNumber, "99.9543", ""},
      {"-3,5", Kind::kNumber, "-3.5", ""},
      {"\xE2\x88\x92"
       "3,5",
       Kind::kNumber, "-3.5", ""},
      {"1\xC2\xA0"
       "234,50",
       Kind::kNumber, "1234.50", ""},
      {"4 uur", Kind::kNumber, "4", "uur"},
      {"4u", Kind::kNumber, "4", "u"},
      {"3 werkdagen", Kind::kNumber, "3", "werkdagen"},
      {"\xE2\x82\xAC 1.250,00", Kind::kNumber, "1250.00", "EUR"},
      {"12 procent", Kind::kNumber, "12", "%"},
      {"", Kind::kEmpty, "", ""},
      {" \xC2\xA0 ", Kind::kEmpty, "", ""},
      {"n.v.t.", Kind::kNotApplicable, "", ""},
      {"NVT", Kind::kNotApplicable, "", ""},
      {"n/a", Kind::kNotApplicable, "", ""},
      {"-", Kind::kNotApplicable, "", ""},
      {"\xE2\x80\x93", Kind::kNotApplicable, "", ""},
      {"99,7O", Kind::kUnreadable, "", ""},
      {"O,5", Kind::kUnreadable, "", ""},
      {"ca. 99", Kind::kUnreadable, "", ""},
      {"99,7*", Kind::kUnreadable, "", ""},
      {"12/13", Kind::kUnreadable, "", ""},
      {"groen", Kind::kUnreadable, "", ""},
      {"1,2,3", Kind::kUnreadable, "", ""},
      {"99,", Kind::kUnreadable, "", ""},
      {",5", Kind::kUnreadable, "", ""},
      {"01-09-2026", Kind::kUnreadable, "", ""},
  };
  Check(cases, DecimalMark::kUnknown);
  Check(cases, DecimalMark::kComma);
  Check(cases, DecimalMark::kPoint);
}

TEST(ReportFigureTest, DoesNotGuessWhatAPointMeans) {
  Check({{"1.234", Kind::kAmbiguous, "", ""},
         {"1,234", Kind::kAmbiguous, "", ""}},
        DecimalMark::kUnknown);
  Check({{"1.234", Kind::kNumber, "1234", ""},
         {"1,234", Kind::kNumber, "1.234", ""}},
        DecimalMark::kComma);
  Check({{"1.234", Kind::kNumber, "1.234", ""},
         {"1,234", Kind::kNumber, "1234", ""}},
        DecimalMark::kPoint);
}

TEST(ReportFigureTest, TellsTheMarkThatACellShows) {
  EXPECT_EQ(EvidenceOf("99,7%"), DecimalMark::kComma);
  EXPECT_EQ(EvidenceOf("99.75"), DecimalMark::kPoint);
  EXPECT_EQ(EvidenceOf("1.234,5"), DecimalMark::kComma);
  EXPECT_EQ(EvidenceOf("1.234"), DecimalMark::kUnknown);
  EXPECT_EQ(EvidenceOf("99"), DecimalMark::kUnknown);
  EXPECT_EQ(EvidenceOf("01.09.2026"), DecimalMark::kUnknown);
}

TEST(ReportFigureTest, ReadsNorms) {
  struct NormCase {
    std::string cell;
    Kind kind;
    std::string op;
    std::string value;
    std::string unit;
    bool strict;
  };
  const NormCase cases[] = {
      {"\xE2\x89\xA5 99,5", Kind::kNumber, ">=", "99.5", "", false},
      {"<= 4 uur", Kind::kNumber, "<=", "4", "uur", false},
      {"min. 98%", Kind::kNumber, ">=", "98", "%", false},
      {"Minimaal 98 %", Kind::kNumber, ">=", "98", "%", false},
      {"max 2 dagen", Kind::kNumber, "<=", "2", "dagen", false},
      {"binnen 30 min", Kind::kNumber, "<=", "30", "min", false},
      {"> 95%", Kind::kNumber, ">=", "95", "%", true},
      {"99,5", Kind::kNumber, "", "99.5", "", false},
      {"", Kind::kEmpty, "", "", "", false},
      {"n.v.t.", Kind::kNotApplicable, "", "", "", false},
      {"zo snel mogelijk", Kind::kUnreadable, "", "", "", false},
  };
  for (const NormCase& c : cases) {
    const Norm norm = ParseNorm(c.cell, DecimalMark::kComma);
    EXPECT_EQ(norm.figure.kind, c.kind) << c.cell;
    if (c.kind != Kind::kNumber) continue;
    EXPECT_EQ(norm.op, c.op) << c.cell;
    EXPECT_EQ(norm.figure.value.ToString(), c.value) << c.cell;
    EXPECT_EQ(norm.figure.unit, c.unit) << c.cell;
    EXPECT_EQ(norm.strict, c.strict) << c.cell;
  }
}

}  // namespace
}  // namespace regisseur::kpi

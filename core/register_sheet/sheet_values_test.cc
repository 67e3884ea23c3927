#include "core/register_sheet/sheet_values.h"

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

std::string Day(const char* text) {
  const auto day = ParseSheetDay(text);
  return day.ok() ? FormatDay(*day) : "refused";
}

TEST(SheetValuesTest, ReadsDaysWithTheDayFirst) {
  struct {
    const char* text;
    const char* day;
  } const kCases[] = {
      {"31-12-2027", "2027-12-31"},
      {"31/12/2027", "2027-12-31"},
      {"31.12.2027", "2027-12-31"},
      {"1-2-27", "2027-02-01"},
      {"2027-12-31", "2027-12-31"},
      {"31 december 2027", "2027-12-31"},
      {"1 mrt 2026", "2026-03-01"},
      {"1 maart 2026", "2026-03-01"},
      {"5 okt. 2026", "2026-10-05"},
      {"5 October 2026", "2026-10-05"},
      {"1 mei 2026", "2026-05-01"},
      {"31-12-2027 00:00", "2027-12-31"},
      {"2027-12-31T00:00:00", "2027-12-31"},
      // The month first, days that are not there, and what is no day.
      {"12/31/2027", "refused"},
      {"31-02-2027", "refused"},
      {"2027", "refused"},
      {"eind 2027", "refused"},
      {"31-12", "refused"},
      {"0-1-2027", "refused"},
      {"", "refused"},
      {"44561", "refused"}};
  for (const auto& c : kCases) EXPECT_EQ(Day(c.text), c.day) << c.text;
}

TEST(SheetValuesTest, ReadsSpans) {
  struct {
    const char* text;
    const char* unit;
    const char* span;
  } const kCases[] = {{"3 maanden", "", "3 months"},
                      {"3 mnd", "", "3 months"},
                      {"3mnd", "", "3 months"},
                      {"12 months", "", "12 months"},
                      {"2 jaar", "", "24 months"},
                      {"een jaar", "", "12 months"},
                      {"90 dagen", "", "90 days"},
                      {"6 weken", "", "42 days"},
                      {"3", "", "3 months"},
                      {"3", "mnd", "3 months"},
                      {"90", "dagen", "90 days"},
                      {"1", "jaren", "12 months"},
                      {"3 hele maanden", "", "3 months"},
                      {"opzegging 3 maanden voor einde", "", "3 months"},
                      {"kwartaal", "", "refused"},
                      {"maanden", "", "refused"},
                      {"3", "stuks", "refused"},
                      {"", "", "refused"},
                      {"99999 jaar", "", "refused"}};
  for (const auto& c : kCases) {
    const auto span = ParseSheetSpan(c.text, c.unit);
    EXPECT_EQ(span.ok() ? FormatCivilSpan(*span) : "refused", c.span)
        << c.text << " " << c.unit;
  }
}

TEST(SheetValuesTest, ReadsAmounts) {
  struct {
    const char* text;
    const char* amount;
  } const kCases[] = {{"€ 1.200.000,00", "1200000.00"},
                      {"1,200,000.00", "1200000.00"},
                      {"1.200.000", "1200000"},
                      {"1200000", "1200000"},
                      {"12.500,-", "12500"},
                      {"EUR 500", "500"},
                      {"500 euro", "500"},
                      {"1200.50", "1200.50"},
                      {"1200,5", "1200.5"},
                      {"1.200", "1200"},
                      {"1,200", "1200"},
                      {"\xC2\xA0"
                       "1 200,00",
                       "1200.00"},
                      {"circa 500", "refused"},
                      {"1.2.3", "refused"},
                      {"", "refused"}};
  for (const auto& c : kCases) {
    const auto amount = ParseSheetAmount({c.text, false});
    EXPECT_EQ(amount.ok() ? amount->ToString() : "refused", c.amount) << c.text;
  }
  // In a workbook the point is always the decimal mark.
  EXPECT_EQ(ParseSheetAmount({"1.200", true})->ToString(), "1.200");
}

TEST(SheetValuesTest, ReadsWhatComesAfterTheEnd) {
  const auto read = [](const char* text) -> std::string {
    const auto renewal = ParseSheetRenewal(text);
    if (!renewal.ok()) return "refused";
    const std::string span = FormatCivilSpan(renewal->span);
    switch (renewal->kind) {
      case SheetRenewal::Kind::kNotTold:
        return "not told";
      case SheetRenewal::Kind::kNone:
        return "none";
      case SheetRenewal::Kind::kTacit:
        return absl::StrCat("tacit ", span);
      case SheetRenewal::Kind::kIndefinite:
        return "indefinite";
      case SheetRenewal::Kind::kOptions:
        return absl::StrCat(renewal->times, " x ", span);
    }
    return "";
  };
  struct {
    const char* text;
    const char* renewal;
  } const kCases[] = {{"", "not told"},
                      {"-", "not told"},
                      {"nee", "none"},
                      {"Geen", "none"},
                      {"n.v.t.", "none"},
                      {"stilzwijgend 1 jaar", "tacit 12 months"},
                      {"1 jaar stilzwijgend", "tacit 12 months"},
                      {"ja, telkens met 12 maanden", "tacit 12 months"},
                      {"12 maanden", "tacit 12 months"},
                      {"ja", "tacit 0 days"},
                      {"stilzwijgend", "tacit 0 days"},
                      {"2 x 1 jaar", "2 x 12 months"},
                      {"2x1 jaar", "2 x 12 months"},
                      {"optie 2*12 maanden", "2 x 12 months"},
                      {"2 maal 1 jaar", "2 x 12 months"},
                      {"optie 1 jaar", "1 x 12 months"},
                      {"onbepaalde tijd", "indefinite"},
                      {"in overleg", "refused"},
                      {"2", "refused"},
                      {"opties", "refused"},
                      {")", "refused"}};
  for (const auto& c : kCases) EXPECT_EQ(read(c.text), c.renewal) << c.text;
}

TEST(SheetValuesTest, KnowsWhatSaysNothing) {
  for (const char* text : {"", " ", "-", "–", "?", "onbekend", "n.t.b."}) {
    EXPECT_TRUE(IsBlank(text)) << text;
  }
  for (const char* text : {"n.v.t.", "nvt", "N/A", "niet van toepassing"}) {
    EXPECT_TRUE(DoesNotApply(text)) << text;
    EXPECT_FALSE(IsBlank(text)) << text;
  }
  EXPECT_TRUE(IsIndefinite("Onbepaalde tijd"));
  EXPECT_FALSE(IsIndefinite("31-12-2027"));
}

}  // namespace
}  // namespace regisseur

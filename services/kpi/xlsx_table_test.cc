#include "services/kpi/xlsx_table.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::kpi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A workbook written by hand: two sheets, merged cells, a formula, a built-in
// and an own format of percentages, a day shown as a month.
std::string Workbook() {
  std::ifstream file(std::filesystem::path("testdata") / "workbook.xlsx",
                     std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::vector<std::string> Texts(const ReportRow& row) {
  std::vector<std::string> texts;
  for (const ReportCell& cell : row.cells) texts.push_back(cell.text);
  return texts;
}

TEST(XlsxTableTest, ReadsCellsAsAPersonSeesThem) {
  const auto table = ReadXlsxTable(Workbook(), "", "workbook.xlsx");
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->size(), 6);
  EXPECT_EQ((*table)[0].line, 1);
  EXPECT_EQ((*table)[1].line, 3);
  EXPECT_THAT(Texts((*table)[2]),
              ElementsAre("Werkplek Oost", "Werkplek", "Beschikbaarheid",
                          "2026-09", "99.95%", "\xE2\x89\xA5 99,9%"));
  EXPECT_TRUE((*table)[2].cells[4].number);
  EXPECT_THAT(Texts((*table)[3]), ElementsAre("", "", "Oplostijd P1", "2026-09",
                                              "1.234", "<= 4 uur"));
  // The stored result of a formula.
  EXPECT_THAT(Texts((*table)[4]),
              ElementsAre("", "", "Binnen norm", "2026-09", "94%", "95%"));
}

TEST(XlsxTableTest, ReadsTheSheetThatIsAskedFor) {
  const auto table = ReadXlsxTable(Workbook(), "Telling", "workbook.xlsx");
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_EQ(table->size(), 2);
  EXPECT_EQ((*table)[1].cells[2].text, "1204");
  const auto none = ReadXlsxTable(Workbook(), "Blad1", "workbook.xlsx");
  EXPECT_EQ(sdk::ProblemOf(none.status()).rule, "kpi-xlsx");
  EXPECT_THAT(none.status().message(), HasSubstr("Blad1"));
}

TEST(XlsxTableTest, RefusesWhatIsNoWorkbook) {
  const std::string workbook = Workbook();
  EXPECT_TRUE(LooksLikeXlsx(workbook));
  EXPECT_FALSE(LooksLikeXlsx("Indicator;Waarde"));
  for (size_t length : {size_t{0}, size_t{4}, size_t{30}, workbook.size() / 2,
                        workbook.size() - 1}) {
    const auto cut =
        ReadXlsxTable(workbook.substr(0, length), "", "workbook.xlsx");
    EXPECT_EQ(sdk::ProblemOf(cut.status()).rule, "kpi-xlsx") << length;
  }
}

TEST(XlsxTableTest, RefusesABombBeforeItUnpacksAnything) {
  // The size that the directory names for its first part: 4 GiB less one.
  std::string workbook = Workbook();
  const size_t entry = workbook.find(std::string("PK\x01\x02", 4));
  ASSERT_NE(entry, std::string::npos);
  workbook.replace(entry + 24, 4, "\xFF\xFF\xFF\xFF");
  const auto table = ReadXlsxTable(workbook, "", "workbook.xlsx");
  EXPECT_THAT(table.status().message(), HasSubstr("64 MiB"));
}

}  // namespace
}  // namespace regisseur::kpi

#include "cli/output/text_table.h"

#include "cli/output/detail_sheet.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TextTable Sample() {
  TextTable table({{.heading = "NAME", .cut_to = 6},
                   {.heading = "AMOUNT", .right = true},
                   {.heading = "GROUP", .priority = 1},
                   {.heading = "OWNER", .priority = 2},
                   {.heading = "REMARK", .only_if_filled = true}});
  table.AddRow({"Managed hosting", "1,250.00", "EU", "m.visser"});
  table.AddNote("down since nine");
  table.AddRow({"CDN", "7.50", "World", "h.bakker"});
  return table;
}

TEST(TextTableTest, AlignsAndPutsNotesUnderTheirRow) {
  EXPECT_EQ(Sample().Render({.width = 80}),
            "NAME               AMOUNT  GROUP  OWNER\n"
            "Managed hosting  1,250.00  EU     m.visser\n"
            "    down since nine\n"
            "CDN                  7.50  World  h.bakker\n");
}

TEST(TextTableTest, CutsTheWidestFirst) {
  EXPECT_EQ(Sample().Render({.width = 40}),
            "NAME             AMOUNT  GROUP  OWNER\n"
            "Managed host…  1,250.00  EU     m.visser\n"
            "    down since nine\n"
            "CDN                7.50  World  h.bakker\n");
}

TEST(TextTableTest, LeavesOutTheLeastImportantAndSaysSo) {
  EXPECT_EQ(Sample().Render({.width = 30}),
            "NAME             AMOUNT  GROUP\n"
            "Managed host…  1,250.00  EU\n"
            "    down since nine\n"
            "CDN                7.50  World\n"
            "(no room for OWNER: widen the\n"
            "window, or -o csv)\n");
}

TEST(TextTableTest, ColoursOnlyWhereThereIsColour) {
  TextTable table({{.heading = "STATE"}});
  table.AddRow({Cell("● major outage", Style::kBad)});
  EXPECT_THAT(table.Render({.width = 80, .colour = false}),
              Not(HasSubstr("\x1b")));
  EXPECT_THAT(table.Render({.width = 80, .colour = true}),
              HasSubstr("\x1b[1;31m● major outage\x1b[0m"));
}

TEST(TextTableTest, PartnerTextsCannotReachTheTerminal) {
  TextTable table({{.heading = "TITLE"}});
  table.AddRow(
      {"\x1b]0;owned\x07"
       "a\nb"});
  table.AddNote("\x1b[2J");
  EXPECT_EQ(table.Render({.width = 80}),
            "TITLE\n\\x1b]0;owned\\x07a b\n    \\x1b[2J\n");
}

TEST(DetailSheetTest, LeavesOutWhatIsEmptyAndWrapsWhatIsLong) {
  DetailSheet sheet;
  sheet.Add("source", "cloudnine-status");
  sheet.Add("endpoint", "");
  sheet.Add("failed", "the certificate of the partner has expired");
  EXPECT_EQ(sheet.Render({.width = 40}),
            "source  cloudnine-status\n"
            "failed  the certificate of the partner\n"
            "        has expired\n");
}

}  // namespace
}  // namespace regisseur

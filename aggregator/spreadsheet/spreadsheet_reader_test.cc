#include "aggregator/spreadsheet/spreadsheet_reader.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/archive/archive.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

std::string Read(absl::string_view bytes, absl::string_view sheet = "") {
  const auto rows = SpreadsheetReader().Read("register", bytes, sheet);
  if (!rows.ok()) return std::string(rows.status().message());
  return absl::StrJoin(*rows, "\n", [](std::string* out, const SheetRow& row) {
    absl::StrAppend(out, row.line, ": ",
                    absl::StrJoin(row.cells, "|",
                                  [](std::string* cell, const SheetCell& c) {
                                    absl::StrAppend(cell, c.text,
                                                    c.number ? "#" : "");
                                  }));
  });
}

TEST(SpreadsheetReaderTest, ReadsCsvAsItIsWritten) {
  EXPECT_EQ(Read("a;b\r\n1;\"x; \"\"y\"\"\nz\"\r\n\r\n;\r\n2; c \n"),
            "1: a|b\n2: 1|x; \"y\"\nz\n6: 2|c");
  EXPECT_EQ(Read("Register 2026, versie 3\na,b;c;d\n"),
            "1: Register 2026, versie 3\n2: a,b|c|d");
  EXPECT_EQ(Read("a\tb\r1\t2"), "1: a|b\n2: 1|2");
  EXPECT_EQ(Read("sep=|\na|b\n"), "2: a|b");
  EXPECT_EQ(Read("\xEF\xBB\xBF"
                 "caf\xC3\xA9,1\n"),
            "1: café|1");
  EXPECT_EQ(Read("caf\xE9,1\n"), "1: café|1");
  EXPECT_EQ(Read(absl::string_view("\xFF\xFE"
                                   "a\0;\0b\0\n\0",
                                   10)),
            "1: a|b");
  EXPECT_EQ(Read(""), "");
}

TEST(SpreadsheetReaderTest, RefusesWhatIsNoTable) {
  EXPECT_EQ(Read("a,b\n1,\"open\n2,3\n"),
            "register:2: a quote is opened and never closed");
  EXPECT_THAT(Read(absl::string_view("a\0b", 3)), HasSubstr("neither CSV"));
  EXPECT_THAT(Read("\xD0\xCF\x11\xE0rest"), HasSubstr("save it as .xlsx"));
  EXPECT_THAT(Read(std::string(201, ',')), HasSubstr("200 columns"));
  std::string many;
  for (int i = 0; i < 5001; ++i) many += "a\n";
  EXPECT_THAT(Read(many), HasSubstr("5,000 rows"));
  EXPECT_THAT(Read("a,b\n", "Blad1"), HasSubstr("no workbook"));
  EXPECT_THAT(Read("PK\x03\x04garbage"), HasSubstr("damaged"));
}

std::string WriteZip(const std::vector<ArchivedFile>& files) {
  return PackZip(files, absl::FromUnixSeconds(1'790'000'000));
}

constexpr char kWorkbook[] =
    R"(<workbook xmlns="m" xmlns:r="r"><sheets>)"
    R"(<sheet name="Hulp" sheetId="1" state="hidden" r:id="rId1"/>)"
    R"(<sheet name="Contracten" sheetId="2" r:id="rId2"/></sheets></workbook>)";
constexpr char kRelations[] =
    R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>)"
    R"(<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/>)"
    R"(</Relationships>)";
constexpr char kShared[] =
    R"(<sst><si><t>Leverancier</t></si><si><r><t>Cen</t></r>)"
    R"(<r><t xml:space="preserve">tric </t></r><rPh><t>x</t></rPh></si></sst>)";
// Style 1 is the built-in 14 (a day), 2 an own format in words, 3 an amount
// with a quoted d.
constexpr char kStyles[] =
    R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d mmmm yyyy"/>)"
    R"(<numFmt numFmtId="165" formatCode="&quot;d&quot; #,##0.00"/></numFmts>)"
    R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>)"
    R"(<xf numFmtId="165"/></cellXfs></styleSheet>)";
// 46023 is 1 January 2026: 44927, 1 January 2023, and three years of 365, 366
// and 365 days more.
constexpr char kSheet[] =
    R"(<worksheet><sheetData>)"
    R"(<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="inlineStr">)"
    R"(<is><t>Start</t></is></c></row>)"
    R"(<row r="5"><c r="B5" t="s"><v>1</v></c><c r="C5" s="1"><v>46023</v></c>)"
    R"(<c r="D5" s="2"><v>46023.75</v></c><c r="E5" s="3"><v>1200000</v></c>)"
    R"(<c r="F5"><v>0.10000000000000001</v></c><c r="G5"><v>1.5E3</v></c>)"
    R"(<c r="H5" t="str"><f>A1</f><v>som</v></c><c r="I5" t="b"><v>1</v></c>)"
    R"(<c r="J5" t="e"><v>#N/A</v></c></row>)"
    R"(<row r="6"><c r="A6"/></row></sheetData></worksheet>)";

std::string MakeWorkbook(std::string sheet = kSheet,
                         std::string workbook = kWorkbook) {
  return WriteZip({{"xl/workbook.xml", std::move(workbook)},
                   {"xl/_rels/workbook.xml.rels", kRelations},
                   {"xl/sharedStrings.xml", kShared},
                   {"xl/styles.xml", kStyles},
                   {"xl/worksheets/sheet1.xml",
                    "<worksheet><sheetData><row><c t=\"str\"><v>hulp</v></c>"
                    "</row></sheetData></worksheet>"},
                   {"xl/worksheets/sheet2.xml", std::move(sheet)}});
}

TEST(SpreadsheetReaderTest, ReadsWorkbooks) {
  EXPECT_EQ(Read(MakeWorkbook()),
            "2: |Leverancier||Start\n"
            "5: |Centric|2026-01-01|2026-01-01|1200000#|0.1#|1500#|som|true|"
            "#ERROR");
  EXPECT_EQ(Read(MakeWorkbook(), "Hulp"), "1: hulp");
  EXPECT_EQ(Read(MakeWorkbook(), "Blad9"),
            "register: has no sheet 'Blad9'; it has Hulp, Contracten");
  // Workbooks that count from 1904 are 1462 days behind.
  EXPECT_THAT(
      Read(MakeWorkbook(
          R"(<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>44561</v></c>)"
          R"(</row></sheetData></worksheet>)",
          absl::StrCat(R"(<workbook xmlns:r="r"><workbookPr date1904="1"/>)",
                       absl::string_view(kWorkbook).substr(
                           absl::string_view(kWorkbook).find("<sheets>"))))),
      HasSubstr("2026-01-01"));
}

TEST(SpreadsheetReaderTest, RefusesHostileWorkbooks) {
  EXPECT_THAT(
      Read(MakeWorkbook("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>")),
      HasSubstr("has a DOCTYPE"));
  EXPECT_THAT(Read(MakeWorkbook("<worksheet>")), HasSubstr("is damaged"));
  std::string deep = "<worksheet><sheetData><row><c t=\"inlineStr\"><is>";
  for (int i = 0; i < 1'000'000; ++i) deep += "<r>";
  for (int i = 0; i < 1'000'000; ++i) deep += "</r>";
  EXPECT_EQ(
      Read(MakeWorkbook(deep + "</is></c></row></sheetData></worksheet>")), "");
  EXPECT_THAT(Read(MakeWorkbook(std::string((32 << 20) + 1, ' '))),
              HasSubstr("32 MiB"));
  EXPECT_THAT(Read(WriteZip({{"a.txt", "x"}})), HasSubstr("is it a workbook?"));
}

}  // namespace
}  // namespace regisseur

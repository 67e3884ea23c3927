#include "aggregator/spreadsheet/spreadsheet_reader.h"
#include "core/archive/archive.h"
#include "core/register_sheet/contract_draft.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace regisseur;

constexpr const char* kParts[] = {
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};
constexpr const char* kGood[] = {
    R"(<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>)"
    R"(<c r="B1" s="1"><v>46023</v></c></row></sheetData></worksheet>)",
    R"(<sst><si><t>Leverancier</t></si></sst>)",
    R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>)"
    R"(</styleSheet>)",
    R"(<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="A" sheetId="1" )"
    R"(r:id="rId1"/></sheets></workbook>)",
    R"(<Relationships><Relationship Id="rId1" )"
    R"(Target="worksheets/sheet1.xml"/></Relationships>)"};

// A workbook that is good but for one part.
std::string MakeWorkbook(size_t part, absl::string_view text) {
  std::vector<ArchivedFile> files;
  for (size_t i = 0; i < std::size(kParts); ++i) {
    files.push_back({kParts[i], i == part ? std::string(text) : kGood[i]});
  }
  return PackZip(files, absl::FromUnixSeconds(1790000000));
}

void Read(absl::string_view bytes) {
  const auto sheet = SpreadsheetReader().Read("register", bytes, "");
  if (!sheet.ok()) {
    fuzz::Require(!sheet.status().message().empty());
    return;
  }
  Portfolio portfolio;
  portfolio.currency = "EUR";
  portfolio.providers.emplace_back().id = "centric";
  const auto drafts = DraftContracts("register", *sheet, portfolio);
  if (!drafts.ok()) return;
  for (const ContractDraft& draft : drafts->drafts) {
    for (const auto* notes : {&draft.missing, &draft.remarks}) {
      for (const DraftNote& note : *notes) {
        fuzz::Require(IsKnownRule(note.rule));
      }
    }
    fuzz::Require(!draft.id.empty() && draft.file == draft.id + ".yaml");
  }
}

}  // namespace

// A file as it is; after one of the digits 0 to 4 and a line break, that part
// of a workbook.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text = fuzz::TextOf(data, size);
  Read(text);
  if (size > 2 && data[0] >= '0' && data[0] <= '4' && data[1] == '\n') {
    Read(MakeWorkbook(data[0] - '0', text.substr(2)));
  }
  return 0;
}

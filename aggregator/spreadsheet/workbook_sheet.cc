#include "aggregator/spreadsheet/workbook_sheet.h"

#include <zip.h>

#include <cstdint>
#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/money/decimal.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr zip_uint64_t kMostBytesOfAPart = 32 << 20;
constexpr size_t kMostRows = 5000;
constexpr int kMostColumns = 200;
constexpr int kMostDigits = 15;

// An element by its name without prefix: some programs write `x:row`.
bool Is(const pugi::xml_node& node, absl::string_view name) {
  absl::string_view own = node.name();
  if (const size_t colon = own.find(':'); colon != absl::string_view::npos) {
    own.remove_prefix(colon + 1);
  }
  return own == name;
}
pugi::xml_node Child(const pugi::xml_node& node, absl::string_view name) {
  for (const pugi::xml_node& child : node.children()) {
    if (Is(child, name)) return child;
  }
  return {};
}

// The attribute by its name without prefix: `r:id`.
std::string Attribute(const pugi::xml_node& node, absl::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    absl::string_view own = attribute.name();
    if (own == name || absl::EndsWith(own, absl::StrCat(":", name))) {
      return attribute.value();
    }
  }
  return "";
}

// The text of an item: its `t`, or those of its runs; not how it is spoken.
void AppendTexts(const pugi::xml_node& item, std::string& text) {
  for (const pugi::xml_node& child : item.children()) {
    if (Is(child, "t")) text += child.text().get();
    if (!Is(child, "r")) continue;
    for (const pugi::xml_node& part : child.children()) {
      if (Is(part, "t")) text += part.text().get();
    }
  }
}

// A number format that shows days: a built-in one by its number (ECMA-376-1
// 18.8.30), another by its code.
bool ShowsDays(int id, absl::string_view code) {
  if ((id >= 14 && id <= 17) || id == 22) return true;
  bool quoted = false;
  bool bracketed = false;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = absl::ascii_tolower(code[i]);
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\') {
      ++i;
      continue;
    }
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (!bracketed && (c == 'd' || c == 'y')) return true;
  }
  return false;
}

// The column of a reference such as `AB12`, from 0; -1 when it is none.
int ColumnOf(absl::string_view reference) {
  int column = 0;
  size_t letters = 0;
  for (; letters < reference.size() && absl::ascii_isalpha(reference[letters]);
       ++letters) {
    if (letters == 3) return -1;
    column = column * 26 + (absl::ascii_toupper(reference[letters]) - 'A' + 1);
  }
  return letters == 0 ? -1 : column - 1;
}

class Workbook {
 public:
  Workbook(absl::string_view name, absl::string_view bytes)
      : name_(name), bytes_(bytes) {}

  absl::StatusOr<Sheet> Read(absl::string_view sheet) {
    RETURN_IF_ERROR(Open());
    ASSIGN_OR_RETURN(const std::string part, FindSheet(sheet));
    RETURN_IF_ERROR(ReadSharedTexts());
    RETURN_IF_ERROR(ReadStyles());
    pugi::xml_document document;
    RETURN_IF_ERROR(Parse(part, document));
    return ReadRows(document.document_element());
  }

 private:
  absl::Status Wrong(absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat(name_, ": ", what));
  }

  absl::Status Open() {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source =
        zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
    if (source == nullptr) return Wrong("is no workbook");
    archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (archive_ == nullptr) {
      zip_source_free(source);
      return Wrong("is a damaged workbook");
    }
    return absl::OkStatus();
  }

  bool Has(const std::string& part) const {
    return zip_name_locate(archive_.get(), part.c_str(), 0) >= 0;
  }

  absl::Status Parse(const std::string& part, pugi::xml_document& document) {
    zip_stat_t info;
    if (zip_stat(archive_.get(), part.c_str(), 0, &info) != 0) {
      return Wrong(absl::StrCat("has no part ", part, "; is it a workbook?"));
    }
    if ((info.valid & ZIP_STAT_SIZE) == 0 || info.size > kMostBytesOfAPart) {
      return Wrong(absl::StrCat("its part ", part, " has more than 32 MiB"));
    }
    std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen(archive_.get(), part.c_str(), 0), zip_fclose);
    if (file == nullptr) return Wrong("is damaged or locked with a password");
    std::string text(info.size, '\0');
    if (zip_fread(file.get(), text.data(), info.size) !=
        static_cast<zip_int64_t>(info.size)) {
      return Wrong(absl::StrCat("its part ", part, " is damaged"));
    }
    if (absl::StrContains(text, "<!DOCTYPE")) {
      return Wrong(absl::StrCat("its part ", part, " has a DOCTYPE"));
    }
    const pugi::xml_parse_result result = document.load_buffer(
        text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    if (!result) {
      return Wrong(absl::StrCat("its part ", part,
                                " is damaged: ", result.description()));
    }
    return absl::OkStatus();
  }

  // The part that holds a sheet.
  absl::StatusOr<std::string> FindSheet(absl::string_view wanted) {
    pugi::xml_document workbook;
    RETURN_IF_ERROR(Parse("xl/workbook.xml", workbook));
    pugi::xml_document relations;
    RETURN_IF_ERROR(Parse("xl/_rels/workbook.xml.rels", relations));
    const pugi::xml_node root = workbook.document_element();
    const std::string since_1904 =
        Attribute(Child(root, "workbookPr"), "date1904");
    if (since_1904 == "1" || since_1904 == "true") {
      day_zero_ = absl::CivilDay(1904, 1, 1);
    }
    std::vector<std::string> names;
    std::string id;
    for (const pugi::xml_node& sheet : Child(root, "sheets").children()) {
      if (!Is(sheet, "sheet")) continue;
      const std::string name = Attribute(sheet, "name");
      names.push_back(name);
      const std::string state = Attribute(sheet, "state");
      const bool shown = state.empty() || state == "visible";
      if (id.empty() && (wanted.empty() ? shown : name == wanted)) {
        id = Attribute(sheet, "id");
      }
    }
    if (id.empty()) {
      return Wrong(wanted.empty()
                       ? std::string("has no sheet")
                       : absl::StrCat("has no sheet '", wanted, "'; it has ",
                                      absl::StrJoin(names, ", ")));
    }
    for (const pugi::xml_node& relation :
         relations.document_element().children()) {
      if (Attribute(relation, "Id") != id) continue;
      const std::string target = Attribute(relation, "Target");
      return absl::StartsWith(target, "/") ? target.substr(1)
                                           : absl::StrCat("xl/", target);
    }
    return Wrong("does not say where its sheet is");
  }

  absl::Status ReadSharedTexts() {
    if (!Has("xl/sharedStrings.xml")) return absl::OkStatus();
    pugi::xml_document document;
    RETURN_IF_ERROR(Parse("xl/sharedStrings.xml", document));
    for (const pugi::xml_node& item : document.document_element().children()) {
      if (!Is(item, "si")) continue;
      AppendTexts(item, shared_.emplace_back());
    }
    return absl::OkStatus();
  }

  absl::Status ReadStyles() {
    if (!Has("xl/styles.xml")) return absl::OkStatus();
    pugi::xml_document document;
    RETURN_IF_ERROR(Parse("xl/styles.xml", document));
    const pugi::xml_node root = document.document_element();
    std::map<int, std::string> codes;
    for (const pugi::xml_node& format : Child(root, "numFmts").children()) {
      int id = 0;
      if (absl::SimpleAtoi(Attribute(format, "numFmtId"), &id)) {
        codes[id] = Attribute(format, "formatCode");
      }
    }
    for (const pugi::xml_node& style : Child(root, "cellXfs").children()) {
      int id = 0;
      (void)absl::SimpleAtoi(Attribute(style, "numFmtId"), &id);
      shows_days_.push_back(ShowsDays(id, codes[id]));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Sheet> ReadRows(const pugi::xml_node& root) {
    Sheet sheet;
    int line = 0;
    for (const pugi::xml_node& row : Child(root, "sheetData").children()) {
      if (!Is(row, "row")) continue;
      int told = 0;
      line = absl::SimpleAtoi(Attribute(row, "r"), &told) ? told : line + 1;
      SheetRow read;
      read.line = line;
      bool filled = false;
      for (const pugi::xml_node& cell : row.children()) {
        if (!Is(cell, "c")) continue;
        const std::string reference = Attribute(cell, "r");
        const int column = reference.empty()
                               ? static_cast<int>(read.cells.size())
                               : ColumnOf(reference);
        if (column < 0 || column >= kMostColumns) continue;
        if (read.cells.size() <= static_cast<size_t>(column)) {
          read.cells.resize(column + 1);
        }
        read.cells[column] = ReadCell(cell);
        filled = filled || !read.cells[column].text.empty();
      }
      if (!filled) continue;
      if (sheet.size() == kMostRows) return Wrong("has more than 5,000 rows");
      sheet.push_back(std::move(read));
    }
    return sheet;
  }

  SheetCell ReadCell(const pugi::xml_node& cell) const {
    const std::string type = Attribute(cell, "t");
    std::string value = Child(cell, "v").text().get();
    if (type == "inlineStr") {
      value.clear();
      AppendTexts(Child(cell, "is"), value);
      return Text(value);
    }
    if (type == "s") {
      size_t index = 0;
      return Text(absl::SimpleAtoi(value, &index) && index < shared_.size()
                      ? shared_[index]
                      : "");
    }
    if (type == "b") return Text(value == "1" ? "true" : "false");
    if (type == "e") return Text("#ERROR");
    if (type == "str") return Text(value);
    // ISO 8601, as some programs write days.
    if (type == "d") return Text(value.substr(0, 10));
    return Number(value, Attribute(cell, "s"));
  }

  static SheetCell Text(absl::string_view text) {
    return {RepairUtf8(absl::StripAsciiWhitespace(text)), false};
  }

  SheetCell Number(const std::string& value, const std::string& style) const {
    if (value.empty()) return {};
    const absl::StatusOr<Decimal> number = Decimal::Parse(value);
    if (!number.ok()) return Text(value);
    size_t index = 0;
    if (absl::SimpleAtoi(style, &index) && index < shows_days_.size() &&
        shows_days_[index]) {
      const Decimal days = number->Truncated(0);
      if (!days.IsNegative() && days < Decimal(3'000'000, 0)) {
        return {FormatDay(day_zero_ + static_cast<int64_t>(days.coefficient())),
                false};
      }
    }
    return {Rounded(*number).ToString(), true};
  }

  // A workbook holds doubles and writes 17 digits of them; it shows 15.
  static Decimal Rounded(const Decimal& number) {
    Decimal digits = number.Normalized();
    int count = 0;
    for (Int128 rest = digits.coefficient(); rest != 0; rest /= 10) ++count;
    if (count <= kMostDigits) return digits;
    const int scale = digits.scale() - (count - kMostDigits);
    return scale < 0 ? digits
                     : digits.RoundedHalfAwayFromZero(scale).Normalized();
  }

  const absl::string_view name_;
  const absl::string_view bytes_;
  std::unique_ptr<zip_t, void (*)(zip_t*)> archive_{nullptr, zip_discard};
  std::vector<std::string> shared_;
  std::vector<bool> shows_days_;  // by the number of a cell's style
  // The workbook's day 0; day 60 is a 29 February 1900 that never was.
  absl::CivilDay day_zero_{1899, 12, 30};
};

}  // namespace

absl::StatusOr<Sheet> ReadWorkbookSheet(absl::string_view name,
                                        absl::string_view bytes,
                                        absl::string_view sheet) {
  return Workbook(name, bytes).Read(sheet);
}

}  // namespace regisseur

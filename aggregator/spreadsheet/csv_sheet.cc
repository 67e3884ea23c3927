#include "aggregator/spreadsheet/csv_sheet.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/text_encoding.h"

namespace regisseur {
namespace {

constexpr size_t kMostRows = 5000;
constexpr size_t kMostColumns = 200;
constexpr int kLinesToGuessFrom = 50;

// The separator of which one line has the most: title lines have none.
char GuessSeparator(absl::string_view text) {
  char best = ',';
  ptrdiff_t most = 0;
  for (int line = 0; line < kLinesToGuessFrom && !text.empty(); ++line) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    for (const char separator : {';', '\t', ','}) {
      bool quoted = false;
      ptrdiff_t count = 0;
      for (const char c : text.substr(0, end)) {
        if (c == '"') quoted = !quoted;
        if (!quoted && c == separator) ++count;
      }
      if (count > most) {
        most = count;
        best = separator;
      }
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return best;
}

// Reads one text from its start to its end.
class CsvParser {
 public:
  CsvParser(absl::string_view name, absl::string_view text, char separator)
      : name_(name), text_(text), separator_(separator) {}

  absl::StatusOr<Sheet> Parse() {
    while (at_ < text_.size()) {
      row_.line = line_;
      absl::Status status = ParseRow();
      if (!status.ok()) return status;
    }
    return std::move(sheet_);
  }

 private:
  absl::Status Wrong(int line, absl::string_view what) const {
    return absl::InvalidArgumentError(
        absl::StrCat(name_, ":", line, ": ", what));
  }

  absl::Status ParseRow() {
    for (;;) {
      std::string field;
      if (at_ < text_.size() && text_[at_] == '"') {
        absl::Status status = ParseQuoted(field);
        if (!status.ok()) return status;
      }
      // Text behind a closing quote belongs to the field.
      while (at_ < text_.size() && text_[at_] != separator_ && !AtBreak()) {
        field.push_back(text_[at_++]);
      }
      if (row_.cells.size() == kMostColumns) {
        return Wrong(line_, "has more than 200 columns");
      }
      row_.cells.push_back(
          {std::string(absl::StripAsciiWhitespace(field)), false});
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      SkipBreak();
      break;
    }
    const bool filled =
        std::any_of(row_.cells.begin(), row_.cells.end(),
                    [](const SheetCell& cell) { return !cell.text.empty(); });
    if (filled) {
      if (sheet_.size() == kMostRows) {
        return Wrong(row_.line, "has more than 5,000 rows");
      }
      sheet_.push_back(std::move(row_));
    }
    row_ = {};
    return absl::OkStatus();
  }

  absl::Status ParseQuoted(std::string& field) {
    const int opened = line_;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != '"') {
        if (c == '\n') ++line_;
        field.push_back(c);
        ++at_;
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field.push_back('"');
        at_ += 2;
      } else {
        ++at_;
        return absl::OkStatus();
      }
    }
    return Wrong(opened, "a quote is opened and never closed");
  }

  bool AtBreak() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  void SkipBreak() {
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() &&
        text_[at_ + 1] == '\n') {
      ++at_;
    }
    ++at_;
    ++line_;
  }

  const absl::string_view name_;
  const absl::string_view text_;
  const char separator_;
  size_t at_ = 0;
  int line_ = 1;
  SheetRow row_;
  Sheet sheet_;
};

}  // namespace

absl::StatusOr<Sheet> ReadCsvSheet(absl::string_view name,
                                   absl::string_view bytes) {
  std::string text = DecodeText(bytes).text;
  if (absl::StrContains(text, '\0')) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, ": is neither CSV text nor an XLSX workbook; save it as one"));
  }
  char separator = 0;
  // Excel's own hint on the first line, which is left blank.
  if (absl::StartsWithIgnoreCase(text, "sep=") && text.size() > 4) {
    separator = text[4];
    std::fill(text.begin(), text.begin() + 5, ' ');
  }
  if (separator == 0) separator = GuessSeparator(text);
  return CsvParser(name, text, separator).Parse();
}

}  // namespace regisseur

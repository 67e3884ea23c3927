#include "core/pricing/index_file.h"

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace regisseur {
namespace {

constexpr char kByteOrderMark[] = "\xef\xbb\xbf";

// The cells of a line; quotes around a cell are taken off, doubled ones inside
// are one.
std::vector<std::string> CellsOf(absl::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back() += c;
        ++i;
      } else {
        quoted = !quoted;
      }
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  for (std::string& cell : cells) absl::StripAsciiWhitespace(&cell);
  return cells;
}

// `2023-Q4`, `2023-10` or `2023` of what publishers write; absent for none.
std::optional<std::string> PeriodOf(absl::string_view text) {
  int year = 0;
  if (text.size() < 4 || !absl::SimpleAtoi(text.substr(0, 4), &year) ||
      year < 1900 || year > 2200) {
    return std::nullopt;
  }
  const std::string lower = absl::AsciiStrToLower(text.substr(4));
  absl::string_view rest = absl::StripAsciiWhitespace(lower);
  const std::string stem = absl::StrCat(year);
  if (rest.empty() || rest == "jj00") return stem;
  if (absl::ConsumePrefix(&rest, "-")) rest = absl::StripAsciiWhitespace(rest);
  const bool quarter =
      absl::StartsWith(rest, "kw") || absl::StartsWith(rest, "q") ||
      absl::StrContains(rest, "kwartaal") || absl::StrContains(rest, "quarter");
  static constexpr const char* kMonths[] = {
      "januari", "februari", "maart",     "april",   "mei",      "juni",
      "juli",    "augustus", "september", "oktober", "november", "december"};
  for (int i = 0; i < 12; ++i) {
    if (rest == kMonths[i]) {
      return absl::StrCat(stem, i < 9 ? "-0" : "-", i + 1);
    }
  }
  std::string digits;
  for (const char c : rest) {
    if (absl::ascii_isdigit(c)) digits += c;
  }
  int n = 0;
  if (!absl::SimpleAtoi(digits, &n)) return std::nullopt;
  if (quarter && n >= 1 && n <= 4) return absl::StrCat(stem, "-Q", n);
  if (!quarter && n >= 1 && n <= 12 && digits.size() <= 2) {
    return absl::StrCat(stem, n < 10 ? "-0" : "-", n);
  }
  return std::nullopt;
}

absl::StatusOr<Decimal> Number(absl::string_view text) {
  absl::StatusOr<Decimal> number = Decimal::Parse(text);
  return number.ok() ? number : Decimal::ParseLocal(text, true);
}

// `123.5*` is provisional.
bool TakeMark(std::string& cell) {
  if (!absl::EndsWith(cell, "*")) return false;
  cell.pop_back();
  absl::StripAsciiWhitespace(&cell);
  return true;
}

struct Columns {
  std::optional<size_t> period, index, change, status;
  std::vector<size_t> others;
};

Columns ColumnsOf(const std::vector<std::string>& headings) {
  Columns columns;
  for (size_t i = 0; i < headings.size(); ++i) {
    const std::string name = absl::AsciiStrToLower(headings[i]);
    const auto has = [&](absl::string_view word) {
      return absl::StrContains(name, word);
    };
    if (!columns.period && has("period")) {
      columns.period = i;
    } else if (!columns.change &&
               (has("mutatie") || has("ontwikkeling") || has("change"))) {
      columns.change = i;
    } else if (!columns.index && (has("index") || name == "value")) {
      columns.index = i;
    } else if (!columns.status &&
               (has("status") || has("voorlopig") || has("provisional"))) {
      columns.status = i;
    } else if (name != "id") {
      columns.others.push_back(i);
    }
  }
  return columns;
}

bool SaysProvisional(const std::string& cell) {
  const std::string word = absl::AsciiStrToLower(cell);
  return absl::StartsWith(word, "voorlopig") ||
         absl::StartsWith(word, "provisional") || word == "true" ||
         word == "ja" || word == "yes" || word == "1";
}

}  // namespace

absl::StatusOr<IndexSeriesByName> ParseIndexFile(absl::string_view stem,
                                                 absl::string_view content) {
  absl::ConsumePrefix(&content, kByteOrderMark);
  IndexSeriesByName all;
  std::optional<Columns> columns;
  char separator = ';';
  int number = 0;
  for (absl::string_view line : absl::StrSplit(content, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) continue;
    if (!columns.has_value()) {
      separator = absl::StrContains(line, ';') ? ';' : ',';
      Columns found = ColumnsOf(CellsOf(line, separator));
      // A title may stand above.
      if (!found.period.has_value()) continue;
      if (!found.index.has_value()) {
        return absl::InvalidArgumentError(
            absl::StrCat("line ", number,
                         ": has a column of periods and none of figures; call "
                         "one index"));
      }
      columns = std::move(found);
      continue;
    }
    std::vector<std::string> cells = CellsOf(line, separator);
    const auto cell = [&](std::optional<size_t> i) {
      return i.has_value() && *i < cells.size() ? cells[*i] : std::string();
    };
    std::string period = cell(columns->period);
    std::string index = cell(columns->index);
    bool provisional = TakeMark(period);
    provisional = TakeMark(index) || provisional ||
                  SaysProvisional(cell(columns->status));
    const std::optional<std::string> key = PeriodOf(period);
    if (!key.has_value()) {
      // Footnotes stand below.
      if (cells.size() <= *columns->period + 1) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": \"", period,
                       "\" is no period; write 2023-Q4, 2023-10 or 2023"));
    }
    // Not published yet.
    if (index.empty() || index == "." || index == "-") continue;
    IndexFigure figure;
    const absl::StatusOr<Decimal> value = Number(index);
    if (!value.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": \"", index, "\" is no figure"));
    }
    figure.value = *value;
    figure.provisional = provisional;
    const std::string change = cell(columns->change);
    if (!change.empty() && change != "." && change != "-") {
      const absl::StatusOr<Decimal> percent = Number(change);
      if (!percent.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat("line ", number, ": \"", change, "\" is no change"));
      }
      figure.published_change = *percent;
    }
    std::string name = absl::AsciiStrToLower(stem);
    for (const size_t i : columns->others) {
      const std::string word = cell(i);
      if (!word.empty())
        absl::StrAppend(&name, "-", absl::AsciiStrToLower(word));
    }
    all[name][*key] = figure;
  }
  if (!columns.has_value()) {
    return absl::InvalidArgumentError(
        "line 1: has no heading with a column of periods (Perioden)");
  }
  return all;
}

}  // namespace regisseur

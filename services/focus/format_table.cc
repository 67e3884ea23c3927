#include "services/focus/format_table.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regisseur::focus {
namespace {

constexpr const FormatTable* kCloudFormats[] = {&kOciCostFormat, &kAwsCurFormat,
                                                &kAzureUsageFormat};

bool IsPartOfName(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || absl::ascii_isalnum(byte);
}

bool IsSameName(absl::string_view wanted, absl::string_view name) {
  size_t i = 0;
  size_t j = 0;
  while (true) {
    while (i < wanted.size() && !IsPartOfName(wanted[i])) ++i;
    while (j < name.size() && !IsPartOfName(name[j])) ++j;
    if (i == wanted.size() || j == name.size()) break;
    if (absl::ascii_tolower(static_cast<unsigned char>(wanted[i])) !=
        absl::ascii_tolower(static_cast<unsigned char>(name[j]))) {
      return false;
    }
    ++i;
    ++j;
  }
  return i == wanted.size() && j == name.size();
}

std::string Code(Words words, absl::string_view between) {
  std::vector<std::string> quoted;
  for (const absl::string_view word : words) {
    quoted.push_back(absl::StrCat("`", word, "`"));
  }
  return absl::StrJoin(quoted, between);
}

std::string HowRead(const MappingRow& row) {
  switch (row.reading) {
    case Reading::kAsWritten:
      return Code(row.sources, ", else ");
    case Reading::kWord: {
      std::string text = absl::StrCat(Code(row.sources, ", else "), ":");
      for (const WordPair& pair : row.words) {
        absl::StrAppend(
            &text, " ", pair.in_file, " → ",
            pair.in_focus.empty() ? absl::string_view("null") : pair.in_focus,
            ";");
      }
      text.pop_back();
      return text;
    }
    case Reading::kMoment:
      return absl::StrCat(Code(row.sources, ", else "), ", as a moment");
    case Reading::kDayAfter:
      return absl::StrCat("the day after ", Code(row.sources, ", else "));
    case Reading::kMonthStart:
      return absl::StrCat("start of the month of ",
                          Code(row.sources, ", else "));
    case Reading::kMonthEnd:
      return absl::StrCat("end of the month of ", Code(row.sources, ", else "));
    case Reading::kSum:
      return Code(row.sources, " + ");
    case Reading::kDifference:
      return Code(row.sources, " − ");
    case Reading::kBraces:
      return absl::StrCat(Code(row.sources, ", else "),
                          ", with the braces that it lacks");
    case Reading::kTagColumns:
      return absl::StrCat("all columns that start with ",
                          Code(row.sources, " or "));
    case Reading::kConstant:
      return absl::StrCat("always ", row.constant);
    case Reading::kOwnCurrency:
      return "the portfolio's currency";
    case Reading::kNothing:
      return "null: the file does not say it";
  }
  return "";
}

void AppendRows(std::span<const MappingRow> rows, std::string& text) {
  for (const MappingRow& row : rows) {
    std::vector<std::string> when;
    for (const Condition& condition : row.when) {
      when.push_back(absl::StrCat(
          Code(condition.sources, ", else "),
          condition.values.empty()
              ? std::string(" is filled")
              : absl::StrCat(" is ", absl::StrJoin(condition.values, " or "))));
    }
    absl::StrAppend(&text, "| ", row.column, " | ", HowRead(row), " | ",
                    absl::StrJoin(when, " and "), " |\n");
  }
}

}  // namespace

int FindColumn(const FormatTable& table, absl::string_view wanted,
               Words header) {
  const auto find = [header](absl::string_view name) {
    for (size_t i = 0; i < header.size(); ++i) {
      if (IsSameName(name, header[i])) return static_cast<int>(i);
    }
    return -1;
  };
  if (const int column = find(wanted); column >= 0) return column;
  for (const Alias& alias : table.aliases) {
    if (alias.name != wanted) continue;
    for (const absl::string_view spelling : alias.spellings) {
      if (const int column = find(spelling); column >= 0) return column;
    }
  }
  return -1;
}

const FormatTable* RecogniseFormat(std::span<const FormatTable* const> tables,
                                   Words header) {
  for (const FormatTable* table : tables) {
    const auto has = [table, header](Words any) {
      return std::any_of(any.begin(), any.end(), [&](auto wanted) {
        return FindColumn(*table, wanted, header) >= 0;
      });
    };
    if (std::all_of(table->marks.begin(), table->marks.end(), has)) {
      return table;
    }
  }
  return nullptr;
}

std::string SourcesOf(const FormatTable& table, absl::string_view column) {
  std::vector<absl::string_view> names;
  for (const MappingRow& row : table.rows) {
    if (row.column != column) continue;
    for (const absl::string_view source : row.sources) {
      if (std::find(names.begin(), names.end(), source) == names.end()) {
        names.push_back(source);
      }
    }
  }
  return absl::StrJoin(names, " or ");
}

std::string RenderFormat(const FormatTable& table) {
  std::vector<std::string> marks;
  for (const Words any : table.marks) marks.push_back(Code(any, " or "));
  std::string text =
      absl::StrCat("\n## ", table.name, "\n\n",
                   std::string(1, absl::ascii_toupper(table.description[0])),
                   table.description.substr(1), ". ");
  if (!marks.empty()) {
    absl::StrAppend(&text, "Recognised by ", absl::StrJoin(marks, " and "),
                    ". ");
  }
  absl::StrAppend(&text, table.notes, "\n\n");
  if (!table.aliases.empty()) {
    absl::StrAppend(&text, "| column | also written |\n|---|---|\n");
    for (const Alias& alias : table.aliases) {
      absl::StrAppend(&text, "| `", alias.name, "` | ",
                      absl::StrJoin(alias.spellings, ", "), " |\n");
    }
    text += "\n";
  }
  absl::StrAppend(&text, "| FOCUS | from the file | where |\n|---|---|---|\n");
  AppendRows(table.rows, text);
  if (!table.second_rows.empty()) {
    absl::StrAppend(&text,
                    "\nA second charge of the same line, where its BilledCost "
                    "is filled; what is not listed is as above:\n\n"
                    "| FOCUS | from the file | where |\n|---|---|---|\n");
    AppendRows(table.second_rows, text);
  }
  return text;
}

std::span<const FormatTable* const> CloudFormats() { return kCloudFormats; }

}  // namespace regisseur::focus

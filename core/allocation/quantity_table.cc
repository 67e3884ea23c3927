#include "core/allocation/quantity_table.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostMistakes = 10;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A field without blanks and the quotes around it. A month, a number or the
// name of a cost centre holds no separator.
std::string Field(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return RepairUtf8(absl::StripAsciiWhitespace(text));
}

std::vector<std::string> Fields(absl::string_view line, char separator) {
  std::vector<std::string> fields;
  for (const absl::string_view field : absl::StrSplit(line, separator)) {
    fields.push_back(Field(field));
  }
  return fields;
}

int Find(const std::vector<std::string>& header,
         std::initializer_list<absl::string_view> names) {
  for (size_t i = 0; i < header.size(); ++i) {
    if (std::find(names.begin(), names.end(),
                  absl::AsciiStrToLower(header[i])) != names.end()) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace

absl::StatusOr<QuantityTable> QuantityTable::Parse(absl::string_view name,
                                                   absl::string_view csv) {
  absl::ConsumePrefix(&csv, kByteOrderMark);
  QuantityTable table;
  std::vector<std::string> mistakes;
  std::vector<std::string> header;
  char separator = ',';
  int month_at = -1;
  int value_at = -1;
  int center_at = -1;
  int64_t number = 0;
  for (absl::string_view line : absl::StrSplit(csv, '\n')) {
    ++number;
    absl::ConsumeSuffix(&line, "\r");
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    if (header.empty()) {
      if (absl::StrContains(line, ';')) separator = ';';
      header = Fields(line, separator);
      month_at = Find(header, {"month", "maand", "period"});
      value_at = Find(header, {"value", "quantity", "aantal", "waarde"});
      center_at = Find(header, {"cost_center", "cost_centre", "cost center",
                                "cost centre", "kostenplaats"});
      if (month_at < 0 || value_at < 0) {
        return absl::InvalidArgumentError(absl::StrCat(
            name, ":", number, ": the header is \"", absl::StrJoin(header, ","),
            "\"; write month,value, or month,cost_center,value"));
      }
      table.by_cost_center_ = center_at >= 0;
      continue;
    }
    const auto refuse = [&](const std::string& what) {
      if (mistakes.size() < kMostMistakes) {
        mistakes.push_back(absl::StrCat(name, ":", number, ": ", what));
      }
    };
    const std::vector<std::string> fields = Fields(line, separator);
    if (fields.size() != header.size()) {
      refuse(absl::StrCat("has ", fields.size(), " fields; the header has ",
                          header.size()));
      continue;
    }
    const absl::StatusOr<absl::CivilMonth> month = ParseMonth(fields[month_at]);
    if (!month.ok()) {
      refuse(absl::StrCat("\"", fields[month_at],
                          "\" is no month such as 2026-10"));
      continue;
    }
    const absl::StatusOr<Decimal> value =
        separator == ';' ? Decimal::ParseLocal(fields[value_at], true)
                         : Decimal::Parse(fields[value_at]);
    if (!value.ok() || value->IsNegative()) {
      refuse(absl::StrCat("\"", fields[value_at],
                          "\" is no number from zero on, such as 1250"));
      continue;
    }
    const std::string center = center_at < 0 ? "" : fields[center_at];
    if (center_at >= 0 && center.empty()) {
      refuse("names no cost centre");
      continue;
    }
    if (!table.months_[*month].emplace(center, *value).second) {
      refuse(absl::StrCat(FormatMonth(*month),
                          center.empty() ? "" : absl::StrCat(" of ", center),
                          " stands twice"));
      continue;
    }
    ASSIGN_OR_RETURN(table.sums_[*month],
                     Decimal::Add(table.sums_[*month], *value));
  }
  if (header.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        name, ": is empty; write a header month,value and a line a month"));
  }
  if (!mistakes.empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
  }
  return table;
}

std::optional<Decimal> QuantityTable::Of(absl::CivilMonth month) const {
  const auto found = sums_.find(month);
  if (found == sums_.end()) return std::nullopt;
  return found->second;
}

std::map<std::string, Decimal> QuantityTable::ByCostCenter(
    absl::CivilMonth month) const {
  const auto found = months_.find(month);
  if (!by_cost_center_ || found == months_.end()) return {};
  return found->second;
}

}  // namespace regisseur

#include "services/focus/row_mapper.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "core/base/text_encoding.h"
#include "core/base/utf8.h"
#include "core/money/decimal.h"
#include "core/time/instant.h"
#include "services/focus/focus_columns.h"
#include "services/focus/key_values.h"

namespace regisseur::focus {
namespace {

using Record = absl::Span<const absl::string_view>;

bool IsEmpty(absl::string_view text) {
  return absl::StripAsciiWhitespace(text).empty() ||
         absl::EqualsIgnoreCase(text, "null");
}

ColumnMapping::Columns ColumnsOf(const FormatTable& table, Words sources,
                                 Record header) {
  ColumnMapping::Columns columns;
  for (const absl::string_view source : sources) {
    const int column =
        FindColumn(table, source, Words(header.data(), header.size()));
    if (column >= 0) columns.push_back(column);
  }
  return columns;
}

ColumnMapping::Rule RuleOf(const FormatTable& table, const MappingRow& row,
                           Record header) {
  ColumnMapping::Rule rule;
  rule.row = &row;
  if (row.reading == Reading::kTagColumns) {
    for (size_t i = 0; i < header.size(); ++i) {
      for (const absl::string_view prefix : row.sources) {
        if (!absl::StartsWithIgnoreCase(header[i], prefix)) continue;
        rule.columns.push_back(static_cast<int>(i));
        rule.keys.emplace_back(header[i].substr(prefix.size()));
        break;
      }
    }
  } else {
    rule.columns = ColumnsOf(table, row.sources, header);
  }
  for (const Condition& condition : row.when) {
    rule.when.push_back(
        {ColumnsOf(table, condition.sources, header), condition.values});
  }
  return rule;
}

// True when the file can give the row something.
bool IsOf(const ColumnMapping::Rule& rule) {
  switch (rule.row->reading) {
    case Reading::kConstant:
    case Reading::kOwnCurrency:
    case Reading::kNothing:
      return true;
    case Reading::kSum:
    case Reading::kDifference:
      // One that lacks an operand still decides for its condition.
      return rule.columns.size() == rule.row->sources.size() ||
             !rule.when.empty();
    case Reading::kAsWritten:
    case Reading::kWord:
    case Reading::kMoment:
    case Reading::kDayAfter:
    case Reading::kMonthStart:
    case Reading::kMonthEnd:
    case Reading::kBraces:
    case Reading::kTagColumns:
      break;
  }
  return !rule.columns.empty() || !rule.when.empty();
}

absl::string_view FirstFilled(const ColumnMapping::Columns& columns,
                              Record record) {
  for (const int column : columns) {
    if (!IsEmpty(record[column])) return record[column];
  }
  return "";
}

bool Holds(const ColumnMapping::When& when, Record record) {
  const absl::string_view text =
      absl::StripAsciiWhitespace(FirstFilled(when.columns, record));
  if (text.empty()) return false;
  return when.values.empty() ||
         std::any_of(when.values.begin(), when.values.end(),
                     [text](absl::string_view value) {
                       return absl::EqualsIgnoreCase(value, text);
                     });
}

bool Decides(const ColumnMapping::Rule& rule, Record record) {
  if (!rule.when.empty()) {
    return std::all_of(
        rule.when.begin(), rule.when.end(),
        [record](const auto& when) { return Holds(when, record); });
  }
  if (rule.row == nullptr) return true;
  switch (rule.row->reading) {
    case Reading::kConstant:
    case Reading::kOwnCurrency:
    case Reading::kNothing:
    case Reading::kTagColumns:
      return true;
    case Reading::kSum:
    case Reading::kDifference:
      return rule.columns.size() == rule.row->sources.size() &&
             std::none_of(
                 rule.columns.begin(), rule.columns.end(),
                 [record](int column) { return IsEmpty(record[column]); });
    case Reading::kAsWritten:
    case Reading::kWord:
    case Reading::kMoment:
    case Reading::kDayAfter:
    case Reading::kMonthStart:
    case Reading::kMonthEnd:
    case Reading::kBraces:
      break;
  }
  return !FirstFilled(rule.columns, record).empty();
}

bool IsAmount(absl::string_view column) {
  const FocusColumn* const focus = FindFocusColumn(column);
  return focus != nullptr && (focus->type == ColumnType::kDecimal ||
                              focus->type == ColumnType::kNonNegativeDecimal);
}

// The columns of the file that reach FOCUS whole: what is taken as it is
// written, whatever else the record says.
std::set<int> TakenWhole(const ColumnMapping& mapping) {
  std::set<int> taken;
  for (const ColumnMapping::Target& target : mapping.targets) {
    for (const ColumnMapping::Rule& rule : target.rules) {
      if (!rule.when.empty()) continue;
      if (rule.row->reading == Reading::kTagColumns) {
        taken.insert(rule.columns.begin(), rule.columns.end());
      } else if (rule.columns.size() == 1 &&
                 (rule.row->reading == Reading::kAsWritten ||
                  rule.row->reading == Reading::kBraces)) {
        taken.insert(rule.columns[0]);
      }
    }
  }
  return taken;
}

}  // namespace

ColumnMapping ColumnMapping::Make(const FormatTable& table, Record header) {
  ColumnMapping mapping;
  mapping.table = &table;
  mapping.width = header.size();
  const auto add = [&](const MappingRow& row, bool second) {
    Rule rule = RuleOf(table, row, header);
    if (!IsOf(rule)) return;
    auto target = std::find_if(
        mapping.targets.begin(), mapping.targets.end(),
        [&row](const Target& known) { return known.name == row.column; });
    if (target == mapping.targets.end()) {
      Target fresh;
      fresh.name = std::string(row.column);
      fresh.in_file = fresh.name;
      fresh.amount = IsAmount(row.column);
      target = mapping.targets.insert(target, std::move(fresh));
    }
    if (target->in_file == target->name && !rule.columns.empty()) {
      target->in_file = std::string(header[rule.columns[0]]);
    }
    (second ? target->second_rules : target->rules).push_back(std::move(rule));
  };
  for (const MappingRow& row : table.rows) add(row, false);
  for (const MappingRow& row : table.second_rows) add(row, true);

  const std::set<int> taken = TakenWhole(mapping);
  std::set<std::string> names;
  for (const Target& target : mapping.targets) names.insert(target.name);
  for (size_t i = 0; i < header.size(); ++i) {
    const int column = static_cast<int>(i);
    if (header[i].empty() || taken.contains(column)) continue;
    Target kept;
    kept.in_file = std::string(header[i]);
    kept.name = names.contains(kept.in_file) ? absl::StrCat("x_", header[i])
                                             : kept.in_file;
    kept.rules.push_back({nullptr, {column}, {}, {}});
    mapping.targets.push_back(std::move(kept));
  }
  for (size_t i = 0; i < mapping.targets.size(); ++i) {
    if (mapping.targets[i].name == "BilledCost") {
      mapping.billed_cost = static_cast<int>(i);
    }
  }
  for (const FileRemark& remark : table.remarks) {
    mapping.remarks.push_back(
        {ColumnsOf(table, remark.sources, header), &remark});
  }
  return mapping;
}

RowMapper::RowMapper(const ColumnMapping& mapping,
                     const MappingSettings& settings, FindingTally& tally)
    : mapping_(mapping),
      settings_(settings),
      tally_(tally),
      values_(mapping.targets.size()),
      scratch_(mapping.targets.size()),
      last_(mapping.targets.size()) {
  for (size_t i = 0; i < mapping.targets.size(); ++i) {
    // Of columns that are none of FOCUS.
    tally.SetArgument(FocusRule::kDateTimeFormat, static_cast<int>(i), "by",
                      mapping.table->name);
    std::vector<absl::string_view> words;
    for (const ColumnMapping::Rule& rule : mapping.targets[i].rules) {
      if (rule.row == nullptr) continue;
      for (const WordPair& pair : rule.row->words) {
        words.push_back(pair.in_file);
      }
    }
    if (words.empty()) continue;
    tally.SetArgument(FocusRule::kWordUnknown, static_cast<int>(i), "allowed",
                      absl::StrJoin(words, ", "));
  }
}

bool RowMapper::HasSecond(Record record) const {
  if (mapping_.billed_cost < 0) return false;
  for (const ColumnMapping::Rule& rule :
       mapping_.targets[mapping_.billed_cost].second_rules) {
    if (Decides(rule, record)) return true;
  }
  return false;
}

absl::Span<const absl::string_view> RowMapper::Map(Record record, int64_t line,
                                                   bool second) {
  if (!blamed_.empty()) blamed_.clear();
  record = Decoded(record, line);
  for (size_t i = 0; i < mapping_.targets.size(); ++i) {
    const ColumnMapping::Target& target = mapping_.targets[i];
    values_[i] = "";
    const std::vector<ColumnMapping::Rule>& rules =
        second && !target.second_rules.empty() ? target.second_rules
                                               : target.rules;
    for (const ColumnMapping::Rule& rule : rules) {
      if (!Decides(rule, record)) continue;
      values_[i] = Value(rule, record, static_cast<int>(i), line);
      if (target.amount) {
        values_[i] = Amount(values_[i], static_cast<int>(i), line);
      }
      break;
    }
  }
  if (second) return values_;
  for (const ColumnMapping::Remark& remark : mapping_.remarks) {
    if (Holds({remark.columns, remark.remark->values}, record)) {
      tally_.Add(remark.remark->rule, FindingTally::kWholeRow, line,
                 FirstFilled(remark.columns, record));
    }
  }
  return values_;
}

Record RowMapper::Decoded(Record record, int64_t line) {
  if (mapping_.table->numbers != NumberForm::kLocal ||
      std::all_of(record.begin(), record.end(), IsValidUtf8)) {
    return record;
  }
  decoded_.assign(record.begin(), record.end());
  decoded_texts_.clear();
  for (absl::string_view& cell : decoded_) {
    if (!IsValidUtf8(cell)) {
      cell = decoded_texts_.emplace_back(DecodeText(cell).text);
    }
  }
  tally_.AddRow(FocusRule::kEncoding, line,
                {{"value", decoded_texts_.front()}});
  return decoded_;
}

absl::string_view RowMapper::Value(const ColumnMapping::Rule& rule,
                                   Record record, int target, int64_t line) {
  if (rule.row == nullptr) return record[rule.columns[0]];
  std::string& scratch = scratch_[target];
  const absl::string_view text = FirstFilled(rule.columns, record);
  switch (rule.row->reading) {
    case Reading::kAsWritten:
      return text;
    case Reading::kConstant:
      return rule.row->constant;
    case Reading::kOwnCurrency:
      return settings_.currency;
    case Reading::kNothing:
      return "";
    case Reading::kMoment:
    case Reading::kDayAfter:
    case Reading::kMonthStart:
    case Reading::kMonthEnd:
      return Moment(rule, text, target, line);
    case Reading::kWord: {
      const absl::string_view word = absl::StripAsciiWhitespace(text);
      for (const WordPair& pair : rule.row->words) {
        if (absl::EqualsIgnoreCase(pair.in_file, word)) return pair.in_focus;
      }
      if (!word.empty()) {
        tally_.Add(FocusRule::kWordUnknown, target, line, text);
      }
      return text;
    }
    case Reading::kBraces:
      if (text.empty() || text[0] == '{') return text;
      scratch = absl::StrCat("{", text, "}");
      return scratch;
    case Reading::kTagColumns: {
      scratch.clear();
      for (size_t i = 0; i < rule.columns.size(); ++i) {
        const absl::string_view value = record[rule.columns[i]];
        if (value.empty()) continue;
        scratch += scratch.empty() ? "{" : ", ";
        AppendJsonString(rule.keys[i], scratch);
        scratch += ": ";
        AppendJsonString(value, scratch);
      }
      if (!scratch.empty()) scratch += "}";
      return scratch;
    }
    case Reading::kSum:
    case Reading::kDifference: {
      std::optional<Decimal> total;
      if (rule.columns.size() != rule.row->sources.size()) return "";
      for (const int column : rule.columns) {
        const absl::string_view part = record[column];
        if (IsEmpty(part)) return "";
        const absl::StatusOr<Decimal> number =
            mapping_.table->numbers == NumberForm::kLocal
                ? Decimal::Parse(ParseLocalNumber(part, settings_.decimal).text)
                : Decimal::Parse(part);
        if (!number.ok()) return part;
        if (!total.has_value()) {
          total = *number;
          continue;
        }
        const absl::StatusOr<Decimal> next =
            rule.row->reading == Reading::kSum
                ? Decimal::Add(*total, *number)
                : Decimal::Subtract(*total, *number);
        if (!next.ok()) return part;
        total = *next;
      }
      scratch = total->ToString();
      return scratch;
    }
  }
  return text;
}

absl::string_view RowMapper::Moment(const ColumnMapping::Rule& rule,
                                    absl::string_view text, int target,
                                    int64_t line) {
  if (text.empty()) return text;
  Last& last = last_[target];
  if (last.rule == &rule && last.text == text) return last.mapped;
  const std::optional<LocalDay> day =
      ParseLocalDay(text, mapping_.table->dates);
  if (!day.has_value()) {
    // A column of FOCUS is judged as it is written.
    if (FindFocusColumn(rule.row->column) == nullptr) {
      tally_.Add(FocusRule::kDateTimeFormat, target, line, text);
    }
    return text;
  }
  absl::Time time = absl::FromUnixSeconds(day->start);
  const absl::TimeZone utc = absl::UTCTimeZone();
  const Reading reading = rule.row->reading;
  if (reading == Reading::kDayAfter && !day->whole_month) {
    time = absl::FromCivil(absl::ToCivilDay(time, utc) + 1, utc);
  } else if (reading == Reading::kMonthStart) {
    time = absl::FromCivil(absl::ToCivilMonth(time, utc), utc);
  } else if (reading == Reading::kMonthEnd || reading == Reading::kDayAfter) {
    time = absl::FromCivil(absl::ToCivilMonth(time, utc) + 1, utc);
  }
  last.rule = &rule;
  last.text.assign(text.data(), text.size());
  last.mapped = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, utc);
  return last.mapped;
}

absl::string_view RowMapper::Amount(absl::string_view text, int target,
                                    int64_t line) {
  if (mapping_.table->numbers == NumberForm::kFocus || text.empty() ||
      text.data() == scratch_[target].data()) {
    return text;
  }
  LocalNumber number = ParseLocalNumber(text, settings_.decimal);
  if (number.ambiguous) {
    // Once, whatever columns are made of it.
    if (std::find(blamed_.begin(), blamed_.end(), text.data()) ==
        blamed_.end()) {
      blamed_.push_back(text.data());
      tally_.Add(FocusRule::kNumberAmbiguous, target, line, text);
    }
    return "";
  }
  if (number.text.empty()) return text;
  scratch_[target] = std::move(number.text);
  return scratch_[target];
}

}  // namespace regisseur::focus

#pragma once

#include <span>
#include <string>

#include "absl/strings/string_view.h"
#include "services/focus/focus_rule.h"

namespace regisseur::focus {

using Words = std::span<const absl::string_view>;

// How values of a format's own file become a value of FOCUS.
enum class Reading {
  kAsWritten,
  // Translated by MappingRow::words. A word that is not there is kept as it is
  // and is a finding.
  kWord,
  // A day or moment, written as FormatTable::dates says: its start, the start
  // of the day after it (for an inclusive end), the borders of its UTC month.
  kMoment,
  kDayAfter,
  kMonthStart,
  kMonthEnd,
  // The sum of all sources; the first source less the others. Null when one of
  // them is.
  kSum,
  kDifference,
  // A flat JSON object that lacks its braces.
  kBraces,
  // One flat JSON object of all columns whose name starts with a source.
  kTagColumns,
  kConstant,     // MappingRow::constant
  kOwnCurrency,  // the portfolio's
  kNothing,      // null on purpose: the format does not say it
};

struct WordPair {
  absl::string_view in_file;  // in any case
  absl::string_view in_focus;
};

// Holds for a record whose first filled column of `sources` has one of `values`
// (in any case), or, without values, is not empty.
struct Condition {
  Words sources;
  Words values;
};

// Where one column of FOCUS comes from. Of several rows for one column the
// first decides whose condition holds; a row without condition is passed over
// where its sources are empty.
struct MappingRow {
  absl::string_view column;  // of FOCUS
  Reading reading = Reading::kAsWritten;
  // Names in the file, of which the first that is filled is taken; for kSum,
  // kDifference and kTagColumns all of them.
  Words sources;
  std::span<const WordPair> words;
  absl::string_view constant;
  std::span<const Condition> when;
};

// How a format writes days and amounts.
enum class DateForm { kIso, kMonthFirst, kDayFirst };
enum class NumberForm {
  kFocus,
  kLocal,  // decimal comma or point, thousands, signs of currency
};

// What else a file may call a column that the rows know as `name`.
struct Alias {
  absl::string_view name;
  Words spellings;
};

// A value that says something about the file as a whole.
struct FileRemark {
  Words sources;
  Words values;
  FocusRule rule;
};

// A format of cost files that is not FOCUS, as data: one engine (RowMapper)
// reads all of them. Every column of a file that no row takes as it is written
// is kept by its own name, so that nothing is lost.
struct FormatTable {
  absl::string_view name;         // of the option `format`
  absl::string_view description;  // `an AWS Cost and Usage Report`
  // A file whose header has one of each of these is of this format.
  std::span<const Words> marks;
  std::span<const MappingRow> rows;
  // Rows that are others in a second charge of the same record: its VAT. There
  // is one where their BilledCost is filled.
  std::span<const MappingRow> second_rows;
  DateForm dates = DateForm::kIso;
  NumberForm numbers = NumberForm::kFocus;
  bool yaml = false;  // a file may also be a list of mappings in YAML
  std::span<const FileRemark> remarks;
  std::span<const Alias> aliases;
  absl::string_view notes;  // for the documentation
};

// The place in `header` of the column that the table calls `wanted`, or of an
// alias of it, in the order of the aliases; -1: there is none. Names are the
// same when their letters and digits are, in any case: so
// `line_item_unblended_cost` is `lineItem/UnblendedCost`.
int FindColumn(const FormatTable& table, absl::string_view wanted,
               Words header);

// The first of `tables` whose marks the header has, or nullptr.
const FormatTable* RecogniseFormat(std::span<const FormatTable* const> tables,
                                   Words header);

// The sources of the rows of one column of FOCUS, for people:
// `CostInBillingCurrency or Cost`.
std::string SourcesOf(const FormatTable& table, absl::string_view column);

// The mapping of one format as a chapter of docs/cost-formats.md.
std::string RenderFormat(const FormatTable& table);

// The exports of the clouds, which the option `format` names.
std::span<const FormatTable* const> CloudFormats();

extern const FormatTable kAwsCurFormat;
extern const FormatTable kOciCostFormat;
extern const FormatTable kAzureUsageFormat;

}  // namespace regisseur::focus

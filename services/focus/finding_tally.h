#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "services/focus/focus_rule.h"

namespace regisseur::focus {

// Counts what is wrong with the cells of one file: a million bad cells cost a
// million increments, not a million texts. Not thread-safe.
class FindingTally {
 public:
  // `fields` are the names of the columns; as findings call them.
  FindingTally(std::string file, std::vector<std::string> fields);

  // Stands for the row as a whole, or for a column that the file lacks.
  static constexpr int kWholeRow = -1;

  // `value` is what was found there; copied for the first ten only.
  void Add(FocusRule rule, int column, int64_t line, absl::string_view value,
           int64_t count = 1);

  // Counts for the row as a whole; `arguments` of the first one are kept.
  void AddRow(FocusRule rule, int64_t line,
              std::map<std::string, std::string> arguments);
  // An argument of every finding of one rule and column.
  void SetArgument(FocusRule rule, int column, absl::string_view name,
                   absl::string_view text);

  // What was counted since the last call, in order of first occurrence.
  std::vector<Finding> Take();
  bool empty() const { return touched_.empty(); }

 private:
  struct Cell {
    int64_t count = 0;
    int64_t first_line = 0;
    // Of the whole file, so that later batches do not repeat them.
    int examples_given = 0;
    std::vector<Finding::Example> examples;
    std::map<std::string, std::string> arguments;      // of every finding
    std::map<std::string, std::string> row_arguments;  // of the first row
  };

  Cell& CellOf(FocusRule rule, int column, int64_t line, int64_t count);

  const std::string file_;
  const std::vector<std::string> fields_;
  std::vector<Cell> cells_;  // (column + 1) * kFocusRuleCount + rule
  std::vector<int> touched_;
};

}  // namespace regisseur::focus

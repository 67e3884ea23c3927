#include "services/focus/finding_tally.h"

#include <utility>

#include "core/base/utf8.h"

namespace regisseur::focus {
namespace {

constexpr size_t kExampleBytes = 200;

}  // namespace

FindingTally::FindingTally(std::string file, std::vector<std::string> fields)
    : file_(std::move(file)),
      fields_(std::move(fields)),
      cells_((fields_.size() + 1) * kFocusRuleCount) {}

FindingTally::Cell& FindingTally::CellOf(FocusRule rule, int column,
                                         int64_t line, int64_t count) {
  const int index = (column + 1) * kFocusRuleCount + static_cast<int>(rule);
  Cell& cell = cells_[index];
  if (cell.count == 0) {
    cell.first_line = line;
    touched_.push_back(index);
  }
  cell.count += count;
  return cell;
}

void FindingTally::Add(FocusRule rule, int column, int64_t line,
                       absl::string_view value, int64_t count) {
  Cell& cell = CellOf(rule, column, line, count);
  if (cell.examples_given < static_cast<int>(Finding::kMaxExamples)) {
    ++cell.examples_given;
    const std::string valid = RepairUtf8(value.substr(0, 2 * kExampleBytes));
    cell.examples.push_back(
        {line, std::string(Utf8Prefix(valid, kExampleBytes))});
  }
}

void FindingTally::AddRow(FocusRule rule, int64_t line,
                          std::map<std::string, std::string> arguments) {
  Cell& cell = CellOf(rule, kWholeRow, line, 1);
  if (cell.examples_given < static_cast<int>(Finding::kMaxExamples)) {
    ++cell.examples_given;
    cell.examples.push_back({line, ""});
  }
  if (cell.row_arguments.empty()) cell.row_arguments = std::move(arguments);
}

void FindingTally::SetArgument(FocusRule rule, int column,
                               absl::string_view name, absl::string_view text) {
  cells_[(column + 1) * kFocusRuleCount + static_cast<int>(rule)]
      .arguments[std::string(name)] = std::string(text);
}

std::vector<Finding> FindingTally::Take() {
  std::vector<Finding> findings;
  findings.reserve(touched_.size());
  for (const int index : touched_) {
    Cell& cell = cells_[index];
    const auto rule = static_cast<FocusRule>(index % kFocusRuleCount);
    const int column = index / kFocusRuleCount - 1;
    Finding finding;
    finding.severity = RuleSeverity(rule);
    finding.rule = std::string(RuleId(rule));
    if (column != kWholeRow) finding.field = fields_[column];
    finding.file = file_;
    finding.first_line = cell.first_line;
    finding.count = cell.count;
    finding.arguments = cell.arguments;
    finding.arguments.merge(cell.row_arguments);
    cell.row_arguments.clear();
    finding.arguments.try_emplace("field", finding.field);
    if (!cell.examples.empty()) {
      finding.arguments.try_emplace("value", cell.examples.front().value);
    }
    finding.examples = std::move(cell.examples);
    findings.push_back(std::move(finding));
    cell.examples.clear();
    cell.count = 0;
  }
  touched_.clear();
  return findings;
}

}  // namespace regisseur::focus

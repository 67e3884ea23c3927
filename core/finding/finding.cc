#include "core/finding/finding.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/utf8.h"

namespace regisseur {
namespace {

constexpr size_t kMaxValueBytes = 200;
constexpr size_t kMaxTextBytes = 1000;

// Valid UTF-8 of at most `bytes` bytes. Cut first: the text may be huge.
std::string Clean(absl::string_view text, size_t bytes) {
  const std::string repaired = RepairUtf8(Utf8Prefix(text, bytes));
  const absl::string_view prefix = Utf8Prefix(repaired, bytes);
  return std::string(prefix.data(), prefix.size());
}

}  // namespace

Finding& FindingList::FindingFor(absl::string_view rule,
                                 absl::string_view field,
                                 absl::string_view file) {
  std::string key;
  key.reserve(rule.size() + field.size() + file.size() + 3);
  for (const absl::string_view part : {rule, field, file}) {
    key.append(part.data(), part.size());
    key += '\0';
  }
  const auto [found, is_new] =
      index_.try_emplace(std::move(key), findings_.size());
  if (is_new) {
    Finding finding;
    finding.severity = Severity::kInfo;
    finding.rule = Clean(rule, kMaxTextBytes);
    finding.field = Clean(field, kMaxTextBytes);
    finding.file = Clean(file, kMaxTextBytes);
    findings_.push_back(std::move(finding));
  }
  return findings_[found->second];
}

void FindingList::Add(Severity severity, absl::string_view rule,
                      absl::string_view field, absl::string_view file,
                      int64_t line, absl::string_view value,
                      std::map<std::string, std::string> arguments) {
  Finding& finding = FindingFor(rule, field, file);
  if (finding.count == 0) {
    for (const auto& [name, text] : arguments) {
      finding.arguments[Clean(name, kMaxTextBytes)] =
          Clean(text, kMaxTextBytes);
    }
    if (!field.empty()) finding.arguments.try_emplace("field", finding.field);
    if (!value.empty()) {
      finding.arguments.try_emplace("value", Clean(value, kMaxValueBytes));
    }
    if (line != 0) finding.arguments.try_emplace("line", absl::StrCat(line));
  }
  finding.severity = std::min(finding.severity, severity);
  if (finding.first_line == 0 || (line != 0 && line < finding.first_line)) {
    finding.first_line = line;
  }
  ++finding.count;
  if (finding.examples.size() < Finding::kMaxExamples) {
    finding.examples.push_back({line, Clean(value, kMaxValueBytes)});
  }
}

void FindingList::Merge(const Finding& other) {
  Finding& finding = FindingFor(other.rule, other.field, other.file);
  if (finding.count == 0) {
    for (const auto& [name, text] : other.arguments) {
      finding.arguments[Clean(name, kMaxTextBytes)] =
          Clean(text, kMaxTextBytes);
    }
  }
  finding.severity = std::min(finding.severity, other.severity);
  if (finding.first_line == 0 ||
      (other.first_line != 0 && other.first_line < finding.first_line)) {
    finding.first_line = other.first_line;
  }
  // A finding from outside may leave its count out; it happened at least once.
  finding.count += std::max<int64_t>(other.count, 1);
  for (const Finding::Example& example : other.examples) {
    if (finding.examples.size() >= Finding::kMaxExamples) break;
    finding.examples.push_back(
        {example.line, Clean(example.value, kMaxValueBytes)});
  }
}

std::vector<Finding> FindingList::Take() {
  index_.clear();
  return std::exchange(findings_, {});
}

}  // namespace regisseur

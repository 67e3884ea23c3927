#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur {

enum class Severity { kError, kWarning, kInfo };

// What was wrong with a source's data: one a (rule, field, file), however often
// it was seen (DECISIONS 24). A rule id plus named arguments; the words are
// chosen at the edge (DECISIONS 32).
struct Finding {
  struct Example {
    int64_t line = 0;   // from 1; 0 when the input has no lines
    std::string value;  // at most 200 bytes
  };
  static constexpr size_t kMaxExamples = 10;

  Severity severity = Severity::kError;
  std::string rule;   // catalogue id, for instance "focus-numeric-format"
  std::string field;  // column, key or element
  std::string file;   // file or address
  int64_t first_line = 0;
  int64_t count = 0;
  std::map<std::string, std::string> arguments;
  std::vector<Example> examples;
};

// Gathers findings, merging those of one (rule, field, file). Not thread-safe.
class FindingList {
 public:
  // Counts one occurrence. `value` is cut to 200 bytes; all texts are made
  // valid UTF-8. `arguments` of the first occurrence are kept, with `field`,
  // `value` and `line` added where they are told and not among them, so that
  // the catalogue's templates may name them. Of two severities the worse stays.
  void Add(Severity severity, absl::string_view rule, absl::string_view field,
           absl::string_view file, int64_t line, absl::string_view value,
           std::map<std::string, std::string> arguments = {});
  // Counts all occurrences of a finding that was gathered elsewhere.
  void Merge(const Finding& finding);

  // In order of first occurrence.
  const std::vector<Finding>& findings() const { return findings_; }
  // Hands them over; the list is empty again.
  std::vector<Finding> Take();
  bool empty() const { return findings_.empty(); }

 private:
  // The finding of (rule, field, file), made when it is new.
  Finding& FindingFor(absl::string_view rule, absl::string_view field,
                      absl::string_view file);

  std::vector<Finding> findings_;
  // Rule, field and file, each closed by a zero byte, to the index.
  std::map<std::string, size_t, std::less<>> index_;
};

}  // namespace regisseur

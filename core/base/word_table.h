#pragma once

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// Words of an enumeration, as files and databases have them: a table of pairs
// of value and word, each once.

// The word of `value`; empty for one that the table lacks.
template <typename Table, typename Value>
absl::string_view WordIn(const Table& table, Value value) {
  for (const auto& [known, word] : table) {
    if (known == value) return word;
  }
  return "";
}

// The value of `word`; absent for a word that the table lacks.
template <typename Value, typename Table>
std::optional<Value> FindIn(const Table& table, absl::string_view word) {
  for (const auto& [value, known] : table) {
    if (known == word) return value;
  }
  return std::nullopt;
}

// All words, `a, b, c`: what would be right.
template <typename Table>
std::string WordsOf(const Table& table) {
  return absl::StrJoin(table, ", ", [](std::string* out, const auto& row) {
    absl::StrAppend(out, row.second);
  });
}

}  // namespace regisseur

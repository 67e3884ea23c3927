#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur::simulator {

// The records of a CSV text (RFC 4180, no line breaks inside fields), for
// tests that hold what is written against a second reading of it.
inline std::vector<std::vector<std::string>> CsvLines(absl::string_view text) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> line;
  std::string field;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      field.push_back('"');
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      line.push_back(field);
      field.clear();
      if (c == '\n') {
        lines.push_back(line);
        line.clear();
      }
    } else {
      field.push_back(c);
    }
  }
  return lines;
}

// Where a column stands in the header line; the width when it is absent.
inline size_t ColumnOf(const std::vector<std::vector<std::string>>& lines,
                       absl::string_view name) {
  size_t at = 0;
  while (at < lines[0].size() && lines[0][at] != name) ++at;
  return at;
}

}  // namespace regisseur::simulator

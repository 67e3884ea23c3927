#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/focus/format_table.h"

namespace regisseur::focus {

// docs/cost-formats.md as it is. With REGISSEUR_UPDATE_DOCS set, the chapter of
// `table` is written anew first.
inline std::string CostFormatDocs(const FormatTable& table) {
  constexpr char kPath[] = "../../docs/cost-formats.md";
  std::ostringstream read;
  read << std::ifstream(kPath).rdbuf();
  std::string docs = read.str();
  if (std::getenv("REGISSEUR_UPDATE_DOCS") == nullptr) return docs;
  const std::string title = absl::StrCat("\n## ", table.name, "\n");
  const size_t start = docs.find(title);
  if (start == std::string::npos) {
    docs += RenderFormat(table);
  } else {
    const size_t next = docs.find("\n## ", start + 1);
    docs.replace(start, next == std::string::npos ? next : next - start,
                 RenderFormat(table));
  }
  std::ofstream(kPath) << docs;
  return docs;
}

}  // namespace regisseur::focus

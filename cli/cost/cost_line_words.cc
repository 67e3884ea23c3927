#include "cli/cost/cost_line_words.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/words.h"

namespace regisseur {

std::string PlaceOfLine(const cost::v1::CostLine& line) {
  const size_t slash = line.file().rfind('/');
  return absl::StrCat(
      slash == std::string::npos ? line.file() : line.file().substr(slash + 1),
      ":", line.line());
}

std::string LineSentence(const cost::v1::CostLine& line) {
  std::vector<std::string> about;
  for (const std::string* text :
       {&line.description(), &line.sku(), &line.resource()}) {
    if (!text->empty()) about.push_back(*text);
  }
  return absl::StrCat(PlaceOfLine(line), ": ",
                      AmountWords(line.billed_cost(), line.currency()), " ",
                      line.currency(), about.empty() ? "" : " ",
                      absl::StrJoin(about, ", "));
}

}  // namespace regisseur

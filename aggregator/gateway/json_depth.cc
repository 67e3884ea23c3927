#include "aggregator/gateway/json_depth.h"

#include "absl/strings/str_cat.h"

namespace regisseur {

absl::Status CheckJsonDepth(absl::string_view json) {
  int depth = 0;
  // json_util also reads texts in single quotes.
  char quote = 0;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quote != 0) {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
      continue;
    }
    if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      if (++depth > kMostJsonDepth) {
        return absl::InvalidArgumentError(
            absl::StrCat("the request nests deeper than ", kMostJsonDepth,
                         " levels; no method needs that"));
      }
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur

#include "core/measurement/told_name.h"

#include "absl/strings/ascii.h"

namespace regisseur {

std::string FoldName(absl::string_view name) {
  std::string out;
  for (const char c : name) {
    if (absl::ascii_isalnum(c) || (static_cast<unsigned char>(c) & 0x80) != 0) {
      out.push_back(absl::ascii_tolower(c));
    } else if (!out.empty() && out.back() != '_') {
      out.push_back('_');
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

}  // namespace regisseur

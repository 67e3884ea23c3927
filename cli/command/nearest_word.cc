#include "cli/command/nearest_word.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/match.h"

namespace regisseur {
namespace {

// Levenshtein's distance.
size_t Edits(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string NearestWord(absl::string_view typed,
                        const std::vector<std::string>& words) {
  std::string nearest;
  size_t fewest = 3;
  for (const std::string& word : words) {
    // `providers` and `prov` are meant for `provider`.
    const bool cut_or_longer =
        typed.size() >= 3 &&
        (absl::StartsWith(word, typed) || absl::StartsWith(typed, word));
    const size_t edits = cut_or_longer ? 1 : Edits(typed, word);
    if (edits < fewest && 2 * edits < std::max<size_t>(word.size(), 3)) {
      fewest = edits;
      nearest = word;
    }
  }
  return nearest;
}

}  // namespace regisseur

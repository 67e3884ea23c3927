#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace regisseur::focus {

// The texts of one batch, each stored once. Index 0 is the empty text: null.
// Not thread-safe.
class TextDictionary {
 public:
  // The index of `text`, which is copied the first time.
  int32_t Intern(absl::string_view text);
  // The same, quicker where the text is the one with index `before`: a column
  // mostly repeats what stood in the row above.
  int32_t InternAfter(int32_t before, absl::string_view text);
  // Bytes of all texts.
  int64_t bytes() const { return bytes_; }
  // The texts in order of index; the dictionary is empty afterwards.
  std::vector<std::string> Take();

 private:
  std::deque<std::string> texts_;  // without index 0; addresses stay
  absl::flat_hash_map<absl::string_view, int32_t> index_;
  int64_t bytes_ = 0;
};

}  // namespace regisseur::focus

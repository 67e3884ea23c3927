#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur::focus {

// A text that a column had before and that was found good. Whoever builds
// batches notes here which text of which batch it is.
struct SeenText {
  std::string text;
  // For its column's use: what it was read as, and a text of another column
  // that it was found to go with.
  int64_t value = 0;
  const SeenText* goes_with = nullptr;
  int64_t batch = 0;
  int32_t index = 0;
};

// a == b without a call: a row's texts are short, and there are millions.
inline bool SameText(absl::string_view a, absl::string_view b) {
  const size_t size = a.size();
  if (size != b.size()) return false;
  const char* const x = a.data();
  const char* const y = b.data();
  const auto same = [x, y](size_t at, auto word) {
    auto other = word;
    std::memcpy(&word, x + at, sizeof(word));
    std::memcpy(&other, y + at, sizeof(word));
    return word == other;
  };
  if (size >= 8) {
    for (size_t at = 0; at + 8 < size; at += 8) {
      if (!same(at, uint64_t{0})) return false;
    }
    return same(size - 8, uint64_t{0});
  }
  if (size >= 4) return same(0, uint32_t{0}) && same(size - 4, uint32_t{0});
  for (size_t at = 0; at < size; ++at) {
    if (x[at] != y[at]) return false;
  }
  return true;
}

// The texts of one column that were found good, so that a text that stands in a
// million rows is judged and stored once. A column whose texts seldom repeat
// (resources) is left alone after a while: looking each of them up would cost
// more than judging it. Memory is bounded. Not thread-safe.
class SeenTexts {
 public:
  // Null when it was not remembered.
  SeenText* Find(absl::string_view text) {
    if (last_ != nullptr && SameText(last_->text, text)) return last_;
    if (gave_up_ || slots_.empty()) return nullptr;
    return LookUp(text);
  }
  // Remembers a text that Find did not find; null when it does not.
  SeenText* Remember(absl::string_view text);

 private:
  struct Slot {
    uint64_t hash = 0;
    SeenText* seen = nullptr;
  };

  SeenText* LookUp(absl::string_view text);
  void Grow();
  // Where the text stands or would stand in slots_.
  size_t SlotOf(absl::string_view text, uint64_t hash) const;

  std::deque<SeenText> texts_;  // addresses stay
  std::vector<Slot> slots_;     // open addressing; a power of two
  SeenText* last_ = nullptr;    // what was found last
  size_t bytes_ = 0;
  int64_t looked_up_ = 0;
  int64_t found_ = 0;
  bool gave_up_ = false;
};

}  // namespace regisseur::focus

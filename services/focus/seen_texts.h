#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace regisseur::focus {

// A text that a column had before and that was found good. Whoever builds
// batches notes here which text of which batch it is.
struct SeenText {
  std::string text;
  uint64_t hash = 0;
  int64_t batch = 0;
  int32_t index = 0;
};

// The texts of one column that were found good, so that a text that stands in a
// million rows is judged and stored once. A column whose texts seldom repeat
// (resources) is left alone after a while: looking each of them up would cost
// more than judging it. Memory is bounded. Not thread-safe.
class SeenTexts {
 public:
  // Null when it was not remembered.
  SeenText* Find(absl::string_view text);
  // Remembers a text that Find did not find; null when it does not.
  SeenText* Remember(absl::string_view text);

 private:
  static uint64_t Hash(absl::string_view text);
  void Grow();
  // Where the text stands or would stand in slots_.
  size_t SlotOf(absl::string_view text, uint64_t hash) const;

  std::deque<SeenText> texts_;    // addresses stay
  std::vector<SeenText*> slots_;  // open addressing; a power of two
  SeenText* last_ = nullptr;      // what Find found last
  size_t bytes_ = 0;
  int64_t looked_up_ = 0;
  int64_t found_ = 0;
  bool gave_up_ = false;
};

}  // namespace regisseur::focus

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

namespace text_words {

template <typename Word>
uint64_t Load(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// Calls `take` with places of words that together are all bytes of a text of
// `size`, without a step that depends on its exact size: texts of one column
// have many sizes, and a branch that is guessed wrong costs more than a
// comparison.
template <typename Take>
[[gnu::always_inline]] inline void ForEachWord(size_t size, Take take) {
  if (size > 64) {
    for (size_t at = 0; at + 8 < size; at += 8) take(at, uint64_t{});
    take(size - 8, uint64_t{});
  } else if (size >= 8) {
    take(0, uint64_t{});
    take(size - 8, uint64_t{});
    if (size <= 16) return;
    take(8, uint64_t{});
    take(size - 16, uint64_t{});
    if (size <= 32) return;
    take(16, uint64_t{});
    take(24, uint64_t{});
    take(size - 24, uint64_t{});
    take(size - 32, uint64_t{});
  } else if (size >= 4) {
    take(0, uint32_t{});
    take(size - 4, uint32_t{});
  } else if (size > 0) {
    take(0, uint8_t{});
    take(size / 2, uint8_t{});
    take(size - 1, uint8_t{});
  }
}

}  // namespace text_words

// a == b without a call: a row's texts are short, and there are millions.
inline bool SameText(absl::string_view a, absl::string_view b) {
  const size_t size = a.size();
  if (size != b.size()) return false;
  const char* const x = a.data();
  const char* const y = b.data();
  uint64_t differs = 0;
  text_words::ForEachWord(size, [&](size_t at, auto word) {
    using Word = decltype(word);
    differs |= text_words::Load<Word>(x + at) ^ text_words::Load<Word>(y + at);
  });
  return differs == 0;
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
  // Finds most of the texts that stand `width` apart, at most kMostAtOnce, all
  // of them together: what one look-up waits for does not hold up the next one.
  // Null where Find may still find it.
  void FindMany(const absl::string_view* texts, size_t width, size_t count,
                SeenText** found);
  static constexpr size_t kMostAtOnce = 64;
  // Remembers a text that Find did not find; null when it does not.
  SeenText* Remember(absl::string_view text);

 private:
  struct Slot {
    uint64_t hash = 0;
    SeenText* seen = nullptr;
  };

  static uint64_t Mix(uint64_t a, uint64_t b) {
    const unsigned __int128 product =
        static_cast<unsigned __int128>(a ^ 0x9e3779b97f4a7c15u) *
        (b ^ 0xbf58476d1ce4e5b9u);
    return static_cast<uint64_t>(product) ^
           static_cast<uint64_t>(product >> 64);
  }
  // Not for an attacker's texts: who makes them all collide slows down the
  // look-up of a bounded number of texts in his own file.
  static uint64_t HashOf(absl::string_view text) {
    // Each word has a factor of its own, so that none waits for another one.
    uint64_t factor = 0x9e3779b97f4a7c15u;
    uint64_t hash = 0;
    text_words::ForEachWord(text.size(), [&](size_t at, auto word) {
      hash += text_words::Load<decltype(word)>(text.data() + at) * factor;
      factor += 0x632be59bd9b4e01eu;
    });
    return Mix(hash, text.size());
  }

  SeenText* LookUp(absl::string_view text);
  void CountLookUps(int64_t count);
  void Grow();
  // Where the text stands or would stand in slots_.
  size_t SlotOf(absl::string_view text, uint64_t hash) const;

  std::deque<SeenText> texts_;  // addresses stay
  std::vector<Slot> slots_;     // open addressing; a power of two
  SeenText* last_ = nullptr;    // what was found last
  bool steady_ = false;         // it is likely what comes next
  size_t bytes_ = 0;
  int64_t looked_up_ = 0;
  int64_t found_ = 0;
  bool gave_up_ = false;
};

}  // namespace regisseur::focus

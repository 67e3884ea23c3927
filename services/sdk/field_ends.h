#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "absl/strings/string_view.h"

namespace regisseur::sdk {

// Where fields can end: a bit for each byte that is the separator, LF, CR or
// NUL, and another one for each quote. Made for a whole buffer at once, so that
// finding the end of a short field is a step and not a search. Keeps no copy of
// the bytes.
class FieldEnds {
 public:
  explicit FieldEnds(char separator) : separator_(separator) {}

  void Mark(absl::string_view bytes) {
    bytes_ = bytes;
    const size_t whole = bytes.size() / 64;
    ends_.resize(whole + 1);
    quotes_.resize(whole + 1);
    for (size_t i = 0; i < whole; ++i) MarkWord(bytes.data() + 64 * i, i);
    // The rest, as if it went on with what ends no field.
    char rest[64];
    std::memset(rest, 'x', sizeof(rest));
    const absl::string_view tail = bytes.substr(64 * whole);
    std::copy(tail.begin(), tail.end(), rest);
    MarkWord(rest, whole);
  }

  // Goes from one end of a field to the next one, a step each.
  class Walk {
   public:
    // The next end of a field; a place behind all bytes when there is none.
    const char* Next() {
      while (bits_ == 0) {
        if (++word_ == last_) return after_;
        bits_ = *word_;
        at_ += 64;
      }
      const char* const found = at_ + std::countr_zero(bits_);
      bits_ &= bits_ - 1;
      return found;
    }

   private:
    friend class FieldEnds;
    const uint64_t* word_ = nullptr;
    const uint64_t* last_ = nullptr;
    const char* at_ = nullptr;  // the byte of the word's first bit
    const char* after_ = nullptr;
    uint64_t bits_ = 0;  // of the word, those that were not told yet
  };
  // Begins at p, which is of the bytes or behind the last one.
  Walk WalkFrom(const char* p) const {
    const auto at = static_cast<size_t>(p - bytes_.data());
    Walk walk;
    walk.word_ = ends_.data() + at / 64;
    walk.last_ = ends_.data() + ends_.size();
    walk.at_ = bytes_.data() + at / 64 * 64;
    walk.after_ = bytes_.data() + bytes_.size();
    walk.bits_ = *walk.word_ >> (at % 64) << (at % 64);
    return walk;
  }

  // The first one in [p, end), which are of the bytes; `end` when there is
  // none.
  const char* EndFrom(const char* p, const char* end) const {
    return From(ends_, p, end);
  }
  const char* QuoteFrom(const char* p, const char* end) const {
    return From(quotes_, p, end);
  }

 private:
  const char* From(const std::vector<uint64_t>& words, const char* p,
                   const char* end) const {
    const auto at = static_cast<size_t>(p - bytes_.data());
    size_t word = at / 64;
    uint64_t bits = words[word] >> (at % 64) << (at % 64);
    while (bits == 0) {
      if (++word == words.size()) return end;
      bits = words[word];
    }
    return std::min(bytes_.data() + 64 * word + std::countr_zero(bits), end);
  }

  void MarkWord(const char* bytes, size_t word) {
    uint64_t ends = 0;
    uint64_t quotes = 0;
#if defined(__SSE2__)
    const __m128i sep = _mm_set1_epi8(separator_);
    const __m128i lf = _mm_set1_epi8('\n');
    const __m128i cr = _mm_set1_epi8('\r');
    const __m128i nul = _mm_setzero_si128();
    const __m128i quote = _mm_set1_epi8('"');
    const auto mask = [](__m128i hits) {
      return uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(hits))};
    };
    for (int i = 0; i < 4; ++i) {
      const __m128i block =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
      const __m128i hits = _mm_or_si128(
          _mm_or_si128(_mm_cmpeq_epi8(block, sep), _mm_cmpeq_epi8(block, lf)),
          _mm_or_si128(_mm_cmpeq_epi8(block, cr), _mm_cmpeq_epi8(block, nul)));
      ends |= mask(hits) << (16 * i);
      quotes |= mask(_mm_cmpeq_epi8(block, quote)) << (16 * i);
    }
#else
    for (int i = 0; i < 64; ++i) {
      const char c = bytes[i];
      const bool ends_here =
          c == separator_ || c == '\n' || c == '\r' || c == '\0';
      ends |= uint64_t{ends_here} << i;
      quotes |= uint64_t{c == '"'} << i;
    }
#endif
    ends_[word] = ends;
    quotes_[word] = quotes;
  }

  const char separator_;
  absl::string_view bytes_;
  std::vector<uint64_t> ends_;
  std::vector<uint64_t> quotes_;
};

}  // namespace regisseur::sdk

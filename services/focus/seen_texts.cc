#include "services/focus/seen_texts.h"

#include <algorithm>
#include <cstring>

namespace regisseur::focus {
namespace {

constexpr size_t kMaxTexts = 16384;
constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kFirstSlots = 64;
// When it is seen how often texts repeat.
constexpr int64_t kLookUpsToJudge = 4096;
constexpr int64_t kLeastShare = 3;  // one in three must be found

uint64_t Load(const char* bytes, size_t count) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

uint64_t Mix(uint64_t a, uint64_t b) {
  const unsigned __int128 product =
      static_cast<unsigned __int128>(a ^ 0x9e3779b97f4a7c15u) *
      (b ^ 0xbf58476d1ce4e5b9u);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

}  // namespace

// Not for an attacker's texts: who makes them all collide slows down the
// look-up of at most kMaxTexts texts in his own file.
uint64_t SeenTexts::Hash(absl::string_view text) {
  const char* bytes = text.data();
  size_t left = text.size();
  uint64_t hash = left;
  for (; left > 16; bytes += 16, left -= 16) {
    hash = Mix(hash ^ Load(bytes, 8), Load(bytes + 8, 8));
  }
  if (left > 8) return Mix(hash ^ Load(bytes, 8), Load(bytes + 8, left - 8));
  return Mix(hash, Load(bytes, left));
}

size_t SeenTexts::SlotOf(absl::string_view text, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  while (slots_[slot] != nullptr &&
         (slots_[slot]->hash != hash || slots_[slot]->text != text)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

SeenText* SeenTexts::Find(absl::string_view text) {
  if (last_ != nullptr && last_->text == text) return last_;
  if (gave_up_ || slots_.empty()) return nullptr;
  if (++looked_up_ == kLookUpsToJudge) {
    gave_up_ = found_ * kLeastShare < looked_up_;
    looked_up_ = found_ = 0;
  }
  SeenText* const seen = slots_[SlotOf(text, Hash(text))];
  if (seen == nullptr) return nullptr;
  ++found_;
  return last_ = seen;
}

SeenText* SeenTexts::Remember(absl::string_view text) {
  if (gave_up_ || texts_.size() >= kMaxTexts || bytes_ >= kMaxBytes) {
    return nullptr;
  }
  if (slots_.size() < 2 * (texts_.size() + 1)) Grow();
  SeenText& seen = texts_.emplace_back();
  seen.text = std::string(text);
  seen.hash = Hash(text);
  bytes_ += text.size();
  slots_[SlotOf(text, seen.hash)] = &seen;
  return last_ = &seen;
}

void SeenTexts::Grow() {
  slots_.assign(std::max(kFirstSlots, 2 * slots_.size()), nullptr);
  for (SeenText& seen : texts_) slots_[SlotOf(seen.text, seen.hash)] = &seen;
}

}  // namespace regisseur::focus

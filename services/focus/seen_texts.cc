#include "services/focus/seen_texts.h"

#include <algorithm>
#include <utility>

namespace regisseur::focus {
namespace {

constexpr size_t kMaxTexts = 16384;
constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kFirstSlots = 64;
// When it is seen how often texts repeat.
constexpr int64_t kLookUpsToJudge = 4096;
constexpr int64_t kLeastShare = 3;  // one in three must be found

uint64_t Mix(uint64_t a, uint64_t b) {
  const unsigned __int128 product =
      static_cast<unsigned __int128>(a ^ 0x9e3779b97f4a7c15u) *
      (b ^ 0xbf58476d1ce4e5b9u);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

template <typename Word>
uint64_t Load(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// Not for an attacker's texts: who makes them all collide slows down the
// look-up of at most kMaxTexts texts in his own file.
uint64_t HashOf(absl::string_view text) {
  const char* const bytes = text.data();
  const size_t size = text.size();
  if (size >= 8) {
    uint64_t hash = size;
    for (size_t at = 0; at + 16 < size; at += 16) {
      hash = Mix(hash ^ Load<uint64_t>(bytes + at),
                 Load<uint64_t>(bytes + at + 8));
    }
    return Mix(hash ^ Load<uint64_t>(bytes + (size < 16 ? 0 : size - 16)),
               Load<uint64_t>(bytes + size - 8));
  }
  if (size >= 4) {
    return Mix(Load<uint32_t>(bytes) | uint64_t{size} << 32,
               Load<uint32_t>(bytes + size - 4));
  }
  if (size == 0) return 0;
  return Mix(size, Load<uint8_t>(bytes) | Load<uint8_t>(bytes + size / 2) << 8 |
                       Load<uint8_t>(bytes + size - 1) << 16);
}

}  // namespace

size_t SeenTexts::SlotOf(absl::string_view text, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  while (
      slots_[slot].seen != nullptr &&
      (slots_[slot].hash != hash || !SameText(slots_[slot].seen->text, text))) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

SeenText* SeenTexts::LookUp(absl::string_view text) {
  if (++looked_up_ == kLookUpsToJudge) {
    gave_up_ = found_ * kLeastShare < looked_up_;
    looked_up_ = found_ = 0;
  }
  SeenText* const seen = slots_[SlotOf(text, HashOf(text))].seen;
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
  bytes_ += text.size();
  const uint64_t hash = HashOf(text);
  slots_[SlotOf(text, hash)] = {hash, &seen};
  return last_ = &seen;
}

void SeenTexts::Grow() {
  const std::vector<Slot> before = std::move(slots_);
  slots_.assign(std::max(kFirstSlots, 2 * before.size()), Slot());
  for (const Slot& slot : before) {
    if (slot.seen == nullptr) continue;
    slots_[SlotOf(slot.seen->text, slot.hash)] = slot;
  }
}

}  // namespace regisseur::focus

#include "services/focus/seen_texts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace regisseur::focus {
namespace {

constexpr size_t kMaxTexts = 16384;
constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kFirstSlots = 64;
// Of few texts nearly each has the slot of its hash.
constexpr size_t kFewTexts = 1024;
constexpr size_t kRoomOfFew = 4;
// When it is seen how often texts repeat.
constexpr int64_t kLookUpsToJudge = 4096;
// All but one in so many follow themselves.
constexpr size_t kSteadyShare = 8;
constexpr int64_t kLeastShare = 3;  // one in three must be found

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

void SeenTexts::CountLookUps(int64_t count) {
  looked_up_ += count;
  if (looked_up_ < kLookUpsToJudge) return;
  gave_up_ = found_ * kLeastShare < looked_up_;
  looked_up_ = found_ = 0;
}

SeenText* SeenTexts::LookUp(absl::string_view text) {
  CountLookUps(1);
  SeenText* const seen = slots_[SlotOf(text, HashOf(text))].seen;
  if (seen == nullptr) return nullptr;
  ++found_;
  return last_ = seen;
}

void SeenTexts::FindMany(const absl::string_view* texts, size_t width,
                         size_t count, SeenText** found) {
  std::fill(found, found + count, nullptr);
  if (steady_) {
    size_t hits = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!SameText(last_->text, texts[i * width])) continue;
      found[i] = last_;
      ++hits;
    }
    steady_ = hits * kSteadyShare > count * (kSteadyShare - 1);
    return;
  }
  if (gave_up_ || slots_.empty()) return;
  std::array<uint64_t, kMostAtOnce> hashes;
  for (size_t i = 0; i < count; ++i) hashes[i] = HashOf(texts[i * width]);
  const size_t mask = slots_.size() - 1;
  for (size_t i = 0; i < count; ++i) {
    const Slot& slot = slots_[hashes[i] & mask];
    found[i] = slot.hash == hashes[i] ? slot.seen : nullptr;
  }
  int64_t hits = 0;
  size_t followed = 0;
  for (size_t i = 0; i < count; ++i) {
    SeenText* const seen = found[i];
    if (seen == nullptr) continue;
    if (!SameText(seen->text, texts[i * width])) {
      found[i] = nullptr;
      continue;
    }
    ++hits;
    followed += seen == last_ ? 1 : 0;
    last_ = seen;
  }
  found_ += hits;
  CountLookUps(hits);
  steady_ = followed * kSteadyShare > count * (kSteadyShare - 1);
}

SeenText* SeenTexts::Remember(absl::string_view text) {
  if (gave_up_ || texts_.size() >= kMaxTexts || bytes_ >= kMaxBytes) {
    return nullptr;
  }
  const size_t room = texts_.size() < kFewTexts ? kRoomOfFew : 2;
  if (slots_.size() < room * (texts_.size() + 1)) Grow();
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

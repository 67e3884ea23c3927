#include "services/simulator/day_dice.h"

namespace regisseur::simulator {
namespace {

// SplitMix64's finaliser: every input bit reaches every output bit.
uint64_t Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

std::string IdFromBits(uint64_t bits, int length) {
  constexpr absl::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::string id;
  for (int i = 0; i < length; ++i) {
    bits = Mix(bits);
    id.push_back(kLetters[bits % kLetters.size()]);
  }
  return id;
}

}  // namespace

uint64_t HashOfText(absl::string_view text) {
  uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a, then mixed
  for (unsigned char c : text) {
    hash ^= c;
    hash *= 0x100000001b3u;
  }
  return Mix(hash);
}

std::string IdOfName(absl::string_view name, int length) {
  return IdFromBits(HashOfText(name), length);
}

DayDice::DayDice(uint64_t seed, absl::string_view subject)
    : key_(Mix(seed) ^ HashOfText(subject)) {}

uint64_t DayDice::Roll(absl::CivilDay day, absl::string_view purpose) const {
  const auto number = static_cast<uint64_t>(day - absl::CivilDay(1970, 1, 1));
  return Mix(key_ ^ Mix(number) ^ HashOfText(purpose));
}

int64_t DayDice::Between(absl::CivilDay day, absl::string_view purpose,
                         int64_t low, int64_t high) const {
  if (high < low) return low;
  const auto width = static_cast<uint64_t>(high - low) + 1;
  return low + static_cast<int64_t>(Roll(day, purpose) % width);
}

bool DayDice::Happens(absl::CivilDay day, absl::string_view purpose,
                      int64_t per_mille) const {
  return Between(day, purpose, 0, 999) < per_mille;
}

std::string DayDice::Id(absl::CivilDay day, absl::string_view purpose,
                        int length) const {
  return IdFromBits(Roll(day, purpose), length);
}

}  // namespace regisseur::simulator

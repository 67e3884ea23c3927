#include "core/partnership/experience.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace regisseur {
namespace {

// The quantile of the normal distribution that leaves 2.5 % above it.
constexpr double kZ = 1.959963984540054;

// A share of people is an estimate and no money.
double AsDouble(const Decimal& value) {
  double number = 0;
  (void)absl::SimpleAtod(value.ToString(), &number);
  return number;
}

}  // namespace

void ScoreTally::Add(int score) {
  if (score >= 1 && score <= 5) ++counts_[static_cast<size_t>(score - 1)];
}

int ScoreTally::answers() const {
  return std::accumulate(counts_.begin(), counts_.end(), 0);
}

std::string ScoreTally::Mean() const {
  const int64_t count = answers();
  if (count == 0) return "";
  int64_t sum = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    sum += static_cast<int64_t>(i + 1) * counts_[i];
  }
  // Hundredths, half up: all are positive.
  const int64_t hundredths = (sum * 200 + count) / (2 * count);
  return absl::StrFormat("%d.%02d", hundredths / 100, hundredths % 100);
}

SatisfiedShare ComputeSatisfiedShare(int satisfied, int answers) {
  const double n = answers;
  const double p = satisfied / n;
  const double z2 = kZ * kZ;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kZ * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::string FormatShare(double share) {
  return absl::StrFormat("%.1f", share * 100);
}

ExperienceState JudgeExperience(const ScoreTally& tally,
                                const Decimal& target) {
  if (!tally.IsTold()) return ExperienceState::kUnknown;
  const SatisfiedShare share =
      ComputeSatisfiedShare(tally.satisfied(), tally.answers());
  const double aim = AsDouble(target) / 100;
  if (share.high < aim) return ExperienceState::kRed;
  return share.low >= aim ? ExperienceState::kGreen : ExperienceState::kAmber;
}

std::optional<bool> IsWatermelon(const ScoreTally& tally, const Decimal& target,
                                 const LevelTally& levels) {
  if (tally.answers() < kFewestForAlarm || levels.met + levels.missed == 0) {
    return std::nullopt;
  }
  return levels.IsGreen() &&
         JudgeExperience(tally, target) == ExperienceState::kRed;
}

}  // namespace regisseur

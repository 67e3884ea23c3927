#include "bench/status_series.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "absl/strings/str_format.h"

namespace regisseur {
namespace {

constexpr double kMinutesBetweenOutages = 4.5 * 24 * 60;
constexpr double kMinutesOfAnOutage = 25;
constexpr int kOutagesPerGap = 10;
constexpr int kServicesPerFlapping = 20;
constexpr int64_t kMinutesBetweenFlaps = 12 * 60;

// Numbers that no library may draw otherwise.
class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}
  // Exponential, at least a minute.
  int64_t Minutes(double mean) {
    const double uniform =
        static_cast<double>(engine_() >> 11) * 0x1.0p-53;  // [0, 1)
    return std::max<int64_t>(
        1, static_cast<int64_t>(-mean * std::log1p(-uniform)));
  }
  int64_t Below(int64_t bound) {
    return static_cast<int64_t>(engine_() % static_cast<uint64_t>(bound));
  }

 private:
  std::mt19937_64 engine_;
};

struct Stretch {
  int64_t from;
  int64_t to;
  OperationalState state;
};

std::vector<Stretch> Disturbances(int service, int64_t minutes) {
  Dice dice(static_cast<uint64_t>(service) + 1);
  std::vector<Stretch> stretches;
  for (int64_t at = dice.Minutes(kMinutesBetweenOutages); at < minutes;) {
    const int64_t to = at + dice.Minutes(kMinutesOfAnOutage);
    stretches.push_back({at, to,
                         dice.Below(kOutagesPerGap) == 0
                             ? OperationalState::kUnknown
                             : OperationalState::kMajorOutage});
    at = to + dice.Minutes(kMinutesBetweenOutages);
  }
  if (service % kServicesPerFlapping != 0) return stretches;
  Dice flaps(static_cast<uint64_t>(service) + 1'000'000);
  for (int64_t at = 1 + flaps.Below(kMinutesBetweenFlaps); at < minutes;
       at += kMinutesBetweenFlaps) {
    stretches.push_back(
        {at, at + 1 + flaps.Below(2), OperationalState::kMajorOutage});
  }
  return stretches;
}

}  // namespace

std::vector<StatusSeries> MakeStatusSeries(int services, int64_t minutes) {
  std::vector<StatusSeries> all;
  std::vector<OperationalState> states;
  for (int service = 0; service < services; ++service) {
    states.assign(static_cast<size_t>(minutes), OperationalState::kOperational);
    for (const Stretch& stretch : Disturbances(service, minutes)) {
      for (int64_t at = stretch.from; at < std::min(stretch.to, minutes);
           ++at) {
        OperationalState& state = states[static_cast<size_t>(at)];
        // A gap hides what happens in it.
        if (state != OperationalState::kUnknown) state = stretch.state;
      }
    }
    StatusSeries series{absl::StrFormat("s%04d", service), {}};
    for (int64_t at = 0; at < minutes; ++at) {
      const OperationalState state = states[static_cast<size_t>(at)];
      if (series.runs.empty() || series.runs.back().state != state) {
        series.runs.push_back({at, state});
      }
    }
    all.push_back(std::move(series));
  }
  return all;
}

}  // namespace regisseur

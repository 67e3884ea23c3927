#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/cost_anomalies.h"
#include "aggregator/storage/records.h"
#include "core/forecast/standing_out.h"

namespace regisseur {

// Finds UTC days of services that stand out, of the charges that are charged by
// the day or by shorter times. Not thread-safe.
class DayAnomalies {
 public:
  // Service, currency and day.
  using Key = std::tuple<std::string, std::string, absl::CivilDay>;

  // Looks at the days from `first` until before `end`; the data reach
  // `data_until`.
  DayAnomalies(const StandingOutLimits& limits, absl::CivilDay first,
               absl::CivilDay end, absl::Time data_until);

  // None for tax and for what is charged for longer than a day.
  static std::optional<Key> KeyOf(const ChargeLine& line);

  absl::Status Add(const ChargeLine& line);
  // Nothing was charged by the day.
  bool empty() const { return services_.empty(); }
  // The largest difference first.
  absl::StatusOr<std::vector<CostAnomaly>> Find(
      const std::string& provider) const;

 private:
  using Days = std::map<absl::CivilDay, Decimal>;

  absl::StatusOr<std::optional<CostAnomaly>> LookAt(const Days& days,
                                                    absl::CivilDay day) const;

  const StandingOutLimits limits_;
  const absl::CivilDay first_;
  const absl::CivilDay end_;
  // The first day that is not whole in the data.
  const absl::CivilDay not_whole_;
  std::map<std::pair<std::string, std::string>, Days> services_;
};

}  // namespace regisseur

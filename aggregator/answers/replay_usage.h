#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/billed_lines.h"
#include "aggregator/answers/charge_names.h"
#include "aggregator/answers/metered_charge.h"
#include "core/contract/price_component.h"
#include "core/money/exact_sum.h"
#include "core/pricing/contract_price.h"
#include "core/pricing/meter_index.h"
#include "core/pricing/usage_meter.h"
#include "core/time/time_range.h"

namespace regisseur {

// Counts usage and adds up cost for several forms of contract at once: meters
// and covers that forms have in common are looked at once a charge, so that ten
// forms of one service cost little more than one. Not thread-safe.
class ReplayUsage {
 public:
  // What components cover: the charges that their meters pick and, `by_name`,
  // those that carry the name of a component without one; without any meter of
  // charges every charge (a flat price replaces all of them).
  struct Charges {
    std::set<size_t> meters;
    std::set<std::string> names;  // as ComparableName makes them
    friend bool operator==(const Charges&, const Charges&) = default;
  };
  using Cover = std::optional<Charges>;  // absent: all

  // To be told before the first charge.
  Cover CoverOf(const std::vector<PriceComponent>& components,
                bool by_name = false);
  // Compares with another cover in each month. Returns its number.
  size_t AddComparison(std::map<absl::CivilMonth, Cover> by_month);

  // OUT_OF_RANGE when a sum cannot be held.
  absl::Status Add(const BilledLine& billed);

  struct Metered {
    PricedUsage usage;  // without `delivered`
    std::map<std::string, std::string> mixed_units;
    int64_t without_quantity = 0;
    // Meters that picked no charge at all, by component.
    std::vector<std::string> picks_nothing;
  };
  absl::StatusOr<Metered> Read(
      const std::vector<PriceComponent>& components) const;

  // What was billed, by month, currency and start and end of the billing
  // period.
  using BilledKey =
      std::tuple<absl::CivilMonth, std::string, absl::Time, absl::Time>;
  using Billed = std::map<BilledKey, ExactSum>;
  // What is left out, by category, service and currency.
  struct Left {
    int64_t charges = 0;
    ExactSum billed;
  };
  using LeftKey = std::tuple<std::string, std::string, std::string>;
  struct Comparison {
    Billed billed;
    // Names of components that charges carry, by month.
    std::map<absl::CivilMonth, std::set<std::string>> named;
    std::map<LeftKey, Left> left;
  };
  const Comparison& comparison(size_t number) const {
    return comparisons_[number].result;
  }
  // Words of charges where meters name one, as long as a meter picked nothing:
  // for near misses.
  std::vector<std::string> SeenWords() const;

 private:
  size_t MeterNumber(const Meter& meter);
  struct Kept {
    std::map<absl::CivilMonth, Cover> by_month;
    Comparison result;
    // Of the month that the charge before was of; most are of the same.
    absl::CivilMonth month;
    const Cover* cover = nullptr;      // null: not looked for, or not asked for
    std::vector<char> covers_meter{};  // by number
    bool has_month = false;
    // The entry that the charge before went to; most go to the same.
    Billed::iterator last_billed;
    bool has_billed = false;
    std::vector<Left*> left{};  // by number of its key; null: none yet
  };
  static void Enter(Kept& kept, absl::CivilMonth month, size_t meters);

  MeterIndex index_;
  std::vector<UsageMeter> counters_;  // one for each of its meters
  std::vector<char> ever_picked_;
  size_t never_picked_ = 0;
  std::string key_;  // kept for its memory
  // Category, service and currency, each with a number.
  absl::flat_hash_map<std::string, size_t> left_keys_;
  std::vector<Kept> comparisons_;
  absl::flat_hash_set<std::string> seen_;
  MeteredCharges charges_;
  ChargeNames names_;
};

}  // namespace regisseur

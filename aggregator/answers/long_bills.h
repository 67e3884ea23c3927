#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/money/decimal.h"
#include "core/time/time_range.h"

namespace regisseur {

// For how many months a bill about `period` is, by its days: 12 for a year, 3
// for a quarter. 1 for up to a month and a half.
int MonthsOfBill(TimeRange period);

// What is billed for several months in the bill of one: a licence of a year
// that stands in January's. Read from single lines, which is done for providers
// of few lines only. A value.
class LongBills {
 public:
  struct Part {
    std::string source;  // of charges
    std::string provider;
    std::string service;
    std::string currency;
    TimeRange billing_period;
    Decimal amount;
    int months = 1;
    bool is_usage = false;
  };

  // Adds those of a provider, of billing periods that the filters let through
  // and of lines that `picks_line` (null: all) picks.
  absl::Status Read(const AnswerContext& context, const Principal& who,
                    const std::string& provider,
                    const std::vector<CostFilter>& filters,
                    const std::function<bool(const ChargeLine&)>& picks_line,
                    AsOf as_of);

  const std::vector<Part>& parts() const { return parts_; }
  // The months that bills of several are for, of a provider that has no others;
  // else none.
  std::set<absl::CivilMonth> CoveredBy(const std::string& provider) const;

 private:
  std::vector<Part> parts_;
  std::map<std::string, std::set<absl::CivilMonth>> covered_;
  std::set<std::string> by_month_;
};

}  // namespace regisseur

#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// What may be spent on something in a stretch of months, net of tax, as a
// person configured it. A value, made by aggregator/config.
struct Budget {
  enum class Scope {
    kPortfolio = 1,
    kProvider,
    kService,     // of ours: subject is its id, provider has it
    kFunction,    // the services that it needs
    kCostCenter,  // of one provider's lines
    kTag,         // of one provider's lines: subject is the tag's name
  };
  std::string id;  // unique in the file
  Scope scope = Scope::kPortfolio;
  std::string provider;  // empty for the portfolio and a function
  std::string subject;   // empty for the portfolio and a provider
  std::string value;     // of a tag
  absl::CivilMonth first;
  absl::CivilMonth last;  // not before `first`
  Decimal amount;         // above zero
  std::string currency;
  // Shares from which somebody wants to know, ascending: 0.8 is 80 %. Of what
  // was spent, and of what it will probably be.
  std::vector<Decimal> warn_at;
  std::vector<Decimal> warn_at_forecast;
  // The budget's own rates: its currency for one unit of another. What has none
  // is converted as cost is (DECISIONS 20).
  std::map<std::string, Decimal> rates;
  std::string owner;

  bool Holds(absl::CivilMonth month) const {
    return first <= month && month <= last;
  }
  int Months() const { return static_cast<int>(last - first) + 1; }

  friend bool operator==(const Budget&, const Budget&) = default;
};

// What of the amount falls to `month`, which must lie in the budget: as much to
// each, in `minor_unit_digits` decimals, so that the parts keep its sum.
Decimal ShareOfMonth(const Budget& budget, absl::CivilMonth month,
                     int minor_unit_digits);

}  // namespace regisseur

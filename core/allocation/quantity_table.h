#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/money/decimal.h"

namespace regisseur {

// A quantity of the business by month, whole or by cost centre. A value.
class QuantityTable {
 public:
  // Reads CSV with a header: `month` (2026-10) and `value`, and where each cost
  // centre has its own also `cost_center`; separated by comma or semicolon,
  // with a semicolon also a decimal comma. A month or a cost centre in it
  // stands once. INVALID_ARGUMENT names `name`, the line and what would be
  // right, all mistakes at once, at most ten.
  static absl::StatusOr<QuantityTable> Parse(absl::string_view name,
                                             absl::string_view csv);

  bool by_cost_center() const { return by_cost_center_; }
  // Of all cost centres together; absent for a month that it does not name.
  std::optional<Decimal> Of(absl::CivilMonth month) const;
  // By cost centre; empty for a month that it does not name.
  std::map<std::string, Decimal> ByCostCenter(absl::CivilMonth month) const;

 private:
  bool by_cost_center_ = false;
  std::map<absl::CivilMonth, std::map<std::string, Decimal>> months_;
  std::map<absl::CivilMonth, Decimal> sums_;
};

// The quantities of a configuration, by id.
using QuantityTables = std::map<std::string, QuantityTable>;

}  // namespace regisseur

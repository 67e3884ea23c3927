#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "core/money/decimal.h"

namespace regisseur {

// One reported value of one indicator over one period.
struct Measurement {
  int delivery = 0;  // index into the batch's deliveries
  int64_t line = 0;
  std::string party;    // the provider as the data names it; may be empty
  std::string service;  // as the data names it
  std::string indicator;
  absl::Time period_start;
  absl::Time period_end;  // exclusive
  std::optional<Decimal> value;
  std::optional<Decimal> numerator;
  std::optional<Decimal> denominator;
  std::optional<Decimal> norm;
  std::string norm_operator;  // ">=", "<=" or empty
  std::string unit;
  std::string remark;
  bool not_applicable = false;
};

}  // namespace regisseur

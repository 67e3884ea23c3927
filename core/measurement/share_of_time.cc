#include "core/measurement/share_of_time.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace regisseur {
namespace {

constexpr absl::string_view kNames[] = {"availab", "beschikba", "disponib",
                                        "uptime", "verfügbar"};

}  // namespace

bool IsShareOfTime(absl::string_view indicator) {
  return std::any_of(
      std::begin(kNames), std::end(kNames), [&](absl::string_view name) {
        return absl::StrContains(absl::AsciiStrToLower(indicator), name);
      });
}

bool CanBe(const Measurement& measurement) {
  if (measurement.unit != "%" || !IsShareOfTime(measurement.indicator)) {
    return true;
  }
  if (measurement.numerator.has_value() &&
      measurement.denominator.has_value()) {
    return !measurement.numerator->IsNegative() &&
           *measurement.numerator <= *measurement.denominator;
  }
  return !measurement.value.has_value() ||
         (!measurement.value->IsNegative() &&
          *measurement.value <= Decimal(100, 0));
}

}  // namespace regisseur

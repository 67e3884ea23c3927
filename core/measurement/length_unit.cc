#include "core/measurement/length_unit.h"

#include "absl/strings/match.h"

namespace regisseur {

std::optional<int64_t> SecondsOfUnit(absl::string_view unit) {
  struct Unit {
    absl::string_view word;
    int64_t seconds;
  };
  constexpr Unit kUnits[] = {
      {"s", 1},        {"sec", 1},      {"second", 1},  {"seconds", 1},
      {"seconden", 1}, {"min", 60},     {"m", 60},      {"minute", 60},
      {"minutes", 60}, {"minuten", 60}, {"h", 3600},    {"hour", 3600},
      {"hours", 3600}, {"uur", 3600},   {"uren", 3600}, {"d", 86400},
      {"day", 86400},  {"days", 86400}, {"dag", 86400}, {"dagen", 86400},
  };
  for (const Unit& known : kUnits) {
    if (absl::EqualsIgnoreCase(unit, known.word)) return known.seconds;
  }
  return std::nullopt;
}

}  // namespace regisseur

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/finding/finding.h"

namespace regisseur {

// A figure that a report holds where nothing could be read of it: the promise
// that it is about has none, and that is no silence. It travels as a finding.
struct LostFigure {
  static constexpr absl::string_view kRule = "kpi-figure-lost";

  std::string party;  // texts as the report has them
  std::string service;
  std::string indicator;
  absl::CivilDay first_day;
  absl::CivilDay last_day;
  int64_t line = 0;
  std::string file;

  // Beside the finding that says what is wrong with it, which is the one for
  // people: who shows findings leaves this one out.
  void AddTo(FindingList& findings) const;
  static bool IsToldBy(const Finding& finding) { return finding.rule == kRule; }
  // The same from the finding; absent for any other one.
  static std::optional<LostFigure> Read(const Finding& finding);
};

}  // namespace regisseur

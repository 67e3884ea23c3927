#pragma once

#include "absl/status/status.h"

namespace regisseur {

// What the program ends with; scripts rely on the numbers (DESIGN 5).
enum class ExitCode {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kNotFound = 3,
  kNotAllowed = 4,
  kUnavailable = 5,
  // The answer has gaps, or a source failed, and --fail-on-gaps was given.
  kIncomplete = 6,
  kCheckFailed = 7,
  kInterrupted = 130,
};

ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace regisseur

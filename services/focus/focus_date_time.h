#pragma once

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace regisseur::focus {

// How a moment was written.
enum class DateTimeStyle {
  kFocus,     // 2024-09-01T00:00:00Z (FOCUS 1.2, Date/Time Format)
  kSqlStyle,  // 2024-09-01 00:00:00, read as UTC
  // Another form of ISO 8601 that leaves no doubt: a day alone (its midnight
  // UTC), no seconds, a fraction of zero, ` UTC`, an offset, no zone.
  kOtherIso,
};

// A moment of a FOCUS file.
struct FocusDateTime {
  int64_t unix_seconds = 0;
  DateTimeStyle style = DateTimeStyle::kFocus;
};

// Reads a moment, or nothing when it is not one (`5/1/25`, hour 30, 30
// February, a fraction that is not zero). Years 1970 to 9999. FOCUS demands
// UTC, so a moment without a zone is UTC.
std::optional<FocusDateTime> ParseFocusDateTime(absl::string_view text);

}  // namespace regisseur::focus

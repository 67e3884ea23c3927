#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "services/focus/format_table.h"

namespace regisseur::focus {

// What separates the decimals of amounts that people write.
enum class DecimalMark { kAuto, kComma, kPoint };

// A day, moment or month as a format writes it.
struct LocalDay {
  int64_t start = 0;  // seconds since 1970 UTC
  bool whole_month = false;

  friend bool operator==(const LocalDay&, const LocalDay&) = default;
};

// Reads one; nothing when it is none. ISO in every form that FOCUS's reader
// takes; `9/2/2023`, `09-02-2023`, `9.2.2023` by the order of `form`, a time of
// day behind it only if it is midnight; a month (`2026-10`, `10-2026`,
// `202610`), which starts on its first day. Years of two digits are refused:
// nobody can tell the century or the order.
std::optional<LocalDay> ParseLocalDay(absl::string_view text, DateForm form);

// An amount as people write it, as a number of FOCUS: `€ 9.500,00`, `9500.00-`.
// Signs of currency (EUR, €, $, £) and blanks around it are dropped, the minus
// may stand behind. With kAuto a number that could be read both ways (`9.500`)
// is none, and `ambiguous` says so.
struct LocalNumber {
  std::string text;  // empty: it is no number
  bool ambiguous = false;
};
LocalNumber ParseLocalNumber(absl::string_view text, DecimalMark mark);

}  // namespace regisseur::focus

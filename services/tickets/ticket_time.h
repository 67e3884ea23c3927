#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur::tickets {

// How days are written that begin with day or month: 1/3/2016.
enum class DateOrder { kDayFirst, kMonthFirst };

// A time as an export writes it.
struct TicketTime {
  enum class Kind {
    kEmpty,  // nothing, `?`, `null`
    kTime,
    kUnreadable,
    kOtherOrder,  // it can only be meant in the other order: 29/2 is no month
  };
  Kind kind = Kind::kEmpty;
  absl::Time time;
  // A local time that a change of the clock skipped or repeated: which moment
  // was meant, nobody can tell; the earlier one was taken.
  bool uncertain = false;
};

// Reads `2011-06-08T13:58:15+01:00`, `2021-02-11T06:32:36.303+0000`,
// `2016-12-14 02:46:44`, `29/2/2016 01:16`, `29-02-2016`, `2/29/2016 1:16 PM`.
// Without an offset it is a time of `zone`; without a time of day it is
// midnight. Finer than microseconds is cut off.
TicketTime ParseTicketTime(absl::string_view text, DateOrder order,
                           absl::TimeZone zone);

// True for what means that nothing is told: blank, `?`, `null`, `(empty)`.
bool IsEmptyCell(absl::string_view text);

}  // namespace regisseur::tickets

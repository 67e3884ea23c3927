#include <cstdint>

#include "core/time/instant.h"
#include "core/time/time_range.h"

// What parses is written and read back to the same moment.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto time = regisseur::ParseInstant(text);
  if (time.ok()) {
    const auto again = regisseur::ParseInstant(regisseur::FormatInstant(*time));
    if (!again.ok() || *again != *time) __builtin_trap();
  }
  (void)regisseur::ParseCalendarSpan(text);
  (void)regisseur::ParseTimeRange(text, text, absl::UTCTimeZone());
  return 0;
}

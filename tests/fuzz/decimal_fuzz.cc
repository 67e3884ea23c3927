#include <cstdint>

#include "core/money/decimal.h"

// What parses is written and read back to the same number.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = regisseur::Decimal::Parse(text);
  if (value.ok()) {
    const auto again = regisseur::Decimal::Parse(value->ToString());
    if (!again.ok() || !(*again == *value)) __builtin_trap();
  }
  (void)regisseur::Decimal::ParseLocal(text, /*decimal_comma=*/true);
  return 0;
}

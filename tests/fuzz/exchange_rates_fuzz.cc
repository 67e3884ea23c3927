#include <cstdint>

#include "aggregator/config/exchange_rates_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)regisseur::ParseExchangeRates(
      "rates", absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}

#include <cstdint>

#include "aggregator/config/daemon_config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)regisseur::ParseDaemonConfig(
      "regisseur.yaml", "/",
      absl::string_view(reinterpret_cast<const char*>(data), size), {});
  return 0;
}

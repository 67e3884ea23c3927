#include <cstdint>

#include "services/sdk/json_document.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)regisseur::sdk::JsonDocument::Parse(
      std::string(reinterpret_cast<const char*>(data), size), "fuzz");
  return 0;
}

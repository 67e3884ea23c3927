#include <cstdint>

#include "wire/facts_wire.h"

// Whatever an adapter sends is read or refused.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A line of log for each text that is not UTF-8 is most of the time.
  static auto* const log = google::protobuf::SetLogHandler(nullptr);
  (void)log;
  regisseur::adapter::v1::Batch wire;
  if (wire.ParseFromArray(data, static_cast<int>(size))) {
    (void)regisseur::FactBatchFromWire(wire);
  }
  return 0;
}

#include <limits>

#include "aggregator/storage/database.h"

namespace regisseur {

int64_t ToStored(absl::Time time) { return absl::ToUnixMicros(time); }

absl::Time FromStored(int64_t micros) {
  if (micros == std::numeric_limits<int64_t>::max()) {
    return absl::InfiniteFuture();
  }
  if (micros == std::numeric_limits<int64_t>::min()) {
    return absl::InfinitePast();
  }
  return absl::FromUnixMicros(micros);
}

}  // namespace regisseur

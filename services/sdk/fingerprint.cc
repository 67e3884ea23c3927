#include "services/sdk/fingerprint.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace regisseur::sdk {

std::string Fingerprint(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return absl::StrFormat("%016x", hash);
}

}  // namespace regisseur::sdk

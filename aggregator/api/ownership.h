#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/principal/principal.h"

namespace regisseur {

// To whom things belong, for holding a caller to its own. Thread-safe.
class Ownership {
 public:
  virtual ~Ownership() = default;
  // The provider of a source; empty for a shared one. NOT_FOUND for a source
  // that was never known.
  virtual absl::StatusOr<std::string> ProviderOfSource(
      const Principal& who, absl::string_view source) const = 0;
  // The owner of a provider; empty when it has none or is not known.
  virtual absl::StatusOr<std::string> OwnerOfProvider(
      const Principal& who, absl::string_view provider) const = 0;
  // The id that a provider has now; its own unless it was renamed.
  virtual std::string CurrentId(absl::string_view provider) const = 0;
};

}  // namespace regisseur

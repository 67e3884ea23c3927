#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/principal/principal.h"

namespace regisseur {

// What is kept of a partner besides answers: for the page about it and for
// giving everything back. Thread-safe.
class PartnerArchive {
 public:
  // A document that a source delivered.
  struct Document {
    std::string source;
    std::string name;    // by the word of who delivered it
    std::string sha256;  // hexadecimal
    int64_t bytes = 0;
  };

  virtual ~PartnerArchive() = default;

  // How long what is kept, as the configuration says: `charges`, `84 months`.
  virtual std::vector<std::pair<std::string, std::string>> Retention()
      const = 0;
  // The documents that are kept of these sources, by source, name and hash.
  virtual absl::StatusOr<std::vector<Document>> List(
      const Principal& who, const std::vector<std::string>& sources) const = 0;
  // Its bytes as they came, in pieces. NOT_FOUND when it is not kept any more.
  virtual absl::Status Read(
      const Principal& who, const Document& document,
      const std::function<absl::Status(absl::string_view piece)>& take)
      const = 0;
};

}  // namespace regisseur

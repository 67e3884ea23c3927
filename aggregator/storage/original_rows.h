#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/storage/database.h"

namespace regisseur {

// A kept document: one file, whoever sent it how often.
struct KeptOriginal {
  std::string sha256;  // hexadecimal; the name of the file
  std::string source;  // of the first that sent it
  std::string name;    // by its word
  int64_t bytes = 0;
  bool purged = false;  // after its time; the file is gone
};

// By hash.
absl::StatusOr<std::vector<KeptOriginal>> ListKeptOriginals(
    const Database& database);
// What a source sent and is kept, also where another one sent it first; by name
// and hash, once each.
absl::StatusOr<std::vector<KeptOriginal>> ListOriginalsOf(
    const Database& database, const std::string& source);

}  // namespace regisseur

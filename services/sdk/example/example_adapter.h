#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/sdk/adapter.h"

namespace regisseur::example {

// What a source of this adapter can set.
struct ExampleOptions {
  std::string path;      // the file
  char separator = ',';  // between its fields

  // An option problem that names the key and what would be right.
  static absl::StatusOr<ExampleOptions> Parse(const sdk::SourceSpec& source);
};

// Reads the daily availability that an imaginary partner writes into one CSV
// file: `day,service,percent`. The whole file is one delivery that replaces the
// one before. Thread-safe.
std::unique_ptr<sdk::Adapter> MakeExampleAdapter();

}  // namespace regisseur::example

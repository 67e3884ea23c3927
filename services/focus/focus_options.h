#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/sdk/adapter.h"
#include "services/sdk/source_options.h"

namespace regisseur::focus {

using sdk::FilesOption;

// The options of one source; README.md has the table.
struct FocusOptions {
  std::string path;  // a glob, relative to the base directory
  FilesOption files = FilesOption::kSeparate;
  std::optional<char> separator;  // not set: guessed from the first line
  bool keep_personal_tags = false;
  bool keep_original = true;  // send the files themselves, as evidence
  std::string format = "focus";

  // Reads the texts of `source`. INVALID_ARGUMENT names key, value and what
  // would be right.
  static absl::StatusOr<FocusOptions> Parse(const sdk::SourceSpec& source);
  // INVALID_ARGUMENT when these options cannot work.
  absl::Status Validate() const;
  // What changes the rows that a file gives: part of each run's name, so that
  // a changed option reads everything again.
  std::string Fingerprint() const;
};

}  // namespace regisseur::focus

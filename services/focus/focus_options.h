#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/focus/charge_row.h"
#include "services/focus/focus_header.h"
#include "services/sdk/adapter.h"
#include "services/sdk/source_options.h"

namespace regisseur::focus {

using sdk::FilesOption;

// The options of one source; README.md has the table.
struct FocusOptions {
  std::string path;  // a glob, relative to the base directory
  FilesOption files = FilesOption::kSeparate;
  std::optional<char> separator;  // not set: guessed from the first line
  bool keep_original = true;      // send the files themselves, as evidence
  bool keep_lines = true;         // else only their sums (charge_sums.h)
  CostFormats formats;
  ChargeRowOptions rows;

  // Reads the texts of `source`, of an adapter that reads `formats`; where
  // there are several, the option `format` chooses. INVALID_ARGUMENT names key,
  // value and what would be right.
  static absl::StatusOr<FocusOptions> Parse(const sdk::SourceSpec& source,
                                            const CostFormats& formats);
  // What changes the rows that a file gives: part of each run's name, so that
  // a changed option reads everything again.
  std::string Fingerprint() const;
};

}  // namespace regisseur::focus

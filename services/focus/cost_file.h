#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "services/focus/focus_options.h"
#include "services/sdk/input_file.h"

namespace regisseur::focus {

// A file that is open, as CSV.
struct CostFile {
  std::unique_ptr<sdk::InputStream> input;
  char separator = ',';
};

// Opens a file, YAML where a format may be that. A configuration problem
// (focus-not-text) for what is no text: Parquet, a workbook, a PDF.
absl::StatusOr<CostFile> OpenCostFile(const sdk::InputFile& file,
                                      const FocusOptions& options);

}  // namespace regisseur::focus

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// A cell as text. A number of a workbook is written with a point, a day as
// 2026-09-01.
struct SheetCell {
  std::string text;
  bool number = false;  // a workbook's number: the point is its decimal mark
  friend bool operator==(const SheetCell&, const SheetCell&) = default;
};

// A row with its place: the line of a file or the row of a sheet, from 1.
struct SheetRow {
  int line = 0;
  std::vector<SheetCell> cells;
  friend bool operator==(const SheetRow&, const SheetRow&) = default;
};

using Sheet = std::vector<SheetRow>;

// Reads spreadsheets. Thread-safe.
class SheetReader {
 public:
  virtual ~SheetReader() = default;
  // The rows of a CSV file or of one sheet of a workbook: `sheet` by its name,
  // else the first. Rows without a filled cell are left out. INVALID_ARGUMENT,
  // naming `name`, when it cannot be read.
  virtual absl::StatusOr<Sheet> Read(absl::string_view name,
                                     absl::string_view bytes,
                                     absl::string_view sheet) const = 0;
};

}  // namespace regisseur

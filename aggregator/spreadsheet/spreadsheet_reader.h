#pragma once

#include "core/register_sheet/sheet.h"

namespace regisseur {

// Reads CSV and XLSX, told apart by how the bytes begin. Thread-safe.
class SpreadsheetReader final : public SheetReader {
 public:
  absl::StatusOr<Sheet> Read(absl::string_view name, absl::string_view bytes,
                             absl::string_view sheet) const override;
};

}  // namespace regisseur

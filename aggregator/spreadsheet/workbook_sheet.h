#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/register_sheet/sheet.h"

namespace regisseur {

// Reads one sheet of an XLSX workbook (ECMA-376): by its name, or the first one
// that is not hidden when `sheet` is empty. Of formulas the value that was
// saved counts. A number that is shown as a day is written as 2026-09-01;
// others as they are written, at most 15 digits, as Excel shows them. Rows and
// columns that are hidden are read too.
//
// INVALID_ARGUMENT when it cannot be read, has no such sheet, holds a DOCTYPE,
// or a part of it would unpack to more than 32 MiB.
absl::StatusOr<Sheet> ReadWorkbookSheet(absl::string_view name,
                                        absl::string_view bytes,
                                        absl::string_view sheet);

}  // namespace regisseur

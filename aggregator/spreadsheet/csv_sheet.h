#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/register_sheet/sheet.h"

namespace regisseur {

// Reads CSV (RFC 4180) as spreadsheets write it: UTF-8, UTF-16 or Windows-1252;
// separated by comma, semicolon or tab, by what the lines suggest or Excel's
// `sep=` says; LF, CRLF or CR. Blanks around a field are left out.
// INVALID_ARGUMENT with the line for a quote that is not closed, and for more
// than 5,000 rows or 200 columns.
absl::StatusOr<Sheet> ReadCsvSheet(absl::string_view name,
                                   absl::string_view bytes);

}  // namespace regisseur

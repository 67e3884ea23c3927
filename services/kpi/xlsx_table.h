#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/kpi/report_table.h"

namespace regisseur::kpi {

// True when the bytes begin like an XLSX workbook (a ZIP archive).
bool LooksLikeXlsx(absl::string_view bytes);

// Reads one sheet of an XLSX workbook through liborcus: the sheet of that name,
// or the first when it is empty. Rows without a filled cell are left out. A day
// is written as 2026-09-01, a day that is shown as a month as 2026-09, a
// percentage as 99.7%.
//
// A partner problem (kpi-xlsx) when it cannot be read, has no such sheet, or
// would unpack to more than 64 MiB.
absl::StatusOr<ReportTable> ReadXlsxTable(absl::string_view bytes,
                                          absl::string_view sheet,
                                          absl::string_view file);

}  // namespace regisseur::kpi

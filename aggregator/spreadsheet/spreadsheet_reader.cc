#include "aggregator/spreadsheet/spreadsheet_reader.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/spreadsheet/csv_sheet.h"
#include "aggregator/spreadsheet/workbook_sheet.h"

namespace regisseur {

absl::StatusOr<Sheet> SpreadsheetReader::Read(absl::string_view name,
                                              absl::string_view bytes,
                                              absl::string_view sheet) const {
  if (absl::StartsWith(bytes, absl::string_view("PK\x03\x04", 4))) {
    return ReadWorkbookSheet(name, bytes, sheet);
  }
  // The container of the old binary format.
  if (absl::StartsWith(bytes, "\xD0\xCF\x11\xE0")) {
    return absl::InvalidArgumentError(absl::StrCat(
        name,
        ": is a workbook of before 2007 (.xls) or is locked with a "
        "password; save it as .xlsx or .csv"));
  }
  if (!sheet.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(name,
                     ": has no sheets, for it is no workbook; leave the "
                     "sheet out"));
  }
  return ReadCsvSheet(name, bytes);
}

}  // namespace regisseur

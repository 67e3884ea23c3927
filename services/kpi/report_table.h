#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/finding/finding.h"

namespace regisseur::kpi {

// One cell as text. A number of a workbook is written with a point, a day as
// 2026-09-01, a percentage with its sign.
struct ReportCell {
  std::string text;
  bool number = false;  // a workbook's number: the point is its decimal mark
};

// One line of a report; `line` is the line of the file or the row of the sheet,
// from 1.
struct ReportRow {
  int64_t line = 0;
  std::vector<ReportCell> cells;
};
using ReportTable = std::vector<ReportRow>;

// Reads CSV text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252
// with a finding (kpi-encoding). A `separator` of 0 is guessed. Lines that are
// no record are findings; a partner problem when there are more than 100,000
// lines.
absl::StatusOr<ReportTable> ReadCsvTable(absl::string_view bytes,
                                         char separator, absl::string_view file,
                                         FindingList& findings);

}  // namespace regisseur::kpi

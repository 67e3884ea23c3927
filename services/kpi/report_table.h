#pragma once

#include <cstdint>
#include <optional>
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

// A report that was read from CSV text.
struct CsvTable {
  ReportTable rows;
  // The line of a last record that stops short: no line break follows it, and
  // its quote is open or it has fewer fields than the record before it (a
  // footnote, a single field, is whole).
  std::optional<int64_t> cut_line;
};

// Reads CSV text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252
// with a finding (kpi-encoding). Without a `separator` it is guessed. Lines
// that are no record are findings; a partner problem when there are more than
// 100,000 lines.
absl::StatusOr<CsvTable> ReadCsvTable(absl::string_view bytes,
                                      std::optional<char> separator,
                                      absl::string_view file,
                                      FindingList& findings);

}  // namespace regisseur::kpi

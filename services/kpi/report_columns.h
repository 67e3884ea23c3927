#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/kpi/report_period.h"
#include "services/kpi/report_table.h"

namespace regisseur::kpi {

// What a column of a report holds.
enum class ReportColumn {
  kParty,
  kService,
  kIndicator,
  kPeriod,
  kPeriodStart,
  kPeriodEnd,        // the last day
  kPeriodEndBefore,  // the first day after
  kValue,
  kNumerator,
  kDenominator,
  kNorm,
  kUnit,
  kRemark,
};

// The word for people, English: `provider`, `value`, ...
absl::string_view ColumnWord(ReportColumn column);

// The column that a heading names in Dutch or English, however its case,
// points, colons and what stands in brackets: `Realisatie (%)` is kValue.
std::optional<ReportColumn> ColumnOfHeading(absl::string_view heading);

// The unit in a heading's brackets: `%` of `Realisatie (%)`; else empty.
std::string UnitOfHeading(absl::string_view heading);

// Where the columns of a report stand.
struct ReportLayout {
  size_t first_data_row = 0;  // index into the table
  int64_t header_line = 0;
  bool two_header_rows = false;
  std::vector<std::string> headings;  // by column, as written
  std::vector<std::optional<ReportColumn>> columns;
  // Columns that are a period each, with that period's values (a table with
  // months side by side).
  std::vector<std::optional<ReportPeriod>> period_columns;

  // The first column of that kind, or -1.
  int Find(ReportColumn column) const;
  bool HasPeriodColumns() const;
};

// Finds the header within the first 50 lines: the first line that names an
// indicator or a value, and one thing more. Nothing when there is none.
std::optional<ReportLayout> FindLayout(const ReportTable& table);

// What the lines above the header say about the whole report, as `Leverancier:
// X` in one cell or in two beside each other.
struct ReportTitle {
  std::string party;
  std::string service;
  std::string period;
  int lines = 0;  // that were read over
};
ReportTitle ReadTitle(const ReportTable& table, const ReportLayout& layout);

}  // namespace regisseur::kpi

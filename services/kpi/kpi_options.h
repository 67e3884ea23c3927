#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "services/kpi/report_figure.h"
#include "services/kpi/report_period.h"
#include "services/sdk/adapter.h"
#include "services/sdk/source_options.h"

namespace regisseur::kpi {

// The options of one source; README.md has the table.
struct KpiOptions {
  std::string path;  // a glob, relative to the base directory
  sdk::FilesOption files = sdk::FilesOption::kSeparate;
  std::string provider;                         // for reports that name none
  std::string service;                          // the same
  std::optional<ReportPeriod> period;           // the same
  DecimalMark decimal = DecimalMark::kUnknown;  // found out by the file
  std::optional<char> separator;                // not set: guessed
  std::string sheet;  // of a workbook; empty: the first
  bool keep_remarks = false;
  bool keep_original = true;

  // Reads the texts of `source`. INVALID_ARGUMENT names key, value and what
  // would be right.
  static absl::StatusOr<KpiOptions> Parse(const sdk::SourceSpec& source);
};

}  // namespace regisseur::kpi

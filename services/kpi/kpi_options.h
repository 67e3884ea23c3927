#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/kpi/report_figure.h"
#include "services/kpi/report_period.h"
#include "services/sdk/adapter.h"

namespace regisseur::kpi {

// What two files about one party and period are to each other.
enum class FilesOption {
  kSeparate,  // not told: the first by name counts, with an error
  kParts,     // both count
  kLatest,    // the last by name counts
};

// The options of one source; README.md has the table.
struct KpiOptions {
  std::string path;  // a glob, relative to the base directory
  FilesOption files = FilesOption::kSeparate;
  std::string provider;                         // for reports that name none
  std::string service;                          // the same
  std::optional<ReportPeriod> period;           // the same
  DecimalMark decimal = DecimalMark::kUnknown;  // found out by the file
  char separator = 0;                           // guessed
  std::string sheet;  // of a workbook; empty: the first
  bool keep_remarks = false;

  // Reads the texts of `source`. INVALID_ARGUMENT names key, value and what
  // would be right.
  static absl::StatusOr<KpiOptions> Parse(const sdk::SourceSpec& source);
  // INVALID_ARGUMENT when these options cannot work.
  absl::Status Validate() const;
};

}  // namespace regisseur::kpi

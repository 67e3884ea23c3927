#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "core/measurement/measurement.h"
#include "services/kpi/kpi_options.h"
#include "services/kpi/report_period.h"
#include "services/kpi/report_table.h"

namespace regisseur::kpi {

// One figure of a report: the measurement, but for its delivery and its times,
// which follow from `period` and a time zone.
struct ReportFigure {
  Measurement measurement;
  ReportPeriod period;
};

// Reads the table of a monthly service report. Never fails: what cannot be read
// is left out with a finding, never taken as zero. A figure without a party has
// an empty one.
std::vector<ReportFigure> ReadReport(const ReportTable& table,
                                     const KpiOptions& options,
                                     absl::string_view file,
                                     FindingList& findings);

}  // namespace regisseur::kpi

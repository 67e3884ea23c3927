#pragma once

#include <vector>

#include "absl/status/status.h"
#include "aggregator/report/report_program.h"
#include "core/schedule/report_plan.h"

namespace regisseur {

// Holds configured reports against the templates that there are: each names one
// and tells it what it wants, and nothing else. INVALID_ARGUMENT names the
// report and what would be right.
absl::Status CheckReportPlans(const ReportPlans& plans,
                              const std::vector<ReportTemplate>& templates);

}  // namespace regisseur

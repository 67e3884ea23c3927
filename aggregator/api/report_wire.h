#pragma once

#include "aggregator/report/report_archive.h"
#include "aggregator/report/report_program.h"
#include "core/schedule/report_plan.h"
#include "regisseur/report/v1/report.pb.h"

namespace regisseur {

report::v1::ReportIssue ReportIssueToWire(const ReportIssueRecord& issue,
                                          const ReportArchive& archive);
report::v1::ReportDifference ReportDifferenceToWire(
    const ReportDifferenceRow& row);
// Without what changes: its next run and last issue.
report::v1::Report ReportPlanToWire(const ReportPlan& plan);

}  // namespace regisseur

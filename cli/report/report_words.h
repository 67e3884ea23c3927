#pragma once

#include <string>

#include "cli/output/text_table.h"
#include "cli/verb/verb.h"
#include "regisseur/report/v1/report.pb.h"

namespace regisseur {

// `✓ issued`, `● failed`, `● missed`.
Cell ReportStateCell(const report::v1::ReportIssue& issue);
// `html pdf xlsx`, with those that could not be made marked.
std::string ReportFilesWords(const report::v1::ReportIssue& issue);
// `2 sent, 1 fails`; empty without deliveries.
Cell ReportDeliveriesCell(const report::v1::ReportIssue& issue);
// A table of issues; each with what went wrong below it.
std::string ReportIssueTable(
    const google::protobuf::RepeatedPtrField<report::v1::ReportIssue>& issues,
    const View& view);
std::string ReportDifferenceTable(
    const google::protobuf::RepeatedPtrField<report::v1::ReportDifference>&
        differences,
    const View& view);

}  // namespace regisseur

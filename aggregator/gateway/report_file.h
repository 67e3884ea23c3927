#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// GET /reports/ID/PERIOD/REVISION/FORMAT is the method DownloadReport, with the
// same rights, and the file as the body.
inline constexpr char kReportFileMethod[] =
    "regisseur.report.v1.ReportService.DownloadReport";

// The request in JSON; absent for another path. `latest` is a revision too;
// `?language=nl` may stand behind it.
std::optional<std::string> ParseReportFileRoute(absl::string_view target);

}  // namespace regisseur

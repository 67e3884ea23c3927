#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/report/v1/report.pb.h"

namespace regisseur {

// GET /reports/ID/PERIOD/REVISION/FORMAT is the method DownloadReport, with the
// same rights, and the file as the body.
inline constexpr char kReportFileMethod[] =
    "regisseur.report.v1.ReportService.DownloadReport";

// The request in JSON; absent for another path. `latest` is a revision too;
// `?language=nl` may stand behind it.
std::optional<std::string> ParseReportFileRoute(absl::string_view target);

// Takes the pieces of the file.
class ReportFileWriter final : public ResponseWriter {
 public:
  absl::Status Write(const google::protobuf::Message& message) override {
    const auto& piece =
        static_cast<const report::v1::DownloadReportResponse&>(message);
    name = piece.name();
    media_type = piece.media_type();
    etag = "\"" + piece.sha256() + "\"";
    content += piece.piece();
    return absl::OkStatus();
  }
  std::string name;
  std::string media_type;
  std::string etag;
  std::string content;
};

}  // namespace regisseur

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/gateway/http_route.h"
#include "aggregator/gateway/report_file.h"
#include "regisseur/report/v1/report.pb.h"

namespace regisseur {
namespace {

// Takes the pieces of the file.
class FileWriter final : public ResponseWriter {
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

class ReportFile final : public MethodExchange {
 public:
  ReportFile(const HttpSite& site, const MethodRegistry::Method& method,
             const CallerEvidence& caller, std::string request,
             std::string if_none_match)
      : MethodExchange(site, method, caller),
        request_(std::move(request)),
        if_none_match_(std::move(if_none_match)) {}

  HttpAnswer Answer(std::string, const PendingCall& call) override {
    FileWriter file;
    const absl::Status status = CallInJson(request_, call, file);
    if (!status.ok()) return ErrorAnswer(status);
    const bool known = absl::StrContains(if_none_match_, file.etag);
    return {.status = known ? 304 : 200,
            .type = std::move(file.media_type),
            .body = known ? "" : std::move(file.content),
            .headers = {
                {"Cache-Control", "private, no-cache"},
                {"ETag", file.etag},
                {"Content-Disposition",
                 absl::StrCat("inline; filename=\"", file.name, "\"")},
                // A page of a report runs nothing and fetches nothing.
                {"Content-Security-Policy",
                 "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
                 "img-src data:"},
            }};
  }

 private:
  const std::string request_;  // in JSON
  const std::string if_none_match_;
};

}  // namespace

HttpRouted RouteReportFile(HttpSite& site, const HttpHead& head,
                           const CallerEvidence& caller) {
  std::optional<std::string> request = ParseReportFileRoute(head.target);
  if (!request.has_value()) return {};
  const MethodRegistry::Method* const method =
      site.methods.Find(kReportFileMethod);
  if (method == nullptr || !head.reads()) return WrongMethod("GET, HEAD");
  return std::make_shared<ReportFile>(site, *method, caller,
                                      *std::move(request),
                                      std::string(head.Field("If-None-Match")));
}

}  // namespace regisseur

#include "aggregator/gateway/http_route.h"
#include "regisseur/operation/v1/operation.pb.h"

namespace regisseur {
namespace {

// GET /metrics is the method GetMetrics, with the same rights, and its text as
// the body (DECISIONS 25).
constexpr char kMethod[] = "regisseur.operation.v1.OperationService.GetMetrics";
// Prometheus 3 refuses an answer without a version here.
constexpr char kType[] = "text/plain; version=0.0.4; charset=utf-8";

// Takes the text of the answer.
class MetricsWriter final : public ResponseWriter {
 public:
  absl::Status Write(const google::protobuf::Message& message) override {
    text = static_cast<const operation::v1::Metrics&>(message).text();
    return absl::OkStatus();
  }
  std::string text;
};

class Metrics final : public MethodExchange {
 public:
  using MethodExchange::MethodExchange;

  HttpAnswer Answer(std::string, const PendingCall& call) override {
    MetricsWriter writer;
    const absl::Status status = CallInJson("{}", call, writer);
    if (!status.ok()) return ErrorAnswer(status);
    return {.status = 200, .type = kType, .body = std::move(writer.text)};
  }
};

}  // namespace

HttpRouted RouteMetrics(HttpSite& site, const HttpHead& head,
                        const CallerEvidence& caller) {
  if (head.path() != "/metrics") return {};
  const MethodRegistry::Method* const method = site.methods.Find(kMethod);
  if (method == nullptr || head.method != "GET") return WrongMethod("GET");
  return std::make_shared<Metrics>(site, *method, caller);
}

}  // namespace regisseur

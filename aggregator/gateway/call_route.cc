#include <algorithm>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "aggregator/gateway/connect_error.h"
#include "aggregator/gateway/http_route.h"
#include "aggregator/gateway/json_message.h"
#include "aggregator/gateway/one_message.h"
#include "aggregator/gateway/request_rules.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// The longest time that a client may ask us to work for one call.
constexpr int64_t kMostTimeoutMs = 600'000;

// POST /package.Service/Method, answered at once.
class UnaryCall final : public MethodExchange {
 public:
  using MethodExchange::MethodExchange;

  HttpAnswer Answer(std::string body, const PendingCall& call) override {
    OneMessage writer;
    const absl::Status status = CallInJson(body, call, writer);
    if (!status.ok()) return ErrorAnswer(status);
    return JsonAnswer(200, std::move(writer.json));
  }
};

// The same of a method with a stream of answers, each in its envelope.
class StreamCall final : public MethodExchange {
 public:
  using MethodExchange::MethodExchange;

  HttpAnswer Answer(std::string, const PendingCall&) override { return {}; }
  absl::string_view stream_type() const override {
    return "application/connect+json";
  }

  void Stream(const std::string& body, const PendingCall& call,
              const SendPiece& send) override {
    class Envelopes final : public ResponseWriter {
     public:
      explicit Envelopes(const SendPiece& send) : send_(send) {}
      absl::Status Write(const google::protobuf::Message& message) override {
        ASSIGN_OR_RETURN(const std::string json, RenderJson(message));
        return send_(ConnectEnvelope(0, json));
      }

     private:
      const SendPiece& send_;
    };
    Envelopes writer(send);
    absl::string_view json;
    absl::Status status = ReadConnectEnvelope(body, &json);
    if (status.ok()) status = CallInJson(json, call, writer);
    // A stream has no other place for its outcome than its last message.
    (void)send(
        ConnectEnvelope(kConnectEndOfStream, ConnectEndOfStreamJson(status)));
  }
};

}  // namespace

HttpRouted RouteCall(HttpSite& site, const HttpHead& head,
                     const CallerEvidence& caller) {
  const MethodRegistry::Method* const method =
      site.methods.FindByPath(head.path());
  if (method == nullptr) {
    return Refusal(404, absl::UnimplementedError(absl::StrCat(
                            "there is nothing at ", head.path().substr(0, 200),
                            "; a method is at /package.Service/Method")));
  }
  if (head.method != "POST") return WrongMethod("POST");
  const bool streams = method->descriptor->server_streaming();
  const BodyType type = ParseBodyType(head.Field("Content-Type"));
  if (type != (streams ? BodyType::kConnectJson : BodyType::kJson)) {
    return Refusal(415,
                   absl::InvalidArgumentError(absl::StrCat(
                       "Content-Type has to be application/",
                       streams ? "connect+json" : "json", " for this method")));
  }
  const absl::string_view encoding = head.Field("Content-Encoding");
  if (!encoding.empty() && encoding != "identity") {
    return Refusal(415, absl::UnimplementedError("send the body uncompressed"));
  }
  const absl::string_view version = head.Field("Connect-Protocol-Version");
  if (!version.empty() && version != "1") {
    return Refusal(400, absl::InvalidArgumentError(
                            "Connect-Protocol-Version has to be 1"));
  }
  const absl::string_view timeout = head.Field("Connect-Timeout-Ms");
  int64_t timeout_ms = 0;
  if (!timeout.empty() &&
      (timeout.size() > 10 || !absl::SimpleAtoi(timeout, &timeout_ms) ||
       timeout_ms < 0)) {
    return Refusal(400, absl::InvalidArgumentError(
                            "Connect-Timeout-Ms has to be a number of "
                            "milliseconds, at most ten digits"));
  }
  std::shared_ptr<HttpExchange> exchange;
  if (streams) {
    exchange = std::make_shared<StreamCall>(site, *method, caller);
  } else {
    exchange = std::make_shared<UnaryCall>(site, *method, caller);
  }
  if (!timeout.empty()) {
    exchange->timeout =
        absl::Milliseconds(std::min(timeout_ms, kMostTimeoutMs));
  }
  return exchange;
}

}  // namespace regisseur

#include "aggregator/gateway/http_route.h"

#include "aggregator/gateway/json_message.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::Status MethodExchange::Call(const google::protobuf::Message& request,
                                  const PendingCall& call,
                                  ResponseWriter& writer) const {
  ASSIGN_OR_RETURN(const Principal who, site_.callers.Identify(caller_));
  return site_.methods.Call(
      method_, CallContext{.who = who, .cancelled = call.cancelled()}, request,
      writer);
}

absl::Status MethodExchange::CallInJson(absl::string_view request,
                                        const PendingCall& call,
                                        ResponseWriter& writer) const {
  // Who is not known is told nothing of the request.
  ASSIGN_OR_RETURN(const Principal who, site_.callers.Identify(caller_));
  ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> message,
                   ParseJsonRequest(method_.descriptor->input_type(), request));
  return site_.methods.Call(
      method_, CallContext{.who = who, .cancelled = call.cancelled()}, *message,
      writer);
}

}  // namespace regisseur

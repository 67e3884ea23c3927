#include "aggregator/gateway/json_call.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "aggregator/access/method_table.h"
#include "aggregator/gateway/json_message.h"
#include "aggregator/gateway/one_message.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<std::string> AskInJson(const MethodRegistry& methods,
                                      const CallContext& call,
                                      const std::string& method,
                                      const std::string& request) {
  const MethodRegistry::Method* const found =
      methods.FindByPath(absl::StrCat("/regisseur.", method));
  if (found == nullptr) {
    return absl::UnimplementedError(
        absl::StrCat("there is no method ", method, " in this version"));
  }
  const MethodAccess* const access =
      FindMethodAccess(found->descriptor->full_name());
  if (found->descriptor->server_streaming() || access == nullptr ||
      access->effect != MethodAccess::Effect::kReads) {
    return absl::InvalidArgumentError(
        absl::StrCat(method, " is no question that has one answer"));
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> message,
                   ParseJsonRequest(found->descriptor->input_type(), request));
  OneMessage writer;
  RETURN_IF_ERROR(methods.Call(*found, call, *message, writer));
  return std::move(writer.json);
}

}  // namespace regisseur

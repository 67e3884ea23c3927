#include "aggregator/api/json_answer.h"

#include "absl/status/status.h"
#include "google/protobuf/util/json_util.h"

namespace regisseur {

absl::StatusOr<std::string> RenderJson(
    const google::protobuf::Message& answer) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto printed =
      google::protobuf::util::MessageToJsonString(answer, &json, options);
  if (!printed.ok()) {
    return absl::InternalError("an answer cannot be written as JSON");
  }
  return json;
}

}  // namespace regisseur

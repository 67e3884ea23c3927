#include "aggregator/gateway/json_message.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/gateway/json_depth.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "google/protobuf/util/json_util.h"

namespace regisseur {

namespace {

// What would be right, where the parser only says what is wrong.
absl::string_view HintFor(absl::string_view message) {
  return absl::StrContains(message, "TYPE_STRING")
             ? "; it is a text and stands in quotes, a decimal number too: "
               "\"99.95\""
             : "";
}

}  // namespace

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ParseJsonRequest(
    const google::protobuf::Descriptor* type, absl::string_view json) {
  std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(type)
          ->New());
  json = absl::StripAsciiWhitespace(json);
  if (json.empty()) return request;
  if (!IsValidUtf8(json)) {
    return absl::InvalidArgumentError(
        "the request is not UTF-8, which JSON has to be");
  }
  if (json.front() != '{') {
    return absl::InvalidArgumentError(
        "the request is not a JSON object; {} asks with defaults");
  }
  RETURN_IF_ERROR(CheckJsonDepth(json));
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = false;
  const auto parsed = google::protobuf::util::JsonStringToMessage(
      {json.data(), json.size()}, request.get(), options);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the request is not a ", type->full_name(), " in JSON: ",
        RepairUtf8({parsed.message().data(), parsed.message().size()}),
        HintFor({parsed.message().data(), parsed.message().size()})));
  }
  return request;
}

}  // namespace regisseur

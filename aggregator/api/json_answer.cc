#include "aggregator/api/json_answer.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace regisseur {
namespace {

constexpr char kTypes[] = "type.googleapis.com";

// What MessageToJsonString makes for itself, which writes maps in any order.
google::protobuf::util::TypeResolver& Types() {
  static google::protobuf::util::TypeResolver& types =
      *google::protobuf::util::NewTypeResolverForDescriptorPool(
          kTypes, google::protobuf::DescriptorPool::generated_pool());
  return types;
}

}  // namespace

std::string RenderBytes(const google::protobuf::Message& answer) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    answer.SerializePartialToCodedStream(&out);
  }
  return bytes;
}

absl::StatusOr<std::string> RenderJson(
    const google::protobuf::Message& answer) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto printed = google::protobuf::util::BinaryToJsonString(
      &Types(), absl::StrCat(kTypes, "/", answer.GetDescriptor()->full_name()),
      RenderBytes(answer), &json, options);
  if (!printed.ok()) {
    return absl::InternalError("an answer cannot be written as JSON");
  }
  return json;
}

}  // namespace regisseur

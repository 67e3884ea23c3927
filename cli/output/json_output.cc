#include "cli/output/json_output.h"

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace regisseur {

absl::StatusOr<std::string> RenderJson(
    const google::protobuf::Message& answer) {
  namespace pb = google::protobuf;
  // Written down in a fixed order first, so that the keys of maps stand in the
  // same order each time.
  std::string bytes;
  {
    pb::io::StringOutputStream stream(&bytes);
    pb::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    answer.SerializePartialToCodedStream(&coded);
  }
  constexpr char kUrlPrefix[] = "type.googleapis.com";
  const std::unique_ptr<pb::util::TypeResolver> resolver(
      pb::util::NewTypeResolverForDescriptorPool(
          kUrlPrefix, answer.GetDescriptor()->file()->pool()));
  pb::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const pb::util::Status status = pb::util::BinaryToJsonString(
      resolver.get(),
      absl::StrCat(kUrlPrefix, "/", answer.GetDescriptor()->full_name()), bytes,
      &json, options);
  if (!status.ok()) {
    return absl::InternalError(absl::StrCat(
        "the answer cannot be written as JSON: ", status.ToString()));
  }
  if (json.empty() || json.back() != '\n') json += '\n';
  return json;
}

}  // namespace regisseur

#include "aggregator/api/act_content.h"

#include <memory>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace regisseur {

std::string ActContent(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> content(request.New());
  content->CopyFrom(request);
  if (const auto* field =
          content->GetDescriptor()->FindFieldByName("request_id")) {
    content->GetReflection()->ClearField(content.get(), field);
  }
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  content->SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

}  // namespace regisseur

#include "cli/source/collected.h"

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"

namespace regisseur {
namespace {

using source::v1::CollectSourcesResponse;

// Built once; lives as long as the program, as messages point into it.
struct CollectedType {
  google::protobuf::DescriptorPool pool{
      google::protobuf::DescriptorPool::generated_pool()};
  google::protobuf::DynamicMessageFactory factory{&pool};
  const google::protobuf::Message* prototype = nullptr;

  CollectedType() {
    factory.SetDelegateToGeneratedFactory(true);
    google::protobuf::FileDescriptorProto file;
    file.set_name("cli/source/collected.proto");
    file.set_package("regisseur.cli");
    file.set_syntax("proto3");
    file.add_dependency(CollectSourcesResponse::descriptor()->file()->name());
    google::protobuf::DescriptorProto* message = file.add_message_type();
    message->set_name("Collected");
    google::protobuf::FieldDescriptorProto* field = message->add_field();
    field->set_name("sources");
    field->set_number(1);
    field->set_label(google::protobuf::FieldDescriptorProto::LABEL_REPEATED);
    field->set_type(google::protobuf::FieldDescriptorProto::TYPE_MESSAGE);
    field->set_type_name("." +
                         CollectSourcesResponse::descriptor()->full_name());
    prototype = factory.GetPrototype(pool.BuildFile(file)->message_type(0));
  }
};

const CollectedType& Type() {
  static const CollectedType& type = *new CollectedType();
  return type;
}

}  // namespace

Answer MakeCollected(const std::vector<CollectSourcesResponse>& sources) {
  Answer answer(Type().prototype->New());
  const google::protobuf::FieldDescriptor* field =
      answer->GetDescriptor()->field(0);
  for (const CollectSourcesResponse& source : sources) {
    answer->GetReflection()->AddMessage(answer.get(), field)->CopyFrom(source);
  }
  return answer;
}

std::vector<CollectSourcesResponse> SourcesOf(
    const google::protobuf::Message& collected) {
  std::vector<CollectSourcesResponse> sources;
  const google::protobuf::FieldDescriptor* field =
      collected.GetDescriptor()->field(0);
  const google::protobuf::Reflection& read = *collected.GetReflection();
  for (int i = 0; i < read.FieldSize(collected, field); ++i) {
    sources.emplace_back();
    sources.back().ParseFromString(
        read.GetRepeatedMessage(collected, field, i).SerializeAsString());
  }
  return sources;
}

}  // namespace regisseur

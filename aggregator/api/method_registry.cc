#include "aggregator/api/method_registry.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/strip.h"
#include "aggregator/access/method_table.h"
#include "aggregator/api/limited_scope.h"
#include "core/base/status_macros.h"

namespace regisseur {

void MethodRegistry::Add(
    absl::string_view name, CallLine line,
    std::function<absl::Status(
        const CallContext&, const google::protobuf::Message&, ResponseWriter&)>
        handle) {
  const google::protobuf::MethodDescriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
          std::string(name));
  if (descriptor == nullptr || methods_.contains(name)) {
    // Our own broken promise: a handler for a method that is not in the proto,
    // or two for one.
    std::fprintf(stderr, "no such method, or it is handled twice: %s\n",
                 std::string(name).c_str());
    std::abort();
  }
  methods_[std::string(name)] = {
      .descriptor = descriptor, .line = line, .handle = std::move(handle)};
}

const MethodRegistry::Method* MethodRegistry::Find(
    absl::string_view name) const {
  const auto found = methods_.find(name);
  return found == methods_.end() ? nullptr : &found->second;
}

const MethodRegistry::Method* MethodRegistry::FindByPath(
    absl::string_view path) const {
  if (!absl::ConsumePrefix(&path, "/")) return nullptr;
  const size_t slash = path.find('/');
  if (slash == absl::string_view::npos ||
      path.find('/', slash + 1) != absl::string_view::npos) {
    return nullptr;
  }
  std::string name(path);
  name[slash] = '.';
  return Find(name);
}

absl::Status MethodRegistry::Call(const Method& method, const CallContext& call,
                                  const google::protobuf::Message& request,
                                  ResponseWriter& writer) const {
  // May this role call it at all; then for whom; then the method itself.
  RETURN_IF_ERROR(CheckAccess(call.who, method.descriptor->full_name()));
  return CallWithinScope(
      ownership_, method, call, request, writer,
      [&](const google::protobuf::Message& held, ResponseWriter& within) {
        return method.handle(call, held, within);
      });
}

}  // namespace regisseur

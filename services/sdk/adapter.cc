#include "services/sdk/adapter.h"

namespace regisseur::sdk {

std::string SourceSpec::Option(absl::string_view name,
                               absl::string_view fallback) const {
  const auto it = options.find(std::string(name));
  return it == options.end() || it->second.empty() ? std::string(fallback)
                                                   : it->second;
}

std::string SourceSpec::Secret(absl::string_view name) const {
  const auto it = secrets.find(std::string(name));
  return it == secrets.end() ? "" : it->second;
}

}  // namespace regisseur::sdk

#include "cli/verb/arguments.h"

#include <utility>

#include "absl/strings/ascii.h"

namespace regisseur {

bool Parameter::positional() const { return absl::ascii_isupper(name.front()); }

std::string Arguments::Text(absl::string_view name) const {
  const auto found = values_.find(std::string(name));
  return found == values_.end() || found->second.empty()
             ? ""
             : found->second.front();
}

std::vector<std::string> Arguments::Texts(absl::string_view name) const {
  const auto found = values_.find(std::string(name));
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

Parameter ProviderOption(bool required) {
  return {.name = "provider",
          .field = "provider",
          .help = required ? "The provider, by its id"
                           : "Only this provider, by its id",
          .required = required,
          .value_name = "ID"};
}

Parameter OwnerOption() {
  return {.name = "owner",
          .field = "owner",
          .help = "Only what this person of ours answers for",
          .value_name = "NAME"};
}

Parameter AsKnownOnOption() {
  return {.name = "as-known-on",
          .kind = Parameter::Kind::kMoment,
          .field = "as_known_on",
          .help = "As known then: a time, or the end of a day, UTC",
          .value_name = "TIME"};
}

Parameter FromOption(std::string help) {
  return {.name = "from",
          .field = "from",
          .help = std::move(help),
          .value_name = "TIME"};
}

Parameter ToOption(std::string help) {
  return {.name = "to",
          .field = "to",
          .help = std::move(help),
          .value_name = "TIME"};
}

}  // namespace regisseur

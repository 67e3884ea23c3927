#include "services/sdk/source_spec.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

absl::Status Unknown(absl::string_view name, const AdapterInfo& info,
                     bool secret) {
  std::vector<std::string> known;
  for (const OptionSpec& option : info.options) {
    if (option.secret == secret) known.push_back(option.name);
  }
  const std::string nearest = NearestWord(name, known);
  return OptionProblem(
      "option-unknown",
      {{"field", std::string(name)},
       {"nearest", nearest.empty() ? "none" : nearest},
       {"known", known.empty() ? "none" : absl::StrJoin(known, ", ")}});
}

const OptionSpec* Find(const AdapterInfo& info, absl::string_view name) {
  for (const OptionSpec& option : info.options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace

absl::Status CheckOptions(const SourceSpec& source, const AdapterInfo& info) {
  for (const auto& [name, value] : source.options) {
    const OptionSpec* option = Find(info, name);
    if (option == nullptr) return Unknown(name, info, /*secret=*/false);
    if (option->secret) {
      return OptionProblem(
          "option-value",
          {{"field", name},
           {"value", "…"},
           {"allowed", absl::StrCat("only the name of a file, as ", name,
                                    "_file, because it is a secret")}});
    }
  }
  for (const auto& [name, value] : source.secrets) {
    const OptionSpec* option = Find(info, name);
    if (option == nullptr || !option->secret) {
      return Unknown(name, info, /*secret=*/true);
    }
  }
  for (const OptionSpec& option : info.options) {
    if (!option.required) continue;
    const bool is_set = option.secret ? !source.Secret(option.name).empty()
                                      : !source.Option(option.name).empty();
    if (!is_set)
      return OptionProblem("option-missing", {{"field", option.name}});
  }
  return absl::OkStatus();
}

absl::StatusOr<SourceSpec> SourceSpecFromWire(
    const adapter::v1::SourceSpec& wire, const AdapterInfo& info) {
  SourceSpec source;
  source.source_id = wire.source_id();
  source.options.insert(wire.options().begin(), wire.options().end());
  source.secrets.insert(wire.secrets().begin(), wire.secrets().end());
  source.base_directory = wire.base_directory();
  source.time_zone = absl::UTCTimeZone();
  if (!wire.time_zone().empty()) {
    absl::StatusOr<absl::TimeZone> zone = LoadZone(wire.time_zone());
    if (!zone.ok()) {
      return OptionProblem(
          "option-value",
          {{"field", "time_zone"},
           {"value", wire.time_zone()},
           {"allowed", "an IANA name such as Europe/Amsterdam"}});
    }
    source.time_zone = *zone;
  }
  source.currency = wire.currency();
  if (!source.currency.empty() && !IsCurrencyCode(source.currency)) {
    return OptionProblem("option-value",
                         {{"field", "currency"},
                          {"value", source.currency},
                          {"allowed", "a code of ISO 4217 such as EUR"}});
  }
  RETURN_IF_ERROR(CheckOptions(source, info));
  return source;
}

}  // namespace regisseur::sdk

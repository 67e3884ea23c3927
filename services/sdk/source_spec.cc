#include "services/sdk/source_spec.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

// Levenshtein's distance.
int Distance(absl::string_view a, absl::string_view b) {
  std::vector<int> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1,
                         diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

absl::Status Unknown(absl::string_view name, const AdapterInfo& info,
                     bool secret) {
  std::vector<std::string> known;
  for (const OptionSpec& option : info.options) {
    if (option.secret == secret) known.push_back(option.name);
  }
  const std::string nearest = NearestWord(name, known);
  std::string list = known.empty() ? "none" : absl::StrJoin(known, ", ");
  if (!nearest.empty()) {
    list = absl::StrCat(list, " (is ", nearest, " meant?)");
  }
  return OptionProblem(
      "option-unknown",
      {{"field", std::string(name)}, {"known", list}, {"nearest", nearest}});
}

const OptionSpec* Find(const AdapterInfo& info, absl::string_view name) {
  for (const OptionSpec& option : info.options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace

std::string NearestWord(absl::string_view word,
                        absl::Span<const std::string> known) {
  std::string nearest;
  int best = std::max<int>(2, static_cast<int>(word.size()) / 3) + 1;
  for (const std::string& candidate : known) {
    const int distance = Distance(word, candidate);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

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

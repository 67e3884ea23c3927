#include "services/upptime/site_state.h"

#include <map>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/time/instant.h"

namespace regisseur::upptime {
namespace {

// The keys of the first level with their plain texts. What is nested, or is no
// `key: value`, is not looked at.
std::map<std::string, std::string> FlatValues(absl::string_view text) {
  std::map<std::string, std::string> values;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const size_t colon = line.find(':');
    if (colon == absl::string_view::npos || line.empty() ||
        !absl::ascii_isalpha(static_cast<unsigned char>(line[0]))) {
      continue;
    }
    absl::string_view value =
        absl::StripAsciiWhitespace(line.substr(colon + 1));
    if (value.size() >= 2 && (value[0] == '"' || value[0] == '\'') &&
        value.back() == value[0]) {
      value = value.substr(1, value.size() - 2);
    } else {
      value = value.substr(0, value.find(" #"));
    }
    values.emplace(absl::StripAsciiWhitespace(line.substr(0, colon)), value);
  }
  return values;
}

std::optional<absl::Time> TimeOf(
    const std::map<std::string, std::string>& values, const std::string& key,
    absl::string_view slug, absl::string_view file, FindingList& findings) {
  const auto found = values.find(key);
  if (found == values.end() || found->second.empty()) return std::nullopt;
  const absl::StatusOr<absl::Time> time = ParseInstant(found->second);
  if (time.ok()) return *time;
  findings.Add(Severity::kWarning, "upptime-time-format", key, file, 0,
               absl::StrCat(slug, ": ", found->second));
  return std::nullopt;
}

}  // namespace

OperationalState StateOfWord(absl::string_view word, absl::string_view file,
                             absl::string_view value, FindingList& findings) {
  if (word == "up") return OperationalState::kOperational;
  if (word == "degraded") return OperationalState::kDegradedPerformance;
  if (word == "down") return OperationalState::kMajorOutage;
  if (word.empty()) {
    findings.Add(Severity::kWarning, "upptime-status-missing", "status", file,
                 0, value);
    return OperationalState::kUnknown;
  }
  findings.Add(Severity::kWarning, "upptime-unknown-word", "status", file, 0,
               word, {{"taken", "major_outage"}});
  return OperationalState::kMajorOutage;
}

std::optional<SiteFile> ReadSiteFile(absl::string_view text,
                                     absl::string_view slug,
                                     absl::string_view file,
                                     FindingList& findings) {
  const std::map<std::string, std::string> values = FlatValues(text);
  if (!values.contains("status")) {
    findings.Add(Severity::kError, "upptime-not-a-site", "status", file, 0,
                 slug);
    return std::nullopt;
  }
  SiteFile site;
  site.slug = std::string(slug);
  site.state = StateOfWord(values.at("status"), file, slug, findings);
  site.updated = TimeOf(values, "lastUpdated", slug, file, findings);
  site.started = TimeOf(values, "startTime", slug, file, findings);
  return site;
}

}  // namespace regisseur::upptime

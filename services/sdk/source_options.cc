#include "services/sdk/source_options.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/input_file.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {

absl::Status RefuseOption(absl::string_view option, absl::string_view value,
                          absl::string_view allowed) {
  return OptionProblem("option-value", {{"field", std::string(option)},
                                        {"option", std::string(option)},
                                        {"value", std::string(value)},
                                        {"allowed", std::string(allowed)}});
}

absl::Status RequireOption(const SourceSpec& source, absl::string_view option) {
  if (!source.Option(option).empty()) return absl::OkStatus();
  return OptionProblem("option-missing", {{"field", std::string(option)},
                                          {"option", std::string(option)}});
}

absl::StatusOr<FilesOption> ReadFilesOption(const SourceSpec& source) {
  const std::string files = source.Option("files");
  if (files.empty()) return FilesOption::kSeparate;
  if (files == "parts") return FilesOption::kParts;
  if (files == "latest") return FilesOption::kLatest;
  return RefuseOption("files", files,
                      "parts (together the files are one delivery) or latest "
                      "(a later file replaces the earlier)");
}

absl::StatusOr<std::optional<char>> ReadSeparatorOption(
    const SourceSpec& source) {
  const std::string separator = source.Option("separator");
  if (separator.empty()) return std::nullopt;
  if (separator == "tab" || separator == "\t") return '\t';
  if (separator == "," || separator == ";" || separator == "|") {
    return separator[0];
  }
  return RefuseOption("separator", separator, ", ; | or tab");
}

absl::StatusOr<bool> ReadSwitch(const SourceSpec& source,
                                absl::string_view option, bool fallback) {
  const std::string value = source.Option(option, fallback ? "true" : "false");
  if (value == "true") return true;
  if (value == "false") return false;
  return RefuseOption(option, value, "true or false");
}

absl::StatusOr<absl::Duration> ReadTimeout(const SourceSpec& source) {
  const std::string timeout = source.Option("timeout", "30s");
  const absl::StatusOr<absl::Duration> length = ParseLength(timeout);
  if (!length.ok()) {
    return RefuseOption("timeout", timeout, "a length such as 30s");
  }
  if (*length <= absl::ZeroDuration() || *length > absl::Minutes(10)) {
    return RefuseOption("timeout", timeout, "more than 0s and at most 10m");
  }
  return *length;
}

absl::StatusOr<std::string> ReadUrl(const SourceSpec& source,
                                    absl::string_view default_path) {
  const std::string url = source.Option("url");
  if (url.empty()) return url;
  if (!absl::StartsWith(url, "https://") && !absl::StartsWith(url, "http://")) {
    return RefuseOption("url", url, "an address that starts with https://");
  }
  const size_t path = url.find_first_of("/?#", url.find("://") + 3);
  if (path == std::string::npos) return absl::StrCat(url, default_path);
  if (path + 1 == url.size() && url[path] == '/') {
    return absl::StrCat(url.substr(0, path), default_path);
  }
  return url;
}

absl::StatusOr<std::string> ReadCa(const SourceSpec& source) {
  const std::string ca = source.Option("ca");
  if (ca.empty()) return ca;
  ASSIGN_OR_RETURN(const std::vector<InputFile> files, ExpandGlob(source, ca));
  return files.front().path;
}

}  // namespace regisseur::sdk

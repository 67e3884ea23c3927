#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/sdk/adapter.h"

namespace regisseur::sdk {

// Readers of the options that several adapters take. Each fails with an option
// problem that names the option, its value and what would be right; an option
// that is not set has its default.

// What several files of one source are to each other (DECISIONS 1).
enum class FilesOption {
  kSeparate,  // not told: what stands in two files is counted once, with an
              // error that names the option
  kParts,     // together they are one edition
  kLatest,    // the last by name replaces the earlier, scope by scope
};

// INVALID_ARGUMENT, rule option-value: `option` cannot be `value`; `allowed`
// says what it can be.
absl::Status RefuseOption(absl::string_view option, absl::string_view value,
                          absl::string_view allowed);
// INVALID_ARGUMENT, rule option-missing, when `option` is not set.
absl::Status RequireOption(const SourceSpec& source, absl::string_view option);

// `files`: parts or latest.
absl::StatusOr<FilesOption> ReadFilesOption(const SourceSpec& source);
// `separator`: , ; | or tab. Not set: guessed from the file.
absl::StatusOr<std::optional<char>> ReadSeparatorOption(
    const SourceSpec& source);
// true or false; `fallback` when it is not set.
absl::StatusOr<bool> ReadSwitch(const SourceSpec& source,
                                absl::string_view option,
                                bool fallback = false);
// `timeout` of one request: a length such as 30s, up to 10m.
absl::StatusOr<absl::Duration> ReadTimeout(const SourceSpec& source);
// `url`: an address with http:// or https://; empty when it is not set. One
// without a path means `default_path` of it.
absl::StatusOr<std::string> ReadUrl(const SourceSpec& source,
                                    absl::string_view default_path);

// `ca`: the absolute path of a file of authorities; empty when it is not set. A
// configuration problem when there is no such file.
absl::StatusOr<std::string> ReadCa(const SourceSpec& source);

}  // namespace regisseur::sdk

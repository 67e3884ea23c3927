#include "services/focus/focus_options.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur::focus {
namespace {

absl::Status Refuse(absl::string_view key, absl::string_view value,
                    absl::string_view right) {
  return absl::InvalidArgumentError(
      absl::StrCat("option ", key, ": `", value, "` is not possible; ", right));
}

}  // namespace

absl::StatusOr<FocusOptions> FocusOptions::Parse(
    const sdk::SourceSpec& source) {
  FocusOptions options;
  options.path = source.Option("path");
  options.format = source.Option("format", "focus");

  const std::string files = source.Option("files");
  if (files == "parts") {
    options.files = FilesOption::kParts;
  } else if (files == "latest") {
    options.files = FilesOption::kLatest;
  } else if (!files.empty()) {
    return Refuse("files", files,
                  "say `parts` when the files are parts of one delivery, or "
                  "`latest` when a later file replaces the earlier");
  }

  const std::string separator = source.Option("separator");
  if (separator == "tab" || separator == "\t") {
    options.separator = '\t';
  } else if (separator.size() == 1) {
    options.separator = separator[0];
  } else if (!separator.empty()) {
    return Refuse("separator", separator, "say `,` `;` `|` or `tab`");
  }

  const std::string keep = source.Option("keep_personal_tags", "false");
  if (keep != "true" && keep != "false") {
    return Refuse("keep_personal_tags", keep, "say `true` or `false`");
  }
  options.keep_personal_tags = keep == "true";
  RETURN_IF_ERROR(options.Validate());
  return options;
}

absl::Status FocusOptions::Validate() const {
  if (path.empty()) {
    return Refuse("path", path,
                  "name a file or a glob such as `costs/*.csv`, relative to "
                  "the configuration file");
  }
  if (format != "focus") {
    return Refuse("format", format, "this version reads `focus` only");
  }
  if (separator.has_value() && *separator != ',' && *separator != ';' &&
      *separator != '|' && *separator != '\t') {
    return Refuse("separator", absl::string_view(&*separator, 1),
                  "say `,` `;` `|` or `tab`");
  }
  return absl::OkStatus();
}

std::string FocusOptions::Fingerprint() const {
  return absl::StrCat(
      "format=", format, " files=", static_cast<int>(files), " separator=",
      separator.has_value() ? static_cast<int>(*separator) : 0,
      " personal=", keep_personal_tags ? 1 : 0);
}

}  // namespace regisseur::focus

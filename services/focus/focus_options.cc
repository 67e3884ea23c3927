#include "services/focus/focus_options.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/sdk/source_options.h"

namespace regisseur::focus {

absl::StatusOr<FocusOptions> FocusOptions::Parse(
    const sdk::SourceSpec& source) {
  FocusOptions options;
  options.path = source.Option("path");
  options.format = source.Option("format", "focus");

  ASSIGN_OR_RETURN(options.files, sdk::ReadFilesOption(source));
  ASSIGN_OR_RETURN(options.separator, sdk::ReadSeparatorOption(source));
  ASSIGN_OR_RETURN(options.keep_personal_tags,
                   sdk::ReadSwitch(source, "keep_personal_tags"));
  ASSIGN_OR_RETURN(options.keep_original,
                   sdk::ReadSwitch(source, "keep_original", /*fallback=*/true));
  RETURN_IF_ERROR(sdk::RequireOption(source, "path"));
  RETURN_IF_ERROR(options.Validate());
  return options;
}

absl::Status FocusOptions::Validate() const {
  if (format != "focus") {
    return sdk::RefuseOption("format", format,
                             "focus, the only one in this version");
  }
  return absl::OkStatus();
}

std::string FocusOptions::Fingerprint() const {
  return absl::StrCat(
      "format=", format, " files=", static_cast<int>(files),
      " separator=", separator.has_value() ? static_cast<int>(*separator) : 0,
      " personal=", keep_personal_tags ? 1 : 0);
}

}  // namespace regisseur::focus

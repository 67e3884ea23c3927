#include "services/focus/focus_options.h"

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/sdk/problem.h"

namespace regisseur::focus {
namespace {

absl::Status Refuse(absl::string_view option, absl::string_view value,
                    absl::string_view allowed) {
  return sdk::OptionProblem("option-value",
                            {{"field", std::string(option)},
                             {"option", std::string(option)},
                             {"value", std::string(value)},
                             {"allowed", std::string(allowed)}});
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
                  "parts (the files are parts of one delivery) or latest (a "
                  "later file replaces the earlier)");
  }

  const std::string separator = source.Option("separator");
  if (separator == "tab" || separator == "\t") {
    options.separator = '\t';
  } else if (separator.size() == 1) {
    options.separator = separator[0];
  } else if (!separator.empty()) {
    return Refuse("separator", separator, ", ; | or tab");
  }

  const std::string keep = source.Option("keep_personal_tags", "false");
  if (keep != "true" && keep != "false") {
    return Refuse("keep_personal_tags", keep, "true or false");
  }
  options.keep_personal_tags = keep == "true";
  RETURN_IF_ERROR(options.Validate());
  return options;
}

absl::Status FocusOptions::Validate() const {
  if (path.empty()) {
    return sdk::OptionProblem("option-missing",
                              {{"field", "path"}, {"option", "path"}});
  }
  if (format != "focus") {
    return Refuse("format", format, "focus, the only one in this version");
  }
  if (separator.has_value() && *separator != ',' && *separator != ';' &&
      *separator != '|' && *separator != '\t') {
    return Refuse("separator", absl::string_view(&*separator, 1),
                  ", ; | or tab");
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

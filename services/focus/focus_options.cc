#include "services/focus/focus_options.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/base/status_macros.h"
#include "services/sdk/source_options.h"

namespace regisseur::focus {
namespace {

// `auto` lets each file's header say which of `formats` it is.
absl::StatusOr<CostFormats> ReadFormat(const sdk::SourceSpec& source,
                                       const CostFormats& formats) {
  const std::string wanted = source.Option("format", "auto");
  if (wanted == "auto") return formats;
  std::vector<absl::string_view> names = {"auto"};
  if (formats.focus) {
    if (wanted == "focus") return CostFormats{.focus = true, .tables = {}};
    names.push_back("focus");
  }
  for (const FormatTable* const& table : formats.tables) {
    if (wanted == table->name) {
      return CostFormats{.focus = false, .tables = {&table, 1}};
    }
    names.push_back(table->name);
  }
  return sdk::RefuseOption("format", wanted, absl::StrJoin(names, ", "));
}

absl::StatusOr<DecimalMark> ReadDecimal(const sdk::SourceSpec& source) {
  const std::string mark = source.Option("decimal", "auto");
  if (mark == "auto") return DecimalMark::kAuto;
  if (mark == "comma") return DecimalMark::kComma;
  if (mark == "point") return DecimalMark::kPoint;
  return sdk::RefuseOption("decimal", mark, "comma, point or auto");
}

}  // namespace

absl::StatusOr<FocusOptions> FocusOptions::Parse(const sdk::SourceSpec& source,
                                                 const CostFormats& formats) {
  FocusOptions options;
  options.path = source.Option("path");
  ASSIGN_OR_RETURN(options.formats, ReadFormat(source, formats));
  ASSIGN_OR_RETURN(options.files, sdk::ReadFilesOption(source));
  ASSIGN_OR_RETURN(options.separator, sdk::ReadSeparatorOption(source));
  ASSIGN_OR_RETURN(options.rows.keep_personal_tags,
                   sdk::ReadSwitch(source, "keep_personal_tags"));
  ASSIGN_OR_RETURN(options.keep_original,
                   sdk::ReadSwitch(source, "keep_original", /*fallback=*/true));
  ASSIGN_OR_RETURN(options.keep_lines,
                   sdk::ReadSwitch(source, "keep_lines", /*fallback=*/true));
  options.rows.keep_other_columns = options.keep_lines;
  ASSIGN_OR_RETURN(options.rows.mapping.decimal, ReadDecimal(source));
  options.rows.mapping.currency = source.currency;
  RETURN_IF_ERROR(sdk::RequireOption(source, "path"));
  return options;
}

std::string FocusOptions::Fingerprint() const {
  std::string text = absl::StrCat(
      "format=", formats.focus ? "focus" : "",
      " files=", static_cast<int>(files),
      " separator=", separator.has_value() ? static_cast<int>(*separator) : 0,
      " personal=", rows.keep_personal_tags ? 1 : 0,
      " decimal=", static_cast<int>(rows.mapping.decimal),
      " currency=", rows.mapping.currency);
  for (const FormatTable* table : formats.tables) {
    absl::StrAppend(&text, " ", table->name);
  }
  if (!keep_lines) absl::StrAppend(&text, " sums");
  return text;
}

}  // namespace regisseur::focus

#include "services/kpi/kpi_options.h"

#include "core/base/status_macros.h"
#include "services/sdk/problem.h"

namespace regisseur::kpi {
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

absl::StatusOr<KpiOptions> KpiOptions::Parse(const sdk::SourceSpec& source) {
  KpiOptions options;
  options.path = source.Option("path");
  options.provider = source.Option("provider");
  options.service = source.Option("service");
  options.sheet = source.Option("sheet");

  const std::string files = source.Option("files");
  if (files == "parts") {
    options.files = FilesOption::kParts;
  } else if (files == "latest") {
    options.files = FilesOption::kLatest;
  } else if (!files.empty()) {
    return Refuse("files", files,
                  "parts (both files count) or latest (a later report "
                  "replaces the earlier)");
  }

  const std::string period = source.Option("period");
  if (!period.empty()) {
    options.period = ParseReportPeriod(period);
    if (!options.period.has_value()) {
      return Refuse("period", period, "a month such as 2026-09, or Q3 2026");
    }
  }

  const std::string decimal = source.Option("decimal", "auto");
  if (decimal == "comma") {
    options.decimal = DecimalMark::kComma;
  } else if (decimal == "point") {
    options.decimal = DecimalMark::kPoint;
  } else if (decimal != "auto") {
    return Refuse("decimal", decimal, "comma, point or auto");
  }

  const std::string separator = source.Option("separator");
  if (separator == "tab" || separator == "\t") {
    options.separator = '\t';
  } else if (separator.size() == 1) {
    options.separator = separator[0];
  } else if (!separator.empty()) {
    return Refuse("separator", separator, ", ; | or tab");
  }

  const std::string keep = source.Option("keep_remarks", "false");
  if (keep != "true" && keep != "false") {
    return Refuse("keep_remarks", keep, "true or false");
  }
  options.keep_remarks = keep == "true";
  RETURN_IF_ERROR(options.Validate());
  return options;
}

absl::Status KpiOptions::Validate() const {
  if (path.empty()) {
    return sdk::OptionProblem("option-missing",
                              {{"field", "path"}, {"option", "path"}});
  }
  if (separator != 0 && separator != ',' && separator != ';' &&
      separator != '|' && separator != '\t') {
    return Refuse("separator", absl::string_view(&separator, 1),
                  ", ; | or tab");
  }
  return absl::OkStatus();
}

}  // namespace regisseur::kpi

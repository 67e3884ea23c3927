#include "services/kpi/kpi_options.h"

#include "core/base/status_macros.h"

namespace regisseur::kpi {

absl::StatusOr<KpiOptions> KpiOptions::Parse(const sdk::SourceSpec& source) {
  RETURN_IF_ERROR(sdk::RequireOption(source, "path"));
  KpiOptions options;
  options.path = source.Option("path");
  options.provider = source.Option("provider");
  options.service = source.Option("service");
  options.sheet = source.Option("sheet");
  ASSIGN_OR_RETURN(options.files, sdk::ReadFilesOption(source));
  ASSIGN_OR_RETURN(options.separator, sdk::ReadSeparatorOption(source));
  ASSIGN_OR_RETURN(options.keep_remarks,
                   sdk::ReadSwitch(source, "keep_remarks"));
  ASSIGN_OR_RETURN(options.keep_original,
                   sdk::ReadSwitch(source, "keep_original", true));

  const std::string period = source.Option("period");
  if (!period.empty()) {
    options.period = ParseReportPeriod(period);
    if (!options.period.has_value()) {
      return sdk::RefuseOption("period", period,
                               "a month such as 2026-09, or Q3 2026");
    }
  }

  const std::string decimal = source.Option("decimal", "auto");
  if (decimal == "comma") {
    options.decimal = DecimalMark::kComma;
  } else if (decimal == "point") {
    options.decimal = DecimalMark::kPoint;
  } else if (decimal != "auto") {
    return sdk::RefuseOption("decimal", decimal, "comma, point or auto");
  }
  return options;
}

}  // namespace regisseur::kpi

#include "services/kpi/kpi_adapter.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "core/measurement/lost_figure.h"
#include "core/time/instant.h"
#include "services/kpi/kpi_options.h"
#include "services/kpi/kpi_report.h"
#include "services/kpi/report_table.h"
#include "services/kpi/xlsx_table.h"
#include "services/sdk/input_file.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"
#include "services/sdk/whole_file_run.h"

namespace regisseur::kpi {
namespace {

constexpr char kKind[] = "kpi";
constexpr int64_t kMaxReportBytes = 16 << 20;

std::string ScopeText(absl::string_view party, const ReportPeriod& period) {
  return absl::StrCat("report period=", FormatDay(period.start), "/",
                      FormatDay(period.end), " party=", party);
}

absl::StatusOr<ReportTable> ReadTable(const sdk::InputFile& file,
                                      const KpiOptions& options,
                                      FindingList& findings) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   sdk::ReadInput(file, kMaxReportBytes));
  if (LooksLikeXlsx(bytes)) {
    return ReadXlsxTable(bytes, options.sheet, file.name);
  }
  if (absl::StartsWith(bytes, "\xD0\xCF\x11\xE0")) {
    return sdk::PartnerProblem(
        "kpi-xlsx", {{"origin", file.name},
                     {"detail", "it is an old Excel workbook (.xls)"}});
  }
  ASSIGN_OR_RETURN(CsvTable table,
                   ReadCsvTable(bytes, options.separator, file.name, findings));
  if (table.cut_line.has_value() && sdk::MayStillBeWritten(file)) {
    return sdk::FileIncomplete(
        file, absl::StrCat("in the middle of line ", *table.cut_line));
  }
  return std::move(table.rows);
}

// What a report tells about a party in a period is one delivery.
Delivery DeliveryOf(const std::string& file, const std::string& party,
                    const ReportPeriod& period, absl::TimeZone zone) {
  Delivery delivery;
  delivery.scope = ScopeText(party, period);
  delivery.completeness = Completeness::kComplete;
  delivery.period_start = absl::FromCivil(period.start, zone);
  delivery.period_end = absl::FromCivil(period.end, zone);
  delivery.origin = file;
  return delivery;
}

// Puts the figures of a report into their scopes. One that holds nothing but
// figures that could not be read is told as well: what an earlier report gave
// for them no longer holds.
void AddFigures(const std::string& file, std::vector<ReportFigure> figures,
                const std::vector<Finding>& findings, absl::TimeZone zone,
                sdk::WholeFileRun& run) {
  for (ReportFigure& figure : figures) {
    Measurement& measurement = figure.measurement;
    const Delivery delivery =
        DeliveryOf(file, measurement.party, figure.period, zone);
    measurement.period_start = *delivery.period_start;
    measurement.period_end = *delivery.period_end;
    sdk::FileScope* scope = run.ScopeFor(delivery, measurement.line);
    if (scope == nullptr) continue;
    run.Reach(measurement.period_end);
    scope->measurements.push_back(std::move(measurement));
  }
  for (const Finding& finding : findings) {
    const std::optional<LostFigure> lost = LostFigure::Read(finding);
    if (!lost.has_value() || lost->file != file) continue;
    run.ScopeFor(
        DeliveryOf(file, lost->party,
                   {.start = lost->first_day, .end = lost->last_day + 1}, zone),
        lost->line);
  }
}

}  // namespace

sdk::AdapterInfo KpiAdapter::Info() const {
  return {
      kKind,
      sdk::kProgramVersion,
      {FactKind::kMeasurements},
      {
          {"path",
           "The reports: a glob such as reports/*.csv, relative to the "
           "configuration file; CSV or XLSX.",
           true},
          {"files",
           "What two reports about one party and period are to each other: "
           "parts (both count) or latest (the last by name replaces the "
           "earlier). Without it the first counts, and an error says so."},
          {"provider", "The provider, for reports that name none."},
          {"service", "The service, for reports that name none."},
          {"period",
           "The period, for reports that name none: 2026-09 or Q3 2026."},
          {"decimal",
           "comma, point or auto. Default: auto, as the report's own figures "
           "show."},
          {"separator",
           "The field separator: , ; | or tab. Default: guessed from the "
           "report."},
          {"sheet", "The sheet of a workbook. Default: the first."},
          {"keep_remarks",
           "true keeps remarks, in which people may be named. Default: "
           "false."},
          {"keep_original",
           "false keeps no copy of the reports themselves, with everything "
           "that stands in them. Default: true."},
      }};
}

absl::Status KpiAdapter::Validate(const sdk::SourceSpec& source) const {
  return KpiOptions::Parse(source).status();
}

absl::StatusOr<Checkpoint> KpiAdapter::Collect(const sdk::SourceSpec& source,
                                               absl::string_view cursor,
                                               sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const KpiOptions options, KpiOptions::Parse(source));
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  sdk::WholeFileRun run(
      {.kind = kKind,
       .name = "report",
       .when_changed = "a report was changed, added or removed",
       .two_files_rule = "kpi-two-files",
       .file_replaced_rule = "kpi-file-replaced",
       .files = options.files,
       .keep_original = options.keep_original});
  run.ReadEach(
      files, sink,
      [&](const sdk::InputFile& file, FindingList& findings) -> absl::Status {
        ASSIGN_OR_RETURN(const ReportTable table,
                         ReadTable(file, options, findings));
        std::vector<ReportFigure> figures =
            ReadReport(table, options, file.name, findings);
        if (figures.empty()) return absl::OkStatus();
        run.VouchFor(file.name);
        AddFigures(file.name, std::move(figures), findings.findings(),
                   source.time_zone, run);
        return absl::OkStatus();
      });
  return run.Tell(source, cursor, sink);
}

std::unique_ptr<sdk::Adapter> MakeKpiAdapter() {
  return std::make_unique<KpiAdapter>();
}

}  // namespace regisseur::kpi

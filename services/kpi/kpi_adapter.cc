#include "services/kpi/kpi_adapter.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/kpi/kpi_options.h"
#include "services/kpi/kpi_report.h"
#include "services/kpi/report_table.h"
#include "services/kpi/xlsx_table.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/input_file.h"
#include "services/sdk/original_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::kpi {
namespace {

constexpr char kKind[] = "kpi";
constexpr int64_t kMaxReportBytes = 16 << 20;
// A message may hold 1 MiB; a figure's texts are a few hundred bytes.
constexpr int kMaxBatchRows = 500;

// All figures of one party and period.
struct ReportScope {
  Delivery delivery;
  std::string file;  // that counts; with files: parts the first
  std::vector<Measurement> measurements;
};

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

// Everything that the files of a source say, as one run.
class ReportRun {
 public:
  ReportRun(const KpiOptions& options, absl::TimeZone zone)
      : options_(options), zone_(zone) {}

  // Reads the files in order of name. A file that cannot be read, or is not
  // whole yet, does not keep the others from being told, unless together they
  // are one edition.
  absl::Status Read(const std::vector<sdk::InputFile>& files) {
    absl::Status first_problem;
    for (const sdk::InputFile& file : files) {
      FindingList findings;
      const absl::StatusOr<ReportTable> table =
          ReadTable(file, options_, findings);
      if (!table.ok()) {
        const sdk::Problem problem = sdk::ProblemOf(table.status());
        if (problem.kind == sdk::ProblemKind::kTransient &&
            (problem.rule != "file-incomplete" ||
             options_.files == sdk::FilesOption::kParts)) {
          waits_ = true;
          return table.status();
        }
        first_problem.Update(table.status());
        continue;
      }
      std::vector<ReportFigure> figures =
          ReadReport(*table, options_, file.name, findings);
      if (!figures.empty()) told_.push_back(file.name);
      Add(file.name, std::move(figures));
      read_.push_back(file);
      for (Finding& finding : findings.Take()) findings_.Merge(finding);
    }
    return first_problem;
  }

  // True when nothing of this run may be told before it can be read whole.
  bool waits() const { return waits_; }

  // The figures behind the first `skip` in batches of at most `rows`, without
  // run and cursor; all findings in the batch that starts the run.
  std::vector<FactBatch> Batches(int64_t skip, int rows) {
    std::vector<FactBatch> batches;
    const bool starts = skip == 0;
    const ReportScope* last_scope = nullptr;
    for (const auto& [text, scope] : scopes_) {
      for (const Measurement& measurement : scope.measurements) {
        if (skip > 0) {
          --skip;
          continue;
        }
        if (batches.empty() ||
            static_cast<int>(batches.back().measurements.size()) >= rows) {
          batches.emplace_back().dictionary = {""};
          last_scope = nullptr;
        }
        FactBatch& batch = batches.back();
        if (last_scope != &scope) {
          batch.deliveries.push_back(scope.delivery);
          last_scope = &scope;
        }
        Measurement& added = batch.measurements.emplace_back(measurement);
        added.delivery = static_cast<int>(batch.deliveries.size()) - 1;
      }
    }
    if (starts && !batches.empty()) {
      batches.front().findings = findings_.Take();
    }
    return batches;
  }

  bool empty() const { return scopes_.empty(); }

  // The files that could be read.
  const std::vector<sdk::InputFile>& read() const { return read_; }
  // Those of them that told a figure. One without any says perhaps only that it
  // was made wrongly: what it told before stays.
  const std::vector<std::string>& told() const { return told_; }
  // Those of them that are to be kept.
  std::vector<sdk::InputFile> originals() const {
    return options_.keep_original ? read_ : std::vector<sdk::InputFile>();
  }

  std::vector<Finding> TakeFindings() { return findings_.Take(); }

  // The end of the last period.
  std::optional<absl::Time> data_until() const { return data_until_; }

 private:
  void Add(const std::string& file, std::vector<ReportFigure> figures) {
    // What of another file a scope of this one replaces or leaves alone.
    std::set<std::string> replaced;
    for (ReportFigure& figure : figures) {
      Measurement& measurement = figure.measurement;
      measurement.period_start = absl::FromCivil(figure.period.start, zone_);
      measurement.period_end = absl::FromCivil(figure.period.end, zone_);
      const std::string text = ScopeText(measurement.party, figure.period);
      auto [found, is_new] = scopes_.try_emplace(text);
      ReportScope& scope = found->second;
      if (is_new) {
        scope.file = file;
        scope.delivery.scope = text;
        scope.delivery.completeness = Completeness::kComplete;
        scope.delivery.period_start = measurement.period_start;
        scope.delivery.period_end = measurement.period_end;
        scope.delivery.origin = file;
      } else if (scope.file != file) {
        switch (options_.files) {
          case sdk::FilesOption::kSeparate:
            findings_.Add(
                Severity::kError, "kpi-two-files", "", file, measurement.line,
                text,
                {{"origin", file}, {"scope", text}, {"other", scope.file}});
            continue;
          case sdk::FilesOption::kLatest:
            findings_.Add(
                Severity::kInfo, "kpi-file-replaced", "", scope.file, 0, text,
                {{"origin", scope.file}, {"scope", text}, {"other", file}});
            scope.measurements.clear();
            scope.file = file;
            scope.delivery.origin = file;
            break;
          case sdk::FilesOption::kParts:
            break;
        }
      }
      data_until_ = std::max(data_until_,
                             std::optional<absl::Time>(measurement.period_end));
      scope.measurements.push_back(std::move(measurement));
    }
  }

  const KpiOptions& options_;
  const absl::TimeZone zone_;
  std::map<std::string, ReportScope> scopes_;
  std::vector<sdk::InputFile> read_;
  std::vector<std::string> told_;
  bool waits_ = false;
  FindingList findings_;
  std::optional<absl::Time> data_until_;
};

// Names the edition of everything that was read, and by which options.
std::string RunName(const std::vector<sdk::InputFile>& files,
                    const sdk::SourceSpec& source) {
  std::string all =
      absl::StrCat(sdk::kProgramVersion, "\n", source.time_zone.name(), "\n");
  for (const auto& [name, value] : source.options) {
    absl::StrAppend(&all, name, "=", value, "\n");
  }
  for (const sdk::InputFile& file : files) {
    absl::StrAppend(&all, file.name, "\n", file.edition, "\n");
  }
  return absl::StrCat("report@", sdk::Fingerprint(all));
}

// Where a run stands.
struct RunPosition {
  int64_t batches = 0;
  int64_t rows = 0;
  sdk::OriginalPosition originals;
  bool done = false;
};

std::string CursorAt(absl::string_view run, const RunPosition& position) {
  sdk::Cursor cursor(kKind, sdk::kProgramVersion);
  cursor.Set("run", run);
  cursor.SetInt("batches", position.batches);
  cursor.SetInt("rows", position.rows);
  cursor.Set("originals", position.originals.ToString());
  cursor.SetInt("done", position.done ? 1 : 0);
  return cursor.ToString();
}

// Sends what is behind `position`: the figures, and the reports themselves.
absl::Status Send(ReportRun& report, absl::string_view run,
                  RunPosition& position, sdk::FactSink& sink) {
  sdk::OriginalSender originals(report.originals(), position.originals);
  std::vector<FactBatch> batches =
      report.Batches(position.rows, std::min(sink.batch_rows(), kMaxBatchRows));
  for (size_t i = 0; i < batches.size() || !originals.done(); ++i) {
    FactBatch batch;
    if (i < batches.size()) batch = std::move(batches[i]);
    // In case it is the last one.
    if (report.told().size() <= sdk::kMaxWholeOrigins) {
      batch.whole_origins = report.told();
    }
    RETURN_IF_ERROR(originals.FillUp(batch));
    position.rows += static_cast<int64_t>(batch.measurements.size());
    position.originals = originals.position();
    position.done = i + 1 >= batches.size() && originals.done();
    batch.run = std::string(run);
    batch.number = ++position.batches;
    batch.last = position.done;
    if (!batch.last) batch.whole_origins.clear();
    batch.cursor = CursorAt(run, position);
    RETURN_IF_ERROR(sink.Send(std::move(batch)));
  }
  return absl::OkStatus();
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
                                               absl::string_view cursor_text,
                                               sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const KpiOptions options, KpiOptions::Parse(source));
  ASSIGN_OR_RETURN(
      const sdk::Cursor cursor,
      sdk::Cursor::Parse(cursor_text, kKind, sdk::kProgramVersion));
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  // Reports are small: they are read again to tell what was found in them.
  ReportRun report(options, source.time_zone);
  const absl::Status problem = report.Read(files);
  if (report.waits()) return problem;
  const std::string run = RunName(report.read(), source);
  const bool same_run = cursor.Get("run") == run;
  RunPosition position;
  if (same_run) {
    position = {cursor.GetInt("batches"), cursor.GetInt("rows"),
                sdk::OriginalPosition::Parse(cursor.Get("originals")),
                cursor.GetInt("done") != 0};
  } else if (!cursor.empty() && cursor.GetInt("done") == 0) {
    return sdk::CursorGone("a report was changed, added or removed");
  }
  const bool told_before = position.done;
  if (!told_before && !report.empty()) {
    RETURN_IF_ERROR(Send(report, run, position, sink));
  }
  if (!problem.ok()) return problem;

  position.done = true;
  Checkpoint checkpoint;
  checkpoint.cursor = CursorAt(run, position);
  checkpoint.data_until = report.data_until();
  // Without a figure there is no delivery that keeps the findings.
  if (report.empty()) checkpoint.findings = report.TakeFindings();
  checkpoint.unchanged = told_before;
  return checkpoint;
}

std::unique_ptr<sdk::Adapter> MakeKpiAdapter() {
  return std::make_unique<KpiAdapter>();
}

}  // namespace regisseur::kpi

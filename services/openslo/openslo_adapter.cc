#include "services/openslo/openslo_adapter.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "services/openslo/document_tree.h"
#include "services/openslo/slo_document.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fact_counter.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/input_file.h"
#include "services/sdk/original_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/source_options.h"
#include "services/sdk/version.h"

namespace regisseur::openslo {
namespace {

constexpr char kKind[] = "openslo";
constexpr char kScope[] = "documents";
// Rows of one batch; a message may hold 1 MiB, and an SLO of one row may have a
// hundred targets.
constexpr int kMaxBatchRows = 500;
constexpr int64_t kMaxBatchBytes = 300 << 10;

// The options of one source; README.md has the table.
struct OpensloOptions {
  std::string path;  // a glob, relative to the base directory
  bool keep_original = true;

  static absl::StatusOr<OpensloOptions> Parse(const sdk::SourceSpec& source) {
    RETURN_IF_ERROR(sdk::RequireOption(source, "path"));
    OpensloOptions options;
    options.path = source.Option("path");
    ASSIGN_OR_RETURN(options.keep_original,
                     sdk::ReadSwitch(source, "keep_original", true));
    return options;
  }
};

// What an SLO takes of a message, generously.
int64_t EstimateBytes(const DeclaredObjective& slo) {
  size_t bytes = 200 + slo.name.size() + slo.display_name.size() +
                 slo.service.size() + slo.description.size() +
                 slo.window.size() + slo.indicator.size() + slo.document.size();
  for (const DeclaredTarget& target : slo.targets) {
    bytes += 100 + target.name.size() + target.condition.size();
  }
  return static_cast<int64_t>(bytes);
}

// Everything that the files of a source say.
struct Reading {
  std::vector<DeclaredObjective> slos;
  std::vector<Finding> findings;
  std::vector<sdk::InputFile> originals;
  std::optional<absl::Time> modified;  // of the newest file
};

// A transient or configuration problem of one file is one of the whole source:
// what it declared before must not look withdrawn. A file that can never be
// read is a finding.
absl::StatusOr<Reading> ReadFiles(const std::vector<sdk::InputFile>& files,
                                  const sdk::FactSink& sink) {
  Reading reading;
  FindingList findings;
  std::vector<SloFile> read;
  std::vector<std::string> names;
  int64_t untold = 0;
  for (const sdk::InputFile& file : files) {
    if (sink.Cancelled()) return absl::CancelledError("the caller hung up");
    reading.modified =
        std::max(reading.modified.value_or(file.modified), file.modified);
    const absl::StatusOr<std::string> text =
        sdk::ReadInput(file, TreeLimits().bytes);
    if (!text.ok()) {
      const sdk::Problem problem = sdk::ProblemOf(text.status());
      if (problem.kind != sdk::ProblemKind::kPartner &&
          problem.rule != "file-too-large") {
        return text.status();
      }
      findings.Add(Severity::kError, "openslo-file", "", file.name, 0, "",
                   {{"origin", file.name}, {"detail", problem.message}});
      continue;
    }
    SloFile slo_file = ReadSloFile(*text, file.name, findings);
    if (slo_file.cut && sdk::MayStillBeWritten(file)) {
      return sdk::FileIncomplete(file, "in the middle of a document");
    }
    untold += slo_file.untold;
    read.push_back(std::move(slo_file));
    names.push_back(file.name);
    reading.originals.push_back(file);
  }
  CheckAcrossFiles(read, names, findings);
  if (untold > 0) {
    findings.Add(Severity::kError, "openslo-more", "", "", 0, "",
                 {{"count", absl::StrCat(untold)}});
  }
  for (SloFile& file : read) {
    for (SloObject& object : file.objects) {
      if (object.slo.has_value()) reading.slos.push_back(*object.slo);
    }
  }
  reading.findings = findings.Take();
  return reading;
}

// Names the edition of everything that was read, and by which options.
std::string RunName(const std::vector<sdk::InputFile>& files,
                    const sdk::SourceSpec& source) {
  std::string all = absl::StrCat(sdk::kProgramVersion, "\n");
  for (const auto& [name, value] : source.options) {
    absl::StrAppend(&all, name, "=", value, "\n");
  }
  for (const sdk::InputFile& file : files) {
    absl::StrAppend(&all, file.name, "\n", file.edition, "\n");
  }
  return absl::StrCat("documents@", sdk::Fingerprint(all));
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

// The next rows behind `position`, which moves behind them.
FactBatch NextBatch(const Reading& reading, const std::string& path,
                    int max_rows, RunPosition& position) {
  FactBatch batch;
  batch.dictionary = {""};
  Delivery& delivery = batch.deliveries.emplace_back();
  delivery.scope = kScope;
  delivery.completeness = Completeness::kComplete;
  delivery.origin = path;
  int64_t bytes = 0;
  const auto rows = static_cast<int64_t>(reading.slos.size());
  while (position.rows < rows &&
         static_cast<int>(batch.objectives.size()) < max_rows) {
    const DeclaredObjective& slo = reading.slos[position.rows];
    bytes += EstimateBytes(slo);
    if (bytes > kMaxBatchBytes && !batch.objectives.empty()) break;
    batch.objectives.push_back(slo);
    batch.objectives.back().delivery = 0;
    ++position.rows;
  }
  return batch;
}

absl::Status Send(const Reading& reading, const OpensloOptions& options,
                  absl::string_view run, RunPosition& position,
                  sdk::FactSink& sink) {
  sdk::OriginalSender originals(
      options.keep_original ? reading.originals : std::vector<sdk::InputFile>(),
      position.originals);
  while (!position.done) {
    FactBatch batch =
        NextBatch(reading, options.path,
                  std::min(sink.batch_rows(), kMaxBatchRows), position);
    RETURN_IF_ERROR(originals.FillUp(batch));
    position.originals = originals.position();
    position.done =
        position.rows == static_cast<int64_t>(reading.slos.size()) &&
        originals.done();
    batch.run = std::string(run);
    batch.number = ++position.batches;
    batch.last = position.done;
    batch.cursor = CursorAt(run, position);
    RETURN_IF_ERROR(sink.Send(std::move(batch)));
  }
  return absl::OkStatus();
}

}  // namespace

sdk::AdapterInfo OpensloAdapter::Info() const {
  return {
      kKind,
      sdk::kProgramVersion,
      {FactKind::kObjectives},
      {
          {"path",
           "The OpenSLO documents: a glob such as slos/*.yaml, relative to the "
           "configuration file; YAML or JSON.",
           true},
          {"keep_original",
           "false keeps no copy of the documents themselves, with everything "
           "that stands in them, such as connection details of data sources. "
           "Default: true."},
      }};
}

absl::Status OpensloAdapter::Validate(const sdk::SourceSpec& source) const {
  return OpensloOptions::Parse(source).status();
}

absl::StatusOr<Checkpoint> OpensloAdapter::Collect(
    const sdk::SourceSpec& source, absl::string_view cursor_text,
    sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const OpensloOptions options, OpensloOptions::Parse(source));
  ASSIGN_OR_RETURN(
      const sdk::Cursor cursor,
      sdk::Cursor::Parse(cursor_text, kKind, sdk::kProgramVersion));
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  const std::string run = RunName(files, source);
  RunPosition position;
  if (cursor.Get("run") == run) {
    position = {cursor.GetInt("batches"), cursor.GetInt("rows"),
                sdk::OriginalPosition::Parse(cursor.Get("originals")),
                cursor.GetInt("done") != 0};
  } else if (!cursor.empty() && cursor.GetInt("done") == 0) {
    return sdk::CursorGone("a document was changed, added or removed");
  }
  // Documents are small: they are read again to tell what is wrong with them.
  // The checkpoint tells it, so that nothing stays of a file that is gone.
  ASSIGN_OR_RETURN(Reading reading, ReadFiles(files, sink));
  Checkpoint checkpoint;
  checkpoint.unchanged = position.done;
  checkpoint.data_until = reading.modified;
  RETURN_IF_ERROR(Send(reading, options, run, position, sink));
  checkpoint.findings = std::move(reading.findings);
  checkpoint.cursor = CursorAt(run, position);
  return checkpoint;
}

absl::StatusOr<sdk::DryRun> OpensloAdapter::Coverage(
    const sdk::SourceSpec& source, FindingList& findings) {
  ASSIGN_OR_RETURN(const OpensloOptions options, OpensloOptions::Parse(source));
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  sdk::FactCounter counter(findings);
  ASSIGN_OR_RETURN(Reading reading, ReadFiles(files, counter));
  for (const Finding& finding : reading.findings) findings.Merge(finding);
  FactBatch batch;
  batch.objectives = std::move(reading.slos);
  // It hangs up when it has seen enough, which is no failure.
  counter.Send(std::move(batch)).IgnoreError();
  return sdk::DryRun{counter.Coverage(), counter.facts()};
}

std::unique_ptr<sdk::Adapter> MakeOpensloAdapter() {
  return std::make_unique<OpensloAdapter>();
}

}  // namespace regisseur::openslo

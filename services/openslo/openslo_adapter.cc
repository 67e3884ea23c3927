#include "services/openslo/openslo_adapter.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/openslo/document_tree.h"
#include "services/openslo/slo_document.h"
#include "services/sdk/fact_counter.h"
#include "services/sdk/input_file.h"
#include "services/sdk/problem.h"
#include "services/sdk/source_options.h"
#include "services/sdk/version.h"
#include "services/sdk/whole_file_run.h"

namespace regisseur::openslo {
namespace {

constexpr char kKind[] = "openslo";
constexpr char kScope[] = "documents";

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

// A transient or configuration problem of one file is one of the whole source:
// what it declared before must not look withdrawn. A file that can never be
// read is a finding.
absl::Status ReadFiles(const std::vector<sdk::InputFile>& files,
                       const std::string& path, const sdk::FactSink& sink,
                       sdk::WholeFileRun& run, FindingList& findings) {
  std::vector<SloFile> read;
  std::vector<std::string> names;
  int64_t untold = 0;
  for (const sdk::InputFile& file : files) {
    if (sink.Cancelled()) return absl::CancelledError("the caller hung up");
    run.Reach(file.modified);
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
    run.AddRead(file);
  }
  CheckAcrossFiles(read, names, findings);
  if (untold > 0) {
    findings.Add(Severity::kError, "openslo-more", "", "", 0, "",
                 {{"count", absl::StrCat(untold)}});
  }
  // A delivery also when nothing is declared: it replaces what was.
  Delivery delivery;
  delivery.scope = kScope;
  delivery.completeness = Completeness::kComplete;
  delivery.origin = path;
  sdk::FileScope& scope = *run.ScopeFor(delivery, 0);
  for (SloFile& file : read) {
    for (SloObject& object : file.objects) {
      if (object.slo.has_value()) scope.objectives.push_back(*object.slo);
    }
  }
  return absl::OkStatus();
}

// Documents are small: they are read again to tell what is wrong with them.
absl::StatusOr<Checkpoint> Tell(const sdk::SourceSpec& source,
                                const OpensloOptions& options,
                                absl::string_view cursor, sdk::FactSink& sink,
                                FindingList& findings) {
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  sdk::WholeFileRun run(
      {.kind = kKind,
       .name = "documents",
       .when_changed = "a document was changed, added or removed",
       .keep_original = options.keep_original});
  RETURN_IF_ERROR(ReadFiles(files, options.path, sink, run, findings));
  return run.Tell(source, cursor, sink);
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
    const sdk::SourceSpec& source, absl::string_view cursor,
    sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const OpensloOptions options, OpensloOptions::Parse(source));
  FindingList findings;
  ASSIGN_OR_RETURN(Checkpoint checkpoint,
                   Tell(source, options, cursor, sink, findings));
  // The checkpoint tells them, so that none stays of a file that is gone.
  checkpoint.findings = findings.Take();
  return checkpoint;
}

absl::StatusOr<sdk::DryRun> OpensloAdapter::Coverage(
    const sdk::SourceSpec& source, FindingList& findings) {
  ASSIGN_OR_RETURN(OpensloOptions options, OpensloOptions::Parse(source));
  options.keep_original = false;
  sdk::FactCounter counter(findings);
  const absl::Status told =
      Tell(source, options, "", counter, findings).status();
  // It hangs up when it has seen enough, which is no failure.
  if (!told.ok() && !counter.enough()) return told;
  return sdk::DryRun{counter.Coverage(), counter.facts()};
}

std::unique_ptr<sdk::Adapter> MakeOpensloAdapter() {
  return std::make_unique<OpensloAdapter>();
}

}  // namespace regisseur::openslo

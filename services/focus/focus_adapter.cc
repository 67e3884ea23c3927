#include "services/focus/focus_adapter.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "services/focus/file_claims.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/input_file.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"

namespace regisseur::focus {
namespace {

constexpr const char* kVersion = sdk::kProgramVersion;

std::set<ScopeId> Intersection(const std::set<ScopeId>& a,
                               const std::set<ScopeId>& b) {
  std::set<ScopeId> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(),
                        std::inserter(both, both.end()));
  return both;
}

// Names what is read, by whose rules, and what is left to other files.
std::string RunName(const FileGroup& group, const FocusOptions& options,
                    const std::set<ScopeId>& claimed) {
  std::string all = absl::StrCat(kVersion, "\n", group.name, "\n",
                                 group.edition, "\n", options.Fingerprint());
  for (const ScopeId id : claimed) absl::StrAppend(&all, "\n", id);
  return absl::StrCat(group.name, "@", sdk::Fingerprint(all));
}

// The files of a run that told nothing so far, by index.
void PutSilent(const std::set<int>& silent, sdk::Cursor& cursor) {
  if (!silent.empty()) cursor.Set("at.silent", absl::StrJoin(silent, ","));
}

bool GetSilent(const sdk::Cursor& cursor, std::set<int>& silent) {
  const std::string text = cursor.Get("at.silent");
  for (const absl::string_view index :
       absl::StrSplit(text, ',', absl::SkipEmpty())) {
    int file = 0;
    if (!absl::SimpleAtoi(index, &file)) return false;
    silent.insert(file);
  }
  return true;
}

// Takes nothing of what is read.
class NoSink final : public sdk::FactSink {
 public:
  explicit NoSink(const sdk::FactSink& caller) : caller_(caller) {}
  absl::Status Send(FactBatch) override { return absl::OkStatus(); }
  bool Cancelled() const override { return caller_.Cancelled(); }
  int batch_rows() const override { return caller_.batch_rows(); }

 private:
  const sdk::FactSink& caller_;
};

// One call of Collect.
class Collection {
 public:
  Collection(absl::string_view kind, const FocusOptions& options,
             sdk::FactSink& sink, ColumnCoverage* coverage)
      : kind_(kind), options_(options), sink_(sink), coverage_(coverage) {}

  absl::StatusOr<Checkpoint> Run(const sdk::SourceSpec& source,
                                 absl::string_view cursor_text) {
    ASSIGN_OR_RETURN(const sdk::Cursor cursor,
                     sdk::Cursor::Parse(cursor_text, kind_, kVersion));
    ASSIGN_OR_RETURN(std::vector<sdk::InputFile> files,
                     sdk::ExpandGlob(source, options_.path));
    const std::vector<FileGroup> groups = GroupsOf(std::move(files), options_);
    const bool same_options = cursor.Get("options") == options_.Fingerprint();
    const bool in_a_run = !cursor.Get("at.run").empty();
    if (same_options) {
      ASSIGN_OR_RETURN(ledger_, GetLedger(cursor));
    }
    if (in_a_run) {
      if (!same_options) return sdk::CursorGone("the options were changed");
      RETURN_IF_ERROR(Resume(groups, cursor));
    }
    DropVanished(groups);
    for (const FileGroup& group : groups) {
      RETURN_IF_ERROR(ReadIfChanged(group));
    }
    if (!deferred_.ok()) return deferred_;
    return Close();
  }

 private:
  absl::Status Resume(const std::vector<FileGroup>& groups,
                      const sdk::Cursor& cursor) {
    const std::string name = cursor.Get("at.name");
    ASSIGN_OR_RETURN(FileRecord record, GetRecord(cursor, "at"));
    const auto group =
        std::find_if(groups.begin(), groups.end(),
                     [&name](const FileGroup& g) { return g.name == name; });
    if (group == groups.end() || group->edition != record.edition) {
      return sdk::CursorGone(absl::StrCat(name, " was changed or removed"));
    }
    RunPosition position;
    position.run = cursor.Get("at.run");
    position.batches = cursor.GetInt("at.batches");
    position.file = static_cast<int>(cursor.GetInt("at.file"));
    position.offset = cursor.GetInt("at.offset");
    position.line = cursor.GetInt("at.line_at");
    position.second = cursor.GetInt("at.second") != 0;
    position.told = cursor.GetInt("at.told") != 0;
    position.originals =
        sdk::OriginalPosition::Parse(cursor.Get("at.original"));
    if (!GetSilent(cursor, position.silent)) {
      return sdk::CursorGone("the cursor is damaged");
    }
    if (position.file < 0 ||
        position.file >= static_cast<int>(group->files.size())) {
      return sdk::CursorGone("the cursor is damaged");
    }
    return Read(*group, ContentsOf(*group), std::move(position),
                std::move(record));
  }

  void DropVanished(const std::vector<FileGroup>& groups) {
    for (auto it = ledger_.begin(); it != ledger_.end();) {
      const bool there = std::any_of(
          groups.begin(), groups.end(),
          [&it](const FileGroup& g) { return g.name == it->first; });
      if (there) {
        ++it;
        continue;
      }
      vanished_.insert(std::move(*it));
      it = ledger_.erase(it);
    }
  }

  // What a file says about its scopes, before anything of it is told: read in
  // vain where there is no other file to compare it with.
  std::map<ScopeId, ScopeContent> ContentsOf(const FileGroup& group) {
    const bool others =
        std::any_of(ledger_.begin(), ledger_.end(), [&group](const auto& file) {
          return file.first != group.name && !file.second.contents.empty();
        });
    if (!others && vanished_.empty()) return {};
    FocusOptions options = options_;
    options.keep_original = false;
    NoSink sink(sink_);
    const std::set<ScopeId> none;
    FileRun run(
        group, options, none,
        [](const RunPosition*, const FileRecord&) { return std::string(); },
        sink, nullptr);
    // What is wrong with the file is told when it is read in earnest.
    absl::StatusOr<FileRecord> record = run.Read({}, {});
    return record.ok() ? std::move(record->contents)
                       : std::map<ScopeId, ScopeContent>();
  }

  // The files that are gone and of which `own` tells every scope, by its name
  // or by what it holds.
  std::vector<std::string> Succeeded(
      const std::map<ScopeId, ScopeContent>& own) const {
    std::vector<std::string> names;
    for (const auto& [name, record] : vanished_) {
      const bool all = std::all_of(
          record.contents.begin(), record.contents.end(), [&](const auto& its) {
            return own.count(its.first) > 0 ||
                   std::any_of(own.begin(), own.end(), [&its](const auto& o) {
                     return IsSameTruth(o.second, its.second);
                   });
          });
      if (all && !record.contents.empty()) names.push_back(name);
    }
    return names;
  }

  absl::Status ReadIfChanged(const FileGroup& group) {
    const auto known = ledger_.find(group.name);
    const bool same_edition =
        known != ledger_.end() && known->second.edition == group.edition;
    const std::map<ScopeId, ScopeContent> own =
        same_edition ? known->second.contents : ContentsOf(group);
    const std::set<ScopeId> claimed =
        ClaimedBefore(group.name, own, ledger_, options_);
    if (same_edition &&
        Intersection(known->second.scopes, claimed) == known->second.skipped) {
      // A file without a counted row has no delivery that keeps its findings:
      // it is read again to tell them.
      if (known->second.delivered || !known->second.skipped.empty()) {
        return absl::OkStatus();
      }
    }
    RunPosition position;
    position.run = RunName(group, options_, claimed);
    FileRecord record;
    record.edition = group.edition;
    return Read(group, own, std::move(position), std::move(record));
  }

  absl::Status Read(const FileGroup& group,
                    const std::map<ScopeId, ScopeContent>& own,
                    RunPosition position, FileRecord so_far) {
    const std::set<ScopeId> claimed =
        ClaimedBefore(group.name, own, ledger_, options_);
    // What has no rows is read at each collection, and kept at the first.
    const auto known = ledger_.find(group.name);
    FocusOptions options = options_;
    if (known != ledger_.end() && known->second.edition == group.edition &&
        !known->second.delivered) {
      options.keep_original = false;
    }
    FileRun run(
        group, options, claimed,
        [this, &group](const RunPosition* at, const FileRecord& record) {
          return CursorAt(group, at, record);
        },
        sink_, coverage_);
    run.Succeed(Succeeded(own));
    const bool resumed = position.batches > 0;
    absl::StatusOr<FileRecord> record =
        run.Read(std::move(position), std::move(so_far));
    sent_ = sent_ || run.sent();
    if (!record.ok()) {
      const sdk::Problem problem = sdk::ProblemOf(record.status());
      const bool waits = problem.rule == "file-incomplete";
      const bool transient = problem.kind == sdk::ProblemKind::kTransient;
      if (resumed || run.sent() || (transient && !waits)) {
        return record.status();
      }
      // Nothing of this file is staged: the others need not wait for it.
      deferred_.Update(record.status());
      return absl::OkStatus();
    }
    for (Finding& finding : run.TakeFindings()) findings_.Merge(finding);
    FileRecord& stored = ledger_[group.name];
    if (record->scopes.empty()) {
      record->emptied_scopes = stored.scopes.empty()
                                   ? stored.emptied_scopes
                                   : static_cast<int64_t>(stored.scopes.size());
      record->usage_until = stored.usage_until;
      record->other_until = stored.other_until;
    }
    if (stored != *record) changed_ = true;
    stored = *std::move(record);
    return absl::OkStatus();
  }

  // What is known of all files, and of the run at hand.
  std::string CursorAt(const FileGroup& group, const RunPosition* at,
                       const FileRecord& record) const {
    sdk::Cursor cursor(kind_, kVersion);
    cursor.Set("options", options_.Fingerprint());
    ScopeLedger ledger = ledger_;
    if (at == nullptr) {
      ledger[group.name] = record;
    } else {
      cursor.Set("at.name", group.name);
      cursor.Set("at.run", at->run);
      cursor.SetInt("at.batches", at->batches);
      cursor.SetInt("at.file", at->file);
      cursor.SetInt("at.offset", at->offset);
      cursor.SetInt("at.line_at", at->line);
      if (at->second) cursor.SetInt("at.second", 1);
      if (at->told) cursor.SetInt("at.told", 1);
      PutSilent(at->silent, cursor);
      cursor.Set("at.original", at->originals.ToString());
      PutRecord(record, "at", cursor);
    }
    PutLedger(ledger, cursor);
    return cursor.ToString();
  }

  // The file that was counted for the first scope that `name` was not.
  struct Other {
    std::string name = "another file";
    bool same_scope = true;
  };
  Other CountedInstead(const std::string& name,
                       const FileRecord& record) const {
    const ScopeId scope = IdOf(record.skipped_scope);
    const auto content = record.contents.find(scope);
    Other found;
    for (const auto& [other, its] : ledger_) {
      if (other == name) continue;
      if (its.scopes.count(scope) > 0 && its.skipped.count(scope) == 0) {
        return {other, true};
      }
      if (content == record.contents.end()) continue;
      for (const auto& [id, told] : its.contents) {
        if (its.skipped.count(id) == 0 && IsSameTruth(content->second, told)) {
          found = {other, false};
        }
      }
    }
    return found;
  }

  Checkpoint Close() {
    for (const auto& [name, record] : ledger_) {
      if (record.emptied_scopes > 0) {
        findings_.Add(Severity::kError, "focus-file-emptied", "", name, 0, "",
                      {{"origin", name},
                       {"scopes", absl::StrCat(record.emptied_scopes)}});
      }
      if (record.skipped_rows == 0) continue;
      const bool latest = options_.files == FilesOption::kLatest;
      const Other other = CountedInstead(name, record);
      Finding finding;
      finding.severity = latest ? Severity::kInfo : Severity::kError;
      finding.rule = latest             ? "focus-file-replaced"
                     : other.same_scope ? "focus-two-files"
                                        : "focus-same-charges";
      finding.file = name;
      finding.first_line = record.skipped_line;
      finding.count = record.skipped_rows;
      finding.arguments = {{"origin", name},
                           {"scope", record.skipped_scope},
                           {"other", other.name}};
      finding.examples.push_back({record.skipped_line, record.skipped_scope});
      findings_.Merge(finding);
    }
    Checkpoint checkpoint;
    sdk::Cursor cursor(kind_, kVersion);
    cursor.Set("options", options_.Fingerprint());
    PutLedger(ledger_, cursor);
    checkpoint.cursor = cursor.ToString();
    if (const std::optional<int64_t> until = DataUntil(ledger_)) {
      checkpoint.data_until = absl::FromUnixSeconds(*until);
    }
    checkpoint.findings = findings_.Take();
    checkpoint.unchanged = !sent_ && !changed_;
    return checkpoint;
  }

  const std::string kind_;
  const FocusOptions& options_;
  sdk::FactSink& sink_;
  ColumnCoverage* const coverage_;
  ScopeLedger ledger_;
  ScopeLedger vanished_;  // since the last collection
  FindingList findings_;
  absl::Status deferred_;
  bool sent_ = false;
  bool changed_ = false;
};

// Takes the findings of a dry run and counts the charges.
class FindingSink final : public sdk::FactSink {
 public:
  explicit FindingSink(FindingList& findings) : findings_(findings) {}
  absl::Status Send(FactBatch batch) override {
    for (const Finding& finding : batch.findings) findings_.Merge(finding);
    for (const Charge& charge : batch.charges) charges_ += charge.LineCount();
    return absl::OkStatus();
  }
  bool Cancelled() const override { return false; }
  int batch_rows() const override { return 10'000; }
  int64_t charges() const { return charges_; }

 private:
  FindingList& findings_;
  int64_t charges_ = 0;
};

}  // namespace

FocusAdapter::FocusAdapter()
    : FocusAdapter("focus", {.focus = true, .tables = CloudFormats()}) {}

FocusAdapter::FocusAdapter(std::string kind, CostFormats formats)
    : kind_(std::move(kind)), formats_(formats) {}

sdk::AdapterInfo FocusAdapter::Info() const {
  sdk::AdapterInfo info = {
      kind_,
      kVersion,
      {FactKind::kCharges, FactKind::kCommitments},
      {
          {"path",
           "The files: a glob such as costs/*.csv.gz, relative to the "
           "configuration file.",
           true},
          {"files",
           "What several files are to each other: parts (together one "
           "delivery) or latest (the last by name replaces the earlier). "
           "Without it a billing period of an account that stands in two files "
           "is counted once, and an error says so."},
          {"separator",
           "The field separator: , ; | or tab. Default: guessed from the first "
           "line."},
          {"keep_personal_tags",
           "true keeps e-mail addresses in tags and own columns. Default: "
           "false."},
          {"keep_original",
           "false: the files themselves are not kept as evidence, because an "
           "archive does. Default: true."},
          {"keep_lines",
           "false: only exact sums are kept, by month, provider, issuer, "
           "service, region, category and currency; answers that need single "
           "lines say that they lack them. Default: true."},
      },
      /*sums_charges=*/true};
  std::vector<absl::string_view> names;
  if (formats_.focus) names.push_back("focus");
  bool local_numbers = false;
  for (const FormatTable* table : formats_.tables) {
    names.push_back(table->name);
    local_numbers |= table->numbers == NumberForm::kLocal;
  }
  if (names.size() > 1) {
    info.options.push_back(
        {"format",
         absl::StrCat("The format: ", absl::StrJoin(names, ", "),
                      ", or auto: each file's header says it. Default: "
                      "auto.")});
  }
  if (local_numbers) {
    info.options.push_back(
        {"decimal",
         "What separates decimals: comma or point. Default: auto, each number "
         "says it itself; one that does not, such as 9.500, is an error."});
  }
  return info;
}

absl::Status FocusAdapter::Validate(const sdk::SourceSpec& source) const {
  return FocusOptions::Parse(source, formats_).status();
}

absl::StatusOr<Checkpoint> FocusAdapter::Collect(const sdk::SourceSpec& source,
                                                 absl::string_view cursor,
                                                 sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const FocusOptions options,
                   FocusOptions::Parse(source, formats_));
  return Collection(kind_, options, sink, nullptr).Run(source, cursor);
}

absl::StatusOr<sdk::DryRun> FocusAdapter::Coverage(
    const sdk::SourceSpec& source, FindingList& findings) {
  ASSIGN_OR_RETURN(const FocusOptions options,
                   FocusOptions::Parse(source, formats_));
  FindingSink sink(findings);
  ColumnCoverage coverage;
  ASSIGN_OR_RETURN(const Checkpoint checkpoint,
                   Collection(kind_, options, sink, &coverage).Run(source, ""));
  for (const Finding& finding : checkpoint.findings) findings.Merge(finding);
  sdk::DryRun run;
  run.facts = sink.charges();
  run.fields.reserve(coverage.size());
  for (auto& [name, field] : coverage) run.fields.push_back(std::move(field));
  return run;
}

std::unique_ptr<sdk::Adapter> MakeFocusAdapter() {
  return std::make_unique<FocusAdapter>();
}

}  // namespace regisseur::focus

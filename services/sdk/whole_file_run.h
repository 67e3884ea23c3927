#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "services/sdk/adapter.h"
#include "services/sdk/cursor.h"
#include "services/sdk/input_file.h"
#include "services/sdk/source_options.h"
#include "services/sdk/told_scopes.h"

namespace regisseur::sdk {

// What the files of a source say about one scope. The rows need name no
// delivery.
struct FileScope {
  Delivery delivery;
  std::vector<Measurement> measurements;
  std::vector<Ticket> tickets;
  std::vector<DeclaredObjective> objectives;
  std::vector<Invoice> invoices;
};

// What one adapter of files does differently from another.
struct WholeFileRunOptions {
  std::string kind;  // of the adapter; cursors carry it
  std::string name;  // of the run, before its edition: "report"
  // Why a run that was broken off cannot go on when the files are others now:
  // "a report was changed, added or removed".
  std::string when_changed;
  // Rules of the catalogue, with `origin`, `scope` and `other`: a second file
  // has rows of a scope that is another's (error; they do not count), and a
  // later file replaces what an earlier one says of a scope (info).
  std::string two_files_rule;
  std::string file_replaced_rule;
  FilesOption files = FilesOption::kSeparate;
  bool keep_original = false;  // send the files themselves along
  // Where it is set, the cursor remembers what was told, and what stands in the
  // same edition of a file is not told again: one new file is one scope more.
  // For adapters whose scopes never depend on each other. Gives what a scope
  // says, by which a scope that says something else is known.
  std::function<std::string(const FileScope&)> content_of = nullptr;
  // Finds that a scope was told before with another content.
  std::function<void(const FileScope&, FindingList&)> on_changed = nullptr;
};

// The one run of an adapter whose files are small enough to be read whole at
// each collection, before anything of them is told. The adapter reads a file
// into scopes; cursors, batches, originals, findings and what two files are to
// each other are done here:
//
//   WholeFileRun run(options);
//   run.ReadEach(files, sink, [&](const InputFile& file, FindingList& findings)
//       -> absl::Status {
//     for each row of the file {
//       FileScope* scope = run.ScopeFor(delivery, line);
//       if (scope != nullptr) scope->tickets.push_back(row);
//     }
//     return absl::OkStatus();
//   });
//   return run.Tell(source, cursor, sink);
//
// Used once; not thread-safe.
class WholeFileRun {
 public:
  explicit WholeFileRun(WholeFileRunOptions options);

  // Reads the files in order. What is found in one that cannot be read is left
  // out, and Tell fails with the first such problem behind everything else. One
  // that is tried again later, or any of those that together are one edition
  // (files: parts), keeps everything from being told.
  void ReadEach(
      const std::vector<InputFile>& files, const FactSink& sink,
      const std::function<absl::Status(const InputFile&, FindingList&)>& read);
  // False when Tell will tell nothing but the problem.
  bool MayTell() const { return !waits_; }

  // Where a row on `line` of `delivery.origin` belongs; null when it does not
  // count. Stays valid until the next call.
  FileScope* ScopeFor(const Delivery& delivery, int64_t line);
  // The data reach at least so far.
  void Reach(absl::Time time);
  // All that `origin` says is told: a scope that it told before and does not
  // any more is withdrawn. Not for a file that told nothing: it was perhaps
  // only made wrongly.
  void VouchFor(std::string origin);
  // A file that was read without ReadEach: it belongs to the edition.
  void AddRead(InputFile file) { read_.push_back(std::move(file)); }
  // They go with the first batch; without a scope with the checkpoint.
  FindingList& findings() { return findings_; }

  // Sends what is behind the cursor; the closing checkpoint. CursorGone when
  // the run at the cursor was broken off and is another now.
  absl::StatusOr<Checkpoint> Tell(const SourceSpec& source,
                                  absl::string_view cursor, FactSink& sink);

 private:
  struct Position;

  // By which options and program files are read.
  static std::string BasisOf(const SourceSpec& source);
  std::string RunName(const SourceSpec& source) const;
  std::string CursorAt(absl::string_view run, const Position& position) const;
  // Leaves what the cursor does not remember; false when that is nothing.
  bool LeaveWhatIsNew(const SourceSpec& source, const Cursor& cursor);
  absl::Status Send(const std::string& run, Position& position, FactSink& sink);

  const WholeFileRunOptions options_;
  std::map<std::string, FileScope> scopes_;
  std::vector<InputFile> read_;
  std::vector<std::string> whole_origins_;
  FindingList findings_;
  std::optional<absl::Time> data_until_;
  // With content_of: what was told before the run and is behind it.
  struct Memory {
    std::string basis;
    ToldScopes told;
    std::string findings;  // a fingerprint
  };
  Memory before_;
  Memory after_;
  absl::Status problem_;  // the first
  bool waits_ = false;
};

}  // namespace regisseur::sdk

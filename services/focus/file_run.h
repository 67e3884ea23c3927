#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/delivery/delivery.h"
#include "core/finding/finding.h"
#include "services/focus/batch_size.h"
#include "services/focus/charge_row.h"
#include "services/focus/charge_sums.h"
#include "services/focus/data_set.h"
#include "services/focus/file_rules.h"
#include "services/focus/focus_options.h"
#include "services/focus/scope_ledger.h"
#include "services/sdk/adapter.h"
#include "services/sdk/csv_ahead.h"
#include "services/sdk/csv_reader.h"
#include "services/sdk/input_file.h"
#include "services/sdk/original_sender.h"

namespace regisseur::focus {

// The files of one run: one file, or all of them with `files: parts`.
struct FileGroup {
  std::string name;
  std::string edition;
  std::vector<sdk::InputFile> files;
};

// Where a run stands: what has to be known to go on behind a batch.
struct RunPosition {
  std::string run;
  int64_t batches = 0;  // sent
  int file = 0;         // index into the group's files
  int64_t offset = 0;   // 0: before the header
  int64_t line = 0;
  bool second = false;              // only the second charge of that record
  bool told = false;                // the file at hand told a scope
  std::set<int> silent;             // files before it that told none
  sdk::OriginalPosition originals;  // they follow the rows
};

// How well the columns of all files were filled, by name.
using ColumnCoverage = std::map<std::string, sdk::FieldCoverage>;

// Reads one group from its start, or from a position, into batches. The batch
// that is sent last puts the run in force and vouches for the files: what they
// told before and no longer tell is withdrawn. A file that tells nothing (it is
// empty, or no row can be read) vouches for nothing, and a run of such files
// sends nothing. Used once; not thread-safe.
class FileRun {
 public:
  // Makes the cursor that continues at `position`, the run having said
  // `record` so far; without a position, behind the whole run.
  using CursorMaker = std::function<std::string(const RunPosition* position,
                                                const FileRecord& record)>;

  // Rows of a scope in `claimed` are not counted: another file was counted for
  // it. All references must outlive the run; `coverage` may be null.
  FileRun(const FileGroup& group, const FocusOptions& options,
          const std::set<ScopeId>& claimed, CursorMaker make_cursor,
          sdk::FactSink& sink, ColumnCoverage* coverage);

  // Files that are no longer there and whose scopes this run tells: it vouches
  // for them too, so that what they told is withdrawn.
  void Succeed(std::vector<std::string> names) {
    succeeded_ = std::move(names);
  }

  // Reads to the end and returns what was said. Any error is final.
  absl::StatusOr<FileRecord> Read(RunPosition position, FileRecord so_far);

  // True once a batch was sent by this object.
  bool sent() const { return sent_; }
  // Findings that no batch took: of a run that sent none, and of data sets that
  // are no charges.
  std::vector<Finding> TakeFindings();

 private:
  static constexpr int64_t kMaxRecordBytes = 256 << 10;

  struct Scope {
    Delivery delivery;
    ScopeId id = 0;
    bool claimed = false;
    ScopeContent* content = nullptr;  // of the record
    int64_t batch = 0;                // the batch that `index` is of
    int index = 0;                    // into that batch's deliveries
  };

  absl::Status ReadFile(int index);
  // Takes the next records of a file that is FOCUS, as many as are judged at
  // once; returns how many there were.
  absl::StatusOr<int64_t> TakeMany(sdk::CsvAhead& ahead, ChargeRowReader& rows);
  // A file of another data set of FOCUS: judged, told in a finding, and kept.
  absl::Status ReadDataSet(const DataSet& set, const sdk::InputFile& file,
                           sdk::CsvReader& reader, Words header);
  // Delivers the rows of a data set, a delivery for each contract or billing
  // period, so that a later file takes the place of an earlier one.
  absl::Status TellRows(std::vector<ContractCommitment> rows,
                        const sdk::InputFile& file);
  // Refuses a file that ends in the middle of a record (`fields` of it were
  // there): it would replace a whole one. A last line of one field may be an
  // exporter's signature; it is waited for only while somebody may be writing.
  absl::Status CheckWhole(const sdk::InputFile& file, int64_t line,
                          size_t fields) const;
  absl::Status TakeRow(const ChargeRow& row, int64_t line);
  void Append(const ChargeRow& row, int64_t line, Scope& scope);
  // Adds the row to the sums of the batch instead.
  void Sum(const ChargeRow& row, int64_t line, Scope& scope);
  // Where the batch has the delivery of the scope.
  int DeliveryIndex(Scope& scope);
  Scope& ScopeOf(const ChargeRow& row);
  // The index of a text in the batch's dictionary.
  int32_t IndexOf(const RowText& text);
  // The same, and the same one for the same text: rows are added up by it.
  int32_t OneIndexOf(const RowText& text);
  // The texts of a column of the file, with room for those of a whole batch.
  std::vector<int32_t>& OtherTexts(int column);
  // Finishes the batch at hand; it waits for the next counted row, since the
  // last batch of a run must say so.
  // Where `unfinished` is given, its second charge is still to be told.
  void Hold(const sdk::CsvRecord* unfinished = nullptr);
  absl::Status SendHeld(bool last);
  // Sends the files themselves behind their rows, to be kept as evidence; what
  // is held afterwards is the run's last batch.
  absl::Status SendOriginals();
  // Names the files that the run's last batch, the one that is held, vouches
  // for.
  absl::Status VouchForFiles();
  bool BatchIsFull() const;
  void HoldIfFull();
  // Of a batch.
  size_t MostRows() const;

  const FileGroup& group_;
  const FocusOptions& options_;
  const std::set<ScopeId>& claimed_;
  const CursorMaker make_cursor_;
  sdk::FactSink& sink_;
  ColumnCoverage* const coverage_;

  RunPosition position_;
  FileRecord record_;
  FindingList findings_;  // not yet in a batch
  bool sent_ = false;
  bool has_data_set_ = false;
  FindingList of_data_sets_;  // they have no delivery that keeps them
  std::vector<std::string> succeeded_;

  // Of the file at hand.
  FileRules* rules_ = nullptr;
  sdk::CsvAhead* reader_ = nullptr;
  const FocusHeader* header_ = nullptr;
  FindingTally* tally_ = nullptr;

  // Of the batch at hand.
  FactBatch batch_;
  BatchSize size_;
  // Records, and their bytes, since it was asked whether it is full.
  size_t unasked_rows_ = 0;
  int64_t unasked_bytes_ = 0;
  ChargeSums sums_;
  // The texts of its dictionary that are no SeenText.
  absl::flat_hash_map<std::string, int32_t> not_seen_;
  std::optional<FactBatch> held_;

  // By the file's column: which of the batch's other columns it is; -1: it has
  // no text there yet.
  std::vector<int> other_of_column_;

  // By account and borders, as bytes.
  absl::flat_hash_map<std::string, std::unique_ptr<Scope>> scopes_;
  std::string scope_key_;
  Scope* last_scope_ = nullptr;
  std::string last_account_;
  int64_t last_start_ = 0;
  int64_t last_end_ = 0;
};

}  // namespace regisseur::focus

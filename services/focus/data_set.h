#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/commitment/contract_commitment.h"
#include "core/commitment/declared_period.h"
#include "services/focus/finding_tally.h"
#include "services/focus/focus_columns.h"

namespace regisseur::focus {

// A data set of FOCUS besides Cost and Usage. Its rows are no charges and are
// in no total.
struct DataSet {
  struct Column {
    absl::string_view name;
    ColumnType type = ColumnType::kText;
    bool mandatory = true;
    std::span<const absl::string_view> allowed;
  };
  absl::string_view name;  // `Billing Period`
  FocusVersion introduced;
  // A file whose header has all of these is of this data set.
  std::span<const absl::string_view> marks;
  std::span<const Column> columns;
  // The column whose values are counted for people; may be empty.
  absl::string_view status;
  // What a row says, in the order of these columns, for people.
  std::span<const absl::string_view> shown;
};

// The data set of a header, or nullptr: it is Cost and Usage, or no FOCUS.
const DataSet* RecogniseDataSet(std::span<const absl::string_view> header);

// Judges the rows of one file of a data set and says in one finding what it
// holds, ten of its rows with it. Not thread-safe.
class DataSetReader {
 public:
  DataSetReader(const DataSet& set, absl::Span<const absl::string_view> header,
                std::string file);

  void Read(absl::Span<const absl::string_view> fields, int64_t line);
  // What was wrong, and what it holds.
  std::vector<Finding> Take();
  // The rows that are delivered, in order: of Contract Commitment those that
  // name one, of Billing Period those that tell a period's status.
  std::vector<ContractCommitment> TakeRows() { return std::move(delivered_); }

 private:
  void ReadCommitment(absl::Span<const absl::string_view> fields, int64_t line);
  void ReadBillingPeriod(absl::Span<const absl::string_view> fields,
                         int64_t line);
  // Says that the row lacks the column, where the file has it.
  void AddNull(absl::string_view column, int64_t line);
  // The text of a column; empty where it is null or not there.
  std::string TextOf(absl::Span<const absl::string_view> fields,
                     absl::string_view column) const;
  std::optional<absl::Time> MomentOf(absl::Span<const absl::string_view> fields,
                                     absl::string_view column) const;

  struct Step {
    int column = 0;
    const DataSet::Column* of = nullptr;
  };

  const DataSet& set_;
  const std::string file_;
  const size_t width_;
  FindingTally tally_;
  std::vector<Finding> missing_;
  std::vector<Step> steps_;
  std::vector<int> shown_;
  int status_ = -1;
  int64_t rows_ = 0;
  int64_t first_line_ = 0;
  std::map<std::string, int64_t> by_status_;
  std::vector<Finding::Example> examples_;
  std::vector<std::string> names_;  // of the columns
  bool is_commitment_ = false;
  bool is_period_ = false;
  std::vector<ContractCommitment> delivered_;
};

}  // namespace regisseur::focus

#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "core/finding/finding.h"
#include "services/focus/focus_columns.h"
#include "services/focus/format_table.h"
#include "services/focus/row_mapper.h"

namespace regisseur::focus {

// The formats that a file may have.
struct CostFormats {
  bool focus = true;
  std::span<const FormatTable* const> tables;  // besides, or instead
};

// One column of a charge as it is read: a column of the file, or, of a format
// that is not FOCUS, what is made of the file's columns.
struct HeaderColumn {
  std::string name;                    // FOCUS's, else as written
  const FocusColumn* focus = nullptr;  // nullptr: x_ or stray
  std::string in_file;                 // the file's name for it
};

// The first record of a cost file: what stands in which column. Immutable.
class FocusHeader {
 public:
  // Reads the names, in any order. `tables` are the other formats that the file
  // may have, `focus` whether it may be FOCUS. Adds to `findings` what is
  // missing, stray or spelled in another case.
  //
  // A configuration problem (focus-not-focus) when it is none of them, with
  // what it looks like and what a header must have; a partner problem
  // (focus-column-duplicate) when a name stands twice.
  static absl::StatusOr<FocusHeader> Parse(
      std::span<const absl::string_view> names, absl::string_view file,
      FindingList& findings, const CostFormats& formats = {});

  const std::vector<HeaderColumn>& columns() const { return columns_; }
  // The file's names of `columns()`.
  std::vector<std::string> Names() const;
  // How records become charges of FOCUS; null where they are.
  const ColumnMapping* mapping() const { return mapping_.get(); }
  // Fields that a record of the file has.
  size_t width() const {
    return mapping_ != nullptr ? mapping_->width : columns_.size();
  }
  // The oldest version that has every FOCUS column of the file.
  FocusVersion version() const { return version_; }
  // False when BilledCost, BillingCurrency or a border of the billing period
  // has no column: then no row can be counted.
  bool countable() const { return countable_; }

 private:
  absl::Status ReadFocus(absl::Span<const absl::string_view> names,
                         absl::string_view file, FindingList& findings);
  absl::Status ReadMapped(const FormatTable& table,
                          absl::Span<const absl::string_view> names,
                          absl::string_view file, FindingList& findings);

  std::vector<HeaderColumn> columns_;
  std::shared_ptr<const ColumnMapping> mapping_;
  FocusVersion version_ = FocusVersion::k1_0;
  bool countable_ = true;
};

}  // namespace regisseur::focus

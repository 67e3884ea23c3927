#pragma once

#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "services/focus/focus_columns.h"

namespace regisseur::focus {

// One column of a file.
struct HeaderColumn {
  std::string name;                    // FOCUS's, else as written
  const FocusColumn* focus = nullptr;  // nullptr: x_ or stray
};

// The first record of a FOCUS file: what stands in which column. Immutable.
class FocusHeader {
 public:
  // Reads the names, in any order. Adds to `findings` what is missing, stray or
  // spelled in another case.
  //
  // A configuration problem (focus-not-focus) when the file is not FOCUS, with
  // the mandatory columns that are missing and what it looks like; a partner
  // problem (focus-column-duplicate) when a name stands twice.
  static absl::StatusOr<FocusHeader> Parse(
      std::span<const absl::string_view> names, absl::string_view file,
      FindingList& findings);

  const std::vector<HeaderColumn>& columns() const { return columns_; }
  // The names of `columns()`.
  std::vector<std::string> Names() const;
  // The oldest version that has every FOCUS column of the file.
  FocusVersion version() const { return version_; }
  // False when BilledCost, BillingCurrency or a border of the billing period
  // has no column: then no row can be counted.
  bool countable() const { return countable_; }

 private:
  std::vector<HeaderColumn> columns_;
  FocusVersion version_ = FocusVersion::k1_0;
  bool countable_ = true;
};

}  // namespace regisseur::focus

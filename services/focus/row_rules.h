#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "core/money/decimal.h"
#include "services/focus/finding_tally.h"
#include "services/focus/focus_header.h"

namespace regisseur::focus {

// Rules of FOCUS 1.2 that a row proves or breaks by itself: which column is
// null by what another one is, and that a price times the quantity is the cost.
// Rules that need to know what a provider offers, or what a charge was meant
// for, are not judged. A rule is judged where the file has both columns.
// Findings name the rule as the specification's own model does. Not
// thread-safe.
class RowRules {
 public:
  // `tally` must outlive the rules.
  RowRules(const FocusHeader& header, FindingTally& tally);

  // Rows that can be seen before they are judged.
  static constexpr size_t kMostRows = 64;

  // Tells that a column of the row has a value, by its place in the header.
  // `index` is the row's among those that are read at once.
  void See(int column, int index = 0) { SeeMany(column, uint64_t{1} << index); }
  // The same of many rows: a bit for each.
  void SeeMany(int column, uint64_t rows) {
    filled_[static_cast<size_t>(column)] |= rows;
  }
  // Those that were seen.
  uint64_t Filled(int column) const {
    return filled_[static_cast<size_t>(column)];
  }
  // What of the row matters besides.
  struct Row {
    bool is_tax = false;
    bool is_usage = false;
    bool is_correction = false;
    // Null where they are null.
    const std::optional<Decimal>& list_cost;
    const std::optional<Decimal>& contracted_cost;
    const std::optional<Decimal>& list_unit_price;
    const std::optional<Decimal>& contracted_unit_price;
    const std::optional<Decimal>& quantity;
  };
  // Judges a row whose columns were seen.
  void Judge(const Row& row, int64_t line, int index = 0);
  // Forgets what was seen of all rows.
  void Forget() { std::fill(filled_.begin(), filled_.end(), 0); }

 private:
  // A column that goes with another one.
  struct Pair {
    int column = 0;
    int other = 0;
    bool needed = false;      // filled where the other is, not only null
    bool usage_only = false;  // needed on lines of usage only
  };
  void JudgeProduct(int column, const std::optional<Decimal>& price,
                    const std::optional<Decimal>& quantity,
                    const std::optional<Decimal>& cost, int64_t line);

  FindingTally& tally_;
  std::vector<uint64_t> filled_;  // by column: a bit for each row
  std::vector<Pair> pairs_;
  std::vector<int> null_on_tax_;
  int list_cost_ = -1;  // -1: not judged
  int contracted_cost_ = -1;
};

}  // namespace regisseur::focus

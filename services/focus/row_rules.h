#pragma once

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
  void See(int column, int index = 0) {
    filled_[static_cast<size_t>(index) * words_ +
            (static_cast<size_t>(column) >> 6)] |= uint64_t{1} << (column & 63);
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
  // Judges the row whose columns were seen, and forgets them.
  void Judge(const Row& row, int64_t line, int index = 0);

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
  const size_t words_;            // of a row
  std::vector<uint64_t> filled_;  // a bit for each column, row after row
  std::vector<Pair> pairs_;
  std::vector<int> null_on_tax_;
  int list_cost_ = -1;  // -1: not judged
  int contracted_cost_ = -1;
};

}  // namespace regisseur::focus

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "services/focus/charge_row.h"
#include "services/focus/finding_tally.h"
#include "services/focus/focus_header.h"

namespace regisseur::focus {

// Rules of FOCUS that only several rows of a file together can break: what has
// to be the same for one thing wherever it stands (one SkuId for a SkuPriceId,
// one currency for an invoice, one end for a billing period). Of each thing the
// first value counts as right, and every row with another one is counted. Looks
// at texts that the reader remembers only, by where it remembers them: a row
// costs a few comparisons, and memory is bounded by what is remembered.
// Findings name the rule as the model of FOCUS 1.2 does. Not thread-safe.
class FileRules {
 public:
  // All must outlive the rules.
  FileRules(const FocusHeader& header, FindingTally& tally);

  // Judges a row that is counted against those before it.
  void See(const ChargeRow& row, int64_t line);

 private:
  static constexpr size_t kRecent = 64;
  // A text of the row: one that has a place of its own, or that of a column of
  // the file.
  struct Place {
    int text = -1;   // ChargeText
    int other = -1;  // index into others_
  };
  struct Pair {
    Place of;     // the thing
    Place value;  // what has one value for it
    int column = 0;
    FocusRule rule = FocusRule::kSeveral;
    absl::flat_hash_map<const SeenText*, const SeenText*> first;
    // What was found good lately, by the thing.
    std::array<std::pair<const SeenText*, const SeenText*>, kRecent> recent{};
  };

  Place PlaceOf(int column, const FocusHeader& header);
  const RowText* TextAt(const Place& place, const ChargeRow& row) const;
  void SeePair(Pair& pair, const ChargeRow& row, int64_t line);
  void SeePeriod(const ChargeRow& row, int64_t line);

  FindingTally& tally_;
  std::vector<Pair> pairs_;
  // By column of the file, where in others_ it is; -1 for one that no rule is
  // about.
  std::vector<int> other_of_column_;
  std::vector<const RowText*> others_;  // of the row at hand
  // The end of a billing period by account and start.
  int period_column_ = -1;
  absl::flat_hash_map<std::pair<const SeenText*, int64_t>, int64_t> ends_;
  const SeenText* last_account_ = nullptr;
  int64_t last_start_ = -1;
  int64_t last_end_ = -1;
};

}  // namespace regisseur::focus

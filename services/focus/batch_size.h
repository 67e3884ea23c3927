#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "core/cost/charge.h"

namespace regisseur::focus {

// How many bytes the charges of a batch take in their message, at most: what a
// message holds is limited, and a batch that is too large cannot be sent.
// Not thread-safe.
class BatchSize {
 public:
  // A text that is new to the dictionary.
  void AddText(int64_t bytes);
  // A row, `texts` of whose cells are texts.
  void AddRow(int texts, absl::Span<const std::optional<Decimal>> amounts);

  // `other_columns` are those that the batch has by name.
  int64_t Bytes(int64_t other_columns) const;

 private:
  // What the amounts of one column need: all are written with the decimals of
  // the longest, and as text where that does not fit 64 bits.
  struct Amounts {
    int scale = 0;
    int whole_digits = 0;
  };

  int64_t rows_ = 0;
  int64_t texts_ = 0;
  int64_t text_bytes_ = 0;
  int64_t text_cells_ = 0;
  std::array<Amounts, kChargeAmountCount> amounts_{};
};

}  // namespace regisseur::focus

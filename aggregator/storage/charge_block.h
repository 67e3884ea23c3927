#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "aggregator/storage/line_codec.h"
#include "core/cost/charge.h"

namespace regisseur {

// The texts that kept totals have as keys are ids of the table `text`. The
// others (resources, tags, descriptions) are often unique; a dictionary of
// everything would cost more than the lines.
constexpr bool IsKeyText(ChargeText column) {
  switch (column) {
    case ChargeText::kServiceProviderName:
    case ChargeText::kServiceCategory:
    case ChargeText::kServiceName:
    case ChargeText::kChargeCategory:
    case ChargeText::kRegion:
    case ChargeText::kBillingCurrency:
      return true;
    case ChargeText::kInvoiceIssuerName:
    case ChargeText::kBillingAccountId:
    case ChargeText::kSubAccountId:
    case ChargeText::kSubAccountName:
    case ChargeText::kChargeClass:
    case ChargeText::kChargeDescription:
    case ChargeText::kChargeFrequency:
    case ChargeText::kResourceId:
    case ChargeText::kSkuId:
    case ChargeText::kSkuPriceId:
    case ChargeText::kPricingUnit:
    case ChargeText::kConsumedUnit:
    case ChargeText::kInvoiceId:
    case ChargeText::kTags:
    case ChargeText::kOtherColumns:
      return false;
  }
  return false;
}

// A line as it is stored. Of the charge's texts the key ones are ids of `text`,
// the others indexes into the texts of its block.
struct StoredLine {
  int64_t row = 0;  // within the delivery, from 1
  int64_t party = 0;
  Charge charge;
};

// Texts of a block, [0] the empty one: null.
using LineTexts = std::vector<std::string>;

// What the lines of a block have in common.
struct LineBlock {
  int64_t first_row = 1;
  LineTexts texts;
  // One text a line, from first_row on.
  std::vector<OtherColumn> other_columns;
};

// The charges of one batch, with the ids that they are stored under.
struct BatchCharges {
  absl::Span<const Charge> charges;
  absl::Span<const std::string> dictionary;
  absl::Span<const OtherColumn> other_columns;
  absl::Span<const int64_t> text_ids;  // by dictionary index, of key texts
  absl::Span<const int64_t> parties;   // by charge
};

// Lines of one delivery in one batch as they are stored: by column, numbers in
// as few bits as they need, texts compressed.
struct PackedBlock {
  std::string numbers;
  int64_t text_bytes = 0;   // unpacked
  absl::string_view texts;  // packed; valid until the next call of the packer
};

// Makes blocks. Keeps its memory between them; not thread-safe.
class ChargeBlockPacker {
 public:
  // Packs the charges of `batch` that `rows` lists; at least one, and all lines
  // or all sums.
  absl::StatusOr<PackedBlock> Pack(const BatchCharges& batch,
                                   absl::Span<const int32_t> rows);

 private:
  void PutTimes(absl::Span<const Charge> charges,
                absl::Span<const int32_t> rows, absl::Time Charge::*field);
  void PutAmounts(absl::Span<const Charge> charges,
                  absl::Span<const int32_t> rows);
  // A column of texts that are not keys; `text` gives a row's dictionary index.
  template <typename TextOf>
  void PutTexts(absl::Span<const std::string> dictionary,
                absl::Span<const int32_t> rows, TextOf text);

  NumberWriter numbers_;
  TextWriter texts_;
  TextPacker packer_;
  std::vector<int64_t> column_;
  std::array<std::vector<int64_t>, kChargeAmountCount> coefficients_;
  // By dictionary index: the column that met it last, and its number there.
  struct Met {
    uint64_t column = 0;
    int64_t number = 0;
  };
  std::vector<Met> met_;
  uint64_t column_number_ = 0;  // of all columns ever packed
};

// True for a block whose rows are sums of lines (Charge::lines).
bool HasSums(absl::string_view numbers);

// Reads a block of `count` lines back; `block.first_row` is set by the caller.
// DATA_LOSS when it is damaged.
absl::Status UnpackBlock(absl::string_view numbers, int64_t text_bytes,
                         absl::string_view texts, int64_t count,
                         LineBlock& block, std::vector<StoredLine>& lines);

}  // namespace regisseur

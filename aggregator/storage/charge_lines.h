#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/storage/database.h"
#include "core/cost/charge.h"

namespace regisseur {

// The lines of cost, behind an interface that a file of lines can serve too
// (DECISIONS 30): append to a delivery, stream a delivery, drop a delivery. A
// line's key is its delivery and row, so that a delivery lies together.
//
// The texts that kept totals have as keys are ids of the table `text`. The
// others (resources, tags, descriptions) are often unique; a dictionary of
// everything would cost more than the lines. They are kept once a batch,
// compressed, and a line counts in them.
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
// the others indexes into the texts of its batch.
struct StoredLine {
  int64_t row = 0;  // within the delivery, from 1
  int64_t party = 0;
  Charge charge;
};

// Collects the texts that the lines of one delivery in one batch count in.
class LineTextsBuilder {
 public:
  // `dictionary_size` is the size of the batch's dictionary.
  void Start(int64_t first_row, size_t dictionary_size);
  bool started() const { return first_row_ != 0; }
  // The number of the batch's text `index`, from 1.
  int32_t Number(int32_t index, absl::string_view text);
  // Writes what was collected and ends.
  absl::Status Write(Transaction& transaction, int64_t delivery,
                     int64_t last_row);

 private:
  int64_t first_row_ = 0;  // 0: not started
  int32_t count_ = 0;
  std::vector<int32_t> numbers_;  // by dictionary index; 0: not met yet
  std::string bytes_;
};

// Appends one line.
absl::Status AppendChargeLine(Transaction& transaction, int64_t delivery,
                              const StoredLine& line);

// Streams the lines of a delivery after row `after`, ascending, at most
// `limit`; returns how many there were. `texts` are those that the line counts
// in, [0] the empty one; the same object stays for all lines of a batch, with
// `is_new` at the first.
using LineTexts = std::vector<std::string>;
absl::StatusOr<int64_t> ReadChargeLines(
    Connection& connection, int64_t delivery, int64_t after, int64_t limit,
    const std::function<absl::Status(
        const StoredLine& line, const LineTexts& texts, bool is_new)>& line);

// Drops at most `limit` lines of a delivery, with the last of them its texts;
// returns how many.
absl::StatusOr<int64_t> DropChargeLines(Transaction& transaction,
                                        int64_t delivery, int64_t limit);

}  // namespace regisseur

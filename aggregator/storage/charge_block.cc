#include "aggregator/storage/charge_block.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/time/time.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Of the format; a block of another one is not read. A block of sums has the
// lines that each stands for behind the numbers of the lines.
constexpr uint8_t kLinesOfZlib = 1;  // read, no longer written
constexpr uint8_t kLines = 2;
constexpr uint8_t kSums = 3;

// How an amount is written: not at all, with `form - 1` decimals, or as text
// because it needs more than 64 bits.
constexpr int64_t kNoAmount = 0;
constexpr int64_t kAmountAsText = Decimal::kMaxScale + 2;

// What the numbers of a column of texts say.
constexpr int64_t kNull = 0;
constexpr int64_t kNextText = 1;  // the column's next one; then 2 + its number

// Most periods start and end at whole days or hours.
constexpr int64_t kUnits[] = {86400, 3600, 1};

constexpr absl::Time Charge::*kTimes[] = {
    &Charge::billing_period_start, &Charge::billing_period_end,
    &Charge::charge_period_start, &Charge::charge_period_end};

absl::Status Damaged() {
  return absl::DataLossError("a block of stored lines cannot be read");
}

bool FitsInt64(Int128 value) {
  return value <= std::numeric_limits<int64_t>::max() &&
         value >= std::numeric_limits<int64_t>::min();
}

}  // namespace

void ChargeBlockPacker::PutTimes(absl::Span<const Charge> charges,
                                 absl::Span<const int32_t> rows,
                                 absl::Time Charge::*field) {
  const int64_t first = absl::ToUnixSeconds(charges[rows.front()].*field);
  for (size_t i = 0; i < rows.size(); ++i) {
    column_[i] = absl::ToUnixSeconds(charges[rows[i]].*field) - first;
  }
  size_t unit = 0;
  for (const int64_t distance : column_) {
    while (distance % kUnits[unit] != 0) ++unit;
  }
  for (int64_t& distance : column_) distance /= kUnits[unit];
  numbers_.Byte(static_cast<uint8_t>(unit));
  numbers_.Column({&first, 1});
  numbers_.Column(column_);
}

void ChargeBlockPacker::PutAmounts(absl::Span<const Charge> charges,
                                   absl::Span<const int32_t> rows) {
  std::string exact;
  for (int a = 0; a < kChargeAmountCount; ++a) {
    std::vector<int64_t>& coefficients = coefficients_[a];
    coefficients.resize(rows.size());
    texts_.StartColumn();
    for (size_t i = 0; i < rows.size(); ++i) {
      const std::optional<Decimal>& amount = charges[rows[i]].amounts[a];
      coefficients[i] = 0;
      if (!amount.has_value()) {
        column_[i] = kNoAmount;
      } else if (FitsInt64(amount->coefficient())) {
        column_[i] = amount->scale() + 1;
        coefficients[i] = static_cast<int64_t>(amount->coefficient());
      } else {
        column_[i] = kAmountAsText;
        exact = amount->ToString();
        texts_.StartColumn();
        texts_.Add(exact);
      }
    }
    numbers_.Column(column_);
    // Costs are often the same four times over.
    const auto end = coefficients_.begin() + a;
    const auto same = std::find(coefficients_.begin(), end, coefficients);
    numbers_.Byte(static_cast<uint8_t>(
        same == end ? 0 : same - coefficients_.begin() + 1));
    if (same == end) numbers_.Column(coefficients);
  }
}

template <typename TextOf>
void ChargeBlockPacker::PutTexts(absl::Span<const std::string> dictionary,
                                 absl::Span<const int32_t> rows, TextOf text) {
  ++column_number_;
  int64_t count = 0;
  texts_.StartColumn();
  for (size_t i = 0; i < rows.size(); ++i) {
    const int32_t index = text(rows[i]);
    if (index == 0 || dictionary[index].empty()) {
      column_[i] = kNull;
      continue;
    }
    Met& met = met_[index];
    if (met.column == column_number_) {
      column_[i] = kNextText + 1 + met.number;
      continue;
    }
    met = {column_number_, count++};
    column_[i] = kNextText;
    texts_.Add(dictionary[index]);
  }
  numbers_.Column(column_);
}

absl::StatusOr<PackedBlock> ChargeBlockPacker::Pack(
    const BatchCharges& batch, absl::Span<const int32_t> rows) {
  const absl::Span<const Charge> charges = batch.charges;
  column_.resize(rows.size());
  if (met_.size() < batch.dictionary.size()) {
    met_.resize(batch.dictionary.size());
  }
  texts_.Clear();
  const bool sums = charges[rows.front()].lines > 0;
  numbers_.Byte(sums ? kSums : kLines);
  for (size_t i = 0; i < rows.size(); ++i) {
    column_[i] = charges[rows[i]].line - static_cast<int64_t>(i);
  }
  numbers_.Column(column_);
  if (sums) {
    for (size_t i = 0; i < rows.size(); ++i) {
      column_[i] = charges[rows[i]].lines;
    }
    numbers_.Column(column_);
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    column_[i] = batch.parties[rows[i]];
  }
  numbers_.Column(column_);
  for (absl::Time Charge::*const field : kTimes) {
    PutTimes(charges, rows, field);
  }
  PutAmounts(charges, rows);
  for (int c = 0; c < kChargeTextCount; ++c) {
    if (!IsKeyText(static_cast<ChargeText>(c))) {
      PutTexts(batch.dictionary, rows,
               [&](int32_t row) { return charges[row].texts[c]; });
      continue;
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      const int32_t index = charges[rows[i]].texts[c];
      column_[i] = index == 0 ? 0 : batch.text_ids[index];
    }
    numbers_.Column(column_);
  }
  numbers_.Varint(batch.other_columns.size());
  for (const OtherColumn& other : batch.other_columns) {
    texts_.StartColumn();
    texts_.Add(other.name);
    PutTexts(batch.dictionary, rows,
             [&](int32_t row) { return other.texts[row]; });
  }
  PackedBlock block;
  block.numbers = numbers_.Take();
  numbers_ = NumberWriter();
  block.text_bytes = static_cast<int64_t>(texts_.bytes().size());
  ASSIGN_OR_RETURN(block.texts, packer_.Pack(texts_.bytes()));
  return block;
}

namespace {

// Reads one block; its columns stand in the order in which they were packed.
class BlockReader {
 public:
  BlockReader(absl::string_view numbers, absl::string_view texts, int64_t count,
              LineBlock& block, std::vector<StoredLine>& lines)
      : numbers_(numbers),
        texts_(texts),
        column_(static_cast<size_t>(count)),
        block_(block),
        lines_(lines) {}

  absl::Status Read() {
    ASSIGN_OR_RETURN(const uint8_t version, numbers_.Byte());
    if (version != kLinesOfZlib && version != kLines && version != kSums) {
      return absl::DataLossError(
          "a block of stored lines was written by another program");
    }
    lines_.assign(column_.size(), StoredLine());
    block_.texts.assign(1, "");
    block_.other_columns.clear();
    RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(column_)));
    for (size_t i = 0; i < column_.size(); ++i) {
      lines_[i].row = block_.first_row + static_cast<int64_t>(i);
      lines_[i].charge.line = column_[i] + static_cast<int64_t>(i);
    }
    if (version == kSums) {
      RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(column_)));
      for (size_t i = 0; i < column_.size(); ++i) {
        if (column_[i] < 1) return Damaged();
        lines_[i].charge.lines = column_[i];
      }
    }
    RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(column_)));
    for (size_t i = 0; i < column_.size(); ++i) lines_[i].party = column_[i];
    for (absl::Time Charge::*const field : kTimes) {
      RETURN_IF_ERROR(ReadTimes(field));
    }
    RETURN_IF_ERROR(ReadAmounts());
    for (int c = 0; c < kChargeTextCount; ++c) {
      RETURN_IF_ERROR(IsKeyText(static_cast<ChargeText>(c)) ? ReadIds()
                                                            : ReadTexts());
      for (size_t i = 0; i < column_.size(); ++i) {
        lines_[i].charge.texts[c] = static_cast<int32_t>(column_[i]);
      }
    }
    RETURN_IF_ERROR(ReadOtherColumns());
    return numbers_.AtEnd() && texts_.AtEnd() ? absl::OkStatus() : Damaged();
  }

 private:
  absl::Status ReadTimes(absl::Time Charge::*field) {
    ASSIGN_OR_RETURN(const uint8_t unit, numbers_.Byte());
    if (unit >= std::size(kUnits)) return Damaged();
    int64_t first = 0;
    RETURN_IF_ERROR(numbers_.Column({&first, 1}));
    RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(column_)));
    for (size_t i = 0; i < column_.size(); ++i) {
      int64_t seconds = 0;
      if (__builtin_mul_overflow(column_[i], kUnits[unit], &seconds) ||
          __builtin_add_overflow(seconds, first, &seconds)) {
        return Damaged();
      }
      lines_[i].charge.*field = absl::FromUnixSeconds(seconds);
    }
    return absl::OkStatus();
  }

  absl::Status ReadAmounts() {
    std::array<std::vector<int64_t>, kChargeAmountCount> coefficients;
    for (int a = 0; a < kChargeAmountCount; ++a) {
      RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(column_)));
      ASSIGN_OR_RETURN(const uint8_t same, numbers_.Byte());
      if (same > a) return Damaged();
      if (same > 0) {
        coefficients[a] = coefficients[same - 1];
      } else {
        coefficients[a].resize(column_.size());
        RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(coefficients[a])));
      }
      for (size_t i = 0; i < column_.size(); ++i) {
        const int64_t form = column_[i];
        std::optional<Decimal>& amount = lines_[i].charge.amounts[a];
        if (form == kNoAmount) continue;
        if (form < kNoAmount || form > kAmountAsText) return Damaged();
        if (form < kAmountAsText) {
          amount = Decimal(coefficients[a][i], static_cast<int>(form - 1));
          continue;
        }
        texts_.StartColumn();
        ASSIGN_OR_RETURN(const absl::string_view exact, texts_.Next());
        const absl::StatusOr<Decimal> parsed = Decimal::Parse(exact);
        if (!parsed.ok()) return Damaged();
        amount = *parsed;
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadIds() {
    RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(column_)));
    const auto bad = [](int64_t id) {
      return id < 0 || id > std::numeric_limits<int32_t>::max();
    };
    return std::any_of(column_.begin(), column_.end(), bad) ? Damaged()
                                                            : absl::OkStatus();
  }

  // Leaves indexes into the block's texts in column_.
  absl::Status ReadTexts() {
    RETURN_IF_ERROR(numbers_.Column(absl::MakeSpan(column_)));
    const auto first = static_cast<int64_t>(block_.texts.size());
    texts_.StartColumn();
    for (int64_t& number : column_) {
      if (number == kNull) continue;
      const auto end = static_cast<int64_t>(block_.texts.size());
      if (number == kNextText) {
        ASSIGN_OR_RETURN(const absl::string_view text, texts_.Next());
        block_.texts.emplace_back(text);
        number = end;
        continue;
      }
      if (number < kNull || number - kNextText - 1 >= end - first) {
        return Damaged();
      }
      number += first - kNextText - 1;
    }
    return absl::OkStatus();
  }

  absl::Status ReadOtherColumns() {
    ASSIGN_OR_RETURN(const uint64_t count, numbers_.Varint());
    for (uint64_t c = 0; c < count; ++c) {
      OtherColumn& other = block_.other_columns.emplace_back();
      texts_.StartColumn();
      ASSIGN_OR_RETURN(const absl::string_view name, texts_.Next());
      other.name = std::string(name);
      RETURN_IF_ERROR(ReadTexts());
      other.texts.assign(column_.begin(), column_.end());
    }
    return absl::OkStatus();
  }

  NumberReader numbers_;
  TextReader texts_;
  std::vector<int64_t> column_;
  LineBlock& block_;
  std::vector<StoredLine>& lines_;
};

}  // namespace

bool HasSums(absl::string_view numbers) {
  return !numbers.empty() && numbers.front() == kSums;
}

absl::Status UnpackBlock(absl::string_view numbers, int64_t text_bytes,
                         absl::string_view texts, int64_t count,
                         LineBlock& block, std::vector<StoredLine>& lines) {
  // A message has no more rows than that.
  constexpr int64_t kMaxLines = 1 << 20;
  if (count < 1 || count > kMaxLines) return Damaged();
  const bool of_zlib = !numbers.empty() && numbers.front() == kLinesOfZlib;
  ASSIGN_OR_RETURN(const std::string unpacked, of_zlib
                                                   ? Inflate(texts, text_bytes)
                                                   : Unpack(texts, text_bytes));
  return BlockReader(numbers, unpacked, count, block, lines).Read();
}

}  // namespace regisseur

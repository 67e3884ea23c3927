#include "aggregator/storage/charge_line_rows.h"

#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/storage/line_codec.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

#define REGISSEUR_LINE_COLUMNS                                                \
  "id, line, party, service_provider_text, invoice_issuer_local,"             \
  " billing_account_local, sub_account_id_local, sub_account_name_local,"     \
  " currency_text, charge_category_text, charge_class_local,"                 \
  " charge_description_local, charge_frequency_local, service_category_text," \
  " service_name_text, region_text, resource_id_local, sku_id_local,"         \
  " sku_price_id_local, pricing_unit_local, consumed_unit_local,"             \
  " invoice_id_local, tags_local, other_columns_local, "                      \
  "billing_period_start_s,"                                                   \
  " billing_period_end_s, charge_period_start_s, charge_period_end_s,"        \
  " billed_cost, effective_cost, list_cost, contracted_cost,"                 \
  " pricing_quantity, consumed_quantity, list_unit_price,"                    \
  " contracted_unit_price, scales, exact"

constexpr char kReadLinesSql[] =
    "SELECT " REGISSEUR_LINE_COLUMNS
    " FROM charge_line WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3";
constexpr char kDropLinesSql[] =
    "DELETE FROM charge_line WHERE id IN (SELECT id FROM charge_line"
    " WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3) RETURNING id";

constexpr char kReadTextsSql[] =
    "SELECT last_row, bytes, texts FROM line_texts "
    "WHERE delivery = ?1 AND first_row <= ?2 ORDER BY first_row DESC LIMIT 1";
constexpr char kDropTextsSql[] = "DELETE FROM line_texts WHERE delivery = ?1";

// Parameters, from 1; columns are one less.
constexpr int kId = 1;
constexpr int kLine = 2;
constexpr int kParty = 3;
constexpr int kTexts = 4;
constexpr int kTimes = kTexts + kChargeTextCount;
constexpr int kAmounts = kTimes + 4;
constexpr int kScales = kAmounts + kChargeAmountCount;
constexpr int kExact = kScales + 1;
static_assert(kExact == 38);

constexpr int kRowBits = 32;
constexpr int64_t kMaxRow = (int64_t{1} << kRowBits) - 1;
// Each amount's number of decimals, 0 to 28, takes five bits of `scales`.
constexpr int kScaleBits = 5;
constexpr int64_t kScaleMask = (1 << kScaleBits) - 1;

// The texts of a batch, one after the other: the length in groups of seven
// bits, the lowest first, then the bytes; compressed by zlib.
absl::StatusOr<LineTexts> Unpack(absl::string_view packed, int64_t size) {
  const absl::Status damaged =
      absl::DataLossError("the texts of a batch of lines cannot be unpacked");
  ASSIGN_OR_RETURN(const std::string bytes, Inflate(packed, size));
  LineTexts texts(1);
  absl::string_view rest = bytes;
  while (!rest.empty()) {
    size_t text = 0;
    for (int shift = 0;; shift += 7) {
      if (rest.empty() || shift > 28) return damaged;
      const auto byte = static_cast<unsigned char>(rest.front());
      rest.remove_prefix(1);
      text |= static_cast<size_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (text > rest.size()) return damaged;
    texts.emplace_back(rest.substr(0, text));
    rest.remove_prefix(text);
  }
  return texts;
}

int64_t LineId(int64_t delivery, int64_t row) {
  return (delivery << kRowBits) | row;
}

// Amounts that need more than 64 bits, as `3=123.45 7=1.5`: the number of the
// column and the exact text.
absl::Status ReadExact(absl::string_view exact, Charge& charge) {
  for (const absl::string_view part :
       absl::StrSplit(exact, ' ', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    int column = 0;
    if (!absl::SimpleAtoi(pair.first, &column) || column < 0 ||
        column >= kChargeAmountCount) {
      return absl::DataLossError(
          absl::StrCat("a stored amount reads `", exact, "`"));
    }
    ASSIGN_OR_RETURN(charge.amounts[column], Decimal::Parse(pair.second));
  }
  return absl::OkStatus();
}

absl::Status ReadLine(const Statement& read, StoredLine& line) {
  line.row = read.Int(kId - 1) & kMaxRow;
  line.party = read.Int(kParty - 1);
  Charge& charge = line.charge;
  charge.line = read.Int(kLine - 1);
  for (int i = 0; i < kChargeTextCount; ++i) {
    charge.texts[i] = static_cast<int32_t>(read.Int(kTexts - 1 + i));
  }
  charge.billing_period_start = absl::FromUnixSeconds(read.Int(kTimes - 1));
  charge.billing_period_end = absl::FromUnixSeconds(read.Int(kTimes));
  charge.charge_period_start = absl::FromUnixSeconds(read.Int(kTimes + 1));
  charge.charge_period_end = absl::FromUnixSeconds(read.Int(kTimes + 2));
  const int64_t scales = read.Int(kScales - 1);
  for (int i = 0; i < kChargeAmountCount; ++i) {
    const int column = kAmounts - 1 + i;
    if (read.IsNull(column)) {
      charge.amounts[i].reset();
      continue;
    }
    const auto scale =
        static_cast<int>((scales >> (i * kScaleBits)) & kScaleMask);
    if (scale > Decimal::kMaxScale) {
      return absl::DataLossError(
          absl::StrCat("a stored amount has ", scale, " decimals"));
    }
    charge.amounts[i] = Decimal(read.Int(column), scale);
  }
  if (!read.IsNull(kExact - 1)) return ReadExact(read.Text(kExact - 1), charge);
  return absl::OkStatus();
}

// The texts of the batch of a row, read when the rows pass into it.
class BatchTexts {
 public:
  BatchTexts(Connection& connection, int64_t delivery)
      : connection_(connection), delivery_(delivery) {}

  // Returns whether they are others than those of the row before.
  absl::StatusOr<bool> MoveTo(int64_t row) {
    if (row <= last_row_) return false;
    Statement& read = connection_.Prepared(kReadTextsSql);
    read.BindInt(1, delivery_);
    read.BindInt(2, row);
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found || read.Int(0) < row) {
      return absl::DataLossError(absl::StrCat("the texts of row ", row,
                                              " of delivery ", delivery_,
                                              " are missing"));
    }
    ASSIGN_OR_RETURN(block_.texts, Unpack(read.Blob(2), read.Int(1)));
    last_row_ = read.Int(0);
    read.Reset();
    return true;
  }
  const LineBlock& block() const { return block_; }

 private:
  Connection& connection_;
  const int64_t delivery_;
  int64_t last_row_ = 0;
  LineBlock block_;
};

// A line that counts beyond the texts of its batch is damaged.
absl::Status CheckTexts(const Charge& charge, const LineTexts& texts) {
  for (int i = 0; i < kChargeTextCount; ++i) {
    if (IsKeyText(static_cast<ChargeText>(i))) continue;
    if (charge.texts[i] < 0 ||
        charge.texts[i] >= static_cast<int32_t>(texts.size())) {
      return absl::DataLossError("a stored line has a text that is missing");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> ReadChargeLineRows(Connection& connection,
                                           int64_t delivery, int64_t after,
                                           int64_t limit,
                                           const ChargeLineConsumer& line) {
  Statement& read = connection.Prepared(kReadLinesSql);
  read.BindInt(1, LineId(delivery, after));
  read.BindInt(2, LineId(delivery, kMaxRow));
  read.BindInt(3, limit);
  StoredLine stored;
  BatchTexts batch(connection, delivery);
  int64_t count = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    ++count;
    RETURN_IF_ERROR(ReadLine(read, stored));
    ASSIGN_OR_RETURN(const bool is_new, batch.MoveTo(stored.row));
    RETURN_IF_ERROR(CheckTexts(stored.charge, batch.block().texts));
    RETURN_IF_ERROR(line(stored, batch.block(), is_new));
  }
  read.Reset();
  return count;
}

absl::StatusOr<int64_t> DropChargeLineRows(Transaction& transaction,
                                           int64_t delivery, int64_t limit) {
  Statement& drop = transaction.Prepared(kDropLinesSql);
  drop.BindInt(1, LineId(delivery, 0));
  drop.BindInt(2, LineId(delivery, kMaxRow));
  drop.BindInt(3, limit);
  int64_t count = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, drop.Step());
    if (!row) break;
    ++count;
  }
  drop.Reset();
  if (count < limit) {
    Statement& texts = transaction.Prepared(kDropTextsSql);
    texts.BindInt(1, delivery);
    RETURN_IF_ERROR(Run(texts));
  }
  return count;
}

}  // namespace regisseur

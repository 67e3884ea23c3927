#include "aggregator/storage/cost_cells.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr char kDropTotalsSql[] = "DELETE FROM cost_total WHERE delivery = ?1";
constexpr char kInsertTotalSql[] =
    "INSERT INTO cost_total (delivery, billing_period_start_s, cell,"
    " billing_period_end_s, party, charge_month, service_provider_text,"
    " service_category_text, service_name_text, charge_category_text,"
    " region_text, currency_text, charges, billed, tax, effective,"
    " effective_nulls, effective_nulls_billed, list, list_nulls,"
    " list_nulls_billed, contracted, contracted_nulls,"
    " contracted_nulls_billed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
    " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,"
    " ?24)";

void BindColumn(Statement& insert, int first, const CostTotal::Column& column) {
  insert.BindText(first, column.sum.ToString());
  insert.BindInt(first + 1, column.null_count);
  insert.BindText(first + 2, column.billed_of_nulls.ToString());
}

// Nearly every sum fits a Decimal, which is read much faster.
absl::StatusOr<ExactSum> ReadSum(absl::string_view text) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(text);
  if (!value.ok()) return ExactSum::Parse(text);
  ExactSum sum;
  RETURN_IF_ERROR(sum.Add(*value));
  return sum;
}

absl::Status ReadColumn(const Statement& read, int first,
                        CostTotal::Column& column) {
  ASSIGN_OR_RETURN(column.sum, ReadSum(read.Text(first)));
  column.null_count = read.Int(first + 1);
  ASSIGN_OR_RETURN(column.billed_of_nulls, ReadSum(read.Text(first + 2)));
  return absl::OkStatus();
}

}  // namespace

int64_t CostCells::Month(int64_t seconds) {
  if (seconds < month_from_ || seconds >= month_until_) {
    const absl::TimeZone utc = absl::UTCTimeZone();
    const absl::CivilMonth month(
        absl::ToCivilSecond(absl::FromUnixSeconds(seconds), utc));
    month_from_ = absl::ToUnixSeconds(absl::FromCivil(month, utc));
    month_until_ = absl::ToUnixSeconds(absl::FromCivil(month + 1, utc));
    month_ = month.year() * 100 + month.month();
  }
  return month_;
}

absl::Status CostCells::Add(const Charge& charge, int64_t party,
                            const CellTexts& texts, bool is_tax) {
  Key key;
  key.period_start = absl::ToUnixSeconds(charge.billing_period_start);
  key.period_end = absl::ToUnixSeconds(charge.billing_period_end);
  key.party = party;
  key.month = Month(absl::ToUnixSeconds(charge.charge_period_start));
  key.texts = texts;
  if (region_left_out_) key.texts.ids[CellTexts::kRegion] = 0;
  RETURN_IF_ERROR(cells_[key].Add(charge, is_tax));
  if (cells_.size() > kMaxCells && !region_left_out_) return LeaveRegionOut();
  return absl::OkStatus();
}

absl::Status CostCells::LeaveRegionOut() {
  Cells merged;
  for (const auto& [key, total] : cells_) {
    Key without = key;
    without.texts.ids[CellTexts::kRegion] = 0;
    RETURN_IF_ERROR(merged[without].Add(total));
  }
  cells_ = std::move(merged);
  region_left_out_ = true;
  return absl::OkStatus();
}

absl::Status CostCells::Write(Transaction& transaction,
                              int64_t delivery) const {
  Statement& drop = transaction.Prepared(kDropTotalsSql);
  drop.BindInt(1, delivery);
  RETURN_IF_ERROR(Run(drop));
  std::vector<std::pair<Key, const CostTotal*>> ordered;
  ordered.reserve(cells_.size());
  for (const auto& [key, total] : cells_) ordered.emplace_back(key, &total);
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  int64_t cell = 0;
  for (const auto& [key, total] : ordered) {
    Statement& insert = transaction.Prepared(kInsertTotalSql);
    insert.BindInt(1, delivery);
    insert.BindInt(2, key.period_start);
    insert.BindInt(3, ++cell);
    insert.BindInt(4, key.period_end);
    insert.BindInt(5, key.party);
    insert.BindInt(6, key.month);
    for (size_t i = 0; i < key.texts.ids.size(); ++i) {
      insert.BindInt(7 + static_cast<int>(i), key.texts.ids[i]);
    }
    insert.BindInt(13, total->charge_count);
    insert.BindText(14, total->billed.ToString());
    insert.BindText(15, total->tax.ToString());
    BindColumn(insert, 16, total->effective);
    BindColumn(insert, 19, total->list);
    BindColumn(insert, 22, total->contracted);
    RETURN_IF_ERROR(Run(insert));
  }
  return absl::OkStatus();
}

absl::StatusOr<CostTotal> ReadTotal(const Statement& read, int first) {
  CostTotal total;
  total.charge_count = read.Int(first);
  ASSIGN_OR_RETURN(total.billed, ReadSum(read.Text(first + 1)));
  ASSIGN_OR_RETURN(total.tax, ReadSum(read.Text(first + 2)));
  RETURN_IF_ERROR(ReadColumn(read, first + 3, total.effective));
  RETURN_IF_ERROR(ReadColumn(read, first + 6, total.list));
  RETURN_IF_ERROR(ReadColumn(read, first + 9, total.contracted));
  return total;
}

}  // namespace regisseur

#include "core/cost/cost_total.h"

#include <optional>

#include "core/base/status_macros.h"

namespace regisseur {
namespace {

absl::Status AddToColumn(CostTotal::Column& column,
                         const std::optional<Decimal>& amount,
                         const Decimal& billed, int64_t lines) {
  if (amount.has_value()) return column.sum.Add(*amount);
  column.null_count += lines;
  return column.billed_of_nulls.Add(billed);
}

absl::Status AddColumn(CostTotal::Column& column,
                       const CostTotal::Column& other) {
  column.null_count += other.null_count;
  RETURN_IF_ERROR(column.sum.Add(other.sum));
  return column.billed_of_nulls.Add(other.billed_of_nulls);
}

}  // namespace

bool CostTotal::HasRoom() const {
  return billed.HasRoom() && tax.HasRoom() && effective.HasRoom() &&
         list.HasRoom() && contracted.HasRoom();
}

absl::Status CostTotal::Add(const Charge& charge, bool is_tax) {
  const std::optional<Decimal>& billed_cost =
      charge.amount(ChargeAmount::kBilledCost);
  if (!billed_cost.has_value()) {
    return absl::InvalidArgumentError(
        "a charge without BilledCost cannot be added; it must be refused where "
        "it is read");
  }
  if (HasRoom()) return AddInPlace(charge, *billed_cost, is_tax);
  CostTotal total = *this;
  RETURN_IF_ERROR(total.AddInPlace(charge, *billed_cost, is_tax));
  *this = total;
  return absl::OkStatus();
}

absl::Status CostTotal::AddInPlace(const Charge& charge,
                                   const Decimal& billed_cost, bool is_tax) {
  RETURN_IF_ERROR(billed.Add(billed_cost));
  if (is_tax) RETURN_IF_ERROR(tax.Add(billed_cost));
  const int64_t lines = charge.LineCount();
  RETURN_IF_ERROR(AddToColumn(effective,
                              charge.amount(ChargeAmount::kEffectiveCost),
                              billed_cost, lines));
  RETURN_IF_ERROR(AddToColumn(list, charge.amount(ChargeAmount::kListCost),
                              billed_cost, lines));
  RETURN_IF_ERROR(AddToColumn(contracted,
                              charge.amount(ChargeAmount::kContractedCost),
                              billed_cost, lines));
  charge_count += lines;
  return absl::OkStatus();
}

absl::Status CostTotal::Add(const CostTotal& other) {
  CostTotal total = *this;
  RETURN_IF_ERROR(total.billed.Add(other.billed));
  RETURN_IF_ERROR(total.tax.Add(other.tax));
  RETURN_IF_ERROR(AddColumn(total.effective, other.effective));
  RETURN_IF_ERROR(AddColumn(total.list, other.list));
  RETURN_IF_ERROR(AddColumn(total.contracted, other.contracted));
  total.charge_count += other.charge_count;
  *this = total;
  return absl::OkStatus();
}

}  // namespace regisseur

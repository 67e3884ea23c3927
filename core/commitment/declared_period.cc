#include "core/commitment/declared_period.h"

namespace regisseur {
namespace {

constexpr char kCategory[] = "Billing Period";

}  // namespace

ContractCommitment RowOf(const DeclaredPeriod& period) {
  ContractCommitment row;
  row.category = kCategory;
  row.contract_id = period.account;
  row.id = period.issuer.empty() ? "*" : period.issuer;
  row.description = period.issuer;
  row.party = period.issuer;
  row.start = period.start;
  row.end = period.end;
  row.contract_start = period.created;
  row.contract_end = period.last_updated;
  row.lifecycle = period.status;
  return row;
}

bool IsDeclaredPeriod(const ContractCommitment& row) {
  return row.category == kCategory;
}

std::optional<DeclaredPeriod> DeclaredPeriodOf(const ContractCommitment& row) {
  if (!IsDeclaredPeriod(row) || !row.start.has_value() ||
      !row.end.has_value() || row.lifecycle.empty()) {
    return std::nullopt;
  }
  DeclaredPeriod period;
  period.account = row.contract_id;
  period.issuer = row.description;
  period.start = *row.start;
  period.end = *row.end;
  period.status = row.lifecycle;
  period.created = row.contract_start;
  period.last_updated = row.contract_end;
  return period;
}

}  // namespace regisseur

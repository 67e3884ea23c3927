#include "services/focus/row_rules.h"

#include <algorithm>

#include "absl/status/statusor.h"

namespace regisseur::focus {
namespace {

// A column that is null where `other` is, and, with `filled_id`, filled where
// it is. The names are those of the rules in the model of FOCUS 1.2.
struct PairRule {
  absl::string_view column;
  absl::string_view other;
  absl::string_view null_id;
  absl::string_view filled_id;
  bool usage_only = false;
};
constexpr PairRule kPairs[] = {
    {"BillingAccountType", "BillingAccountId", "BillingAccountType-C-004-C",
     "BillingAccountType-C-005-C"},
    {"CapacityReservationStatus", "CapacityReservationId",
     "CapacityReservationStatus-C-003-C", "CapacityReservationStatus-C-004-C",
     true},
    {"CommitmentDiscountCategory", "CommitmentDiscountId",
     "CommitmentDiscountCategory-C-003-C",
     "CommitmentDiscountCategory-C-004-C"},
    {"CommitmentDiscountName", "CommitmentDiscountId",
     "CommitmentDiscountName-C-004-C", ""},
    {"CommitmentDiscountStatus", "CommitmentDiscountId",
     "CommitmentDiscountStatus-C-003-C", "CommitmentDiscountStatus-C-004-C",
     true},
    {"CommitmentDiscountType", "CommitmentDiscountId",
     "CommitmentDiscountType-C-004-C", "CommitmentDiscountType-C-005-C"},
    {"CommitmentDiscountUnit", "CommitmentDiscountQuantity",
     "CommitmentDiscountUnit-C-005-C", "CommitmentDiscountUnit-C-006-C"},
    {"ConsumedUnit", "ConsumedQuantity", "ConsumedUnit-C-005-C",
     "ConsumedUnit-C-006-C"},
    {"PricingUnit", "PricingQuantity", "PricingUnit-C-005-C",
     "PricingUnit-C-006-C"},
    {"RegionName", "RegionId", "RegionName-C-004-C", "RegionName-C-005-C"},
    {"ResourceType", "ResourceId", "ResourceType-C-004-C",
     "ResourceType-C-005-C"},
    {"SkuMeter", "SkuId", "SkuMeter-C-004-C", "SkuMeter-C-005-C"},
    {"SkuPriceDetails", "SkuPriceId", "SkuPriceDetails-C-004-C", ""},
    {"SubAccountName", "SubAccountId", "SubAccountName-C-004-C",
     "SubAccountName-C-005-C"},
    {"SubAccountType", "SubAccountId", "SubAccountType-C-004-C",
     "SubAccountType-C-005-C"},
};

// Null on lines of Tax.
struct TaxRule {
  absl::string_view column;
  absl::string_view id;
};
constexpr TaxRule kNullOnTax[] = {
    {"ContractedUnitPrice", "ContractedUnitPrice-C-005-C"},
    {"ListUnitPrice", "ListUnitPrice-C-004-C"},
    {"PricingCategory", "PricingCategory-C-003-C"},
    {"PricingCurrencyListUnitPrice", "PricingCurrencyListUnitPrice-C-004-C"},
    {"PricingQuantity", "PricingQuantity-C-004-C"},
    {"SkuId", "SkuId-C-004-C"},
    {"SkuPriceId", "SkuPriceId-C-004-C"},
};

}  // namespace

RowRules::RowRules(const FocusHeader& header, FindingTally& tally)
    : tally_(tally), filled_(header.columns().size()) {
  // Another format is held against its own table.
  if (header.mapping() != nullptr) return;
  const auto find = [&header](absl::string_view name) {
    const auto found =
        std::find_if(header.columns().begin(), header.columns().end(),
                     [name](const HeaderColumn& c) { return c.name == name; });
    return found == header.columns().end()
               ? -1
               : static_cast<int>(found - header.columns().begin());
  };
  for (const PairRule& rule : kPairs) {
    const int column = find(rule.column);
    const int other = find(rule.other);
    if (column < 0 || other < 0) continue;
    pairs_.push_back({column, other, !rule.filled_id.empty(), rule.usage_only});
    for (const auto& [kind, id] :
         {std::pair{FocusRule::kNullWith, rule.null_id},
          std::pair{FocusRule::kFilledWith, rule.filled_id}}) {
      tally.SetArgument(kind, column, "other", rule.other);
      tally.SetArgument(kind, column, "id", id);
    }
  }
  const bool knows_category = find("ChargeCategory") >= 0;
  for (const TaxRule& rule : kNullOnTax) {
    const int column = find(rule.column);
    if (column < 0 || !knows_category) continue;
    null_on_tax_.push_back(column);
    tally.SetArgument(FocusRule::kNullOnTax, column, "id", rule.id);
  }
  const auto product = [&](absl::string_view cost, absl::string_view price,
                           absl::string_view id) {
    const int column = find(cost);
    if (column < 0 || find(price) < 0 || find("PricingQuantity") < 0) return -1;
    tally.SetArgument(FocusRule::kProduct, column, "price", price);
    tally.SetArgument(FocusRule::kProduct, column, "id", id);
    return column;
  };
  list_cost_ = product("ListCost", "ListUnitPrice", "ListCost-C-009-C");
  contracted_cost_ = product("ContractedCost", "ContractedUnitPrice",
                             "ContractedCost-C-009-C");
}

void RowRules::Judge(const Row& row, int64_t line, int index) {
  const auto is_filled = [this, index](int column) {
    return (Filled(column) >> index & 1) != 0;
  };
  for (const Pair& pair : pairs_) {
    const bool filled = is_filled(pair.column);
    const bool other = is_filled(pair.other);
    if (filled == other) continue;
    if (filled) {
      tally_.Add(FocusRule::kNullWith, pair.column, line, "");
    } else if (pair.needed && (row.is_usage || !pair.usage_only)) {
      tally_.Add(FocusRule::kFilledWith, pair.column, line, "");
    }
  }
  if (row.is_tax) {
    for (const int column : null_on_tax_) {
      if (is_filled(column)) {
        tally_.Add(FocusRule::kNullOnTax, column, line, "");
      }
    }
  }
  if (!row.is_correction) {
    JudgeProduct(list_cost_, row.list_unit_price, row.quantity, row.list_cost,
                 line);
    JudgeProduct(contracted_cost_, row.contracted_unit_price, row.quantity,
                 row.contracted_cost, line);
  }
}

void RowRules::JudgeProduct(int column, const std::optional<Decimal>& price,
                            const std::optional<Decimal>& quantity,
                            const std::optional<Decimal>& cost, int64_t line) {
  if (column < 0 || !price.has_value() || !quantity.has_value() ||
      !cost.has_value()) {
    return;
  }
  const absl::StatusOr<Decimal> product = Decimal::Multiply(*price, *quantity);
  // What cannot be held exactly cannot be compared exactly.
  if (!product.ok() || *product == *cost) return;
  // A provider chooses the decimals of its costs.
  if (product->RoundedHalfAwayFromZero(cost->scale()) == *cost ||
      product->Truncated(cost->scale()) == *cost) {
    return;
  }
  tally_.Add(FocusRule::kProduct, column, line, cost->ToString());
}

}  // namespace regisseur::focus

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "core/money/decimal.h"

namespace regisseur {

// The text columns of a charge, FOCUS 1.2 names; see ChargeColumns in
// regisseur/adapter/v1/facts.proto for each meaning. The order is stored in SQL
// column order only, not as numbers.
enum class ChargeText {
  kServiceProviderName,
  kInvoiceIssuerName,
  kBillingAccountId,
  kSubAccountId,
  kSubAccountName,
  kBillingCurrency,
  kChargeCategory,
  kChargeClass,
  kChargeDescription,
  kChargeFrequency,
  kServiceCategory,
  kServiceName,
  kRegion,
  kResourceId,
  kSkuId,
  kSkuPriceId,
  kPricingUnit,
  kConsumedUnit,
  kInvoiceId,
  kTags,          // JSON object
  kOtherColumns,  // JSON object of column to text; see also OtherColumn
};
inline constexpr int kChargeTextCount = 21;

// The amounts and quantities of a charge.
enum class ChargeAmount {
  kBilledCost,
  kEffectiveCost,
  kListCost,
  kContractedCost,
  kPricingQuantity,
  kConsumedQuantity,
  kListUnitPrice,
  kContractedUnitPrice,
};
inline constexpr int kChargeAmountCount = 8;

// One line of cost as a partner delivered it. Texts are indexes into the
// dictionary of the batch or reader that holds the charge; 0 is null.
struct Charge {
  int delivery = 0;  // index into the batch's deliveries
  int64_t line = 0;  // of the file, from 1; of a sum, its first
  // Of a sum of lines that agree in all that it has: how many there are. 0 for
  // a line.
  int64_t lines = 0;
  std::array<int32_t, kChargeTextCount> texts{};
  std::array<std::optional<Decimal>, kChargeAmountCount> amounts;
  absl::Time billing_period_start;
  absl::Time billing_period_end;
  absl::Time charge_period_start;
  absl::Time charge_period_end;

  int32_t text(ChargeText column) const {
    return texts[static_cast<int>(column)];
  }
  const std::optional<Decimal>& amount(ChargeAmount column) const {
    return amounts[static_cast<int>(column)];
  }
  // Lines of the file that it stands for.
  int64_t LineCount() const { return lines > 0 ? lines : 1; }
};

// A column of a batch's charges that has no place of its own, by the partner's
// name for it. One text a charge, as Charge::texts.
struct OtherColumn {
  std::string name;
  std::vector<int32_t> texts;
};

}  // namespace regisseur

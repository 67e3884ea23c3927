#include "services/focus/cost_format.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "services/focus/focus_columns.h"

namespace regisseur::focus {
namespace {

bool Has(std::span<const absl::string_view> names, absl::string_view wanted) {
  return std::any_of(names.begin(), names.end(),
                     [wanted](absl::string_view name) {
                       return absl::EqualsIgnoreCase(name, wanted);
                     });
}

bool IsMarkOfFocus(absl::string_view name) {
  const FocusColumn* column = FindFocusColumnIgnoringCase(name);
  if (column == nullptr) return false;
  return column->type == ColumnType::kDecimal ||
         column->type == ColumnType::kNonNegativeDecimal ||
         column->type == ColumnType::kDateTime;
}

}  // namespace

absl::string_view FormatDescription(CostFormat format) {
  switch (format) {
    case CostFormat::kFocus:
      return "FOCUS";
    case CostFormat::kAwsCur:
      return "an AWS Cost and Usage Report";
    case CostFormat::kOciCost:
      return "an Oracle Cloud cost report";
    case CostFormat::kAzureEa:
      return "an Azure Enterprise Agreement usage export";
    case CostFormat::kUnknown:
      return "no cost format that this program knows";
  }
  return "";
}

CostFormat GuessCostFormat(std::span<const absl::string_view> names) {
  if (Has(names, "lineItem/intervalUsageStart") || Has(names, "cost/myCost")) {
    return CostFormat::kOciCost;
  }
  if (Has(names, "lineItem/UnblendedCost") ||
      Has(names, "line_item_unblended_cost")) {
    return CostFormat::kAwsCur;
  }
  if (Has(names, "MeterId") && Has(names, "ChargeType") &&
      (Has(names, "CostInBillingCurrency") || Has(names, "Cost"))) {
    return CostFormat::kAzureEa;
  }
  if (std::any_of(names.begin(), names.end(), IsMarkOfFocus)) {
    return CostFormat::kFocus;
  }
  return CostFormat::kUnknown;
}

}  // namespace regisseur::focus

#include "services/focus/focus_rule.h"

namespace regisseur::focus {

absl::string_view RuleId(FocusRule rule) {
  switch (rule) {
    case FocusRule::kNumericFormat:
      return "focus-numeric-format";
    case FocusRule::kNumberRange:
      return "focus-number-range";
    case FocusRule::kNumberSign:
      return "focus-number-sign";
    case FocusRule::kDateTimeFormat:
      return "focus-datetime-format";
    case FocusRule::kDateTimeSqlStyle:
      return "focus-datetime-sql-style";
    case FocusRule::kDateTimeIsoStyle:
      return "focus-datetime-iso-style";
    case FocusRule::kNull:
      return "focus-null";
    case FocusRule::kAllowedValue:
      return "focus-allowed-value";
    case FocusRule::kCurrency:
      return "focus-currency";
    case FocusRule::kSubcategory:
      return "focus-subcategory";
    case FocusRule::kPeriodOrder:
      return "focus-period-order";
    case FocusRule::kChargePeriod:
      return "focus-charge-period";
    case FocusRule::kKeyValues:
      return "focus-key-values";
    case FocusRule::kPersonal:
      return "focus-personal";
    case FocusRule::kUtf8:
      return "focus-utf8";
    case FocusRule::kRowWidth:
      return "focus-row-width";
    case FocusRule::kRowLeftOut:
      return "focus-row-left-out";
  }
  return "";
}

Severity RuleSeverity(FocusRule rule) {
  switch (rule) {
    case FocusRule::kNumericFormat:
    case FocusRule::kNumberRange:
    case FocusRule::kDateTimeFormat:
    case FocusRule::kCurrency:
    case FocusRule::kPeriodOrder:
    case FocusRule::kRowWidth:
    case FocusRule::kRowLeftOut:
      return Severity::kError;
    case FocusRule::kNumberSign:
    case FocusRule::kDateTimeSqlStyle:
    case FocusRule::kDateTimeIsoStyle:
    case FocusRule::kNull:
    case FocusRule::kAllowedValue:
    case FocusRule::kSubcategory:
    case FocusRule::kChargePeriod:
    case FocusRule::kKeyValues:
    case FocusRule::kUtf8:
      return Severity::kWarning;
    case FocusRule::kPersonal:
      return Severity::kInfo;
  }
  return Severity::kError;
}

}  // namespace regisseur::focus

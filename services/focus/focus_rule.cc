#include "services/focus/focus_rule.h"

namespace regisseur::focus {

absl::string_view RuleId(FocusRule rule) {
  switch (rule) {
    case FocusRule::kNumericFormat:
      return "focus-numeric-format";
    case FocusRule::kNumericRange:
      return "focus-numeric-range";
    case FocusRule::kNegativePrice:
      return "focus-negative-price";
    case FocusRule::kDateTimeFormat:
      return "focus-datetime-format";
    case FocusRule::kDateTimeSqlStyle:
      return "focus-datetime-sql-style";
    case FocusRule::kDateTimeIsoStyle:
      return "focus-datetime-iso-style";
    case FocusRule::kNull:
      return "focus-null-not-allowed";
    case FocusRule::kValueNotAllowed:
      return "focus-value-not-allowed";
    case FocusRule::kCurrency:
      return "focus-currency";
    case FocusRule::kSubcategory:
      return "focus-subcategory";
    case FocusRule::kPeriodOrder:
      return "focus-period-order";
    case FocusRule::kChargePeriod:
      return "focus-charge-period";
    case FocusRule::kKeyValues:
      return "focus-tags-format";
    case FocusRule::kPersonal:
      return "focus-personal";
    case FocusRule::kUtf8:
      return "adapter-not-utf8";
    case FocusRule::kRowShape:
      return "focus-row-shape";
    case FocusRule::kRowNotCounted:
      return "focus-row-not-counted";
    case FocusRule::kWordUnknown:
      return "focus-word-unknown";
    case FocusRule::kNumberAmbiguous:
      return "focus-number-ambiguous";
    case FocusRule::kAmortised:
      return "focus-amortised";
    case FocusRule::kNullWith:
      return "focus-null-with";
    case FocusRule::kFilledWith:
      return "focus-filled-with";
    case FocusRule::kNullOnTax:
      return "focus-null-on-tax";
    case FocusRule::kProduct:
      return "focus-product";
    case FocusRule::kEncoding:
      return "focus-encoding";
    case FocusRule::kSeveral:
      return "focus-several-values";
    case FocusRule::kSeveralAdvised:
      return "focus-several-values-advised";
    case FocusRule::kPeriodEnds:
      return "focus-period-ends";
  }
  return "";
}

Severity RuleSeverity(FocusRule rule) {
  switch (rule) {
    case FocusRule::kNumericFormat:
    case FocusRule::kNumericRange:
    case FocusRule::kDateTimeFormat:
    case FocusRule::kCurrency:
    case FocusRule::kPeriodOrder:
    case FocusRule::kRowShape:
    case FocusRule::kRowNotCounted:
    case FocusRule::kNumberAmbiguous:
      return Severity::kError;
    case FocusRule::kNegativePrice:
    case FocusRule::kDateTimeSqlStyle:
    case FocusRule::kDateTimeIsoStyle:
    case FocusRule::kNull:
    case FocusRule::kValueNotAllowed:
    case FocusRule::kSubcategory:
    case FocusRule::kChargePeriod:
    case FocusRule::kKeyValues:
    case FocusRule::kUtf8:
    case FocusRule::kWordUnknown:
    case FocusRule::kAmortised:
    case FocusRule::kNullWith:
    case FocusRule::kFilledWith:
    case FocusRule::kNullOnTax:
    case FocusRule::kProduct:
    case FocusRule::kEncoding:
    case FocusRule::kSeveral:
    case FocusRule::kPeriodEnds:
      return Severity::kWarning;
    case FocusRule::kSeveralAdvised:
    case FocusRule::kPersonal:
      return Severity::kInfo;
  }
  return Severity::kError;
}

}  // namespace regisseur::focus

#pragma once

#include "absl/strings/string_view.h"
#include "core/finding/finding.h"

namespace regisseur::focus {

// What can be wrong with a cell or a row. Each is a rule of the catalogue
// (core/finding/catalogue.cc); README.md says what to do about it.
enum class FocusRule {
  kNumericFormat,     // not a number of FOCUS's format: taken as null
  kNumericRange,      // needs more digits than can be held exactly
  kNegativePrice,     // negative where FOCUS wants zero or more: kept
  kDateTimeFormat,    // not a moment: taken as null
  kDateTimeSqlStyle,  // 2024-09-01 00:00:00: read as UTC
  kDateTimeIsoStyle,  // another ISO form: read as UTC
  kNull,              // null where FOCUS wants a value
  kValueNotAllowed,   // not one of the allowed values: kept
  kCurrency,          // not in ISO 4217
  kSubcategory,       // under another ServiceCategory than FOCUS says: kept
  kPeriodOrder,       // a period that ends before it starts
  kChargePeriod,      // no charge period: the billing period was taken
  kKeyValues,         // not a flat JSON object: kept as text
  kPersonal,          // an e-mail address was taken out
  kUtf8,              // not UTF-8: the bytes were replaced
  kRowShape,          // more or fewer fields than the header
  kRowNotCounted,     // the row is in no total
  kWordUnknown,       // a word of another format that its table lacks: kept
  kNumberAmbiguous,   // 9.500 may be two numbers: taken as null
  kAmortised,         // costs that are not what was billed: counted
  kNullWith,          // filled although the column it goes with is null
  kFilledWith,        // null although the column it goes with is filled
  kNullOnTax,         // filled on a line of tax
  kProduct,           // a cost that is not price times quantity
  kEncoding,          // read as Windows-1252
  kSeveral,           // another value for the same thing than rows before
  kSeveralAdvised,    // the same, where FOCUS only advises one value
  kPeriodEnds,        // a billing period that ended elsewhere in rows before
};
inline constexpr int kFocusRuleCount = 28;

// The rule's id in the catalogue, and how much it matters.
absl::string_view RuleId(FocusRule rule);
Severity RuleSeverity(FocusRule rule);

}  // namespace regisseur::focus

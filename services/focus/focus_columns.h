#pragma once

#include <cstdint>
#include <span>

#include "absl/strings/string_view.h"
#include "core/cost/charge.h"

namespace regisseur::focus {

// The versions of the FOCUS specification whose names are read.
enum class FocusVersion { k1_0Preview, k1_0, k1_1, k1_2, k1_3, k1_4 };

// `1.0-preview`, `1.0`, ...
absl::string_view VersionName(FocusVersion version);

// What a column holds.
enum class ColumnType {
  kText,
  kCurrency,            // ISO 4217
  kDecimal,             // Numeric Format, any value
  kNonNegativeDecimal,  // Numeric Format, zero or more
  kDateTime,            // YYYY-MM-DDTHH:mm:ssZ
  kKeyValues,           // Key-Value Format: a flat JSON object
  kJson,                // a JSON object, nested
};

// Must a file have the column? Conditional ones depend on what the provider
// sells, so that their absence proves nothing.
enum class FeatureLevel { kMandatory, kConditional, kRecommended };

// Where a value goes in a Charge.
enum class Target {
  kOtherColumns,  // kept by name in ChargeRow::others
  kText,          // `index` is a ChargeText
  kAmount,        // `index` is a ChargeAmount
  kBillingPeriodStart,
  kBillingPeriodEnd,
  kChargePeriodStart,
  kChargePeriodEnd,
};

// One column of FOCUS Cost and Usage.
struct FocusColumn {
  absl::string_view name;
  FocusVersion introduced;
  FocusVersion last;  // the last version that has it
  ColumnType type;
  bool nullable;
  FeatureLevel level;
  Target target;
  int index = 0;  // see Target
  // Columns of one target: the lowest rank that is filled is taken, the others
  // are kept by name (RegionId before RegionName before Region).
  int rank = 0;

  bool InVersion(FocusVersion version) const {
    return introduced <= version && version <= last;
  }
};

// Every column of 1.0-preview to 1.4, ordered by name. From the specification's
// own content constraints (`feature level`, `allows nulls`, `data type`,
// `value format`, `number range`); levels are those of 1.0 on, since
// 1.0-preview knows only required and optional.
std::span<const FocusColumn> FocusColumns();

// The column of this exact name, or nullptr.
const FocusColumn* FindFocusColumn(absl::string_view name);
// The column whose name differs in case only, or nullptr.
const FocusColumn* FindFocusColumnIgnoringCase(absl::string_view name);

// The values that the column allows in that version; empty when any is.
std::span<const absl::string_view> AllowedValues(const FocusColumn& column,
                                                 FocusVersion version);

// The ServiceCategory that a ServiceSubcategory belongs to by the table of
// FOCUS 1.1 and later; empty when it is not listed.
absl::string_view CategoryOfSubcategory(absl::string_view subcategory);

}  // namespace regisseur::focus

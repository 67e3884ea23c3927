#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "core/calendar/civil_span.h"
#include "core/money/decimal.h"

namespace regisseur {

// Over which stretch a price or quantity is taken. A contract year begins on
// the contract's start day and counts in whole months from its month.
enum class PricePeriod { kMonth, kQuarter, kContractYear, kTerm };

// How the months of a meter's period make one quantity (USERS U15).
enum class MeterTake { kSum, kMax, kAverage, kLast, kP95, kPeakToDate };

// Which usage a price counts: every part that is given has to match (DESIGN
// 6.2, DECISIONS 34). The quantity is PricingQuantity.
struct Meter {
  std::string service_name;  // the data's
  std::string service;       // ours
  std::string sku;
  std::string unit;
  PricePeriod period = PricePeriod::kMonth;
  MeterTake take = MeterTake::kSum;
  // Only units beyond these are priced: seats that are paid for already.
  Decimal beyond;
  friend bool operator==(const Meter&, const Meter&) = default;
};

// The forms of a price (DESIGN 6.2). Amounts are in the contract's currency.
struct FixedPrice {
  Decimal amount;
  PricePeriod per = PricePeriod::kMonth;
  // Due in the first month of the period instead of the last.
  bool in_advance = false;
  friend bool operator==(const FixedPrice&, const FixedPrice&) = default;
};
struct PerUnitPrice {
  Decimal price;
  friend bool operator==(const PerUnitPrice&, const PerUnitPrice&) = default;
};
struct PriceTier {
  std::optional<Decimal> up_to;  // inclusive; absent in the last tier
  Decimal price;
  Decimal flat;  // once a unit falls in the tier
  friend bool operator==(const PriceTier&, const PriceTier&) = default;
};
struct GraduatedPrice {
  std::vector<PriceTier> tiers;
  friend bool operator==(const GraduatedPrice&,
                         const GraduatedPrice&) = default;
};
struct VolumePrice {
  std::vector<PriceTier> tiers;
  friend bool operator==(const VolumePrice&, const VolumePrice&) = default;
};
struct PackagePrice {
  Decimal size;
  Decimal price;
  Decimal free_units;
  friend bool operator==(const PackagePrice&, const PackagePrice&) = default;
};
struct HourBundlePrice {
  Decimal hours;
  Decimal price;
  Decimal overage;
  int carry_over_months = 0;
  Decimal opening;  // hours that were carried into the first month
  friend bool operator==(const HourBundlePrice&,
                         const HourBundlePrice&) = default;
};
struct BaselinePrice {
  Decimal units;
  Decimal amount;
  Decimal dead_band_percent;
  Decimal arc;  // each unit beyond the band
  Decimal rrc;  // each unit short of the band
  Decimal floor;
  friend bool operator==(const BaselinePrice&, const BaselinePrice&) = default;
};
struct MinimumCommitment {
  Decimal amount;
  PricePeriod per = PricePeriod::kMonth;
  std::vector<std::string> of;  // components
  friend bool operator==(const MinimumCommitment&,
                         const MinimumCommitment&) = default;
};
// Units bought ahead (Dutch: strippenkaart), USERS U15.
struct PrepaidPrice {
  enum class Renews { kOnOrder, kAutomatic };
  struct Factor {
    std::string name;  // for instance outside_hours
    Decimal factor;
    friend bool operator==(const Factor&, const Factor&) = default;
  };
  Decimal units;
  Decimal price;
  CivilSpan valid;
  // What a use is rounded up to, in units; zero: not at all.
  Decimal step;
  std::vector<Factor> factors;
  Renews renews = Renews::kOnOrder;
  std::vector<absl::CivilDay> ordered;
  friend bool operator==(const PrepaidPrice&, const PrepaidPrice&) = default;
};

using PriceForm = std::variant<FixedPrice, PerUnitPrice, GraduatedPrice,
                               VolumePrice, PackagePrice, HourBundlePrice,
                               BaselinePrice, MinimumCommitment, PrepaidPrice>;

// One line of what a contract costs.
struct PriceComponent {
  std::string component;  // its id within the contract
  PriceForm form;
  // Required by the forms that price a quantity, refused by the others.
  std::optional<Meter> meter;
  friend bool operator==(const PriceComponent&,
                         const PriceComponent&) = default;
};

// The form's word in a file: `hour_bundle`.
const char* PriceFormWord(const PriceForm& form);
// True for the forms that price a metered quantity.
bool IsMetered(const PriceForm& form);

// How prices follow an index (USERS U16).
struct IndexationClause {
  enum class Measure { kPublishedChange, kRatio };
  std::string series;
  int month = 1;  // yearly on this day
  int day = 1;
  int first_year = 0;
  std::string compare_from;  // Q3, 10 or year: the period of the year before
  std::string compare_to;
  Measure measure = Measure::kPublishedChange;
  std::optional<Decimal> cap_percent;
  std::optional<Decimal> floor_percent;
  CivilSpan announce;
  bool correct_provisional_later = true;
  std::vector<std::string> components;  // empty: all
  friend bool operator==(const IndexationClause&,
                         const IndexationClause&) = default;
};

}  // namespace regisseur

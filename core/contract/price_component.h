#pragma once

#include <map>
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

// What a meter counts.
enum class MeterCount {
  kQuantity,   // PricingQuantity of Usage charges
  kResources,  // different resources (ResourceId) of Usage charges
  kTickets,    // tickets that were opened
  kStated,     // what the contract file states by month
};

// Which usage a price counts: every part that is given has to match (DESIGN
// 6.2, DECISIONS 34).
struct Meter {
  std::string service_name;  // the data's
  std::string service;       // ours
  std::string sku;
  std::string unit;
  PricePeriod period = PricePeriod::kMonth;
  MeterTake take = MeterTake::kSum;
  // Only units beyond these are priced: seats that are paid for already.
  Decimal beyond;
  MeterCount count = MeterCount::kQuantity;
  std::map<std::string, std::string> tags;  // name to value
  // Of tickets: `incident`, …, and the first priority; empty for any.
  std::string ticket_kind;
  std::string priority;
  // kStated: a month that is not there is unknown, unless the one before it
  // holds on.
  std::map<absl::CivilMonth, Decimal> stated;
  bool holds_on = false;
  // Seats that grow within the contract year: so long before it ends fewer have
  // to be asked for.
  std::optional<CivilSpan> reduce_notice;
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

// A share of what other components cost in the month.
struct PercentagePrice {
  Decimal percent;
  std::vector<std::string> of;  // components
  friend bool operator==(const PercentagePrice&,
                         const PercentagePrice&) = default;
};
// A bonus or malus on an objective: the meter tells what was attained, the
// steps how many percent of other components that is. Of the steps above that
// are surpassed the highest counts, else of those below the lowest.
struct BonusMalusPrice {
  struct Step {
    bool above = false;  // else below
    Decimal limit;
    Decimal percent;  // above: added; below: taken off
    friend bool operator==(const Step&, const Step&) = default;
  };
  std::vector<Step> steps;
  std::vector<std::string> of;  // components
  friend bool operator==(const BonusMalusPrice&,
                         const BonusMalusPrice&) = default;
};

using PriceForm = std::variant<FixedPrice, PerUnitPrice, GraduatedPrice,
                               VolumePrice, PackagePrice, HourBundlePrice,
                               BaselinePrice, MinimumCommitment, PrepaidPrice,
                               PercentagePrice, BonusMalusPrice>;

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
// The components that the form is a share of or a floor under; empty for the
// others.
const std::vector<std::string>& ComponentsOf(const PriceForm& form);

// A discount for how long one is bound, or has been there. Of those that a
// component can have the largest counts.
struct TermDiscount {
  // For an initial term of at least this; or
  std::optional<CivilSpan> term;
  // from the month on in which the contract has run so long.
  std::optional<CivilSpan> after;
  Decimal percent;
  std::vector<std::string> components;  // empty: all but floors
  friend bool operator==(const TermDiscount&, const TermDiscount&) = default;
};

// Prices as an index made them, from a month on.
struct IndexedPricing {
  absl::CivilMonth from;
  std::vector<PriceComponent> pricing;
  bool provisional = false;  // a figure is
  friend bool operator==(const IndexedPricing&,
                         const IndexedPricing&) = default;
};

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
  // Letters that came.
  struct Announcement {
    int year = 0;  // of the change
    absl::CivilDay received;
    std::optional<Decimal> price;  // that it asks for, where it names one
    friend bool operator==(const Announcement&, const Announcement&) = default;
  };
  std::vector<Announcement> announced;
  std::vector<std::string> components;  // empty: all
  friend bool operator==(const IndexationClause&,
                         const IndexationClause&) = default;
};

}  // namespace regisseur

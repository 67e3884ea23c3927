#include "core/room/mandate_band.h"

#include <algorithm>

#include "core/base/status_macros.h"
#include "core/calendar/civil_span.h"

namespace regisseur {
namespace {

// How much of the way from `start` to `end` was gone, in percent.
absl::StatusOr<std::optional<Decimal>> PercentOf(const Decimal& gone,
                                                 const Decimal& width) {
  if (width.IsZero()) return std::optional<Decimal>();
  ASSIGN_OR_RETURN(const Decimal::Quotient percent,
                   Decimal::MultiplyDivide(std::max(gone, Decimal()),
                                           Decimal(100, 0), width, {1, 1}));
  return std::optional<Decimal>(percent.truncated);
}

}  // namespace

absl::string_view BandKindWord(MandateBand::Kind kind) {
  switch (kind) {
    case MandateBand::Kind::kCost:
      return "cost";
    case MandateBand::Kind::kHours:
      return "hours";
    case MandateBand::Kind::kAmount:
      return "amount";
    case MandateBand::Kind::kChange:
      return "change";
    case MandateBand::Kind::kLevel:
      return "level";
  }
  return "";
}

absl::StatusOr<MandateBand> MakeCostBand(const Decimal& plan,
                                         const Decimal& percent,
                                         const std::optional<Decimal>& actual) {
  MandateBand band{
      .kind = MandateBand::Kind::kCost, .plan = plan, .used = actual};
  ASSIGN_OR_RETURN(const Decimal::Quotient width,
                   Decimal::MultiplyDivide(plan, percent, Decimal(100, 0),
                                           {plan.scale(), 0}));
  ASSIGN_OR_RETURN(band.limit, Decimal::Add(plan, width.rounded));
  if (!actual.has_value()) return band;
  band.outside = *actual > band.limit;
  ASSIGN_OR_RETURN(const Decimal gone, Decimal::Subtract(*actual, plan));
  ASSIGN_OR_RETURN(band.used_percent, PercentOf(gone, width.rounded));
  return band;
}

absl::StatusOr<MandateBand> MakeBand(MandateBand::Kind kind,
                                     const Decimal& limit,
                                     const std::optional<Decimal>& used) {
  MandateBand band{.kind = kind, .limit = limit, .used = used};
  if (!used.has_value()) return band;
  band.outside = *used > limit;
  ASSIGN_OR_RETURN(band.used_percent, PercentOf(*used, limit));
  return band;
}

absl::StatusOr<MandateBand> MakeLevelBand(
    const Decimal& target, const Decimal& points,
    const std::optional<Decimal>& attained) {
  MandateBand band{
      .kind = MandateBand::Kind::kLevel, .plan = target, .used = attained};
  ASSIGN_OR_RETURN(band.limit, Decimal::Subtract(target, points));
  if (!attained.has_value()) return band;
  band.outside = *attained < band.limit;
  ASSIGN_OR_RETURN(const Decimal gone, Decimal::Subtract(target, *attained));
  ASSIGN_OR_RETURN(band.used_percent, PercentOf(gone, points));
  return band;
}

BandPeriod BandPeriodOf(const Contract& contract, PricePeriod period,
                        absl::CivilDay day) {
  const absl::CivilMonth month(day);
  switch (period) {
    case PricePeriod::kMonth:
      return {absl::CivilDay(month), absl::CivilDay(month + 1) - 1};
    case PricePeriod::kQuarter: {
      const absl::CivilMonth first = month - (month.month() - 1) % 3;
      return {absl::CivilDay(first), absl::CivilDay(first + 3) - 1};
    }
    case PricePeriod::kContractYear: {
      const absl::CivilDay start = contract.term.start;
      int years = static_cast<int>(day.year() - start.year());
      if (AddMonths(start, 12 * years) > day) --years;
      return {AddMonths(start, 12 * years),
              AddMonths(start, 12 * (years + 1)) - 1};
    }
    case PricePeriod::kTerm:
      return {contract.term.start, absl::CivilDay::max()};
  }
  return {day, day};
}

absl::StatusOr<bool> CoversChange(const Mandate& mandate, const Decimal& amount,
                                  const Decimal& spent) {
  if (!mandate.change.has_value() && !mandate.amount.has_value()) return false;
  if (mandate.change.has_value() && amount > *mandate.change) return false;
  if (!mandate.amount.has_value()) return true;
  ASSIGN_OR_RETURN(const Decimal all, Decimal::Add(spent, amount));
  return all <= *mandate.amount;
}

}  // namespace regisseur

#include "core/pricing/indexation.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

const Decimal kHundred(100, 0);

std::string PeriodOf(int year, const std::string& part) {
  return part.empty() || part == "year" ? absl::StrCat(year)
                                        : absl::StrCat(year, "-", part);
}

// price * (100 + percent) / 100, rounded to the price's decimals.
absl::StatusOr<Decimal> Changed(const Decimal& price, const Decimal& percent) {
  ASSIGN_OR_RETURN(const Decimal factor, Decimal::Add(kHundred, percent));
  ASSIGN_OR_RETURN(const Decimal::Quotient changed,
                   Decimal::MultiplyDivide(price, factor, kHundred,
                                           {price.scale(), price.scale()}));
  return changed.rounded;
}

}  // namespace

absl::StatusOr<IndexedPrice> ComputeIndexedPrice(
    const IndexationClause& clause, const Decimal& price, int year,
    const IndexSeries& series, std::optional<absl::CivilDay> announced) {
  IndexedPrice indexed;
  indexed.price = price;
  indexed.from = absl::CivilDay(year, clause.month, clause.day);
  indexed.announce_by = clause.announce.TakenOff(indexed.from);
  indexed.compare_from = PeriodOf(year - 2, clause.compare_from);
  indexed.compare_to = PeriodOf(year - 1, clause.compare_to);
  if (year < clause.first_year) {
    indexed.outcome = IndexedPrice::Outcome::kNotDue;
    return indexed;
  }
  if (!clause.announce.IsZero() &&
      (!announced.has_value() || *announced >= indexed.announce_by)) {
    indexed.outcome = IndexedPrice::Outcome::kNotAnnounced;
    return indexed;
  }
  const auto from = series.find(indexed.compare_from);
  const auto to = series.find(indexed.compare_to);
  const bool ratio = clause.measure == IndexationClause::Measure::kRatio;
  if (to == series.end() || (ratio && from == series.end()) ||
      (!ratio && !to->second.published_change.has_value())) {
    indexed.outcome = IndexedPrice::Outcome::kFigureMissing;
    return indexed;
  }
  indexed.provisional =
      to->second.provisional || (ratio && from->second.provisional);
  if (!ratio) {
    Decimal change = *to->second.published_change;
    indexed.change_percent = change;
    if (clause.cap_percent.has_value() && change > *clause.cap_percent) {
      change = *clause.cap_percent;
      indexed.capped = true;
    }
    if (clause.floor_percent.has_value() && change < *clause.floor_percent) {
      change = *clause.floor_percent;
      indexed.floored = true;
    }
    ASSIGN_OR_RETURN(indexed.price, Changed(price, change));
    return indexed;
  }
  const Decimal& before = from->second.value;
  const Decimal& after = to->second.value;
  if (before <= Decimal()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the index of ", indexed.compare_from, " is not above zero"));
  }
  ASSIGN_OR_RETURN(const Decimal difference, Decimal::Subtract(after, before));
  ASSIGN_OR_RETURN(
      const Decimal::Quotient change,
      Decimal::MultiplyDivide(difference, kHundred, before, {6, 6}));
  indexed.change_percent = change.rounded;
  // after / before against 1 + percent / 100, as whole products.
  const auto beyond = [&](const Decimal& percent) -> absl::StatusOr<int> {
    ASSIGN_OR_RETURN(const Decimal factor, Decimal::Add(kHundred, percent));
    ASSIGN_OR_RETURN(const Decimal limit, Decimal::Multiply(before, factor));
    ASSIGN_OR_RETURN(const Decimal actual, Decimal::Multiply(after, kHundred));
    return Decimal::Compare(actual, limit);
  };
  if (clause.cap_percent.has_value()) {
    ASSIGN_OR_RETURN(const int above, beyond(*clause.cap_percent));
    if (above > 0) {
      indexed.capped = true;
      ASSIGN_OR_RETURN(indexed.price, Changed(price, *clause.cap_percent));
      return indexed;
    }
  }
  if (clause.floor_percent.has_value()) {
    ASSIGN_OR_RETURN(const int above, beyond(*clause.floor_percent));
    if (above < 0) {
      indexed.floored = true;
      ASSIGN_OR_RETURN(indexed.price, Changed(price, *clause.floor_percent));
      return indexed;
    }
  }
  ASSIGN_OR_RETURN(const Decimal::Quotient changed,
                   Decimal::MultiplyDivide(price, after, before,
                                           {price.scale(), price.scale()}));
  indexed.price = changed.rounded;
  return indexed;
}

absl::StatusOr<Decimal> YearlyAboveClause(const Decimal& billed_per_month,
                                          const Decimal& allowed_per_month) {
  if (billed_per_month <= allowed_per_month) return Decimal();
  ASSIGN_OR_RETURN(const Decimal above,
                   Decimal::Subtract(billed_per_month, allowed_per_month));
  return Decimal::Multiply(above, Decimal(12, 0));
}

}  // namespace regisseur

#include "core/pricing/prepaid_balance.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Beyond this a contract's units are mistaken, and buying would not end.
constexpr int kMostLotsAtOnce = 10'000;

// `units` rounded up to a multiple of `step`.
absl::StatusOr<Decimal> RoundedUp(const Decimal& units, const Decimal& step) {
  if (step.IsZero()) return units;
  ASSIGN_OR_RETURN(Decimal steps, Decimal::DivideTruncated(units, step, 0));
  ASSIGN_OR_RETURN(const Decimal whole, Decimal::Multiply(steps, step));
  if (whole < units) {
    ASSIGN_OR_RETURN(steps, Decimal::Add(steps, Decimal(1, 0)));
  }
  return Decimal::Multiply(steps, step);
}

}  // namespace

void PrepaidBalance::Order(absl::CivilDay day) {
  ledger_.Add(day, form_.valid.AddTo(day) - 1, form_.units);
}

absl::StatusOr<PrepaidBalance::Use> PrepaidBalance::Draw(
    absl::CivilDay day, const Decimal& units, const std::string& factor) {
  ASSIGN_OR_RETURN(Decimal wanted, RoundedUp(units, form_.step));
  if (!factor.empty()) {
    const auto found =
        std::find_if(form_.factors.begin(), form_.factors.end(),
                     [&](const auto& known) { return known.name == factor; });
    if (found == form_.factors.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the contract has no factor '", factor, "'"));
    }
    ASSIGN_OR_RETURN(wanted, Decimal::Multiply(wanted, found->factor));
  }
  Use use;
  ASSIGN_OR_RETURN(Decimal left, ledger_.Draw(day, wanted));
  while (!left.IsZero() && form_.renews == PrepaidPrice::Renews::kAutomatic) {
    if (use.lots_bought == kMostLotsAtOnce) {
      return absl::OutOfRangeError(
          absl::StrCat("a use of ", wanted.ToString(), " takes more than ",
                       kMostLotsAtOnce, " lots of ", form_.units.ToString()));
    }
    Order(day);
    ++use.lots_bought;
    ASSIGN_OR_RETURN(left, ledger_.Draw(day, left));
  }
  use.short_by = left;
  ASSIGN_OR_RETURN(use.drawn, Decimal::Subtract(wanted, left));
  return use;
}

absl::StatusOr<std::vector<PrepaidBalance::Lapse>> PrepaidBalance::Remaining(
    absl::CivilDay day) const {
  std::vector<Lapse> lapses;
  for (const UnitLot& lot : lots()) {
    if (lot.last_day < day || lot.left.IsZero()) continue;
    ASSIGN_OR_RETURN(
        const Decimal::Quotient amount,
        Decimal::MultiplyDivide(lot.left, form_.price, form_.units, {12, 12}));
    lapses.push_back({lot.last_day, lot.left, amount.rounded});
  }
  return lapses;
}

}  // namespace regisseur

#include "core/pricing/prepaid_balance.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/pricing/unit_minutes.h"

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

absl::Status PrepaidBalance::Order(absl::CivilDay day) {
  ASSIGN_OR_RETURN(const Decimal minutes, MinutesOf(form_.units));
  ledger_.Add(day, form_.valid.AddTo(day) - 1, minutes);
  return absl::OkStatus();
}

absl::StatusOr<PrepaidBalance::Use> PrepaidBalance::Draw(
    absl::CivilDay day, const Decimal& units, const std::string& factor) {
  ASSIGN_OR_RETURN(const Decimal told, MinutesOf(units));
  ASSIGN_OR_RETURN(const Decimal step, MinutesOf(form_.step));
  ASSIGN_OR_RETURN(Decimal wanted, RoundedUp(told, step));
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
          absl::StrCat("a use of ", units.ToString(), " takes more than ",
                       kMostLotsAtOnce, " lots of ", form_.units.ToString()));
    }
    RETURN_IF_ERROR(Order(day));
    ++use.lots_bought;
    ASSIGN_OR_RETURN(left, ledger_.Draw(day, left));
  }
  ASSIGN_OR_RETURN(use.short_by, HoursOf(left));
  ASSIGN_OR_RETURN(const Decimal drawn, Decimal::Subtract(wanted, left));
  ASSIGN_OR_RETURN(use.drawn, HoursOf(drawn));
  return use;
}

absl::StatusOr<std::vector<PrepaidBalance::Lapse>> PrepaidBalance::Remaining(
    absl::CivilDay day) const {
  ASSIGN_OR_RETURN(const Decimal bought, MinutesOf(form_.units));
  std::vector<Lapse> lapses;
  for (const UnitLot& lot : lots()) {
    if (lot.last_day < day || lot.left.IsZero()) continue;
    ASSIGN_OR_RETURN(
        const Decimal::Quotient amount,
        Decimal::MultiplyDivide(lot.left, form_.price, bought, {12, 12}));
    ASSIGN_OR_RETURN(Decimal units, HoursOf(lot.left));
    lapses.push_back({lot.last_day, units, amount.rounded});
  }
  return lapses;
}

}  // namespace regisseur

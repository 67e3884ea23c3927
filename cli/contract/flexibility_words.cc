#include "cli/contract/flexibility_words.h"

#include "absl/strings/str_cat.h"
#include "core/money/decimal.h"

namespace regisseur {

std::string ShareWords(bool known, absl::string_view share) {
  if (!known) return "–";
  const absl::StatusOr<Decimal> number = Decimal::Parse(share);
  if (!number.ok()) return std::string(share);
  const absl::StatusOr<Decimal> percent =
      Decimal::Multiply(*number, Decimal(100, 0));
  if (!percent.ok()) return std::string(share);
  return absl::StrCat(percent->RoundedHalfAwayFromZero(1).ToString(), " %");
}

std::string FigureWords(bool known, absl::string_view figure,
                        absl::string_view at_least, absl::string_view at_most) {
  if (known) return std::string(figure);
  return absl::StrCat(at_least, "–", at_most);
}

std::string ExitInWords(const contract::v1::Rigidity& rigidity) {
  if (rigidity.no_exit()) return "no exit";
  if (!rigidity.has_days_until_exit()) return "–";
  return absl::StrCat(rigidity.days_until_exit(),
                      rigidity.days_until_exit() == 1 ? " day" : " days");
}

std::string ChangeWords(const contract::v1::Rigidity& rigidity) {
  const std::string days = rigidity.has_change_days()
                               ? absl::StrCat(rigidity.change_days(), " days")
                               : "–";
  return absl::StrCat(
      days, ", ",
      rigidity.has_surcharge_percent()
          ? absl::StrCat("+", rigidity.surcharge_percent(), " %")
          : "–");
}

std::string RoomWords(const contract::v1::Rigidity& rigidity) {
  return absl::StrCat(rigidity.has_hours_available()
                          ? absl::StrCat(rigidity.hours_available(), " h")
                          : "–",
                      ", ", rigidity.extras_available(),
                      rigidity.extras_available() == 1 ? " extra" : " extras");
}

}  // namespace regisseur

#include "core/contract/price_component.h"

namespace regisseur {
namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

}  // namespace

const char* PriceFormWord(const PriceForm& form) {
  return std::visit(
      Overloaded{
          [](const FixedPrice&) { return "fixed"; },
          [](const PerUnitPrice&) { return "per_unit"; },
          [](const GraduatedPrice&) { return "graduated"; },
          [](const VolumePrice&) { return "volume"; },
          [](const PackagePrice&) { return "package"; },
          [](const HourBundlePrice&) { return "hour_bundle"; },
          [](const BaselinePrice&) { return "baseline"; },
          [](const MinimumCommitment&) { return "minimum_commitment"; },
          [](const PrepaidPrice&) { return "prepaid"; },
          [](const PercentagePrice&) { return "percentage"; },
          [](const BonusMalusPrice&) { return "bonus_malus"; },
      },
      form);
}

bool IsMetered(const PriceForm& form) {
  return !std::holds_alternative<FixedPrice>(form) &&
         !std::holds_alternative<MinimumCommitment>(form) &&
         !std::holds_alternative<PercentagePrice>(form);
}

const std::vector<std::string>& ComponentsOf(const PriceForm& form) {
  static const auto* const kNone = new std::vector<std::string>();
  if (const auto* price = std::get_if<MinimumCommitment>(&form)) {
    return price->of;
  }
  if (const auto* price = std::get_if<PercentagePrice>(&form)) return price->of;
  if (const auto* price = std::get_if<BonusMalusPrice>(&form)) return price->of;
  return *kNone;
}

}  // namespace regisseur

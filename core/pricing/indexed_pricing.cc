#include "core/pricing/indexed_pricing.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// The prices of a form, one after the other.
void VisitPrices(PriceForm& form, std::vector<Decimal*>& prices) {
  const auto tiers = [&](std::vector<PriceTier>& each) {
    for (PriceTier& tier : each) {
      prices.push_back(&tier.price);
      if (!tier.flat.IsZero()) prices.push_back(&tier.flat);
    }
  };
  if (auto* price = std::get_if<FixedPrice>(&form)) {
    prices.push_back(&price->amount);
  } else if (auto* price = std::get_if<PerUnitPrice>(&form)) {
    prices.push_back(&price->price);
  } else if (auto* price = std::get_if<GraduatedPrice>(&form)) {
    tiers(price->tiers);
  } else if (auto* price = std::get_if<VolumePrice>(&form)) {
    tiers(price->tiers);
  } else if (auto* price = std::get_if<PackagePrice>(&form)) {
    prices.push_back(&price->price);
  } else if (auto* price = std::get_if<HourBundlePrice>(&form)) {
    prices.insert(prices.end(), {&price->price, &price->overage});
  } else if (auto* price = std::get_if<BaselinePrice>(&form)) {
    prices.insert(prices.end(),
                  {&price->amount, &price->arc, &price->rrc, &price->floor});
  } else if (auto* price = std::get_if<MinimumCommitment>(&form)) {
    prices.push_back(&price->amount);
  } else if (auto* price = std::get_if<PrepaidPrice>(&form)) {
    prices.push_back(&price->price);
  }
  // Percentages follow what they are of.
}

std::optional<absl::CivilDay> ReceivedFor(const IndexationClause& clause,
                                          int year) {
  std::optional<absl::CivilDay> first;
  for (const IndexationClause::Announcement& letter : clause.announced) {
    if (letter.year == year &&
        (!first.has_value() || letter.received < *first)) {
      first = letter.received;
    }
  }
  return first;
}

bool IsIndexed(const IndexationClause& clause, const std::string& component) {
  return clause.components.empty() ||
         std::find(clause.components.begin(), clause.components.end(),
                   component) != clause.components.end();
}

// The first month that is whole from `day` on.
absl::CivilMonth MonthFrom(absl::CivilDay day) {
  const absl::CivilMonth month(day);
  return absl::CivilDay(month) == day ? month : month + 1;
}

}  // namespace

absl::StatusOr<IndexedContract> IndexContract(const Contract& contract,
                                              const IndexSeriesByName& series,
                                              absl::CivilDay until) {
  IndexedContract indexed;
  // By the day on which it takes effect.
  std::vector<std::tuple<absl::CivilDay, size_t, int>> due;
  for (size_t i = 0; i < contract.indexation.size(); ++i) {
    const IndexationClause& clause = contract.indexation[i];
    for (auto year = contract.ValidFrom().year(); year <= until.year();
         ++year) {
      const absl::CivilDay from(year, clause.month, clause.day);
      if (from > contract.ValidFrom() && from <= until) {
        due.emplace_back(from, i, static_cast<int>(year));
      }
    }
  }
  std::sort(due.begin(), due.end());
  std::vector<PriceComponent> prices = contract.pricing;
  static const auto* const kNoFigures = new IndexSeries();
  for (const auto& [from, i, year] : due) {
    const IndexationClause& clause = contract.indexation[i];
    const auto found = series.find(absl::AsciiStrToLower(clause.series));
    const IndexSeries& figures =
        found == series.end() ? *kNoFigures : found->second;
    const std::optional<absl::CivilDay> received = ReceivedFor(clause, year);
    // What the clause says of a price of one hundred says it of the year.
    ASSIGN_OR_RETURN(const IndexedPrice told,
                     ComputeIndexedPrice(clause, Decimal(10000, 2), year,
                                         figures, received));
    indexed.years.push_back({i, year, told.outcome, told.from, told.announce_by,
                             told.change_percent, told.provisional});
    if (told.outcome != IndexedPrice::Outcome::kApplied) continue;
    for (PriceComponent& component : prices) {
      if (!IsIndexed(clause, component.component)) continue;
      std::vector<Decimal*> all;
      VisitPrices(component.form, all);
      for (Decimal* price : all) {
        ASSIGN_OR_RETURN(
            const IndexedPrice now,
            ComputeIndexedPrice(clause, *price, year, figures, received));
        *price = now.price;
      }
    }
    const absl::CivilMonth month = MonthFrom(from);
    if (!indexed.steps.empty() && indexed.steps.back().from == month) {
      indexed.steps.back().pricing = prices;
      indexed.steps.back().provisional |= told.provisional;
    } else {
      indexed.steps.push_back({month, prices, told.provisional});
    }
  }
  return indexed;
}

}  // namespace regisseur

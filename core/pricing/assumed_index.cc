#include "core/pricing/assumed_index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "core/base/status_macros.h"
#include "core/pricing/index_file.h"
#include "core/pricing/indexed_pricing.h"

namespace regisseur {
namespace {

// The first month that is whole from `day` on.
absl::CivilMonth MonthFrom(absl::CivilDay day) {
  const absl::CivilMonth month(day);
  return absl::CivilDay(month) == day ? month : month + 1;
}

struct Due {
  absl::CivilDay from;
  const IndexationClause* clause = nullptr;
};

// By day, what is not known yet.
std::vector<Due> DueChanges(const Contract& contract, absl::CivilDay known,
                            absl::CivilDay until) {
  std::vector<Due> due;
  const absl::CivilDay after = std::max(known, contract.ValidFrom());
  for (const IndexationClause& clause : contract.indexation) {
    for (auto year = after.year(); year <= until.year(); ++year) {
      const absl::CivilDay from(year, clause.month, clause.day);
      if (from <= after || from > until || year < clause.first_year) continue;
      const bool is_known =
          std::any_of(contract.indexed.begin(), contract.indexed.end(),
                      [&](const IndexedPricing& step) {
                        return step.from == MonthFrom(from);
                      });
      if (!is_known) due.push_back({from, &clause});
    }
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const Due& a, const Due& b) { return a.from < b.from; });
  return due;
}

// The clause in the shape of a published change of `year` that needs no letter.
IndexationClause Published(const IndexationClause& clause) {
  IndexationClause published = clause;
  published.measure = IndexationClause::Measure::kPublishedChange;
  published.compare_from = published.compare_to = "year";
  published.announce = {};
  published.announced.clear();
  return published;
}

}  // namespace

std::vector<absl::CivilDay> UnknownIndexDays(const Contract& contract,
                                             absl::CivilDay known,
                                             absl::CivilDay until) {
  std::vector<absl::CivilDay> days;
  for (const Due& due : DueChanges(contract, known, until)) {
    if (days.empty() || days.back() != due.from) days.push_back(due.from);
  }
  return days;
}

absl::StatusOr<AssumedContract> AssumeIndex(const Contract& contract,
                                            const Decimal& percent,
                                            absl::CivilDay known,
                                            absl::CivilDay until) {
  AssumedContract assumed{contract, {}};
  for (const Due& due : DueChanges(contract, known, until)) {
    const absl::CivilMonth month = MonthFrom(due.from);
    Contract one;
    one.term.start = due.from - 1;
    one.pricing = assumed.contract.PricingIn(month);
    one.indexation = {Published(*due.clause)};
    const auto year = static_cast<int>(due.from.year());
    IndexSeriesByName series;
    series[absl::AsciiStrToLower(due.clause->series)]
          [std::to_string(year - 1)] = {.published_change = percent};
    ASSIGN_OR_RETURN(IndexedContract indexed,
                     IndexContract(one, series, due.from));
    if (indexed.steps.empty()) continue;
    AssumedChange change{due.clause->series, due.from, percent};
    if (due.clause->cap_percent.has_value() &&
        percent > *due.clause->cap_percent) {
      change.percent = *due.clause->cap_percent;
      change.capped = true;
    }
    if (due.clause->floor_percent.has_value() &&
        percent < *due.clause->floor_percent) {
      change.percent = *due.clause->floor_percent;
      change.floored = true;
    }
    assumed.changes.push_back(std::move(change));
    std::vector<IndexedPricing>& steps = assumed.contract.indexed;
    if (!steps.empty() && steps.back().from == month) {
      steps.back().pricing = std::move(indexed.steps.front().pricing);
    } else {
      steps.push_back({month, std::move(indexed.steps.front().pricing), true});
      std::stable_sort(steps.begin(), steps.end(),
                       [](const IndexedPricing& a, const IndexedPricing& b) {
                         return a.from < b.from;
                       });
    }
  }
  return assumed;
}

}  // namespace regisseur

#include "core/reconciliation/credit_arrival.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/money/exact_sum.h"
#include "core/reconciliation/line_items.h"

namespace regisseur {
namespace {

// The words of `name` stand in `text` one after the other.
bool Names(const std::string& text, const std::string& name) {
  return absl::StrContains(absl::StrCat(" ", ComparableName(text), " "),
                           absl::StrCat(" ", ComparableName(name), " "));
}

bool NamesContract(const SeenCredit& seen, const std::string& contract) {
  return std::find(seen.contracts.begin(), seen.contracts.end(), contract) !=
         seen.contracts.end();
}

bool CanBe(const SeenCredit& seen, const AwaitedCredit& awaited) {
  return seen.currency == awaited.currency && seen.day >= awaited.since &&
         (seen.contracts.empty() || NamesContract(seen, awaited.contract));
}

}  // namespace

absl::StatusOr<std::vector<std::vector<CreditArrival>>> MatchCredits(
    const std::vector<AwaitedCredit>& awaited, std::vector<SeenCredit> seen) {
  std::stable_sort(
      seen.begin(), seen.end(),
      [](const SeenCredit& a, const SeenCredit& b) { return a.day < b.day; });
  std::vector<std::vector<CreditArrival>> arrivals(awaited.size());
  std::vector<bool> taken(seen.size(), false);
  std::vector<bool> settled(awaited.size(), false);
  const auto take = [&](size_t claim, size_t credit, const Decimal& amount) {
    arrivals[claim].push_back({seen[credit], amount, /*certain=*/true});
    taken[credit] = settled[claim] = true;
  };
  // By name, whatever the amount; then by contract and amount.
  for (const bool by_name : {true, false}) {
    for (size_t i = 0; i < awaited.size(); ++i) {
      for (size_t j = 0; j < seen.size() && !settled[i]; ++j) {
        if (taken[j] || !CanBe(seen[j], awaited[i])) continue;
        const bool named = Names(seen[j].text, awaited[i].id);
        const bool is_exact = NamesContract(seen[j], awaited[i].contract) &&
                              seen[j].amount == awaited[i].open;
        if (by_name ? named : is_exact) {
          take(i, j, std::min(seen[j].amount, awaited[i].open));
        }
      }
    }
  }
  // One credit for all that is open under a contract.
  for (size_t j = 0; j < seen.size(); ++j) {
    if (taken[j]) continue;
    for (const std::string& contract : seen[j].contracts) {
      ExactSum sum;
      std::vector<size_t> open;
      for (size_t i = 0; i < awaited.size(); ++i) {
        if (settled[i] || awaited[i].contract != contract ||
            !CanBe(seen[j], awaited[i])) {
          continue;
        }
        RETURN_IF_ERROR(sum.Add(awaited[i].open));
        open.push_back(i);
      }
      ASSIGN_OR_RETURN(const Decimal all, sum.ToDecimal());
      if (open.empty() || all != seen[j].amount) continue;
      for (const size_t i : open) take(i, j, awaited[i].open);
      break;
    }
  }
  // What only may be it: the same amount.
  for (size_t i = 0; i < awaited.size(); ++i) {
    if (settled[i]) continue;
    for (size_t j = 0; j < seen.size(); ++j) {
      if (!taken[j] && CanBe(seen[j], awaited[i]) &&
          seen[j].amount == awaited[i].open) {
        arrivals[i].push_back({seen[j], seen[j].amount, /*certain=*/false});
      }
    }
  }
  return arrivals;
}

}  // namespace regisseur

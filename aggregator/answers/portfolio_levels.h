#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "aggregator/answers/coverage.h"
#include "aggregator/answers/service_level_figures.h"
#include "aggregator/answers/service_levels.h"

namespace regisseur {

// How the promises of one provider stand: each objective in force counts once,
// by the worse of its last closed window and the one that runs.
struct ProviderLevels {
  int met = 0;
  int breached = 0;
  int at_risk = 0;
  int unknown = 0;
  int on_track = 0;  // no window has ended yet
  int disputed = 0;  // figures of any window, beside the above
  // Of those above: IsToldOtherwise, of the last closed window or the running.
  int told_otherwise = 0;
  // What is breached or at risk, as reasons for attention, the worst first.
  std::vector<LevelNote> reasons;
  // Credits of the last closed windows, when all are in one currency and known.
  std::string currency;
  std::optional<Decimal> credits;
  // How the best known figure reached us; absent without any.
  std::optional<CoverageKind> best;
};

// The same of every provider with a contract, by its id.
struct PortfolioLevels {
  std::map<std::string, ProviderLevels> providers;
  bool has_contracts = false;
  // Nothing of the above changes by time alone before then.
  absl::Time holds_until = absl::InfiniteFuture();
  std::vector<Gap> gaps;
};

// Of the owner's contracts, or all when `owner` is empty. `open` is of the same
// moment.
absl::StatusOr<PortfolioLevels> ReadPortfolioLevels(
    const AnswerContext& context, const std::string& owner, AsOf as_of,
    OpenBook& open);

}  // namespace regisseur

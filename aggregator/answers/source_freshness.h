#pragma once

#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/records.h"
#include "core/freshness/freshness.h"

namespace regisseur {

// What a kind of adapter tells. By its name: whether a source tells nothing yet
// or never will is known before its first answer.
struct AdapterTells {
  bool status = false;
  bool cost = false;
  bool measurements = false;
};
AdapterTells TellsOf(const SourceConfig& config);

// The two clocks of a source (DECISIONS 21). `expect` by configuration, else by
// kind: three intervals for states, 1 month + 5 days for cost, 1 month + 20
// days for service reports; a kind that we do not know has none.
SourceClocks ClocksOf(const SourceConfig& config, const SourceRecord& record);

// The gap of a source that is not fresh: `source-late`, `-stale`, `-missing`
// or `-failed`, with its failure in words.
Gap FreshnessGap(const KnownSource& source, const SourceRecord& record,
                 Freshness freshness);

// What every answer from this source has to say beside its facts: nothing for a
// fresh one, and nothing for one that left the configuration.
void AddFreshnessGap(const KnownPortfolio& known, const KnownSource& source,
                     const SourceRecord& record, std::vector<Gap>& gaps);

}  // namespace regisseur

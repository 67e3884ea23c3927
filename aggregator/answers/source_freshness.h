#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/records.h"
#include "core/freshness/freshness.h"

namespace regisseur {

// What is known of a source. How far its data reach is told by its facts where
// no try ever answered: a recording that was read before the rest failed.
absl::StatusOr<SourceRecord> ReadSourceRecord(const AnswerContext& context,
                                              const Principal& who,
                                              absl::string_view source,
                                              AsOf as_of);

// The same of each source, by id.
using SourceRecords = std::map<std::string, SourceRecord, std::less<>>;
absl::StatusOr<SourceRecords> ReadSourceRecords(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                AsOf as_of);

// False when the adapter said what it tells, and `kind` is not among it. Before
// it ever spoke nobody knows.
bool MayTell(const SourceRecord& record, FactKind kind);

// The two clocks of a source (DECISIONS 21). `expect` by configuration, else by
// what its adapter says that it tells: three intervals for states, 1 month + 5
// days for cost, 1 month + 20 days for service reports; none before it spoke.
SourceClocks ClocksOf(const SourceConfig& config, const SourceRecord& record);

// The gap of a source that is not fresh, with its failure in words.
Gap FreshnessGap(const KnownSource& source, const SourceRecord& record,
                 Freshness freshness);

// What every answer from this source has to say beside its facts: nothing for a
// fresh one, and nothing for one that left the configuration.
void AddFreshnessGap(const KnownPortfolio& known, const KnownSource& source,
                     const SourceRecord& record, std::vector<Gap>& gaps);

}  // namespace regisseur

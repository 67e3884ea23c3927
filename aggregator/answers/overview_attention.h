#pragma once

#include <vector>

#include "aggregator/answers/overview.h"
#include "aggregator/answers/overview_facts.h"

namespace regisseur {

// Why a provider needs attention, worst first. `row` has its sources with their
// freshness. None for one that left the configuration.
std::vector<AttentionReason> AttentionReasons(
    const OverviewFacts& facts, const OverviewFacts::Provider& provider,
    const ProviderOverview& row);

// The order in which reasons matter, 0 the worst; providers are ordered by
// their first.
int AttentionRank(const AttentionReason& reason);

}  // namespace regisseur

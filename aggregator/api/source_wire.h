#pragma once

#include "aggregator/answers/sources.h"
#include "aggregator/collect/collector.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {

// `with_findings`: the findings themselves, not only their number.
source::v1::Source SourceToWire(const SourceAnswer& answer, bool with_findings);
source::v1::CollectSourcesResponse CollectProgressToWire(
    const CollectProgress& progress);
source::v1::SourceCheck SourceCheckToWire(const std::string& id,
                                          const SourceCheckResult& result);

}  // namespace regisseur

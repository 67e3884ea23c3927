#pragma once

#include "aggregator/answers/chains.h"
#include "aggregator/answers/concentration.h"
#include "aggregator/answers/exit_rehearsal.h"
#include "aggregator/answers/overlaps.h"
#include "regisseur/resilience/v1/resilience.pb.h"

namespace regisseur {

resilience::v1::ConcentrationRow ConcentrationToWire(
    const ConcentrationRow& row, const ConcentrationAnswer& answer);
resilience::v1::Chain ChainToWire(const ChainRow& row);
resilience::v1::Overlap OverlapToWire(const OverlapRow& row);
resilience::v1::RehearseExitResponse RehearsalToWire(
    const RehearsalAnswer& answer);

}  // namespace regisseur

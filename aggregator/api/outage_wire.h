#pragma once

#include "aggregator/answers/outage_now.h"
#include "aggregator/answers/outages.h"
#include "regisseur/outage/v1/outage.pb.h"

namespace regisseur {

outage::v1::Outage OutageToWire(const OutageRow& row, absl::Time now);
outage::v1::OutageNow OutageNowToWire(const NowRow& row, absl::Time now);
outage::v1::FunctionHit FunctionHitToWire(const FunctionHitRow& row);

}  // namespace regisseur

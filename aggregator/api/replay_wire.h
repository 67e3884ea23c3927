#pragma once

#include "aggregator/answers/contract_replay.h"
#include "regisseur/contract/v1/contract.pb.h"

namespace regisseur {

contract::v1::ReplayContractResponse ReplayToWire(const ReplayAnswer& answer);

}  // namespace regisseur

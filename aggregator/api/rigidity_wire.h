#pragma once

#include "aggregator/answers/contract_rigidity.h"
#include "regisseur/contract/v1/rigidity.pb.h"

namespace regisseur {

contract::v1::Rigidity RigidityToWire(const ContractRigidity& row);
contract::v1::RigidityMean RigidityMeanToWire(const RigidityMean& mean);

}  // namespace regisseur

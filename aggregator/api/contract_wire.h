#pragma once

#include "aggregator/answers/contracts.h"
#include "regisseur/contract/v1/contract.pb.h"

namespace regisseur {

// Contracts on the wire. Here the words for people are chosen.

contract::v1::ContractRow ContractRowToWire(const ContractAnswer& answer);
contract::v1::Contract ContractToWire(const ContractAnswer& answer);
contract::v1::ClauseGap ClauseGapToWire(const ContractClauseGap& gap);

// A version of a contract: its file, and from when until when it holds.
contract::v1::ContractVersion ContractVersionToWire(
    const ContractRegister::Entry& entry, const ContractRegister::Entry* next);

}  // namespace regisseur

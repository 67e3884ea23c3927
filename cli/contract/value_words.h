#pragma once

#include <string>

#include "cli/output/text_table.h"
#include "regisseur/contract/v1/contract.pb.h"

namespace regisseur {

// How much of a value ceiling is used: `75.4 %`, with its warning. Empty
// without a ceiling, `–` where it cannot be told.
Cell UsedCell(const contract::v1::ContractRow& row);

// `future`, `running`, `ended`.
Cell ContractStateCell(contract::v1::ContractState state);

}  // namespace regisseur

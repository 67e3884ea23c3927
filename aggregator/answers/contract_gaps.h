#pragma once

#include <vector>

#include "aggregator/answers/answer_context.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// What the register leaves out now: each contract file that cannot be used as
// it is, whether its version before stays in force or not. Nothing for an
// answer as known on an earlier day, when the register of that day was whole.
// `contracts` is the register of the answer; of it `provider` (empty: all) is
// asked about.
void AddRefusedContractGaps(const AnswerContext& context,
                            const KnownPortfolio& known,
                            const ContractRegister& contracts,
                            const std::string& provider, AsOf as_of,
                            std::vector<Gap>& gaps);

}  // namespace regisseur

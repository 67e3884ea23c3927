#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// What the register leaves out. Now: each contract file that cannot be used as
// it is, whether its version before stays in force or not; an answer as known
// on an earlier day leaves them out, for the register of that day was whole.
// And each contract whose file is gone, unless it had ended before `on`.
// `contracts` is the register of the answer; of it `provider` (empty: all) is
// asked about.
void AddContractFileGaps(const AnswerContext& context,
                         const KnownPortfolio& known,
                         const ContractRegister& contracts,
                         const std::string& provider, absl::CivilDay on,
                         AsOf as_of, std::vector<Gap>& gaps);

// The same for an answer about now, or what was now when it was known.
void AddContractFileGaps(const AnswerContext& context,
                         const KnownPortfolio& known,
                         const ContractRegister& contracts,
                         const std::string& provider, AsOf as_of,
                         std::vector<Gap>& gaps);

}  // namespace regisseur

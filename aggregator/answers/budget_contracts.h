#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/budgets.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// Adds an amount in a currency to a sum in a budget's own. NOT_FOUND when there
// is no rate.
using BudgetConversion = std::function<absl::Status(
    ConvertedSum& sum, const ExactSum& amount, const std::string& currency,
    const BilledAt& billed)>;

// What the contracts of a provider say about the months of its budget, where it
// has one: accrued, as `cost accruals` has it of the months that are over, and
// committed, what falls due from then on less what came of it. Absent without
// a rate.
absl::Status AddBudgetContracts(const AnswerContext& context,
                                const Principal& who,
                                const KnownPortfolio& known,
                                const ContractRegister& contracts,
                                const BudgetConversion& convert,
                                absl::CivilDay today, AsOf as_of,
                                BudgetRow& row, std::vector<Gap>& gaps);

}  // namespace regisseur

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"
#include "core/contract/notice_dates.h"
#include "core/money/decimal.h"

namespace regisseur {

// What a contract fixes month by month, whatever is used: in its currency, net
// of tax, exact, by VersionOfMonth.
struct ContractPlan {
  std::map<absl::CivilMonth, Decimal> months;
  // The same, but what is due once a quarter, year or term is spread over its
  // days, as bills are, and a true-up over the months that it is for; nothing
  // before the day on which the term begins.
  std::map<absl::CivilMonth, Decimal> spread;
  // Of it, what is due at the end of a period: by the month in which it is due,
  // then by that to which it belongs.
  std::map<absl::CivilMonth, std::map<absl::CivilMonth, Decimal>> in_arrears;
  // Components whose amount depends on usage and is not in it.
  std::vector<std::string> by_usage;
};

// Of the months from `first` to `last` in which the contract `id` holds, none
// before its term begins; `spread` only where it is asked for. Required: the
// register has it.
absl::StatusOr<ContractPlan> PlanOfContract(const ContractRegister& contracts,
                                            const std::string& id,
                                            absl::CivilMonth first,
                                            absl::CivilMonth last,
                                            bool with_spread = false);

// What falls due under it at least in those months, whatever is used from now
// on: what is fixed, and what a floor or a minimum commitment asks. Of a
// commitment's period that runs, what was used so far is off. Reads charges
// only where a commitment needs them. Required: the register has it.
absl::StatusOr<std::map<absl::CivilMonth, Decimal>> ReadLeastOfContract(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& id, absl::CivilMonth first, absl::CivilMonth last,
    AsOf as_of, std::vector<Gap>& gaps);

// The first day on which we can be out of it, when notice is received on `on`;
// absent where nothing bounds it.
std::optional<absl::CivilDay> EarliestExit(const Contract& contract,
                                           absl::CivilDay on);

// The same of the contract `id` with the versions that are agreed already and
// hold later, as far as it runs until then. Required: the register has it.
std::optional<absl::CivilDay> EarliestExit(const ContractRegister& contracts,
                                           const std::string& id,
                                           absl::CivilDay on);

// Says of prepaid units that are bought by themselves that no figure ahead has
// the lots that come because others lapse.
void AddLotGaps(const Contract& contract, const std::string& provider,
                std::vector<Gap>& gaps);

// The part of `amount` that falls to the days of `month` from `from` until
// before `to`, exact to 12 decimals.
absl::StatusOr<Decimal> ShareOfDays(const Decimal& amount,
                                    absl::CivilMonth month, absl::CivilDay from,
                                    absl::CivilDay to);

}  // namespace regisseur

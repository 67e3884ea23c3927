#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// True when what a month costs depends on that month alone: nothing is carried,
// and no period is longer.
bool IsByMonth(const Contract& contract);

// The usage that prices are made of, for `components` of contracts with
// `provider`: Usage charges of billing periods that begin in the UTC months
// [from, to] (DECISIONS 18). A month counts as delivered when every source of
// charges has it that had delivered by then. Components whose units are mixed,
// charges without a quantity and lines that were dropped become gaps; in the
// last case every metered component is refused.
absl::StatusOr<PricedUsage> ReadPricedUsage(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider,
    const std::vector<PriceComponent>& components, absl::CivilMonth from,
    absl::CivilMonth to, AsOf as_of, std::vector<Gap>& gaps);

// What a contract costs in each month of [from, to], net and without extras, by
// VersionOfMonth. Where prices depend on
// earlier months (hours that are carried over, periods of several months) they
// are followed from the contract's start. Reads charges only where a price
// needs them.
absl::StatusOr<std::vector<MonthPrice>> ReadContractPrices(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const ContractRegister& contracts,
    const std::string& contract, absl::CivilMonth from, absl::CivilMonth to,
    AsOf as_of, std::vector<Gap>& gaps);

// The last days of the billing periods that a provider delivered, ascending, in
// UTC.
absl::StatusOr<std::vector<absl::CivilDay>> ReadBillingEnds(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, AsOf as_of);

}  // namespace regisseur

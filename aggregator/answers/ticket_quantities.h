#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/price_component.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// Adds to `usage` how many tickets each component counts (MeterCount::kTickets)
// that were opened in the months [from, to], of the portfolio's zone. A month
// counts when a ticket of the provider was opened in or before it and it is
// over; the others are not known, and a gap says which.
absl::Status AddTicketQuantities(const AnswerContext& context,
                                 const Principal& who,
                                 const KnownPortfolio& known,
                                 const std::string& provider,
                                 const std::vector<PriceComponent>& components,
                                 absl::CivilMonth from, absl::CivilMonth to,
                                 AsOf as_of, PricedUsage& usage,
                                 std::vector<Gap>& gaps);

}  // namespace regisseur

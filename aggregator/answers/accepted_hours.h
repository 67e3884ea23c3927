#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/storage/matter_store.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// Hours as somebody entered them.
struct EnteredHour {
  absl::CivilDay day;
  Decimal minutes;
  std::string factor;
  ProposalState state = ProposalState::kProposed;
};
// DATA_LOSS when they cannot be read.
absl::StatusOr<EnteredHour> EnteredHourOf(const Matter& matter);

// Puts the hours that an owner accepted, by the month of their day, into what
// hour bundles without a meter are priced by: people tell their hours. A bundle
// to which an order added hours cannot be priced so; it is refused.
absl::Status AddAcceptedHours(const AnswerContext& context,
                              const Principal& who, const Contract& contract,
                              AsOf as_of, PricedUsage& usage);

}  // namespace regisseur

#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/answer_context.h"
#include "aggregator/storage/matter_store.h"
#include "core/contract/contract.h"
#include "core/money/decimal.h"
#include "core/pricing/contract_price.h"

namespace regisseur {

// Puts the hours that an owner accepted, by the month of their day, into what
// hour bundles without a meter are priced by: people tell their hours. A bundle
// to which an order added hours cannot be priced so; it is refused.
absl::Status AddAcceptedHours(const AnswerContext& context,
                              const Principal& who, const Contract& contract,
                              AsOf as_of, PricedUsage& usage);

}  // namespace regisseur

#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/claims.h"

namespace regisseur {

// AnswerClaims, and of each granted claim and each that settles itself what was
// seen of it in later charges and invoices (USERS U8). One that certainly came
// counts as received, with the invoice or charge as evidence, until a person
// records it; what only may be it leaves the claim open.
absl::StatusOr<ClaimsAnswer> AnswerClaimsWithArrivals(
    const AnswerContext& context, const Principal& who,
    const ClaimsQuestion& question, AsOf as_of);

}  // namespace regisseur

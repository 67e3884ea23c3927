#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/storage/matter_store.h"
#include "core/credit/claim_account.h"
#include "core/money/decimal.h"

namespace regisseur {

// The names of the values that steps of a claim carry.
inline constexpr char kClaimAmount[] = "amount";
inline constexpr char kClaimCurrency[] = "currency";
// In the first step: how the claim began, `eligible` or `due_on_invoice`, and
// what was due then.
inline constexpr char kClaimBegun[] = "begun";
inline constexpr char kClaimDue[] = "due";
inline constexpr char kClaimBy[] = "claim_by";
inline constexpr char kClaimDocument[] = "document";
inline constexpr char kClaimVat[] = "vat";
// The reason of this step was written to the provider.
inline constexpr char kClaimReasonTold[] = "reason_told";

// What a claim comes to after its steps. DATA_LOSS when they cannot be read.
absl::StatusOr<ClaimAccount> AccountOf(const Matter& claim);

// The step of the account that a move is; absent for one of another kind.
std::optional<ClaimStep::Kind> FindClaimStep(MatterMove move);

}  // namespace regisseur

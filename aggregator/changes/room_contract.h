#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "core/contract/contract_history.h"
#include "core/principal/principal.h"
#include "core/time/time_range.h"

namespace regisseur {

// The version of a contract that holds on a day, with what it stands in.
struct RoomContract {
  std::shared_ptr<const ContractRegister> contracts;
  const ContractRegister::Entry* entry = nullptr;

  const Contract& contract() const { return entry->contract; }
};

// INVALID_ARGUMENT without an id. NOT_FOUND, as for one that is not there, when
// it is not `provider`'s (empty: anybody's) or `who` is another provider.
absl::StatusOr<RoomContract> FindRoomContract(const ContractHistory& history,
                                              const Principal& who,
                                              const std::string& provider,
                                              const std::string& id,
                                              absl::CivilDay day);

// Matters about a day stand there by UTC's clock.
TimeRange RangeOfDay(absl::CivilDay day);

inline const char* SideOf(const Principal& who) {
  return who.role == Principal::Role::kProvider ? "provider" : "customer";
}

// `today` when `text` is empty. INVALID_ARGUMENT for what is no day, and for
// one that is still to come.
absl::StatusOr<absl::CivilDay> ReadPastDay(const std::string& field,
                                           const std::string& text,
                                           absl::CivilDay today);

}  // namespace regisseur

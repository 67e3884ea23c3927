#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "core/principal/principal.h"

namespace regisseur {

// Two sides sign contracts; three parties work with what comes of them.
enum class Participant { kCustomer, kProvider, kEndUser };

// As it is stored and shown: `customer`, `provider`, `end_user`.
absl::string_view ParticipantWord(Participant party);
std::optional<Participant> FindParticipant(absl::string_view word);

// For whom somebody speaks.
Participant ParticipantOf(const Principal& who);
// The other side of a contract; of those who use it the provider.
Participant OtherSide(Participant party);

}  // namespace regisseur

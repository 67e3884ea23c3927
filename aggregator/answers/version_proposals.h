#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/contract_replay.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/room_scope.h"
#include "core/contract/contract_diff.h"
#include "core/contract/version_reader.h"
#include "core/principal/principal.h"
#include "core/room/version_proposal.h"

namespace regisseur {

struct VersionProposalsQuestion {
  RoomQuestion room;
  std::string id;     // only this one, with its text and replay; empty for all
  bool open = false;  // only those that wait
};

// A version that one side proposed, and where it stands.
struct VersionProposal {
  Matter matter;
  VersionStanding standing;
  absl::CivilDay valid_from;
  Side side = Side::kCustomer;
  // Of the one that is asked for by itself; absent where its text cannot be
  // read any more beside the register as it is.
  std::optional<VersionText> version;
  std::vector<ContractChange> changes;  // against the version that it follows
  // What it would have cost in the twelve months before, as it was known when
  // it was proposed; absent for a partner, and where nothing is priced.
  std::optional<FormReplay> replay;
};

struct VersionProposalsAnswer {
  std::vector<VersionProposal>
      proposals;  // in the order in which they were made
  std::vector<Gap> gaps;
};

// Errors as OpenRoom; NOT_FOUND for an unknown id.
absl::StatusOr<VersionProposalsAnswer> AnswerVersionProposals(
    const AnswerContext& context, const ContractReader* reader,
    const VersionReader* versions, const Principal& who,
    const VersionProposalsQuestion& question, AsOf as_of);

// What accepting a version binds us to: its ceiling, else what it fixes over
// the months from its day to its end, twelve where it has none; absent where
// that is nothing.
absl::StatusOr<std::optional<Principal::MoneyLimit>> WorthOfVersion(
    const Contract& version);

}  // namespace regisseur

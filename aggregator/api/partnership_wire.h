#pragma once

#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "aggregator/answers/escalations.h"
#include "aggregator/answers/obligations.h"
#include "core/partnership/participant.h"
#include "regisseur/partnership/v1/escalation.pb.h"
#include "regisseur/partnership/v1/obligation.pb.h"
#include "regisseur/partnership/v1/partnership.pb.h"

namespace regisseur {

partnership::v1::Party ParticipantToWire(Participant participant);
// Absent when it is not set. INVALID_ARGUMENT for a number that is none.
absl::StatusOr<std::optional<Participant>> ParticipantFromWire(
    partnership::v1::Party wire);

// The steps of a matter as `reader` may see them. What stands in our own chain
// is for our own people; a partner reads the names of its own people and of
// those in `known_names`, a user none.
void EntriesToWire(
    const Matter& matter, const Principal& reader,
    const std::set<std::string>& known_names,
    google::protobuf::RepeatedPtrField<partnership::v1::Entry>* entries,
    google::protobuf::RepeatedPtrField<partnership::v1::Entry>* notes);

partnership::v1::Escalation EscalationToWire(const EscalationRow& row,
                                             const Principal& reader,
                                             absl::Time now);
EscalationLinks LinksFromWire(const partnership::v1::EscalationLinks& wire);
partnership::v1::EscalationTimes EscalationTimesToWire(
    const EscalationTimesRow& row);

partnership::v1::Obligation ObligationToWire(const ObligationRow& row,
                                             const Principal& reader);
partnership::v1::ObligationScore ObligationScoreToWire(
    const ObligationScore& score);
partnership::v1::WaitedForCustomer WaitedToWire(
    const WaitedForCustomer& waited);

}  // namespace regisseur

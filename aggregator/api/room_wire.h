#pragma once

#include "aggregator/answers/extras.h"
#include "aggregator/answers/hour_balances.h"
#include "aggregator/answers/mandates.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "regisseur/objective/v1/objective.pb.h"
#include "regisseur/room/v1/room.pb.h"

namespace regisseur {

// Extras, hours and mandates on the wire. `for_partner` leaves out what the
// marks of the fields cannot tell: steps that the partner is not told of, and
// why we did something.
room::v1::Extra ExtraToWire(const ExtraRow& row, bool for_partner);
room::v1::AvailableExtra AvailableExtraToWire(const AvailableExtra& available);
room::v1::Hours HoursToWire(const Matter& hours, bool for_partner);
room::v1::HourBalance HourBalanceToWire(const HourBalanceRow& row);
room::v1::MandateBand MandateBandToWire(const MandateRow& row);
room::v1::Intervention InterventionToWire(const InterventionRow& row);

// The steps of a matter; for a partner without those in a chain that is not its
// own, and without reasons that are ours.
void RoomStepsToWire(
    const Matter& matter, bool for_partner,
    google::protobuf::RepeatedPtrField<objective::v1::Step>* wire);

}  // namespace regisseur

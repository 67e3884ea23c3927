#pragma once

#include "aggregator/answers/agenda.h"
#include "aggregator/answers/agenda_closed.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "regisseur/agenda/v1/agenda.pb.h"
#include "regisseur/type/v1/evidence.pb.h"

namespace regisseur {

// Items of the agenda on the wire, in the words for people.

agenda::v1::AgendaItem AgendaItemToWire(const AgendaItem& item);
agenda::v1::ClosedAgendaItem ClosedAgendaItemToWire(
    const ClosedAgendaItem& closed);
// How many items each person has in each state.
void AgendaCountsToWire(
    const std::vector<AgendaItem>& items,
    google::protobuf::RepeatedPtrField<agenda::v1::AgendaCount>* wire);

}  // namespace regisseur

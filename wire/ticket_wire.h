#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/ticket/ticket.h"
#include "regisseur/adapter/v1/facts.pb.h"
#include "regisseur/type/v1/state.pb.h"
#include "wire/dictionary.h"

// Tickets of the adapter contract <-> core; facts_wire.h reads whole batches.

namespace regisseur {

// An unknown number is kUnspecified: the clock runs.
TicketState FromWire(type::v1::TicketState state);
type::v1::TicketState ToWire(TicketState state);
TicketKind FromWire(type::v1::TicketKind kind);
type::v1::TicketKind ToWire(TicketKind kind);

// Reads a ticket whose texts are in `dictionary`; its delivery is copied
// unchecked. INVALID_ARGUMENT names the field.
absl::StatusOr<Ticket> FromWire(const adapter::v1::Ticket& wire,
                                const std::vector<std::string>& dictionary);
void TicketToWire(const Ticket& ticket, DictionaryWriter& dictionary,
                  adapter::v1::Ticket& wire);

}  // namespace regisseur

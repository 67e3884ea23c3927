#include "aggregator/api/ticket_handlers.h"

#include <optional>

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/ticket/ticket_moments.h"
#include "wire/ticket_wire.h"

namespace regisseur {
namespace {

namespace pb = ticket::v1;

pb::TicketRow TicketToWire(const TicketRowAnswer& row) {
  const Ticket& ticket = row.ticket;
  const TicketStep& now = ticket.steps.back();
  pb::TicketRow wire;
  wire.set_id(ticket.id);
  wire.set_provider(row.provider);
  wire.set_source(row.source);
  wire.set_kind(ToWire(ticket.kind));
  wire.set_state(ToWire(now.state));
  wire.set_state_word(now.word);
  wire.set_open(IsOpen(ticket));
  wire.set_priority(now.priority);
  for (const std::string& priority : PrioritiesOf(ticket)) {
    wire.add_priorities(priority);
  }
  wire.set_supplier(ticket.supplier);
  wire.set_assignment_group(ticket.assignment_group);
  wire.set_service(ticket.service);
  for (const std::string& service : row.services) wire.add_services(service);
  wire.set_category(ticket.category);
  SetTime(ticket.opened, &wire, &pb::TicketRow::mutable_open_time);
  if (const std::optional<TicketMoment> reacted = FindReaction(ticket)) {
    SetTime(reacted->at, &wire, &pb::TicketRow::mutable_react_time);
    wire.set_react_inferred(!reacted->stated);
  }
  if (const std::optional<TicketMoment> restored = FindRestoration(ticket)) {
    SetTime(restored->at, &wire, &pb::TicketRow::mutable_restore_time);
  }
  if (const std::optional<TicketMoment> resolved = FindResolution(ticket)) {
    SetTime(resolved->at, &wire, &pb::TicketRow::mutable_resolve_time);
    wire.set_resolve_inferred(!resolved->stated);
  }
  SetTime(ticket.closed, &wire, &pb::TicketRow::mutable_close_time);
  SetTime(ticket.due, &wire, &pb::TicketRow::mutable_due_time);
  SetTime(ticket.updated, &wire, &pb::TicketRow::mutable_update_time);
  wire.set_reopen_count(ticket.reopened);
  if (now.made_sla.has_value()) wire.set_made_sla(*now.made_sla);
  for (const TicketStep& step : ticket.steps) {
    pb::TicketStep& to = *wire.add_steps();
    SetTime(step.at, &to, &pb::TicketStep::mutable_time);
    to.set_state(ToWire(step.state));
    to.set_state_word(step.word);
    to.set_priority(step.priority);
    if (step.made_sla.has_value()) to.set_made_sla(*step.made_sla);
  }
  wire.set_whole_history(ticket.whole_history);
  wire.set_title(ticket.title);
  return wire;
}

}  // namespace

void TicketHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ListTicketsRequest, pb::ListTicketsResponse>(
      "regisseur.ticket.v1.TicketService.ListTickets",
      [this](const auto& call, const auto& request) {
        return ListTickets(call, request);
      });
}

absl::StatusOr<pb::ListTicketsResponse> TicketHandlers::ListTickets(
    const CallContext& call, const pb::ListTicketsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const TicketsAnswer answer,
                   answers_.ListTickets(call.who,
                                        {.provider = request.provider(),
                                         .service = request.service(),
                                         .owner = request.owner(),
                                         .open = request.open(),
                                         .from = request.from(),
                                         .to = request.to()},
                                        page.as_of));
  pb::ListTicketsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.tickets, response,
               [&](const TicketRowAnswer& row) -> absl::StatusOr<size_t> {
                 *response.add_tickets() = TicketToWire(row);
                 return response.tickets().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur

#include "core/ticket/ticket.h"

namespace regisseur {

absl::string_view TicketStateWord(TicketState state) {
  switch (state) {
    case TicketState::kUnspecified:
      return "";
    case TicketState::kNew:
      return "new";
    case TicketState::kInProgress:
      return "in_progress";
    case TicketState::kWaitingForCustomer:
      return "waiting_for_customer";
    case TicketState::kWaitingForThirdParty:
      return "waiting_for_third_party";
    case TicketState::kWaiting:
      return "waiting";
    case TicketState::kResolved:
      return "resolved";
    case TicketState::kClosed:
      return "closed";
    case TicketState::kCancelled:
      return "cancelled";
  }
  return "";
}

absl::string_view TicketKindWord(TicketKind kind) {
  switch (kind) {
    case TicketKind::kUnspecified:
      return "";
    case TicketKind::kIncident:
      return "incident";
    case TicketKind::kRequest:
      return "request";
    case TicketKind::kChange:
      return "change";
    case TicketKind::kProblem:
      return "problem";
  }
  return "";
}

bool IsOpen(const Ticket& ticket) {
  if (ticket.steps.empty()) return !ticket.closed.has_value();
  switch (ticket.steps.back().state) {
    case TicketState::kUnspecified:
      // The word says nothing; what else is told does.
      return !ticket.resolved.has_value() && !ticket.closed.has_value();
    case TicketState::kNew:
    case TicketState::kInProgress:
    case TicketState::kWaitingForCustomer:
    case TicketState::kWaitingForThirdParty:
    case TicketState::kWaiting:
      return true;
    case TicketState::kResolved:
    case TicketState::kClosed:
    case TicketState::kCancelled:
      return false;
  }
  return true;
}

}  // namespace regisseur

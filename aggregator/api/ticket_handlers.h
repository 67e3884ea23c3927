#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "regisseur/ticket/v1/ticket.pb.h"

namespace regisseur {

// regisseur.ticket.v1.TicketService over the answers. Thread-safe.
class TicketHandlers {
 public:
  explicit TicketHandlers(const Answers& answers) : answers_(answers) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<ticket::v1::ListTicketsResponse> ListTickets(
      const CallContext& call,
      const ticket::v1::ListTicketsRequest& request) const;

 private:
  const Answers& answers_;
};

}  // namespace regisseur

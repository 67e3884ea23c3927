#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct TicketsQuestion {
  std::string provider;  // empty for all
  std::string service;   // of ours; empty for all
  std::string owner;     // only of this owner's providers; empty for all
  bool open = false;     // only those that are open
  std::string from;      // a time, a day or a month; empty for all
  std::string to;
};

struct TicketRowAnswer {
  std::string provider;
  std::string source;
  Ticket ticket;
  std::vector<std::string> services;  // of ours, by their selectors
};

struct TicketsAnswer {
  std::vector<TicketRowAnswer> tickets;  // newest first
  std::vector<Gap> gaps;
};

// Tickets that lived in the range: opened before its end, and open or changed
// since its beginning. INVALID_ARGUMENT for a range that cannot be read and for
// a service without a provider, NOT_FOUND for an unknown provider or service.
absl::StatusOr<TicketsAnswer> AnswerTickets(const AnswerContext& context,
                                            const Principal& who,
                                            const TicketsQuestion& question,
                                            AsOf as_of);

}  // namespace regisseur

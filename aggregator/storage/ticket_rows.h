#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "aggregator/storage/database.h"
#include "aggregator/storage/stored_texts.h"
#include "aggregator/storage/text_dictionary.h"
#include "core/ticket/ticket.h"

namespace regisseur {

// The rows of tickets. A ticket's steps are packed into one value: a register
// has six times as many steps as tickets, and they are only ever read together.

// Its party's id comes beside it. Cuts nothing: times are of microseconds.
absl::Status InsertTicket(Transaction& transaction, TextDictionary& texts,
                          int64_t delivery, int64_t row, int64_t party,
                          const Ticket& ticket);

// A ticket as it is stored.
struct StoredTicket {
  int64_t row = 0;
  Ticket ticket;
};

// The tickets of a delivery behind row `after`, in order of row, at most
// `limit`; how many there were. The party's name is filled in. DATA_LOSS when
// one cannot be read.
absl::StatusOr<int64_t> ReadTickets(
    Connection& connection, int64_t delivery, int64_t after, int64_t limit,
    StoredTexts& texts, const std::function<absl::Status(StoredTicket&)>& take);

// Drops about `limit` tickets of a delivery, with their titles; how many.
absl::StatusOr<int64_t> DropTickets(Transaction& transaction, int64_t delivery,
                                    int64_t limit);

// The columns that ReadTicket takes, of `ticket t` and `party p`.
#define REGISSEUR_TICKET_COLUMNS                                     \
  "t.row, t.line, p.name, t.partner_id, t.kind, t.supplier_text,"    \
  " t.assignment_group_text, t.service_text, t.category_text,"       \
  " t.opened_us, t.created_us, t.reacted_us, t.restored_us,"         \
  " t.resolved_us, t.closed_us, t.due_us, t.updated_us, t.reopened," \
  " t.held_us, t.elapsed_us, t.business_elapsed_us, t.title,"        \
  " t.whole_history, t.steps"
inline constexpr int kTicketColumns = 24;

// The ticket whose columns begin at `first`, without its title.
absl::StatusOr<StoredTicket> ReadTicket(Connection& connection,
                                        const Statement& read, int first,
                                        StoredTexts& texts);

}  // namespace regisseur

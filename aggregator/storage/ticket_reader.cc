#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "aggregator/storage/as_known.h"
#include "aggregator/storage/statement_steps.h"
#include "aggregator/storage/storage.h"
#include "aggregator/storage/ticket_rows.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// `d.kind > 3` is the condition of the index delivery_of_documents.
constexpr char kTicketsSql[] =
    "SELECT s.name, a.provider, d.origin, d.source,"
    " (SELECT value FROM personal_text WHERE id = t.title), "
    REGISSEUR_TICKET_COLUMNS
    " FROM delivery d JOIN ticket t ON t.delivery = d.id "
    "JOIN source s ON s.id = d.source JOIN party p ON p.id = t.party "
    "JOIN party_assignment a ON a.party = p.id AND "
    REGISSEUR_KNOWN("a", "?1")
    " WHERE d.kind > 3 AND d.kind = 4 AND " REGISSEUR_KNOWN("d", "?1")
    " ORDER BY d.known_from_us, d.id, t.row";
constexpr int kFirstTicketColumn = 5;
constexpr char kTellersSql[] =
    "SELECT DISTINCT a.provider, s.name FROM delivery d "
    "JOIN delivery_party w ON w.delivery = d.id "
    "JOIN source s ON s.id = d.source "
    "JOIN party_assignment a ON a.party = w.party AND "
    REGISSEUR_KNOWN("a", "?1")
    " WHERE d.kind > 3 AND d.kind = 4 AND " REGISSEUR_KNOWN("d", "?1")
    " ORDER BY a.provider, s.name";

bool IsInRange(const Ticket& ticket, TimeRange range) {
  return ticket.opened < range.to &&
         (IsOpen(ticket) || ticket.updated >= range.from);
}

}  // namespace

absl::StatusOr<std::vector<TicketRecord>> TicketReader::ListTickets(
    const Principal& who, const std::optional<std::string>& provider,
    TimeRange range, AsOf as_of) const {
  std::vector<TicketRecord> tickets;
  // Where the latest word about each ticket of a source stands.
  absl::flat_hash_map<std::pair<int64_t, std::string>, size_t> latest;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    StoredTexts texts;
    Statement& read = connection.Prepared(kTicketsSql);
    BindTime(read, 1, as_of.known);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      ASSIGN_OR_RETURN(StoredTicket stored,
                       ReadTicket(connection, read, kFirstTicketColumn, texts));
      TicketRecord record;
      record.source = std::string(read.Text(0));
      record.provider = std::string(read.Text(1));
      record.file = std::string(read.Text(2));
      record.ticket = std::move(stored.ticket);
      record.ticket.title = std::string(read.Text(4));
      const auto [known, is_new] =
          latest.try_emplace({read.Int(3), record.ticket.id}, tickets.size());
      if (is_new) {
        tickets.push_back(std::move(record));
      } else if (record.ticket.updated >=
                 tickets[known->second].ticket.updated) {
        tickets[known->second] = std::move(record);
      }
    }
    return absl::OkStatus();
  }));
  std::erase_if(tickets, [&](const TicketRecord& record) {
    return (provider.has_value() && record.provider != *provider) ||
           !IsInRange(record.ticket, range);
  });
  std::sort(tickets.begin(), tickets.end(),
            [](const TicketRecord& a, const TicketRecord& b) {
              return std::tie(a.ticket.opened, a.source, a.ticket.id) <
                     std::tie(b.ticket.opened, b.source, b.ticket.id);
            });
  return tickets;
}

absl::StatusOr<std::vector<TicketTeller>> TicketReader::ListTellers(
    const Principal& who, AsOf as_of) const {
  std::vector<TicketTeller> tellers;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kTellersSql);
    BindTime(read, 1, as_of.known);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      tellers.push_back({std::string(read.Text(0)), std::string(read.Text(1))});
    }
    return absl::OkStatus();
  }));
  return tellers;
}

}  // namespace regisseur

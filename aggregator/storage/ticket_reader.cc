#include <algorithm>
#include <map>
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

// What decides which word about a ticket is the latest, without its content.
// `d.kind > 3` is the condition of the index delivery_of_documents.
constexpr char kHeadsSql[] =
    "SELECT d.source, t.partner_id, t.updated_us, t.opened_us, a.provider,"
    " t.delivery, t.row "
    "FROM delivery d JOIN ticket t ON t.delivery = d.id "
    "JOIN party_assignment a ON a.party = t.party AND "
    REGISSEUR_KNOWN("a", "?1")
    " WHERE d.kind > 3 AND d.kind = 4 AND " REGISSEUR_KNOWN("d", "?1")
    " ORDER BY d.known_from_us, d.id, t.row";
constexpr char kTicketSql[] =
    "SELECT s.name, d.origin,"
    " (SELECT value FROM personal_text WHERE id = "
    "t.title), " REGISSEUR_TICKET_COLUMNS
    " FROM ticket t JOIN delivery d ON d.id = t.delivery "
    "JOIN source s ON s.id = d.source JOIN party p ON p.id = t.party "
    "WHERE t.delivery = ?1 AND t.row = ?2";
constexpr int kFirstTicketColumn = 3;
constexpr char kEndDaysSql[] =
    "SELECT s.name, MIN(t.updated_us) "
    "FROM delivery d JOIN ticket t ON t.delivery = d.id "
    "JOIN source s ON s.id = d.source "
    "WHERE d.kind > 3 AND d.kind = 4 AND " REGISSEUR_KNOWN("d", "?1")
    " AND (t.resolved_us IS NOT NULL OR t.closed_us IS NOT NULL)"
    " GROUP BY s.name, t.updated_us / 86400000000 ORDER BY 1, 2";
constexpr char kTellersSql[] =
    "SELECT DISTINCT a.provider, s.name FROM delivery d "
    "JOIN delivery_party w ON w.delivery = d.id "
    "JOIN source s ON s.id = d.source "
    "JOIN party_assignment a ON a.party = w.party AND "
    REGISSEUR_KNOWN("a", "?1")
    " WHERE d.kind > 3 AND d.kind = 4 AND " REGISSEUR_KNOWN("d", "?1")
    " ORDER BY a.provider, s.name";

// Where the latest word about a ticket stands.
struct TicketHead {
  std::string provider;
  int64_t updated_us = 0;
  int64_t opened_us = 0;
  int64_t delivery = 0;
  int64_t row = 0;
};

// Of each ticket of a source the latest word, by delivery and row.
absl::StatusOr<std::vector<TicketHead>> ReadHeads(Connection& connection,
                                                  AsOf as_of) {
  std::vector<TicketHead> heads;
  absl::flat_hash_map<std::pair<int64_t, std::string>, size_t> latest;
  Statement& read = connection.Prepared(kHeadsSql);
  BindTime(read, 1, as_of.known);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    TicketHead head;
    head.updated_us = read.Int(2);
    head.opened_us = read.Int(3);
    head.provider = std::string(read.Text(4));
    head.delivery = read.Int(5);
    head.row = read.Int(6);
    const auto [known, is_new] = latest.try_emplace(
        {read.Int(0), std::string(read.Text(1))}, heads.size());
    if (is_new) {
      heads.push_back(std::move(head));
    } else if (head.updated_us >= heads[known->second].updated_us) {
      heads[known->second] = std::move(head);
    }
  }
  return heads;
}

}  // namespace

absl::StatusOr<std::vector<TicketRecord>> TicketReader::ListTickets(
    const Principal& who, const std::optional<std::string>& provider,
    TimeRange range, AsOf as_of) const {
  std::vector<TicketRecord> tickets;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<TicketHead> heads,
                     ReadHeads(connection, as_of));
    StoredTexts texts;
    for (const TicketHead& head : heads) {
      if (provider.has_value() && head.provider != *provider) continue;
      if (absl::FromUnixMicros(head.opened_us) >= range.to) continue;
      Statement& read = connection.Prepared(kTicketSql);
      read.BindInt(1, head.delivery);
      read.BindInt(2, head.row);
      ASSIGN_OR_RETURN(const bool found, read.Step());
      if (!found) continue;
      ASSIGN_OR_RETURN(StoredTicket stored,
                       ReadTicket(connection, read, kFirstTicketColumn, texts));
      if (stored.ticket.updated < range.from && !IsOpen(stored.ticket)) {
        continue;
      }
      TicketRecord record;
      record.source = std::string(read.Text(0));
      record.provider = head.provider;
      record.file = std::string(read.Text(1));
      record.ticket = std::move(stored.ticket);
      record.ticket.title = std::string(read.Text(2));
      tickets.push_back(std::move(record));
    }
    return absl::OkStatus();
  }));
  std::sort(tickets.begin(), tickets.end(),
            [](const TicketRecord& a, const TicketRecord& b) {
              return std::tie(a.ticket.opened, a.source, a.ticket.id) <
                     std::tie(b.ticket.opened, b.source, b.ticket.id);
            });
  return tickets;
}

absl::StatusOr<std::map<std::string, std::vector<absl::Time>>>
TicketReader::ListEndDays(const Principal& who, AsOf as_of) const {
  std::map<std::string, std::vector<absl::Time>> days;
  RETURN_IF_ERROR(database_.Read([&](Connection& connection) -> absl::Status {
    Statement& read = connection.Prepared(kEndDaysSql);
    BindTime(read, 1, as_of.known);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      days[std::string(read.Text(0))].push_back(
          absl::FromUnixMicros(read.Int(1)));
    }
    return absl::OkStatus();
  }));
  return days;
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

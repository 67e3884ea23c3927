#include "aggregator/storage/ticket_rows.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/line_codec.h"
#include "aggregator/storage/statement_steps.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// More than the wire lets through; a count in broken bytes allocates nothing.
constexpr uint64_t kMostSteps = 1 << 16;

constexpr char kInsertPersonalSql[] =
    "INSERT INTO personal_text (value) VALUES (?1) RETURNING id";
constexpr char kInsertTicketSql[] =
    "INSERT INTO ticket (delivery, row, line, party, partner_id, kind,"
    " supplier_text, assignment_group_text, service_text, category_text,"
    " opened_us, created_us, reacted_us, restored_us, resolved_us, closed_us,"
    " due_us, updated_us, reopened, held_us, elapsed_us, business_elapsed_us,"
    " title, whole_history, steps) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
    " ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)";
constexpr char kTicketsSql[] =
    "SELECT " REGISSEUR_TICKET_COLUMNS
    " FROM ticket t JOIN party p ON p.id = t.party "
    "WHERE t.delivery = ?1 AND t.row > ?2 ORDER BY t.row LIMIT ?3";
constexpr char kTicketsToDropSql[] =
    "SELECT id, title FROM ticket WHERE delivery = ?1 LIMIT ?2";
constexpr char kDropTicketSql[] = "DELETE FROM ticket WHERE id = ?1";
constexpr char kDropPersonalSql[] = "DELETE FROM personal_text WHERE id = ?1";

uint64_t ZigZag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^
         static_cast<uint64_t>(value >> 63);
}

int64_t FromZigZag(uint64_t value) {
  return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
}

// 0 absent, 1 false, 2 true.
uint8_t ToByte(const std::optional<bool>& value) {
  if (!value.has_value()) return 0;
  return *value ? 2 : 1;
}

// The count, then of each step: its distance from the one before, the first
// one's from the opening; the state; the ids of its texts; the partner's word
// about its promise; the updates. The format is stored: never change it.
absl::StatusOr<std::string> PackSteps(Transaction& transaction,
                                      TextDictionary& texts,
                                      const Ticket& ticket) {
  NumberWriter out;
  out.Varint(ticket.steps.size());
  int64_t last = ToStored(ticket.opened);
  for (const TicketStep& step : ticket.steps) {
    const int64_t at = ToStored(step.at);
    out.Varint(ZigZag(at - last));
    last = at;
    out.Byte(static_cast<uint8_t>(step.state));
    ASSIGN_OR_RETURN(const int64_t word, texts.Intern(transaction, step.word));
    out.Varint(static_cast<uint64_t>(word));
    ASSIGN_OR_RETURN(const int64_t priority,
                     texts.Intern(transaction, step.priority));
    out.Varint(static_cast<uint64_t>(priority));
    out.Byte(ToByte(step.made_sla));
    out.Varint(static_cast<uint64_t>(step.updates));
  }
  return out.Take();
}

absl::Status Broken(const Ticket& ticket) {
  return absl::DataLossError(absl::StrCat(
      "ticket ", ticket.id, " cannot be read back; restore a backup"));
}

absl::Status UnpackSteps(Connection& connection, absl::string_view packed,
                         StoredTexts& texts, Ticket& ticket) {
  NumberReader in(packed);
  ASSIGN_OR_RETURN(const uint64_t count, in.Varint());
  if (count > kMostSteps) return Broken(ticket);
  uint64_t last = static_cast<uint64_t>(ToStored(ticket.opened));
  for (uint64_t i = 0; i < count; ++i) {
    TicketStep step;
    ASSIGN_OR_RETURN(const uint64_t distance, in.Varint());
    last += static_cast<uint64_t>(FromZigZag(distance));
    step.at = FromStored(static_cast<int64_t>(last));
    ASSIGN_OR_RETURN(const uint8_t state, in.Byte());
    if (state > static_cast<uint8_t>(TicketState::kCancelled)) {
      return Broken(ticket);
    }
    step.state = static_cast<TicketState>(state);
    ASSIGN_OR_RETURN(const uint64_t word, in.Varint());
    ASSIGN_OR_RETURN(step.word,
                     texts.Get(connection, static_cast<int64_t>(word)));
    ASSIGN_OR_RETURN(const uint64_t priority, in.Varint());
    ASSIGN_OR_RETURN(step.priority,
                     texts.Get(connection, static_cast<int64_t>(priority)));
    ASSIGN_OR_RETURN(const uint8_t made_sla, in.Byte());
    if (made_sla > 2) return Broken(ticket);
    if (made_sla != 0) step.made_sla = made_sla == 2;
    ASSIGN_OR_RETURN(const uint64_t updates, in.Varint());
    step.updates = static_cast<int32_t>(updates);
    ticket.steps.push_back(std::move(step));
  }
  return in.AtEnd() ? absl::OkStatus() : Broken(ticket);
}

void BindLength(Statement& statement, int index,
                const std::optional<absl::Duration>& length) {
  if (length.has_value()) {
    statement.BindInt(index, absl::ToInt64Microseconds(*length));
  } else {
    statement.BindNull(index);
  }
}

std::optional<absl::Duration> FindLength(const Statement& read, int column) {
  if (read.IsNull(column)) return std::nullopt;
  return absl::Microseconds(read.Int(column));
}

}  // namespace

absl::Status InsertTicket(Transaction& transaction, TextDictionary& texts,
                          int64_t delivery, int64_t row, int64_t party,
                          const Ticket& ticket) {
  int64_t ids[4] = {};
  const std::string* const values[] = {&ticket.supplier,
                                       &ticket.assignment_group,
                                       &ticket.service, &ticket.category};
  for (int i = 0; i < 4; ++i) {
    ASSIGN_OR_RETURN(ids[i], texts.Intern(transaction, *values[i]));
  }
  std::optional<int64_t> title;
  if (!ticket.title.empty()) {
    Statement& personal = transaction.Prepared(kInsertPersonalSql);
    personal.BindText(1, ticket.title);
    ASSIGN_OR_RETURN(title, InsertedId(personal));
  }
  ASSIGN_OR_RETURN(const std::string steps,
                   PackSteps(transaction, texts, ticket));
  Statement& insert = transaction.Prepared(kInsertTicketSql);
  insert.BindInt(1, delivery);
  insert.BindInt(2, row);
  insert.BindInt(3, ticket.line);
  insert.BindInt(4, party);
  insert.BindText(5, ticket.id);
  insert.BindInt(6, static_cast<int64_t>(ticket.kind));
  for (int i = 0; i < 4; ++i) insert.BindInt(7 + i, ids[i]);
  BindTime(insert, 11, ticket.opened);
  BindTime(insert, 12, ticket.created);
  BindTime(insert, 13, ticket.reacted);
  BindTime(insert, 14, ticket.restored);
  BindTime(insert, 15, ticket.resolved);
  BindTime(insert, 16, ticket.closed);
  BindTime(insert, 17, ticket.due);
  BindTime(insert, 18, ticket.updated);
  insert.BindInt(19, ticket.reopened);
  BindLength(insert, 20, ticket.held);
  BindLength(insert, 21, ticket.elapsed);
  BindLength(insert, 22, ticket.business_elapsed);
  if (title.has_value()) insert.BindInt(23, *title);
  insert.BindInt(24, ticket.whole_history ? 1 : 0);
  insert.BindBlob(25, steps);
  return Run(insert);
}

absl::StatusOr<StoredTicket> ReadTicket(Connection& connection,
                                        const Statement& read, int first,
                                        StoredTexts& texts) {
  StoredTicket stored;
  stored.row = read.Int(first);
  Ticket& ticket = stored.ticket;
  ticket.line = read.Int(first + 1);
  ticket.party = std::string(read.Text(first + 2));
  ticket.id = std::string(read.Text(first + 3));
  const int64_t kind = read.Int(first + 4);
  if (kind < 0 || kind > static_cast<int64_t>(TicketKind::kProblem)) {
    return Broken(ticket);
  }
  ticket.kind = static_cast<TicketKind>(kind);
  std::string* const values[] = {&ticket.supplier, &ticket.assignment_group,
                                 &ticket.service, &ticket.category};
  for (int i = 0; i < 4; ++i) {
    ASSIGN_OR_RETURN(*values[i],
                     texts.Get(connection, read.Int(first + 5 + i)));
  }
  ticket.opened = Time(read, first + 9);
  ticket.created = FindTime(read, first + 10);
  ticket.reacted = FindTime(read, first + 11);
  ticket.restored = FindTime(read, first + 12);
  ticket.resolved = FindTime(read, first + 13);
  ticket.closed = FindTime(read, first + 14);
  ticket.due = FindTime(read, first + 15);
  ticket.updated = Time(read, first + 16);
  ticket.reopened = static_cast<int32_t>(read.Int(first + 17));
  ticket.held = FindLength(read, first + 18);
  ticket.elapsed = FindLength(read, first + 19);
  ticket.business_elapsed = FindLength(read, first + 20);
  ticket.whole_history = read.Int(first + 22) != 0;
  const std::string packed(read.Blob(first + 23));
  RETURN_IF_ERROR(UnpackSteps(connection, packed, texts, ticket));
  return stored;
}

absl::StatusOr<int64_t> ReadTickets(
    Connection& connection, int64_t delivery, int64_t after, int64_t limit,
    StoredTexts& texts,
    const std::function<absl::Status(StoredTicket&)>& take) {
  Statement& read = connection.Prepared(kTicketsSql);
  read.BindInt(1, delivery);
  read.BindInt(2, after);
  read.BindInt(3, limit);
  int64_t count = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    ASSIGN_OR_RETURN(StoredTicket ticket,
                     ReadTicket(connection, read, 0, texts));
    RETURN_IF_ERROR(take(ticket));
    ++count;
  }
  read.Reset();
  return count;
}

absl::StatusOr<int64_t> DropTickets(Transaction& transaction, int64_t delivery,
                                    int64_t limit) {
  struct Row {
    int64_t id;
    std::optional<int64_t> title;
  };
  std::vector<Row> rows;
  Statement& read = transaction.Prepared(kTicketsToDropSql);
  read.BindInt(1, delivery);
  read.BindInt(2, limit);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    rows.push_back({read.Int(0), std::nullopt});
    if (!read.IsNull(1)) rows.back().title = read.Int(1);
  }
  read.Reset();
  for (const Row& row : rows) {
    Statement& drop = transaction.Prepared(kDropTicketSql);
    drop.BindInt(1, row.id);
    RETURN_IF_ERROR(Run(drop));
    if (!row.title.has_value()) continue;
    Statement& personal = transaction.Prepared(kDropPersonalSql);
    personal.BindInt(1, *row.title);
    RETURN_IF_ERROR(Run(personal));
  }
  return static_cast<int64_t>(rows.size());
}

}  // namespace regisseur

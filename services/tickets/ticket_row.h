#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "core/ticket/ticket.h"
#include "services/tickets/ticket_field.h"
#include "services/tickets/tickets_options.h"

namespace regisseur::tickets {

// What stands in one row or record of an export, by field; valid only while it
// is being read.
struct TicketRow {
  int64_t line = 0;
  std::array<absl::string_view, kTicketFieldCount> texts;
  // What TOPdesk's marks say, whatever the word beside them.
  std::optional<TicketState> marked;
  // Times without an offset are UTC unless an option says otherwise: an
  // interface wrote them, not a person's screen.
  bool utc = false;

  absl::string_view operator[](TicketField field) const {
    return texts[static_cast<int>(field)];
  }
  absl::string_view& operator[](TicketField field) {
    return texts[static_cast<int>(field)];
  }
};

// A row that was read: a ticket as it was at that moment, in one step.
struct TicketEvent {
  Ticket ticket;
  int64_t change_number = -1;  // of the ticket's updates; -1: not told
  bool opening_told = true;    // else ticket.opened is that of the row
};

// Reads the rows of one file. Not thread-safe.
class TicketRowReader {
 public:
  // All must outlive it. `file` is its name, for findings.
  TicketRowReader(const TicketsOptions& options, std::string file,
                  FindingList& findings)
      : options_(options), file_(std::move(file)), findings_(findings) {}

  // Nullopt, with a finding, for a row that cannot be counted. A configuration
  // problem when a day can only be meant in the other order and no option says
  // which: all others would be read wrongly without anybody seeing it.
  absl::StatusOr<std::optional<TicketEvent>> Read(const TicketRow& row);

 private:
  enum class Need { kRequired, kCounts, kBeside };

  // Nullopt for an empty cell. `usable` becomes false when a time that counts
  // cannot be read.
  absl::StatusOr<std::optional<absl::Time>> ReadTime(const TicketRow& row,
                                                     TicketField field,
                                                     Need need, bool& usable);
  void ReadState(const TicketRow& row, Ticket& ticket, TicketStep& step);
  void ReadKind(const TicketRow& row, Ticket& ticket);
  std::optional<int64_t> ReadNumber(const TicketRow& row, TicketField field);
  void Find(Severity severity, absl::string_view rule, TicketField field,
            const TicketRow& row, absl::string_view value);

  const TicketsOptions& options_;
  const std::string file_;
  FindingList& findings_;
};

}  // namespace regisseur::tickets

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "core/finding/finding.h"
#include "core/ticket/ticket.h"
#include "services/tickets/ticket_row.h"
#include "services/tickets/tickets_options.h"

namespace regisseur::tickets {

// Folds the rows of one or more files into tickets, one each: what the latest
// row says of it, and its steps out of all of them, in whatever order they
// stand. Holds one ticket an id and 40 bytes a row. Not thread-safe.
class TicketRegister {
 public:
  explicit TicketRegister(RowsOption rows) : rows_(rows) {}

  // What follows is of this file.
  void StartFile(const std::string& name);
  void Add(TicketEvent event);

  int64_t events() const { return events_; }
  int64_t size() const { return static_cast<int64_t>(entries_.size()); }

  // The tickets, by opening and id. The register is empty afterwards.
  std::vector<Ticket> Take(FindingList& findings);

 private:
  // What one row says, besides what is taken from the latest one.
  struct Event {
    int64_t at_us;
    int64_t change_number;
    int32_t place;  // among the ticket's rows
    uint32_t word;
    uint32_t priority;
    TicketState state;
    uint8_t made_sla;  // 0 not told, 1 no, 2 yes
  };
  struct Entry {
    Ticket latest;  // without steps
    int64_t change_number = -1;
    std::vector<Event> events;
    std::vector<int> files;
    bool opening_told = true;
  };
  struct File {
    std::string name;
    bool repeats = false;  // a ticket stands in rows of different times
    int64_t later = 0;     // rows that are later than the one before of theirs
    int64_t earlier = 0;   // rows that are earlier

    bool newest_first() const { return earlier > later; }
  };

  uint32_t Intern(const std::string& text);
  bool IsLog(const Entry& entry) const;
  Ticket Fold(Entry& entry, FindingList& findings) const;

  const RowsOption rows_;
  int64_t events_ = 0;
  std::vector<File> files_;
  absl::flat_hash_map<std::string, Entry> entries_;
  std::vector<std::string> texts_;
  absl::flat_hash_map<std::string, uint32_t> text_ids_;
};

}  // namespace regisseur::tickets

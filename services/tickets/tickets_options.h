#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/ticket/ticket.h"
#include "services/sdk/adapter.h"
#include "services/sdk/source_options.h"
#include "services/tickets/ticket_time.h"
#include "services/tickets/ticket_word.h"

namespace regisseur::tickets {

// What the rows of a file are.
enum class RowsOption {
  kAuto,     // events when a ticket stands in several rows of different times
  kEvents,   // one row a change: a log
  kTickets,  // one row a ticket, as it is now
};

// What an export holds.
enum class ExportOption {
  kWhole,    // all tickets opened in each month that it has
  kAll,      // besides, no other month: what it told before is withdrawn
  kChanges,  // what changed lately: it adds to what is known
};

// The options of one source; README.md has the table.
struct TicketsOptions {
  std::string path;  // a glob, relative to the base directory
  sdk::FilesOption files = sdk::FilesOption::kSeparate;
  ExportOption export_of = ExportOption::kWhole;
  RowsOption rows = RowsOption::kAuto;
  absl::TimeZone time_zone;        // of times without an offset
  bool has_time_zone = false;      // it was set
  std::optional<DateOrder> order;  // absent: day first, and refused if not
  std::optional<char> separator;   // absent: guessed
  StateWords states;
  // For exports that name none.
  TicketKind kind = TicketKind::kUnspecified;
  std::string supplier;
  std::string assignment_group;
  std::string service;
  bool keep_titles = false;
  bool keep_original = false;

  // Reads the texts of `source`. INVALID_ARGUMENT names key, value and what
  // would be right.
  static absl::StatusOr<TicketsOptions> Parse(const sdk::SourceSpec& source);
};

}  // namespace regisseur::tickets

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "core/finding/finding.h"
#include "services/sdk/input_file.h"
#include "services/tickets/ticket_row.h"
#include "services/tickets/tickets_options.h"

namespace regisseur::tickets {

// Reads the rows of an export in order: CSV with a header line, as a stream, or
// JSON (ServiceNow's Table API, TOPdesk's interface), told apart by the first
// character. A line that is no row is a finding and does not end the file; the
// first status of `take` that is not OK does.
absl::Status ReadTicketFile(
    const sdk::InputFile& file, const TicketsOptions& options,
    FindingList& findings,
    const std::function<absl::Status(const TicketRow&)>& take);

// The same of CSV from a stream. `growing` is the file where somebody may still
// be writing it, else null.
absl::Status ReadTicketCsv(
    std::unique_ptr<sdk::InputStream> input, absl::string_view name,
    char separator, const sdk::InputFile* growing,
    const TicketsOptions& options, FindingList& findings,
    const std::function<absl::Status(const TicketRow&)>& take);

// The same of a JSON text that is in memory. A partner problem when it is no
// list of records.
absl::Status ReadTicketJson(
    std::string text, absl::string_view name, FindingList& findings,
    const std::function<absl::Status(const TicketRow&)>& take);

}  // namespace regisseur::tickets

#include <memory>
#include <optional>
#include <string>

#include "services/tickets/ticket_file.h"
#include "services/tickets/ticket_register.h"
#include "services/tickets/ticket_row.h"
#include "tests/fuzz/fuzz_input.h"

// An export of a service desk: JSON when it begins with a bracket, else CSV.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regisseur;
  const absl::string_view text = fuzz::TextOf(data, size);
  tickets::TicketsOptions options;
  options.time_zone = absl::FixedTimeZone(3600);
  options.keep_titles = true;
  FindingList findings;
  tickets::TicketRowReader reader(options, "t.csv", findings);
  tickets::TicketRegister tickets(options.rows);
  tickets.StartFile("t.csv");
  const auto take = [&](const tickets::TicketRow& row) -> absl::Status {
    absl::StatusOr<std::optional<tickets::TicketEvent>> event =
        reader.Read(row);
    if (!event.ok()) return event.status();
    if (event->has_value()) tickets.Add(**std::move(event));
    return absl::OkStatus();
  };
  const bool is_json = size > 0 && (text[0] == '{' || text[0] == '[');
  const absl::Status read =
      is_json
          ? tickets::ReadTicketJson(std::string(text), "t.csv", findings, take)
          : tickets::ReadTicketCsv(std::make_unique<fuzz::TextInput>(text, 100),
                                   "t.csv", size % 2 == 0 ? ',' : ';', nullptr,
                                   options, findings, take);
  if (!read.ok()) return 0;
  FactBatch batch;
  batch.tickets = tickets.Take(findings);
  for (const Ticket& ticket : batch.tickets) {
    fuzz::Require(!ticket.id.empty());
    fuzz::Require(!ticket.steps.empty());
  }
  if (batch.tickets.size() > 10000) return 0;
  fuzz::RequireAcceptable(std::move(batch), findings);
  return 0;
}

#include "services/tickets/ticket_run.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"
#include "services/tickets/ticket_file.h"
#include "services/tickets/ticket_register.h"

namespace regisseur::tickets {
namespace {

// Some 40 bytes each; a desk of a thousand people writes a tenth of it a year.
constexpr int64_t kMaxEvents = 10'000'000;
constexpr int64_t kMaxTickets = 1'000'000;
// Rows between two questions whether the caller is still there.
constexpr int64_t kRowsBetween = 1000;

absl::Status ReadFile(const sdk::InputFile& file, const TicketsOptions& options,
                      const sdk::FactSink& sink, TicketRegister& tickets,
                      FindingList& findings) {
  TicketRowReader reader(options, file.name, findings);
  tickets.StartFile(file.name);
  int64_t rows = 0;
  bool any = false;
  const absl::Status read = ReadTicketFile(
      file, options, findings, [&](const TicketRow& row) -> absl::Status {
        if (++rows % kRowsBetween == 0 && sink.Cancelled()) {
          return absl::CancelledError("the caller hung up");
        }
        ASSIGN_OR_RETURN(std::optional<TicketEvent> event, reader.Read(row));
        if (!event.has_value()) return absl::OkStatus();
        any = true;
        tickets.Add(*std::move(event));
        if (tickets.events() > kMaxEvents || tickets.size() > kMaxTickets) {
          return sdk::PartnerProblem("tickets-too-many",
                                     {{"origin", file.name},
                                      {"events", absl::StrCat(kMaxEvents)},
                                      {"tickets", absl::StrCat(kMaxTickets)}});
        }
        return absl::OkStatus();
      });
  RETURN_IF_ERROR(read);
  if (!any) {
    findings.Add(Severity::kWarning, "tickets-file-empty", "", file.name, 0, "",
                 {{"origin", file.name}});
  }
  return absl::OkStatus();
}

Delivery MakeDelivery(const Ticket& ticket, const std::string& origin,
                      const TicketsOptions& options) {
  Delivery delivery;
  delivery.origin = origin;
  if (options.export_of == ExportOption::kChanges) {
    delivery.scope = absl::StrCat("tickets changes=", origin);
    delivery.completeness = Completeness::kAdditive;
    return delivery;
  }
  const absl::CivilMonth month =
      absl::ToCivilMonth(ticket.opened, options.time_zone);
  delivery.scope = absl::StrCat("tickets opened=", FormatMonth(month));
  delivery.completeness = Completeness::kComplete;
  delivery.period_start = absl::FromCivil(month, options.time_zone);
  delivery.period_end = absl::FromCivil(month + 1, options.time_zone);
  return delivery;
}

// Puts the tickets of a file, or of all, into their scopes.
void AddTickets(const std::string& origin, std::vector<Ticket> tickets,
                const TicketsOptions& options, sdk::WholeFileRun& run) {
  if (options.export_of == ExportOption::kAll && !tickets.empty()) {
    run.VouchFor(origin);
  }
  for (Ticket& ticket : tickets) {
    sdk::FileScope* scope =
        run.ScopeFor(MakeDelivery(ticket, origin, options), ticket.line);
    if (scope == nullptr) continue;
    run.Reach(ticket.updated);
    scope->tickets.push_back(std::move(ticket));
  }
}

}  // namespace

void ReadTickets(const std::vector<sdk::InputFile>& files,
                 const TicketsOptions& options, const sdk::FactSink& sink,
                 sdk::WholeFileRun& run) {
  if (options.files == sdk::FilesOption::kParts) {
    TicketRegister all(options.rows);
    run.ReadEach(files, sink,
                 [&](const sdk::InputFile& file, FindingList& findings) {
                   return ReadFile(file, options, sink, all, findings);
                 });
    if (run.MayTell()) {
      AddTickets(options.path, all.Take(run.findings()), options, run);
    }
    return;
  }
  run.ReadEach(
      files, sink,
      [&](const sdk::InputFile& file, FindingList& findings) -> absl::Status {
        TicketRegister own(options.rows);
        RETURN_IF_ERROR(ReadFile(file, options, sink, own, findings));
        AddTickets(file.name, own.Take(findings), options, run);
        return absl::OkStatus();
      });
}

}  // namespace regisseur::tickets

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/ticket/ticket.h"
#include "cli/verb/reading.h"
#include "regisseur/ticket/v1/ticket.grpc.pb.h"

namespace regisseur {
namespace {

using ticket::v1::TicketService;

// How long it was open, or is.
std::string LengthOf(const ticket::v1::TicketRow& ticket, absl::Time now) {
  const absl::Time opened = ToTime(ticket.open_time());
  if (ticket.open()) return absl::StrCat("open ", AgeWords(now - opened));
  if (!ticket.has_resolve_time()) return "–";
  const absl::Duration length = ToTime(ticket.resolve_time()) - opened;
  const std::string words = AgeWords(length);
  return absl::StrCat(words == "now" ? "<1 min" : words,
                      ticket.resolve_inferred() ? "?" : "");
}

std::string MadeSlaOf(const ticket::v1::TicketRow& ticket) {
  if (!ticket.has_made_sla()) return "–";
  return ticket.made_sla() ? "kept" : "missed";
}

std::string Table(const ticket::v1::ListTicketsResponse& answer,
                  const View& view) {
  if (answer.tickets().empty()) return "No tickets.\n";
  TextTable table({{.heading = "OPENED"},
                   {.heading = "LASTED"},
                   {.heading = "PROVIDER", .cut_to = 10},
                   {.heading = "ID", .cut_to = 12},
                   {.heading = "PRIORITY", .cut_to = 8},
                   {.heading = "STATE", .cut_to = 12},
                   {.heading = "DESK SAYS", .priority = 2},
                   {.heading = "SERVICES",
                    .priority = 3,
                    .cut_to = 12,
                    .only_if_filled = true},
                   {.heading = "GROUP", .priority = 4, .cut_to = 12},
                   {.heading = "TITLE",
                    .priority = 5,
                    .cut_to = 16,
                    .only_if_filled = true}});
  for (const ticket::v1::TicketRow& ticket : answer.tickets()) {
    const std::string state = EnumPhrase(ticket.state());
    table.AddRow({MinuteWords(ticket.open_time()),
                  {LengthOf(ticket, view.now),
                   ticket.open() ? Style::kWarning : Style::kPlain},
                  ticket.provider(),
                  {ticket.id(), Style::kBold},
                  ticket.priority(),
                  ticket.state() == type::v1::TICKET_STATE_UNSPECIFIED
                      ? ticket.state_word()
                      : state,
                  {MadeSlaOf(ticket),
                   ticket.has_made_sla() && !ticket.made_sla() ? Style::kBad
                                                               : Style::kPlain},
                  absl::StrJoin(ticket.services(), ", "),
                  ticket.assignment_group(),
                  ticket.title()});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb TicketListVerb() {
  Verb verb{
      .noun = "ticket",
      .name = "list",
      .summary = "Tickets of service desks, newest first",
      .details =
          "DESK SAYS is the desk's own word about its promise; what a contract "
          "makes of it is `regisseur sla report`. LASTED ends in `?` where "
          "only "
          "the history shows when it was resolved.",
      .examples = {"regisseur ticket list --provider cloudnine --open",
                   "regisseur ticket list --provider unassigned",
                   "regisseur ticket list --provider cloudnine --service "
                   "hosting --from 2026-10 --to 2026-10"},
      .parameters = {ProviderOption(),
                     {.name = "service",
                      .field = "service",
                      .help = "Only those of this service of ours",
                      .value_name = "ID"},
                     {.name = "open",
                      .kind = Parameter::Kind::kFlag,
                      .field = "open",
                      .help = "Only those that are open"},
                     FromOption("That lived from here on: time, day or month"),
                     ToOption("Opened until here, a day or month included "
                              "whole"),
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "tickets"},
      .table = TableOf(&Table)};
  verb.ask = Reading<TicketService>(&TicketService::Stub::ListTickets,
                                    verb.parameters);
  return verb;
}

}  // namespace regisseur

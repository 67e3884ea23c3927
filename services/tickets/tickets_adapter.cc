#include "services/tickets/tickets_adapter.h"

#include <vector>

#include "core/base/status_macros.h"
#include "services/sdk/input_file.h"
#include "services/sdk/version.h"
#include "services/sdk/whole_file_run.h"
#include "services/tickets/ticket_run.h"
#include "services/tickets/tickets_options.h"

namespace regisseur::tickets {
namespace {

constexpr char kKind[] = "tickets";

}  // namespace

sdk::AdapterInfo TicketsAdapter::Info() const {
  return {
      kKind,
      sdk::kProgramVersion,
      {FactKind::kTickets},
      {
          {"path",
           "The exports: a glob such as export/*.csv, relative to the "
           "configuration file; CSV or JSON.",
           true},
          {"files",
           "What two exports with tickets opened in one month are to each "
           "other: parts (all together are one) or latest (the last by name "
           "replaces the earlier). Without it the first counts, and an error "
           "says so."},
          {"export",
           "whole: an export has all tickets opened in each month that it has. "
           "all: besides, what it no longer has is withdrawn, months too. "
           "changes: it has what changed lately and adds to what is known. "
           "Default: whole."},
          {"rows",
           "events (a row a change), tickets (a row a ticket) or auto. "
           "Default: auto, by whether tickets stand in rows of several times."},
          {"time_zone",
           "Of times without an offset. Default: UTC in JSON of ServiceNow, "
           "else the portfolio's."},
          {"date_order",
           "day_first or month_first, for 1/3/2016. Default: day_first; a file "
           "that shows another order is then refused."},
          {"separator",
           "The field separator: , ; | or tab. Default: guessed from the "
           "file."},
          {"states",
           "What states of your own mean: Wacht op "
           "klant=waiting_for_customer; Bij ons=in_progress."},
          {"kind",
           "incident, request, change or problem, for exports that do not "
           "say."},
          {"supplier", "The supplier, for tickets that name none."},
          {"assignment_group",
           "The assignment group, for tickets that name none."},
          {"service", "The service, for tickets that name none."},
          {"keep_titles",
           "true keeps titles, in which people may be named. Default: false."},
          {"keep_original",
           "true keeps a copy of the exports themselves, with everybody who "
           "stands in them. Default: false."},
      }};
}

absl::Status TicketsAdapter::Validate(const sdk::SourceSpec& source) const {
  return TicketsOptions::Parse(source).status();
}

absl::StatusOr<Checkpoint> TicketsAdapter::Collect(
    const sdk::SourceSpec& source, absl::string_view cursor,
    sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const TicketsOptions options, TicketsOptions::Parse(source));
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  sdk::WholeFileRun run(
      {.kind = kKind,
       .name = "tickets",
       .when_changed = "an export was changed, added or removed",
       .two_files_rule = "tickets-two-files",
       .file_replaced_rule = "tickets-file-replaced",
       .files = options.files,
       .keep_original = options.keep_original});
  ReadTickets(files, options, sink, run);
  return run.Tell(source, cursor, sink);
}

std::unique_ptr<sdk::Adapter> MakeTicketsAdapter() {
  return std::make_unique<TicketsAdapter>();
}

}  // namespace regisseur::tickets

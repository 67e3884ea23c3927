#include "services/tickets/tickets_adapter.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "services/sdk/batch_builder.h"
#include "services/sdk/cursor.h"
#include "services/sdk/fingerprint.h"
#include "services/sdk/input_file.h"
#include "services/sdk/original_sender.h"
#include "services/sdk/problem.h"
#include "services/sdk/version.h"
#include "services/tickets/ticket_run.h"
#include "services/tickets/tickets_options.h"

namespace regisseur::tickets {
namespace {

constexpr char kKind[] = "tickets";

// Names the edition of everything that was read, and by which options.
std::string RunName(const std::vector<sdk::InputFile>& files,
                    const sdk::SourceSpec& source) {
  std::string all =
      absl::StrCat(sdk::kProgramVersion, "\n", source.time_zone.name(), "\n");
  for (const auto& [name, value] : source.options) {
    absl::StrAppend(&all, name, "=", value, "\n");
  }
  for (const sdk::InputFile& file : files) {
    absl::StrAppend(&all, file.name, "\n", file.edition, "\n");
  }
  return absl::StrCat("tickets@", sdk::Fingerprint(all));
}

// Where a run stands.
struct RunPosition {
  int64_t batches = 0;
  int64_t rows = 0;
  sdk::OriginalPosition originals;
  bool done = false;
};

std::string CursorAt(absl::string_view run, const RunPosition& position) {
  sdk::Cursor cursor(kKind, sdk::kProgramVersion);
  cursor.Set("run", run);
  cursor.SetInt("batches", position.batches);
  cursor.SetInt("rows", position.rows);
  cursor.Set("originals", position.originals.ToString());
  cursor.SetInt("done", position.done ? 1 : 0);
  return cursor.ToString();
}

// Sends what is behind `position`: the tickets, then the files themselves where
// they are to be kept.
absl::Status Send(TicketRun& tickets, std::vector<sdk::InputFile> originals,
                  const std::string& run, RunPosition& position,
                  sdk::FactSink& sink) {
  sdk::OriginalSender documents(std::move(originals), position.originals);
  sdk::BatchBuilder builder(run, position.batches, sink);
  const auto flush = [&](bool last) {
    ++position.batches;
    position.done = last;
    return last ? builder.Finish(CursorAt(run, position))
                : builder.Flush(CursorAt(run, position));
  };
  if (position.batches == 0) {
    for (const Finding& finding : tickets.TakeFindings()) {
      builder.findings().Merge(finding);
    }
  }
  int64_t row = 0;
  bool gathered = position.batches == 0;
  for (const auto& [text, scope] : tickets.scopes()) {
    for (const Ticket& ticket : scope.tickets) {
      if (row++ < position.rows) continue;
      if (builder.Full()) RETURN_IF_ERROR(flush(false));
      Ticket added = ticket;
      added.delivery = builder.AddDelivery(scope.delivery);
      builder.AddTicket(std::move(added));
      position.rows = row;
      gathered = true;
    }
  }
  if (documents.done()) return flush(true);
  if (gathered) RETURN_IF_ERROR(flush(false));
  while (!documents.done()) {
    FactBatch batch;
    batch.dictionary = {""};
    RETURN_IF_ERROR(documents.FillUp(batch));
    position.originals = documents.position();
    position.done = documents.done();
    batch.run = run;
    batch.number = ++position.batches;
    batch.last = position.done;
    batch.cursor = CursorAt(run, position);
    RETURN_IF_ERROR(sink.Send(std::move(batch)));
  }
  return absl::OkStatus();
}

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
    const sdk::SourceSpec& source, absl::string_view cursor_text,
    sdk::FactSink& sink) {
  ASSIGN_OR_RETURN(const TicketsOptions options, TicketsOptions::Parse(source));
  ASSIGN_OR_RETURN(
      const sdk::Cursor cursor,
      sdk::Cursor::Parse(cursor_text, kKind, sdk::kProgramVersion));
  ASSIGN_OR_RETURN(const std::vector<sdk::InputFile> files,
                   sdk::ExpandGlob(source, options.path));
  // All is read again to tell what was found in it: a ticket is known whole
  // only behind the last row.
  TicketRun tickets(options);
  const absl::Status problem = tickets.Read(files, sink);
  if (tickets.waits()) return problem;
  const std::string run = RunName(tickets.read(), source);
  const bool same_run = cursor.Get("run") == run;
  RunPosition position;
  if (same_run) {
    position = {cursor.GetInt("batches"), cursor.GetInt("rows"),
                sdk::OriginalPosition::Parse(cursor.Get("originals")),
                cursor.GetInt("done") != 0};
  } else if (!cursor.empty() && cursor.GetInt("done") == 0) {
    return sdk::CursorGone("an export was changed, added or removed");
  }
  const bool told_before = position.done;
  const bool has_tickets = !tickets.scopes().empty();
  if (!told_before && has_tickets) {
    RETURN_IF_ERROR(Send(
        tickets,
        options.keep_original ? tickets.read() : std::vector<sdk::InputFile>(),
        run, position, sink));
  }
  if (!problem.ok()) return problem;
  position.done = true;
  Checkpoint checkpoint;
  checkpoint.cursor = CursorAt(run, position);
  checkpoint.data_until = tickets.data_until();
  // Without a ticket there is no delivery that keeps the findings.
  if (!has_tickets) checkpoint.findings = tickets.TakeFindings();
  checkpoint.unchanged = told_before;
  return checkpoint;
}

std::unique_ptr<sdk::Adapter> MakeTicketsAdapter() {
  return std::make_unique<TicketsAdapter>();
}

}  // namespace regisseur::tickets

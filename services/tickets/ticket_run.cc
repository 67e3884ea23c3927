#include "services/tickets/ticket_run.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"
#include "services/tickets/ticket_file.h"

namespace regisseur::tickets {
namespace {

// Some 40 bytes each; a desk of a thousand people writes a tenth of it a year.
constexpr int64_t kMaxEvents = 10'000'000;
constexpr int64_t kMaxTickets = 1'000'000;
// Rows between two questions whether the caller is still there.
constexpr int64_t kRowsBetween = 1000;

}  // namespace

absl::Status TicketRun::ReadFile(const sdk::InputFile& file,
                                 const sdk::FactSink& sink,
                                 TicketRegister& tickets) {
  FindingList findings;
  TicketRowReader reader(options_, file.name, findings);
  tickets.StartFile(file.name);
  int64_t rows = 0;
  bool any = false;
  const absl::Status read = ReadTicketFile(
      file, options_, findings, [&](const TicketRow& row) -> absl::Status {
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
  for (Finding& finding : findings.Take()) findings_.Merge(finding);
  return absl::OkStatus();
}

absl::Status TicketRun::Read(const std::vector<sdk::InputFile>& files,
                             const sdk::FactSink& sink) {
  const bool together = options_.files == sdk::FilesOption::kParts;
  absl::Status first_problem;
  TicketRegister all(options_.rows);
  for (const sdk::InputFile& file : files) {
    TicketRegister own(options_.rows);
    const absl::Status read = ReadFile(file, sink, together ? all : own);
    if (!read.ok()) {
      const sdk::Problem problem = sdk::ProblemOf(read);
      // Half of what is one edition would replace the whole; and a caller who
      // hung up asks for nothing more.
      if (together || absl::IsCancelled(read) ||
          (problem.kind == sdk::ProblemKind::kTransient &&
           problem.rule != "file-incomplete")) {
        waits_ = true;
        return read;
      }
      first_problem.Update(read);
      continue;
    }
    read_.push_back(file);
    if (!together) Add(file.name, own.Take(findings_));
  }
  if (together) Add(options_.path, all.Take(findings_));
  return first_problem;
}

TicketRun::Scope TicketRun::MakeScope(const std::string& text,
                                      const std::string& origin,
                                      absl::CivilMonth month) const {
  Scope scope;
  scope.delivery.scope = text;
  scope.delivery.origin = origin;
  if (options_.export_of == ExportOption::kChanges) {
    scope.delivery.completeness = Completeness::kAdditive;
    return scope;
  }
  scope.delivery.completeness = Completeness::kComplete;
  scope.delivery.period_start = absl::FromCivil(month, options_.time_zone);
  scope.delivery.period_end = absl::FromCivil(month + 1, options_.time_zone);
  return scope;
}

void TicketRun::Add(const std::string& origin, std::vector<Ticket> tickets) {
  const bool is_changes = options_.export_of == ExportOption::kChanges;
  std::set<std::string> own;  // scopes that this file told first, or took over
  for (Ticket& ticket : tickets) {
    const absl::CivilMonth month =
        absl::ToCivilMonth(ticket.opened, options_.time_zone);
    const std::string text =
        is_changes ? absl::StrCat("tickets changes=", origin)
                   : absl::StrCat("tickets opened=", FormatMonth(month));
    const auto [found, is_new] = scopes_.try_emplace(text);
    Scope& scope = found->second;
    if (is_new) {
      scope = MakeScope(text, origin, month);
      own.insert(text);
    } else if (own.count(text) == 0) {
      const std::map<std::string, std::string> arguments = {
          {"origin", origin},
          {"scope", text},
          {"other", scope.delivery.origin}};
      if (options_.files != sdk::FilesOption::kLatest) {
        findings_.Add(Severity::kError, "tickets-two-files", "", origin,
                      ticket.line, text, arguments);
        continue;
      }
      findings_.Add(Severity::kInfo, "tickets-file-replaced", "",
                    scope.delivery.origin, 0, text,
                    {{"origin", scope.delivery.origin},
                     {"scope", text},
                     {"other", origin}});
      scope = MakeScope(text, origin, month);
      own.insert(text);
    }
    data_until_ =
        std::max(data_until_, std::optional<absl::Time>(ticket.updated));
    scope.tickets.push_back(std::move(ticket));
  }
}

}  // namespace regisseur::tickets

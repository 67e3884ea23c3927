#include "aggregator/answers/escalation_links.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/escalations.h"
#include "aggregator/answers/invoices.h"
#include "aggregator/answers/provider_state.h"
#include "core/base/status_macros.h"
#include "core/ticket/ticket_moments.h"

namespace regisseur {
namespace {

absl::Status NoneThere(absl::string_view field, absl::string_view what,
                       const std::string& id, const std::string& provider) {
  return absl::NotFoundError(absl::StrCat(field, ": there is no ", what, " \"",
                                          id, "\" of ", provider,
                                          " for you to see"));
}

absl::Status CheckObjective(const PartnershipPlace& place,
                            const EscalationLinks& links) {
  if (links.contract.empty() && links.objective.empty()) {
    return absl::OkStatus();
  }
  if (links.objective.empty()) {
    return absl::InvalidArgumentError(
        "links.objective: is missing; name that of the contract");
  }
  bool has_contract = false;
  for (const Contract* contract : place.contracts) {
    if (!links.contract.empty() && contract->id != links.contract) continue;
    has_contract = true;
    if (contract->FindObjective(links.objective) != nullptr) {
      return absl::OkStatus();
    }
  }
  if (!links.contract.empty() && !has_contract) {
    return NoneThere("links.contract", "running contract", links.contract,
                     place.provider);
  }
  return NoneThere("links.objective", "objective", links.objective,
                   links.contract.empty() ? place.provider : links.contract);
}

}  // namespace

absl::StatusOr<LinkedIncidents> LinkedIncidents::Read(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, AsOf as_of) {
  LinkedIncidents found;
  if (!known.CheckProvider(provider).ok()) return found;
  ASSIGN_OR_RETURN(
      IncidentsAnswer incidents,
      AnswerIncidents(context, who, {.provider = provider}, as_of));
  found.incidents_ = std::move(incidents.incidents);
  ASSIGN_OR_RETURN(TicketsAnswer tickets,
                   AnswerTickets(context, who, {.provider = provider}, as_of));
  found.tickets_ = std::move(tickets.tickets);
  ASSIGN_OR_RETURN(found.outages_, ReadOutages(context, who, known, as_of));
  std::erase_if(found.outages_, [&](const OutageRow& outage) {
    return outage.provider != provider;
  });
  return found;
}

std::optional<TargetedIncident> LinkedIncidents::Find(const std::string& id,
                                                      absl::Time now) const {
  for (const IncidentRow& row : incidents_) {
    if (row.incident.id != id) continue;
    TargetedIncident incident{
        .kind = "incident", .id = id, .start = row.incident.start_time};
    if (!IsOpenAt(row.incident, now)) {
      incident.restored = row.incident.end_time;
      incident.resolved = row.incident.end_time;
    }
    return incident;
  }
  for (const TicketRowAnswer& row : tickets_) {
    if (row.ticket.id != id) continue;
    TargetedIncident incident{.kind = "ticket",
                              .id = id,
                              .priorities = PrioritiesOf(row.ticket),
                              .start = row.ticket.opened,
                              .ticket = &row.ticket};
    if (!row.services.empty()) incident.service = row.services.front();
    if (const auto restored = FindRestoration(row.ticket)) {
      incident.restored = restored->at;
    }
    if (const auto resolved = FindResolution(row.ticket)) {
      incident.resolved = resolved->at;
    }
    return incident;
  }
  for (const OutageRow& row : outages_) {
    if (row.id() != id) continue;
    TargetedIncident incident{.kind = "outage",
                              .id = id,
                              .service = row.story.service,
                              .start = row.story.since,
                              .restored = row.story.closed,
                              .resolved = row.story.closed};
    if (!row.story.priority.empty()) {
      incident.priorities = {row.story.priority};
    }
    return incident;
  }
  return std::nullopt;
}

absl::Status CheckEscalationLinks(const AnswerContext& context,
                                  const Principal& who,
                                  const PartnershipPlace& place,
                                  const EscalationLinks& links) {
  RETURN_IF_ERROR(CheckObjective(place, links));
  if (links.incident.empty() && links.invoice.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, AsOf{}));
  if (!links.incident.empty()) {
    const bool ours = ParticipantOf(who) == Participant::kCustomer;
    ASSIGN_OR_RETURN(
        const LinkedIncidents incidents,
        LinkedIncidents::Read(context, who, known, place.provider, AsOf{}));
    const auto found = incidents.Find(links.incident, place.now);
    if (!found.has_value() || (found->kind == "outage" && !ours)) {
      return NoneThere(
          "links.incident",
          ours ? "incident, ticket or outage" : "incident or ticket",
          links.incident, place.provider);
    }
  }
  if (!links.invoice.empty()) {
    ASSIGN_OR_RETURN(const std::vector<InvoiceRow> invoices,
                     ReadInvoices(context, who, known, place.provider,
                                  links.invoice, AsOf{}));
    if (invoices.empty()) {
      return NoneThere("links.invoice", "invoice", links.invoice,
                       place.provider);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, EscalationTarget>> ReadEscalationTargets(
    const AnswerContext& context, const Principal& who, AsOf as_of) {
  std::map<std::string, EscalationTarget> targets;
  ASSIGN_OR_RETURN(const int64_t steps,
                   context.matters.CountSteps(who, MatterKind::kEscalation));
  if (steps == 0) return targets;
  ASSIGN_OR_RETURN(const EscalationsAnswer answer,
                   AnswerEscalations(context, who, {.open = true}, as_of));
  for (const EscalationRow& row : answer.escalations) {
    if (row.record.target.has_value()) {
      targets.emplace(row.matter.subject.name, *row.record.target);
    }
  }
  return targets;
}

}  // namespace regisseur

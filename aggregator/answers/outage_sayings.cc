#include "aggregator/answers/outage_sayings.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/provider_state.h"
#include "core/base/status_macros.h"
#include "core/contact/escalation_ladder.h"

namespace regisseur {
namespace {

constexpr size_t kMostNamed = 3;

// What a component was in at the moment, or, when nobody could look since, what
// it was in last.
struct LastKnown {
  OperationalState state = OperationalState::kUnknown;
  std::optional<absl::Time> since;
  bool silent = false;
};

LastKnown LastKnownOf(const ComponentTimeline& component, bool may_be_silent) {
  if (component.state != OperationalState::kUnknown) {
    return {component.state, component.since};
  }
  if (!may_be_silent) return {};
  for (auto it = component.timeline.rbegin(); it != component.timeline.rend();
       ++it) {
    if (it->state == OperationalState::kUnknown) continue;
    // Only bad news outlives the silence: unknown is never healthy.
    if (!IsOut(it->state)) break;
    return {it->state, it->range.from, /*silent=*/true};
  }
  return {.silent = true};
}

std::string Named(const std::vector<std::string>& names) {
  if (names.size() <= kMostNamed) return absl::StrJoin(names, ", ");
  return absl::StrCat(
      absl::StrJoin(names.begin(), names.begin() + kMostNamed, ", "), " (+",
      names.size() - kMostNamed, ")");
}

}  // namespace

bool IsOut(OperationalState state) {
  switch (state) {
    case OperationalState::kMajorOutage:
    case OperationalState::kPartialOutage:
    case OperationalState::kDegradedPerformance:
      return true;
    case OperationalState::kOperational:
    case OperationalState::kUnderMaintenance:
    case OperationalState::kUnknown:
      return false;
  }
  return false;
}

absl::StatusOr<StatusWitness> StatusWitness::Read(const AnswerContext& context,
                                                  const Principal& who,
                                                  const KnownPortfolio& known,
                                                  const std::string& provider,
                                                  const SourceRecords& records,
                                                  AsOf as_of) {
  StatusWitness witness;
  witness.moment_ = known.moment();
  for (const KnownSource* source : known.SourcesOf(provider)) {
    Source heard;
    heard.id = source->config->id;
    heard.origin = source->config->origin;
    heard.former = source->former;
    ASSIGN_OR_RETURN(heard.timelines,
                     ReadSourceTimelines(context, who, heard.id,
                                         LookBack(known.moment()), as_of));
    if (!heard.timelines.tells_status()) continue;
    const auto record = records.find(heard.id);
    if (record != records.end()) heard.last_good = record->second.last_answer;
    witness.sources_.push_back(std::move(heard));
  }
  return witness;
}

std::vector<const ComponentTimeline*> StatusWitness::ComponentsOf(
    const Source& source, const ServiceConfig* service) const {
  std::vector<const ComponentTimeline*> components;
  for (const ComponentTimeline& component : source.timelines.components) {
    components.push_back(&component);
  }
  if (service == nullptr) return components;
  return SelectComponents(*service, components).components;
}

std::vector<Saying> StatusWitness::Hear(const ServiceConfig* service,
                                        std::vector<HitComponent>& hit) const {
  std::vector<Saying> sayings;
  for (const Source& source : sources_) {
    const std::vector<const ComponentTimeline*> components =
        ComponentsOf(source, service);
    if (components.empty()) continue;
    Saying saying;
    saying.kind = source.origin == Origin::kMeasured ? SayingKind::kMeasured
                                                     : SayingKind::kPartner;
    saying.source = source.id;
    std::vector<std::string> named;
    bool first = true;
    for (const ComponentTimeline* component : components) {
      const LastKnown last = LastKnownOf(*component, !source.former);
      const std::string& name = component->record.component.name;
      if (IsOut(last.state)) {
        hit.push_back(
            {component->record.component, source.id, last.state, last.since});
      }
      const OperationalState worst =
          first ? last.state : Worse(saying.state, last.state);
      if (first || (worst == last.state && worst != saying.state)) {
        saying.state = last.state;
        saying.since = last.since;
        saying.silent = last.silent;
        named = {name};
      } else if (last.state == saying.state) {
        named.push_back(name);
        if (last.since.has_value() &&
            (!saying.since.has_value() || *last.since < *saying.since)) {
          saying.since = last.since;
        }
        saying.silent = saying.silent && last.silent;
      }
      first = false;
    }
    if (IsOut(saying.state)) {
      saying.subject = Named(named);
      // A page that was looked at late knows when it began.
      for (const Told& told : OpenIncidents(service)) {
        if (told.source == source.id && saying.since.has_value() &&
            told.incident->start_time < *saying.since) {
          saying.since = told.incident->start_time;
        }
      }
    }
    if (saying.state == OperationalState::kUnknown) saying.silent = true;
    if (saying.silent) saying.last_good = source.last_good;
    sayings.push_back(std::move(saying));
  }
  return sayings;
}

std::vector<StatusWitness::Told> StatusWitness::OpenIncidents(
    const ServiceConfig* service) const {
  std::vector<Told> told;
  for (const Source& source : sources_) {
    std::set<std::string> ids;
    for (const ComponentTimeline* component : ComponentsOf(source, service)) {
      ids.insert(component->record.component.id);
    }
    for (const IncidentRecord& known : source.timelines.incidents) {
      const Incident& incident = known.incident;
      if (incident.start_time > moment_ || !IsOpenAt(incident, moment_)) {
        continue;
      }
      const bool about =
          incident.component_ids.empty() ||
          std::any_of(incident.component_ids.begin(),
                      incident.component_ids.end(),
                      [&](const std::string& id) { return ids.count(id) > 0; });
      if (about) told.push_back({source.id, &incident});
    }
  }
  return told;
}

bool SaysOut(const TicketRowAnswer& ticket,
             const std::vector<const Contract*>& contracts) {
  if (ticket.ticket.kind != TicketKind::kIncident &&
      ticket.ticket.kind != TicketKind::kUnspecified) {
    return false;
  }
  const std::string& priority = ticket.ticket.steps.back().priority;
  if (priority.empty()) return false;
  bool matrix = false;
  for (const Contract* contract : contracts) {
    for (const Objective& objective : contract->objectives) {
      const auto* terms = std::get_if<TicketTerms>(&objective.terms);
      if (terms == nullptr || terms->levels.empty()) continue;
      const bool about =
          ticket.services.empty() || objective.services.empty() ||
          std::any_of(objective.services.begin(), objective.services.end(),
                      [&](const std::string& service) {
                        return std::find(ticket.services.begin(),
                                         ticket.services.end(),
                                         service) != ticket.services.end();
                      });
      if (!about) continue;
      matrix = true;
      if (absl::EqualsIgnoreCase(terms->levels.front().priority, priority)) {
        return true;
      }
    }
  }
  return !matrix && (priority == "1" || absl::EqualsIgnoreCase(priority, "p1"));
}

}  // namespace regisseur

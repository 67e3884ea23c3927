#include "services/statuspage/page.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/status/operational_state.h"
#include "core/time/instant.h"
#include "services/sdk/problem.h"

namespace regisseur::statuspage {
namespace {

using sdk::JsonValue;

std::optional<IncidentPhase> FindIncidentPhase(absl::string_view word) {
  if (word == "investigating") return IncidentPhase::kInvestigating;
  if (word == "identified") return IncidentPhase::kIdentified;
  if (word == "monitoring") return IncidentPhase::kMonitoring;
  if (word == "resolved") return IncidentPhase::kResolved;
  if (word == "postmortem") return IncidentPhase::kPostmortem;
  return std::nullopt;
}

std::optional<IncidentImpact> FindIncidentImpact(absl::string_view word) {
  if (word == "none") return IncidentImpact::kNone;
  if (word == "minor") return IncidentImpact::kMinor;
  if (word == "major") return IncidentImpact::kMajor;
  if (word == "critical") return IncidentImpact::kCritical;
  return std::nullopt;
}

std::optional<MaintenancePhase> FindMaintenancePhase(absl::string_view word) {
  if (word == "scheduled") return MaintenancePhase::kScheduled;
  if (word == "in_progress") return MaintenancePhase::kInProgress;
  if (word == "verifying") return MaintenancePhase::kVerifying;
  if (word == "completed") return MaintenancePhase::kCompleted;
  return std::nullopt;
}

bool IsClosed(IncidentPhase phase) {
  return phase == IncidentPhase::kResolved ||
         phase == IncidentPhase::kPostmortem;
}

// Keys of an object, for the message about a document that is no page.
std::string KeysOf(JsonValue document) {
  std::vector<absl::string_view> keys;
  for (JsonValue member : document) {
    if (keys.size() == 8) break;
    keys.push_back(member.key());
  }
  return keys.empty() ? "no keys" : absl::StrJoin(keys, ", ");
}

// Reads one document. Lives for one call.
class PageReader {
 public:
  PageReader(JsonValue document, const PageContext& context,
             FindingList& findings)
      : document_(document), context_(context), findings_(findings) {}

  absl::StatusOr<Page> Read() {
    const JsonValue components = document_["components"];
    const JsonValue incidents = document_["incidents"];
    const JsonValue maintenances = document_["scheduled_maintenances"];
    // A summary whose components are gone must not pass for a history.
    const bool is_history = !components.exists() && !maintenances.exists() &&
                            !document_["status"].exists() &&
                            incidents.IsArray();
    if (!components.IsArray() && !is_history) {
      return sdk::PartnerProblem(
          "statuspage-not-statuspage",
          {{"origin", context_.file},
           {"detail", document_.IsObject()
                          ? absl::StrCat("it has ", KeysOf(document_))
                          : "it is no JSON object"}});
    }
    page_.is_summary = components.IsArray();
    const JsonValue page = document_["page"];
    page_.id = std::string(page["id"].Text());
    page_.name = std::string(page["name"].Text());
    if (page_.id.empty()) Missing("page.id", page_.name);

    StatusObservation& observation = page_.observation;
    observation.observed_time = context_.observed_time;
    observation.lists_every_component = page_.is_summary;
    observation.lists_every_open_incident =
        page_.is_summary && incidents.IsArray();
    observation.lists_every_open_maintenance =
        page_.is_summary && maintenances.IsArray();
    if (page_.is_summary) {
      if (!incidents.IsArray()) Missing("incidents", page_.name);
      if (!maintenances.IsArray()) {
        Missing("scheduled_maintenances", page_.name);
      }
    }
    ReadComponents(components);
    for (JsonValue incident : ArrayOf(incidents)) {
      // The history lists maintenance among the incidents.
      if (incident["impact"].Text() == "maintenance" ||
          incident["scheduled_for"].exists()) {
        ReadMaintenance(incident);
      } else {
        ReadIncident(incident);
      }
    }
    for (JsonValue maintenance : ArrayOf(maintenances)) {
      ReadMaintenance(maintenance);
    }
    return std::move(page_);
  }

 private:
  // An empty value for anything that is no array, so that a loop over it ends.
  static JsonValue ArrayOf(JsonValue value) {
    return value.IsArray() ? value : JsonValue();
  }

  void Find(Severity severity, absl::string_view rule, absl::string_view field,
            absl::string_view value,
            std::map<std::string, std::string> arguments = {}) {
    findings_.Add(severity, rule, field, context_.file, context_.line, value,
                  std::move(arguments));
  }

  void Missing(absl::string_view field, absl::string_view of) {
    Find(Severity::kWarning, "statuspage-field-missing", field, of);
  }

  // A time, if there is one that can be read.
  std::optional<absl::Time> TimeOf(JsonValue object, absl::string_view key,
                                   absl::string_view field) {
    const JsonValue value = object[key];
    if (!value.exists() || value.IsNull()) return std::nullopt;
    absl::StatusOr<absl::Time> time = ParseInstant(value.Text());
    if (time.ok()) return *time;
    Find(Severity::kWarning, "statuspage-time-format", field, value.Raw());
    return std::nullopt;
  }

  void ReadComponents(JsonValue components) {
    std::map<absl::string_view, absl::string_view> names_of_groups;
    std::set<absl::string_view> referred;
    for (JsonValue component : ArrayOf(components)) {
      referred.insert(component["group_id"].Text());
    }
    const auto is_group = [&](JsonValue component) {
      const absl::string_view id = component["id"].Text();
      return component["group"].Bool().value_or(
          component["components"].IsArray() ||
          (!id.empty() && referred.contains(id)));
    };
    for (JsonValue component : ArrayOf(components)) {
      if (!is_group(component)) continue;
      const absl::string_view id = component["id"].Text();
      groups_.insert(id);
      names_of_groups[id] = component["name"].Text();
    }
    std::map<std::string, size_t> index;
    for (JsonValue value : ArrayOf(components)) {
      if (is_group(value)) continue;
      std::optional<Component> component = ReadComponent(value);
      if (!component) continue;
      const absl::string_view group_id = value["group_id"].Text();
      if (!group_id.empty()) {
        if (auto group = names_of_groups.find(group_id);
            group != names_of_groups.end()) {
          component->group = std::string(group->second);
        } else {
          Missing("components.group_id", group_id);
        }
      }
      auto& all = page_.observation.components;
      auto [at, is_new] = index.emplace(component->id, all.size());
      if (is_new) {
        all.push_back(*std::move(component));
        continue;
      }
      Find(Severity::kWarning, "statuspage-duplicate-id", "components.id",
           component->id);
      all[at->second].state = Worse(*all[at->second].state, *component->state);
    }
  }

  std::optional<Component> ReadComponent(JsonValue value) {
    Component component;
    component.id = std::string(value["id"].Text());
    component.name = std::string(value["name"].Text());
    if (component.id.empty()) Missing("components.id", component.name);
    if (component.name.empty()) Missing("components.name", component.id);
    if (component.id.empty()) component.id = component.name;
    if (component.name.empty()) component.name = component.id;
    if (component.id.empty()) return std::nullopt;
    const std::optional<absl::string_view> word = value["status"].String();
    if (!word) {
      Missing("components.status", component.name);
      component.state = OperationalState::kUnknown;
      return component;
    }
    component.state = FindOperationalState(*word);
    if (!component.state) {
      Find(Severity::kWarning, "statuspage-unknown-word", "components.status",
           *word, {{"taken", "major_outage"}});
      component.state = OperationalState::kMajorOutage;
    }
    return component;
  }

  // Ids of the components that an incident names: its own list, else what its
  // updates say was affected.
  std::vector<std::string> ComponentsOf(JsonValue incident) {
    std::vector<std::string> ids;
    std::set<std::string> seen;
    const auto add = [&](absl::string_view id) {
      if (id.empty() || groups_.contains(id)) return;
      if (seen.insert(std::string(id)).second) ids.emplace_back(id);
    };
    std::map<absl::string_view, std::vector<absl::string_view>> codes;
    for (JsonValue update : ArrayOf(incident["incident_updates"])) {
      for (JsonValue affected : ArrayOf(update["affected_components"])) {
        const absl::string_view code = affected["code"].Text();
        codes[affected["name"].Text()].push_back(code);
        Name(code, affected["name"].Text());
      }
    }
    if (incident["components"].IsArray()) {
      for (JsonValue component : incident["components"]) {
        const absl::string_view id = component["id"].Text();
        const absl::string_view name = component["name"].Text();
        Name(id, name);
        if (!id.empty()) {
          add(id);
        } else if (auto code = codes.find(name); code != codes.end()) {
          for (absl::string_view one : code->second) add(one);
        } else {
          Name(name, name);
          add(name);
        }
      }
      return ids;
    }
    for (const auto& [name, of_name] : codes) {
      for (absl::string_view code : of_name) add(code);
    }
    return ids;
  }

  // A history shows no components; those that it names are told without state.
  void Name(absl::string_view id, absl::string_view name) {
    if (page_.is_summary || id.empty()) return;
    if (!named_.insert(std::string(id)).second) return;
    Component component;
    component.id = std::string(id);
    component.name = std::string(name.empty() ? id : name);
    page_.observation.components.push_back(std::move(component));
  }

  std::vector<IncidentUpdate> UpdatesOf(JsonValue incident) {
    std::vector<IncidentUpdate> updates;
    for (JsonValue value : ArrayOf(incident["incident_updates"])) {
      std::optional<absl::Time> time =
          TimeOf(value, "display_at", "incident_updates.display_at");
      if (!time) {
        time = TimeOf(value, "created_at", "incident_updates.created_at");
      }
      if (!time) {
        Missing("incident_updates.display_at", incident["id"].Text());
        continue;
      }
      IncidentUpdate update;
      update.id = std::string(value["id"].Text());
      update.display_time = *time;
      update.phase = std::string(value["status"].Text());
      update.text = std::string(value["body"].Text());
      updates.push_back(std::move(update));
    }
    // The page has the newest first.
    std::reverse(updates.begin(), updates.end());
    std::stable_sort(updates.begin(), updates.end(),
                     [](const IncidentUpdate& a, const IncidentUpdate& b) {
                       return a.display_time < b.display_time;
                     });
    return updates;
  }

  // The id of an incident or maintenance, unique in this document; empty when
  // it cannot be named or was told already.
  std::string IdOf(JsonValue incident, absl::string_view field,
                   std::set<std::string>& seen, bool& lists_every) {
    std::string id(incident["id"].Text());
    if (id.empty()) {
      Missing(absl::StrCat(field, ".id"), incident["name"].Text());
      id = std::string(incident["shortlink"].Text());
      if (id.empty()) id = std::string(incident["name"].Text());
    }
    if (id.empty()) {
      // It is open and cannot be told, so that the list is not whole.
      lists_every = false;
      return id;
    }
    if (seen.insert(id).second) return id;
    Find(Severity::kWarning, "statuspage-duplicate-id",
         absl::StrCat(field, ".id"), id);
    return "";
  }

  void ReadIncident(JsonValue value) {
    Incident incident;
    incident.id = IdOf(value, "incidents", seen_incidents_,
                       page_.observation.lists_every_open_incident);
    if (incident.id.empty()) return;
    incident.title = std::string(value["name"].Text());
    if (incident.title.empty()) Missing("incidents.name", incident.id);
    incident.url = std::string(value["shortlink"].Text());
    incident.updates = UpdatesOf(value);
    incident.component_ids = ComponentsOf(value);
    ReadPhaseAndImpact(value, incident);
    ReadTimes(value, incident);
    page_.observation.incidents.push_back(std::move(incident));
  }

  void ReadPhaseAndImpact(JsonValue value, Incident& incident) {
    if (auto word = value["status"].String()) {
      if (auto phase = FindIncidentPhase(*word)) {
        incident.phase = *phase;
      } else {
        Find(Severity::kWarning, "statuspage-unknown-word", "incidents.status",
             *word, {{"taken", "open"}});
      }
    } else {
      Missing("incidents.status", incident.id);
    }
    if (auto word = value["impact"].String()) {
      if (auto impact = FindIncidentImpact(*word)) {
        incident.impact = *impact;
      } else {
        Find(Severity::kWarning, "statuspage-unknown-word", "incidents.impact",
             *word, {{"taken", "critical"}});
        incident.impact = IncidentImpact::kCritical;
      }
    } else {
      Missing("incidents.impact", incident.id);
    }
  }

  void ReadTimes(JsonValue value, Incident& incident) {
    const std::optional<absl::Time> created =
        TimeOf(value, "created_at", "incidents.created_at");
    std::optional<absl::Time> start =
        TimeOf(value, "started_at", "incidents.started_at");
    if (!incident.updates.empty()) {
      incident.disclose_time = incident.updates.front().display_time;
    } else {
      incident.disclose_time = created;
    }
    if (!start) start = created;
    if (!start) {
      Missing("incidents.started_at", incident.id);
      start = incident.disclose_time.value_or(context_.observed_time);
    }
    incident.start_time = *start;
    incident.update_time = TimeOf(value, "updated_at", "incidents.updated_at");
    std::optional<absl::Time> end =
        TimeOf(value, "resolved_at", "incidents.resolved_at");
    if (!IsClosed(incident.phase)) {
      // Opened again, or said to be over without being so: it is open.
      if (end) {
        Find(Severity::kWarning, "statuspage-contradiction",
             "incidents.resolved_at", incident.id, {{"taken", "open"}});
      }
      return;
    }
    if (!end) {
      Missing("incidents.resolved_at", incident.id);
      for (const IncidentUpdate& update : incident.updates) {
        if (update.phase == "resolved") end = update.display_time;
      }
      if (!end) end = incident.update_time;
      if (!end) end = context_.observed_time;
    }
    if (*end < incident.start_time) {
      Find(Severity::kWarning, "statuspage-contradiction",
           "incidents.resolved_at", incident.id, {{"taken", "a moment"}});
      end = incident.start_time;
    }
    incident.end_time = end;
  }

  void ReadMaintenance(JsonValue value) {
    Maintenance work;
    work.id = IdOf(value, "scheduled_maintenances", seen_maintenances_,
                   page_.observation.lists_every_open_maintenance);
    if (work.id.empty()) return;
    work.title = std::string(value["name"].Text());
    if (auto word = value["status"].String()) {
      if (auto phase = FindMaintenancePhase(*word)) {
        work.phase = *phase;
      } else if (auto closed = FindIncidentPhase(*word);
                 closed && IsClosed(*closed)) {
        work.phase = MaintenancePhase::kCompleted;
      } else {
        Find(Severity::kWarning, "statuspage-unknown-word",
             "scheduled_maintenances.status", *word, {{"taken", "planned"}});
      }
    } else {
      Missing("scheduled_maintenances.status", work.id);
    }
    work.updates = UpdatesOf(value);
    work.component_ids = ComponentsOf(value);
    work.announce_time =
        TimeOf(value, "created_at", "scheduled_maintenances.created_at");
    work.update_time =
        TimeOf(value, "updated_at", "scheduled_maintenances.updated_at");
    work.start_time =
        TimeOf(value, "scheduled_for", "scheduled_maintenances.scheduled_for");
    work.end_time = TimeOf(value, "scheduled_until",
                           "scheduled_maintenances.scheduled_until");
    if (!work.start_time) {
      Missing("scheduled_maintenances.scheduled_for", work.id);
      work.start_time =
          TimeOf(value, "started_at", "scheduled_maintenances.started_at");
    }
    if (!work.end_time) {
      work.end_time =
          TimeOf(value, "resolved_at", "scheduled_maintenances.resolved_at");
    }
    if (work.start_time && work.end_time && *work.end_time < *work.start_time) {
      Find(Severity::kWarning, "statuspage-contradiction",
           "scheduled_maintenances.scheduled_until", work.id,
           {{"taken", "a moment"}});
      work.end_time = work.start_time;
    }
    page_.observation.maintenances.push_back(std::move(work));
  }

  const JsonValue document_;
  const PageContext& context_;
  FindingList& findings_;
  Page page_;
  std::set<absl::string_view> groups_;
  std::set<std::string> named_;
  std::set<std::string> seen_incidents_;
  std::set<std::string> seen_maintenances_;
};

}  // namespace

absl::StatusOr<Page> ReadPage(JsonValue document, const PageContext& context,
                              FindingList& findings) {
  return PageReader(document, context, findings).Read();
}

}  // namespace regisseur::statuspage

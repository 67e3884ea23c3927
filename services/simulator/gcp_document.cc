#include "services/simulator/gcp_document.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "services/simulator/day_dice.h"
#include "services/simulator/json_text.h"

namespace regisseur::simulator {
namespace {

std::string Time(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S+00:00", time, absl::UTCTimeZone());
}

struct Words {
  absl::string_view impact;
  absl::string_view severity;
};

Words WordsOf(ComponentState worst) {
  switch (worst) {
    case ComponentState::kMajorOutage:
      return {"SERVICE_OUTAGE", "high"};
    case ComponentState::kPartialOutage:
      return {"SERVICE_DISRUPTION", "medium"};
    case ComponentState::kDegradedPerformance:
    case ComponentState::kUnderMaintenance:
    case ComponentState::kOperational:
      return {"SERVICE_INFORMATION", "low"};
  }
  return {"SERVICE_OUTAGE", "high"};
}

std::string ProductId(const Partner& partner, const Component& component) {
  return IdOfName(absl::StrCat(partner.id, "/product/", component.name), 20);
}

void WriteLocations(const Incident& incident, JsonText& json) {
  json.BeginArray();
  json.BeginObject()
      .Member("title", "Netherlands (eu-west-nl)")
      .Member("id", "eu-west-nl")
      .EndObject();
  if (incident.hits.size() > 2) {
    json.BeginObject()
        .Member("title", "Finland (eu-north-fi)")
        .Member("id", "eu-north-fi")
        .EndObject();
  }
  json.EndArray();
}

void WriteUpdate(const Incident& incident, const IncidentUpdate& update,
                 ComponentState worst, JsonText& json) {
  const bool over = update.phase == IncidentPhase::kResolved;
  json.BeginObject()
      .Member("created", Time(update.time))
      .Member("modified", Time(update.time))
      .Member("when", Time(update.time))
      .Member("text", absl::StrCat("**Summary**\n", incident.title,
                                   "\n\n**Description**\n", update.text))
      .Member("status", over ? "AVAILABLE" : WordsOf(worst).impact)
      .Key("affected_locations");
  if (over) {
    json.BeginArray().EndArray();
  } else {
    WriteLocations(incident, json);
  }
  json.EndObject();
}

}  // namespace

std::string RenderIncidents(const PartnerHistory& history, absl::Time since,
                            absl::Time t) {
  const Partner& partner = history.partner();
  JsonText json;
  json.BeginArray();
  for (auto it = history.incidents().rbegin(); it != history.incidents().rend();
       ++it) {
    const Incident& incident = *it;
    if (incident.disclosed() > t || incident.start < since) continue;
    const bool over = incident.resolved() <= t;
    ComponentState worst = ComponentState::kOperational;
    for (const Hit& hit : incident.hits) worst = std::max(worst, hit.worst);
    const bool many = incident.hits.size() > 1;
    const Component& first = partner.components[incident.hits[0].component];
    const IncidentUpdate* newest = &incident.updates.front();
    for (const IncidentUpdate& update : incident.updates) {
      if (update.time <= t) newest = &update;
    }

    json.BeginObject()
        .Member("id", IdOfName(incident.id, 20))
        .Member("number", absl::StrCat(incident.number))
        .Member("begin", Time(incident.start))
        .Member("created", Time(incident.disclosed()));
    if (over) json.Member("end", Time(incident.resolved()));
    json.Member("modified", Time(newest->time))
        .Member("external_desc", incident.title)
        .Key("updates")
        .BeginArray();
    for (auto update = incident.updates.rbegin();
         update != incident.updates.rend(); ++update) {
      if (update->time <= t) WriteUpdate(incident, *update, worst, json);
    }
    json.EndArray().Key("most_recent_update");
    WriteUpdate(incident, *newest, worst, json);
    json.Member("status_impact", WordsOf(worst).impact)
        .Member("severity", WordsOf(worst).severity)
        .Member("service_key", many ? "zall" : ProductId(partner, first))
        .Member("service_name", many ? "Multiple Products" : first.name)
        .Key("affected_products")
        .BeginArray();
    for (const Hit& hit : incident.hits) {
      const Component& product = partner.components[hit.component];
      const bool former =
          !product.former_name.empty() &&
          absl::ToCivilDay(incident.start, absl::UTCTimeZone()) < RenamingDay();
      json.BeginObject()
          .Member("title", former ? product.former_name : product.name)
          .Member("id", ProductId(partner, product))
          .Member("current_title", product.name)
          .EndObject();
    }
    json.EndArray()
        .Member("uri", absl::StrCat("incidents/", IdOfName(incident.id, 20)))
        .Key("currently_affected_locations");
    if (over) {
      json.BeginArray().EndArray().Key("previously_affected_locations");
      WriteLocations(incident, json);
    } else {
      WriteLocations(incident, json);
      json.Key("previously_affected_locations").BeginArray().EndArray();
    }
    json.EndObject();
  }
  json.EndArray();
  return json.text();
}

}  // namespace regisseur::simulator

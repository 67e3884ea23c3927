#include "aggregator/answers/incidents.h"

#include <algorithm>
#include <utility>

#include "aggregator/answers/provider_state.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<std::vector<const KnownSource*>> StatusSources(
    const KnownPortfolio& known, const std::string& provider,
    const std::string& owner) {
  std::vector<const KnownSource*> sources;
  if (!provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(provider));
    sources = known.SourcesOf(provider);
  } else {
    for (const KnownSource& source : known.sources()) {
      if (!source.shared) sources.push_back(&source);
    }
  }
  if (!owner.empty()) {
    std::erase_if(sources, [&](const KnownSource* source) {
      return known.OwnerOf(source->provider) != owner;
    });
  }
  return sources;
}

absl::StatusOr<ComponentNames> ReadComponentNames(const AnswerContext& context,
                                                  const Principal& who,
                                                  const std::string& source,
                                                  AsOf as_of) {
  ASSIGN_OR_RETURN(const std::vector<ComponentRecord> components,
                   context.status.ListComponents(who, source, as_of));
  ComponentNames names;
  for (const ComponentRecord& record : components) {
    names[record.component.id] = record.component.name;
  }
  return names;
}

std::vector<std::string> NamesOf(const ComponentNames& names,
                                 const std::vector<std::string>& ids) {
  std::vector<std::string> result;
  for (const std::string& id : ids) {
    const auto found = names.find(id);
    const std::string& name = found == names.end() ? id : found->second;
    if (std::find(result.begin(), result.end(), name) == result.end()) {
      result.push_back(name);
    }
  }
  return result;
}

absl::StatusOr<IncidentsAnswer> AnswerIncidents(
    const AnswerContext& context, const Principal& who,
    const IncidentsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, known.portfolio().time_zone));
  ASSIGN_OR_RETURN(const std::vector<const KnownSource*> sources,
                   StatusSources(known, question.provider, question.owner));
  IncidentsAnswer answer;
  for (const KnownSource* source : sources) {
    const std::string& id = source->config->id;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     context.sources.GetSource(who, id, as_of));
    ASSIGN_OR_RETURN(std::vector<IncidentRecord> incidents,
                     context.status.ListIncidents(who, id, range, as_of));
    if (!incidents.empty() || TellsOf(*source->config).status) {
      AddFreshnessGap(known, *source, record, answer.gaps);
    }
    if (incidents.empty()) continue;
    ASSIGN_OR_RETURN(const ComponentNames names,
                     ReadComponentNames(context, who, id, as_of));
    for (IncidentRecord& known_incident : incidents) {
      if (question.open && !IsOpenAt(known_incident.incident, known.moment())) {
        continue;
      }
      IncidentRow row{.provider = source->provider,
                      .source = id,
                      .told_time = known_incident.told_time};
      row.components = NamesOf(names, known_incident.incident.component_ids);
      row.incident = std::move(known_incident.incident);
      answer.incidents.push_back(std::move(row));
    }
  }
  std::stable_sort(answer.incidents.begin(), answer.incidents.end(),
                   [](const IncidentRow& a, const IncidentRow& b) {
                     if (a.incident.start_time != b.incident.start_time) {
                       return a.incident.start_time > b.incident.start_time;
                     }
                     if (a.source != b.source) return a.source < b.source;
                     return a.incident.id < b.incident.id;
                   });
  return answer;
}

}  // namespace regisseur

#include "aggregator/answers/incidents.h"

#include <algorithm>
#include <utility>

#include "aggregator/answers/provider_state.h"
#include "aggregator/answers/status_scope.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<IncidentsAnswer> AnswerIncidents(
    const AnswerContext& context, const Principal& who,
    const IncidentsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(
      const StatusScope scope,
      StatusScope::Find(context, who, question.provider, question.owner,
                        question.from, question.to, as_of));
  const absl::Time moment = scope.known().moment();
  IncidentsAnswer answer;
  RETURN_IF_ERROR(scope.ForEach(
      context, who, as_of,
      [&](const std::string& source, TimeRange range) {
        return context.status.ListIncidents(who, source, range, as_of);
      },
      [&](const KnownSource& source, const ComponentNames& names,
          IncidentRecord found) {
        if (question.open && !IsOpenAt(found.incident, moment)) return;
        IncidentRow row{.provider = source.provider,
                        .source = source.config->id,
                        .told_time = found.told_time};
        row.components = NamesOf(names, found.incident.component_ids);
        row.incident = std::move(found.incident);
        answer.incidents.push_back(std::move(row));
      },
      answer.gaps));
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

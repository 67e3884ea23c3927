#include "aggregator/answers/maintenances.h"

#include <algorithm>
#include <utility>

#include "aggregator/answers/incidents.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::Time AnnouncedTime(const MaintenanceRecord& record) {
  const std::optional<absl::Time>& stated = record.maintenance.announce_time;
  if (!stated.has_value()) return record.told_time;
  const bool contradicted =
      record.poll_before_told.has_value() && *record.poll_before_told > *stated;
  return contradicted ? record.told_time : *stated;
}

absl::StatusOr<MaintenancesAnswer> AnswerMaintenances(
    const AnswerContext& context, const Principal& who,
    const MaintenancesQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, known.portfolio().time_zone));
  ASSIGN_OR_RETURN(const std::vector<const KnownSource*> sources,
                   StatusSources(known, question.provider, question.owner));
  MaintenancesAnswer answer;
  for (const KnownSource* source : sources) {
    const std::string& id = source->config->id;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     context.sources.GetSource(who, id, as_of));
    ASSIGN_OR_RETURN(std::vector<MaintenanceRecord> maintenances,
                     context.status.ListMaintenances(who, id, range, as_of));
    if (!maintenances.empty() || TellsOf(*source->config).status) {
      AddFreshnessGap(known, *source, record, answer.gaps);
    }
    if (maintenances.empty()) continue;
    ASSIGN_OR_RETURN(const ComponentNames names,
                     ReadComponentNames(context, who, id, as_of));
    for (MaintenanceRecord& found : maintenances) {
      MaintenanceRow row{.provider = source->provider,
                         .source = id,
                         .announced = AnnouncedTime(found)};
      row.components = NamesOf(names, found.maintenance.component_ids);
      row.maintenance = std::move(found.maintenance);
      answer.maintenances.push_back(std::move(row));
    }
  }
  // Without a start it is not planned yet: last.
  const auto start = [](const MaintenanceRow& row) {
    return row.maintenance.start_time.value_or(absl::InfiniteFuture());
  };
  std::stable_sort(answer.maintenances.begin(), answer.maintenances.end(),
                   [&](const MaintenanceRow& a, const MaintenanceRow& b) {
                     if (start(a) != start(b)) return start(a) < start(b);
                     if (a.source != b.source) return a.source < b.source;
                     return a.maintenance.id < b.maintenance.id;
                   });
  return answer;
}

}  // namespace regisseur

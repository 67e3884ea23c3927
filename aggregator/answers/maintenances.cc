#include "aggregator/answers/maintenances.h"

#include <algorithm>
#include <utility>

#include "aggregator/answers/status_scope.h"
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
  ASSIGN_OR_RETURN(
      const StatusScope scope,
      StatusScope::Find(context, who, question.provider, question.owner,
                        question.from, question.to, as_of));
  MaintenancesAnswer answer;
  RETURN_IF_ERROR(scope.ForEach(
      context, who, as_of,
      [&](const std::string& source, TimeRange range) {
        return context.status.ListMaintenances(who, source, range, as_of);
      },
      [&](const KnownSource& source, const ComponentNames& names,
          MaintenanceRecord found) {
        MaintenanceRow row{.provider = source.provider,
                           .source = source.config->id,
                           .announced = AnnouncedTime(found)};
        row.components = NamesOf(names, found.maintenance.component_ids);
        row.maintenance = std::move(found.maintenance);
        answer.maintenances.push_back(std::move(row));
      },
      answer.gaps));
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

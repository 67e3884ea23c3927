#include "aggregator/answers/components.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "aggregator/answers/source_freshness.h"
#include "aggregator/answers/source_timelines.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"

namespace regisseur {

absl::StatusOr<ComponentsAnswer> AnswerComponents(const AnswerContext& context,
                                                  const Principal& who,
                                                  const std::string& provider,
                                                  AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  RETURN_IF_ERROR(known.CheckProvider(provider));
  const ProviderConfig* config =
      known.portfolio().FindProvider(known.CurrentId(provider));
  ComponentsAnswer answer;
  bool tells_status = false;
  for (const KnownSource* source : known.SourcesOf(provider)) {
    const std::string& id = source->config->id;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, id, as_of));
    AddFreshnessGap(known, *source, record, answer.gaps);
    // A feed of incidents is read whole: "since" may lie years back, and there
    // is no last change before the range.
    TimeRange range = LookBack(known.moment());
    ASSIGN_OR_RETURN(const StatusCoverage coverage,
                     context.status.GetCoverage(who, id, as_of));
    if (coverage.states_from_incidents) {
      for (const TimeRange& covered : coverage.ranges) {
        range.from = std::min(range.from, covered.from);
      }
    }
    ASSIGN_OR_RETURN(SourceTimelines timelines,
                     ReadSourceTimelines(context, who, id, range, as_of));
    tells_status = tells_status || timelines.tells_status();
    for (ComponentTimeline& component : timelines.components) {
      ComponentRow row{.source = id,
                       .component = std::move(component.record.component),
                       .state = component.state,
                       .since = component.since};
      if (config != nullptr) {
        for (const ServiceConfig& service : config->services) {
          const bool selected =
              std::any_of(service.components.begin(), service.components.end(),
                          [&](const std::string& selector) {
                            return SelectsComponent(selector, row.component);
                          });
          if (selected) row.services.push_back(service.id);
        }
      }
      answer.components.push_back(std::move(row));
    }
  }
  std::stable_sort(answer.components.begin(), answer.components.end(),
                   [](const ComponentRow& a, const ComponentRow& b) {
                     return std::tie(a.source, a.component.group,
                                     a.component.name, a.component.id) <
                            std::tie(b.source, b.component.group,
                                     b.component.name, b.component.id);
                   });
  if (!tells_status) {
    Gap gap;
    gap.provider = known.CurrentId(provider);
    gap.rule = "status-no-source";
    AddGap(std::move(gap), answer.gaps);
  }
  return answer;
}

}  // namespace regisseur

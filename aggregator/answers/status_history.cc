#include "aggregator/answers/status_history.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/source_freshness.h"
#include "aggregator/answers/source_timelines.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

const ServiceConfig* FindService(const ProviderConfig* provider,
                                 const std::string& id) {
  if (provider == nullptr) return nullptr;
  for (const ServiceConfig& service : provider->services) {
    if (service.id == id) return &service;
  }
  return nullptr;
}

bool Selects(const ServiceConfig& service, const Component& component) {
  return std::any_of(service.components.begin(), service.components.end(),
                     [&](const std::string& selector) {
                       return SelectsComponent(selector, component);
                     });
}

int CountIncidents(const std::vector<IncidentRecord>& incidents,
                   const std::string& component_id) {
  return static_cast<int>(std::count_if(
      incidents.begin(), incidents.end(), [&](const IncidentRecord& record) {
        const std::vector<std::string>& ids = record.incident.component_ids;
        return std::find(ids.begin(), ids.end(), component_id) != ids.end();
      }));
}

}  // namespace

absl::StatusOr<StatusHistoryAnswer> AnswerStatusHistory(
    const AnswerContext& context, const Principal& who,
    const StatusHistoryQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(
      TimeRange range,
      ParseTimeRange(question.from, question.to, known.portfolio().time_zone));
  RETURN_IF_ERROR(known.CheckProvider(question.provider));
  const ServiceConfig* service = nullptr;
  if (!question.service.empty()) {
    service = FindService(
        known.portfolio().FindProvider(known.CurrentId(question.provider)),
        question.service);
    if (service == nullptr) {
      return absl::NotFoundError(absl::StrCat(
          "service: provider \"", question.provider, "\" has no service \"",
          question.service, "\"; `provider show ", question.provider,
          "` lists its services"));
    }
  }

  const std::vector<const KnownSource*> sources =
      known.SourcesOf(question.provider);
  std::vector<std::pair<const KnownSource*, StatusCoverage>> telling;
  std::optional<absl::Time> first;
  StatusHistoryAnswer answer;
  for (const KnownSource* source : sources) {
    const std::string& id = source->config->id;
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, id, as_of));
    AddFreshnessGap(known, *source, record, answer.gaps);
    ASSIGN_OR_RETURN(StatusCoverage coverage,
                     context.status.GetCoverage(who, id, as_of));
    if (!coverage.first_observed.has_value()) continue;
    absl::Time start = *coverage.first_observed;
    // A feed of incidents tells about the time before it was first read.
    for (const TimeRange& covered : coverage.ranges) {
      start = std::min(start, covered.from);
    }
    if (!first.has_value() || start < *first) first = start;
    telling.emplace_back(source, std::move(coverage));
  }
  if (range.from > known.moment()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "from: ", question.from, " is later than ",
        FormatForPeople(known.moment()),
        ", and nobody has observed the future; ask from an earlier time"));
  }
  // Nor what of the range is still to come.
  if (!question.to.empty() && range.to > known.moment()) {
    Gap gap;
    gap.provider = known.CurrentId(question.provider);
    gap.rule = "status-counted-until-now";
    gap.arguments = {{"until", FormatForPeople(known.moment())}};
    gap.notice = true;
    answer.gaps.push_back(std::move(gap));
  }
  range.to = std::min(range.to, known.moment());
  if (range.from == absl::InfinitePast()) {
    range.from = first.value_or(range.to);
  }
  range.from = std::min(range.from, range.to);
  answer.range = range;

  for (const auto& [source, coverage] : telling) {
    ASSIGN_OR_RETURN(
        const SourceTimelines timelines,
        ReadSourceTimelines(context, who, source->config->id, range, as_of));
    for (const ComponentTimeline& found : timelines.components) {
      const Component& component = found.record.component;
      if (!question.component.empty() && component.id != question.component) {
        continue;
      }
      if (service != nullptr && !Selects(*service, component)) continue;
      answer.rows.push_back(
          {.source = source->config->id,
           .component = component,
           .durations = SumDurations(found.timeline),
           .incidents = CountIncidents(timelines.incidents, component.id)});
    }
  }
  if (!question.component.empty() && answer.rows.empty()) {
    return absl::NotFoundError(
        absl::StrCat("component: no component of provider \"",
                     question.provider, "\" has the id \"", question.component,
                     "\"; `component list --provider ", question.provider,
                     "` shows which there are"));
  }
  if (telling.empty()) {
    Gap gap;
    gap.provider = known.CurrentId(question.provider);
    gap.rule = "status-no-source";
    AddGap(std::move(gap), answer.gaps);
  } else if (service != nullptr && answer.rows.empty()) {
    Gap gap;
    gap.provider = known.CurrentId(question.provider);
    gap.rule = "service-without-state";
    gap.arguments = {{"services", service->id}};
    AddGap(std::move(gap), answer.gaps);
  }
  std::stable_sort(answer.rows.begin(), answer.rows.end(),
                   [](const StatusHistoryRow& a, const StatusHistoryRow& b) {
                     return std::tie(a.source, a.component.group,
                                     a.component.name, a.component.id) <
                            std::tie(b.source, b.component.group,
                                     b.component.name, b.component.id);
                   });
  return answer;
}

}  // namespace regisseur

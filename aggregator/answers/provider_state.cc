#include "aggregator/answers/provider_state.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "absl/strings/str_join.h"
#include "aggregator/answers/outage_sayings.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

// Below this many a thread costs more than it saves; above so many the readers
// of the database are needed by others.
constexpr size_t kProvidersAThread = 50;
constexpr size_t kMostHelpers = 3;

// The first moment after `moment` at which the timelines change by time alone.
absl::Time HoldsUntil(const SourceTimelines& timelines, absl::Time moment) {
  absl::Time until = absl::InfiniteFuture();
  const auto border = [&](absl::Time at) {
    if (at > moment) until = std::min(until, at);
  };
  for (const TimeRange& range : timelines.coverage.ranges) {
    border(range.from);
    border(range.to);
  }
  for (const IncidentRecord& known : timelines.incidents) {
    border(known.incident.start_time);
    if (known.incident.end_time.has_value()) border(*known.incident.end_time);
  }
  return until;
}

// A page that was looked at late knows when it began: an outage is as old as
// the oldest open incident about the components, whoever tells it.
void DateByIncidents(absl::Span<const SourceView> sources,
                     absl::Span<const ComponentTimeline* const> components,
                     absl::Time moment, JointState& joint) {
  if (!IsOut(joint.state)) return;
  for (const SourceView& source : sources) {
    const std::vector<ComponentTimeline>& all = source.timelines->components;
    std::vector<absl::string_view> ids;
    for (const ComponentTimeline* component : components) {
      const bool own = std::any_of(
          all.begin(), all.end(),
          [&](const ComponentTimeline& one) { return &one == component; });
      if (own) ids.push_back(component->record.component.id);
    }
    if (ids.empty()) continue;
    for (const IncidentRecord& known : source.timelines->incidents) {
      const Incident& incident = known.incident;
      if (incident.start_time > moment || !IsOpenAt(incident, moment)) continue;
      const std::vector<std::string>& about = incident.component_ids;
      if (about.empty() ||
          std::find_first_of(about.begin(), about.end(), ids.begin(),
                             ids.end()) != about.end()) {
        joint.BeganBy(incident.start_time);
      }
    }
  }
}

}  // namespace

bool IsOpenAt(const Incident& incident, absl::Time moment) {
  return !incident.end_time.has_value() || *incident.end_time > moment;
}

ProviderState ComputeProviderState(const std::string& provider,
                                   const ProviderConfig* config,
                                   absl::Span<const SourceView> sources,
                                   absl::Time moment) {
  ProviderState result;
  std::vector<const ComponentTimeline*> measured;
  std::vector<const ComponentTimeline*> reported;
  for (const SourceView& source : sources) {
    if (!source.timelines->tells_status()) continue;
    result.tells_status = true;
    result.holds_until =
        std::min(result.holds_until, HoldsUntil(*source.timelines, moment));
    auto& target = source.origin == Origin::kMeasured ? measured : reported;
    for (const ComponentTimeline& component : source.timelines->components) {
      target.push_back(&component);
    }
    int open = 0;
    for (const IncidentRecord& known : source.timelines->incidents) {
      if (known.incident.start_time <= moment &&
          IsOpenAt(known.incident, moment)) {
        ++open;
        result.newest_incidents.push_back({known.incident.title.empty()
                                               ? known.incident.id
                                               : known.incident.title,
                                           known.incident.start_time});
      }
    }
    result.open_incidents = result.open_incidents.value_or(0) + open;
  }

  std::stable_sort(result.newest_incidents.begin(),
                   result.newest_incidents.end(),
                   [](const OpenIncident& a, const OpenIncident& b) {
                     return a.start > b.start;
                   });
  if (result.newest_incidents.size() > ProviderState::kMostIncidentsNamed) {
    result.newest_incidents.resize(ProviderState::kMostIncidentsNamed);
  }

  if (config == nullptr || config->services.empty()) {
    result.not_mapped = config != nullptr && result.tells_status;
    result.measured = !measured.empty();
    const auto& decisive = measured.empty() ? reported : measured;
    result.joint = WorstState(decisive);
    for (const auto* components : {&measured, &reported}) {
      DateByIncidents(sources, *components, moment, result.joint);
    }
    for (const ComponentTimeline* component : decisive) {
      if (component->state == result.joint.state) {
        result.parts_in_state.push_back(component->record.component.name);
      }
    }
    return result;
  }

  std::vector<JointState> joints;
  std::vector<std::string> without_data;
  for (const ServiceConfig& service : config->services) {
    const ServiceSelection by_measure = SelectComponents(service, measured);
    const ServiceSelection by_report = SelectComponents(service, reported);
    if (result.tells_status) {
      for (const std::string& selector : by_measure.unmatched) {
        if (std::find(by_report.unmatched.begin(), by_report.unmatched.end(),
                      selector) == by_report.unmatched.end()) {
          continue;
        }
        Gap gap;
        gap.provider = provider;
        gap.rule = "selector-matches-nothing";
        gap.arguments = {{"selector", selector}, {"service", service.id}};
        AddGap(std::move(gap), result.gaps);
      }
    }
    ServiceStateRow row{.id = service.id, .name = service.name};
    if (!by_measure.components.empty()) {
      row.joint = WorstState(by_measure.components);
      result.measured = true;
    } else {
      row.joint = WorstState(by_report.components);
      if (by_report.components.empty()) without_data.push_back(service.id);
    }
    for (const ServiceSelection* selection : {&by_measure, &by_report}) {
      DateByIncidents(sources, selection->components, moment, row.joint);
    }
    joints.push_back(row.joint);
    result.services.push_back(std::move(row));
  }
  result.joint = WorstState(joints);
  for (const ServiceStateRow& service : result.services) {
    if (service.joint.state == result.joint.state) {
      result.parts_in_state.push_back(service.name);
    }
  }
  if (!without_data.empty()) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "service-without-state";
    gap.arguments = {{"services", absl::StrJoin(without_data, ", ")}};
    result.gaps.push_back(std::move(gap));
  }
  return result;
}

absl::StatusOr<ProviderState> ReadProviderState(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                const std::string& provider,
                                                AsOf as_of) {
  const std::vector<const KnownSource*> sources = known.SourcesOf(provider);
  std::vector<SourceTimelines> timelines;
  timelines.reserve(sources.size());
  std::vector<SourceView> views;
  for (const KnownSource* source : sources) {
    ASSIGN_OR_RETURN(SourceTimelines of_source,
                     ReadSourceTimelines(context, who, source->config->id,
                                         LookBack(known.moment()), as_of));
    timelines.push_back(std::move(of_source));
    views.push_back({&timelines.back(), source->config->origin});
  }
  const ProviderConfig* config =
      known.portfolio().FindProvider(known.CurrentId(provider));
  return ComputeProviderState(known.CurrentId(provider), config, views,
                              known.moment());
}

absl::StatusOr<std::vector<ProviderState>> ReadProviderStates(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::vector<std::string>& providers,
    AsOf as_of) {
  std::vector<absl::StatusOr<ProviderState>> states(
      providers.size(), absl::StatusOr<ProviderState>(ProviderState()));
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < providers.size(); i = next++) {
      states[i] = ReadProviderState(context, who, known, providers[i], as_of);
    }
  };
  const size_t helpers =
      std::min({providers.size() / kProvidersAThread, kMostHelpers,
                static_cast<size_t>(std::thread::hardware_concurrency())});
  std::vector<std::thread> threads;
  for (size_t i = 0; i < helpers; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();

  std::vector<ProviderState> result;
  result.reserve(states.size());
  for (absl::StatusOr<ProviderState>& state : states) {
    if (!state.ok()) return state.status();
    result.push_back(std::move(*state));
  }
  return result;
}

}  // namespace regisseur

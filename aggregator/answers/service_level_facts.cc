#include "aggregator/answers/service_level_facts.h"

#include <algorithm>
#include <utility>

#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"
#include "core/service_level/maintenance_announcement.h"

namespace regisseur {
namespace {

FigureOrigin OriginOf(const KnownSource* source) {
  return source != nullptr && source->config->origin == Origin::kMeasured
             ? FigureOrigin::kMeasured
             : FigureOrigin::kReported;
}

// The schedule of a version. Without both ends nothing is scheduled that time
// could lie in.
std::optional<TimeRange> ScheduleOf(const Maintenance& maintenance) {
  if (!maintenance.start_time.has_value() ||
      !maintenance.end_time.has_value()) {
    return std::nullopt;
  }
  return TimeRange{*maintenance.start_time, *maintenance.end_time};
}

std::vector<AnnouncedMaintenance> AnnouncementsOf(
    const MaintenanceHistory& history) {
  std::vector<PlannedMaintenance> planned;
  std::optional<TimeRange> before;
  for (const MaintenanceHistory::Version& version : history.versions) {
    const std::optional<TimeRange> schedule = ScheduleOf(version.maintenance);
    if (!schedule.has_value()) continue;
    // What was told again unchanged was announced the first time.
    if (before == schedule) continue;
    PlannedMaintenance plan;
    plan.scheduled = *schedule;
    plan.observed = version.observed_time;
    plan.last_poll_before = version.previous_observed_time;
    plan.stated = before.has_value() ? version.maintenance.update_time
                                     : version.maintenance.announce_time;
    planned.push_back(plan);
    before = schedule;
  }
  return ComputeAnnouncements(planned);
}

absl::StatusOr<StatusFacts> ReadStatusFacts(
    const AnswerContext& context, const Principal& who,
    std::shared_ptr<const KnownSource> source, TimeRange range, AsOf as_of) {
  StatusFacts facts;
  facts.origin = OriginOf(source.get());
  const std::string& id = source->config->id;
  facts.source = source;
  ASSIGN_OR_RETURN(facts.timelines,
                   ReadSourceTimelines(context, who, id, range, as_of));
  if (!facts.timelines.tells_status()) return facts;
  ASSIGN_OR_RETURN(
      std::vector<MaintenanceHistory> histories,
      context.status.ListMaintenanceHistories(who, id, range, as_of));
  for (MaintenanceHistory& history : histories) {
    ToldMaintenance told;
    told.announced = AnnouncementsOf(history);
    told.history = std::move(history);
    facts.maintenances.push_back(std::move(told));
  }
  return facts;
}

// So many months of which nothing is told: what is told of the time before them
// is told by chance.
constexpr int kSilentMonths = 3;

const ServiceConfig* FindService(const ProviderFacts& facts,
                                 const std::string& id) {
  if (facts.config == nullptr) return nullptr;
  for (const ServiceConfig& service : facts.config->services) {
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

// True when a maintenance of a source names a component of the services, or
// none.
bool ConcernsServices(const StatusFacts& facts, const ToldMaintenance& told,
                      const std::vector<const ServiceConfig*>& services) {
  if (told.latest().component_ids.empty()) return true;
  for (const ComponentTimeline& component : facts.timelines.components) {
    if (!told.Concerns(component.record.component.id)) continue;
    for (const ServiceConfig* service : services) {
      if (Selects(*service, component.record.component)) return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<std::optional<absl::Time>> TicketBegins::Of(
    const AnswerContext& context, const Principal& who,
    const std::string& source, absl::TimeZone zone, AsOf as_of) {
  ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> deliveries,
                   context.sources.ListDeliveries(who, source, as_of));
  std::vector<absl::Time> told;
  bool without_period = false;
  for (const DeliveryRecord& delivery : deliveries) {
    if (delivery.kind != FactKind::kTickets) continue;
    if (delivery.head.period_start.has_value()) {
      told.push_back(*delivery.head.period_start);
    } else {
      without_period = true;
    }
  }
  const bool by_period = !told.empty();
  if (!by_period && without_period) {
    if (!end_days_.has_value()) {
      ASSIGN_OR_RETURN(end_days_, context.tickets.ListEndDays(who, as_of));
    }
    told = (*end_days_)[source];
  }
  std::sort(told.begin(), told.end());
  std::optional<absl::Time> begin;
  std::optional<absl::CivilMonth> first;
  for (auto at = told.rbegin(); at != told.rend(); ++at) {
    const absl::CivilMonth month = absl::ToCivilMonth(*at, zone);
    if (first.has_value() && *first - month > kSilentMonths) break;
    first = month;
    begin = by_period ? *at : absl::FromCivil(month, zone);
  }
  return begin;
}

bool ToldMaintenance::Concerns(const std::string& component_id) const {
  const std::vector<std::string>& ids = latest().component_ids;
  return ids.empty() ||
         std::find(ids.begin(), ids.end(), component_id) != ids.end();
}

std::shared_ptr<const ProviderConfig> FindConfig(const KnownPortfolio& known,
                                                 const std::string& provider) {
  const std::string id = known.CurrentId(provider);
  if (const ProviderConfig* config = known.portfolio().FindProvider(id)) {
    return {known.shared_portfolio(), config};
  }
  return known.FindFormer(id);
}

absl::StatusOr<ToldFacts> ReadToldFacts(const AnswerContext& context,
                                        const Principal& who, TimeRange range,
                                        FactKinds kinds, AsOf as_of) {
  ToldFacts told;
  told.range = range;
  told.kinds = kinds;
  if (kinds.measurements) {
    ASSIGN_OR_RETURN(
        std::vector<MeasurementRecord> records,
        context.measurements.ListMeasurements(who, std::nullopt, range, as_of));
    for (MeasurementRecord& record : records) {
      told.measurements[record.provider].push_back(std::move(record));
    }
  }
  if (kinds.tickets) {
    ASSIGN_OR_RETURN(
        std::vector<TicketRecord> records,
        context.tickets.ListTickets(who, std::nullopt, range, as_of));
    for (TicketRecord& record : records) {
      told.tickets[record.provider].push_back(std::move(record));
    }
  }
  return told;
}

absl::StatusOr<ProviderFacts> ReadProviderFacts(
    const AnswerContext& context, const Principal& who,
    const std::shared_ptr<const KnownPortfolio>& known_portfolio,
    const std::string& provider, TimeRange range, FactKinds kinds, AsOf as_of,
    TicketBegins& begins, const ToldFacts* told) {
  const KnownPortfolio& known = *known_portfolio;
  ProviderFacts facts;
  facts.kinds = kinds;
  facts.provider = known.CurrentId(provider);
  facts.config = FindConfig(known, provider);
  facts.range = range;
  if (kinds.status) {
    for (const KnownSource* source : known.SourcesOf(facts.provider)) {
      ASSIGN_OR_RETURN(StatusFacts of_source,
                       ReadStatusFacts(context, who, {known_portfolio, source},
                                       range, as_of));
      if (!of_source.timelines.tells_status()) continue;
      facts.status.push_back(std::move(of_source));
    }
  }
  if (kinds.tickets) {
    for (const KnownSource& source : known.sources()) {
      if (!known.SpeaksAbout(source, facts.provider)) continue;
      const std::string& id = source.config->id;
      ASSIGN_OR_RETURN(const SourceRecord record,
                       ReadSourceRecord(context, who, id, as_of));
      if (!record.tells.contains(FactKind::kTickets)) continue;
      ProviderFacts::Desk desk;
      desk.origin = OriginOf(&source);
      desk.source = id;
      ASSIGN_OR_RETURN(
          desk.from,
          begins.Of(context, who, id, known.portfolio().time_zone, as_of));
      desk.until = record.data_until;
      desk.expected_until = record.data_until;
      const SourceClocks clocks = ClocksOf(*source.config, record);
      if (desk.until.has_value() && clocks.expect.has_value()) {
        desk.expected_until =
            clocks.expect->AddTo(*desk.until, known.portfolio().time_zone);
      }
      facts.desks.push_back(std::move(desk));
    }
  }
  std::vector<std::string> ids = {facts.provider};
  if (facts.config != nullptr) {
    ids.insert(ids.end(), facts.config->formerly.begin(),
               facts.config->formerly.end());
  }
  for (const std::string& id : ids) {
    if (kinds.measurements) {
      std::vector<MeasurementRecord> records;
      if (told == nullptr) {
        ASSIGN_OR_RETURN(records, context.measurements.ListMeasurements(
                                      who, id, range, as_of));
      } else if (const auto found = told->measurements.find(id);
                 found != told->measurements.end()) {
        records = found->second;
      }
      for (MeasurementRecord& record : records) {
        const FigureOrigin origin = OriginOf(known.FindSource(record.source));
        facts.measurements.push_back({origin, std::move(record)});
      }
    }
    if (kinds.tickets) {
      std::vector<TicketRecord> records;
      if (told == nullptr) {
        ASSIGN_OR_RETURN(records,
                         context.tickets.ListTickets(who, id, range, as_of));
      } else if (const auto found = told->tickets.find(id);
                 found != told->tickets.end()) {
        records = found->second;
      }
      for (TicketRecord& record : records) {
        const FigureOrigin origin = OriginOf(known.FindSource(record.source));
        facts.tickets.push_back({origin, std::move(record)});
      }
    }
  }
  return facts;
}

std::vector<std::string> ServiceFacts::Sources() const {
  std::vector<std::string> ids;
  for (const Part& part : parts) {
    const std::string& id = part.facts->source->config->id;
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

ServiceEvidence ServiceFacts::Evidence(
    absl::Span<const TimeRange> exclusions) const {
  ServiceEvidence evidence;
  evidence.components.reserve(parts.size() + without.size());
  for (const Part& part : parts) {
    evidence.components.push_back({.timeline = part.component->timeline,
                                   .maintenance = part.maintenance,
                                   .approved_exclusions = exclusions});
  }
  for (size_t i = 0; i < without.size(); ++i) evidence.components.push_back({});
  return evidence;
}

ServiceFacts SelectServiceFacts(std::shared_ptr<const ProviderFacts> all,
                                const std::vector<std::string>& services,
                                FigureOrigin origin) {
  const ProviderFacts& facts = *all;
  ServiceFacts selected;
  selected.all = std::move(all);
  selected.origin = origin;
  std::vector<const ServiceConfig*> configs;
  for (const std::string& id : services) {
    if (const ServiceConfig* config = FindService(facts, id)) {
      configs.push_back(config);
    } else {
      selected.without.push_back(id);
    }
  }
  std::vector<const ComponentTimeline*> components;
  std::vector<const StatusFacts*> of;  // the source of each
  for (const StatusFacts& source : facts.status) {
    if (source.origin != origin) continue;
    for (const ComponentTimeline& component : source.timelines.components) {
      components.push_back(&component);
      of.push_back(&source);
    }
  }
  for (const ServiceConfig* config : configs) {
    const ServiceSelection selection = SelectComponents(*config, components);
    for (const std::string& selector : selection.unmatched) {
      selected.unmatched.push_back({config->id, selector});
    }
    if (selection.components.empty()) selected.without.push_back(config->id);
    for (const ComponentTimeline* component : selection.components) {
      const bool taken =
          std::any_of(selected.parts.begin(), selected.parts.end(),
                      [&](const auto& p) { return p.component == component; });
      if (taken) continue;
      const auto at =
          std::find(components.begin(), components.end(), component);
      selected.parts.push_back(
          {.facts = of[static_cast<size_t>(at - components.begin())],
           .component = component});
    }
  }
  for (const StatusFacts& source : facts.status) {
    for (const ToldMaintenance& told : source.maintenances) {
      std::optional<bool> concerns_services;
      for (ServiceFacts::Part& part : selected.parts) {
        bool concerns = false;
        if (part.facts == &source) {
          concerns = told.Concerns(part.component->record.component.id);
        } else {
          // Somebody else looks at the same services.
          if (!concerns_services.has_value()) {
            concerns_services = ConcernsServices(source, told, configs);
          }
          concerns = *concerns_services;
        }
        if (!concerns) continue;
        part.maintenance.insert(part.maintenance.end(), told.announced.begin(),
                                told.announced.end());
        part.told.push_back(&told);
      }
    }
  }
  return selected;
}

std::vector<FigureOrigin> OriginsOf(const ProviderFacts& facts,
                                    const std::vector<std::string>& services) {
  std::vector<FigureOrigin> origins;
  for (const FigureOrigin origin :
       {FigureOrigin::kMeasured, FigureOrigin::kReported}) {
    const bool tells = std::any_of(
        facts.status.begin(), facts.status.end(), [&](const StatusFacts& s) {
          return s.origin == origin &&
                 std::any_of(
                     s.timelines.components.begin(),
                     s.timelines.components.end(),
                     [&](const ComponentTimeline& component) {
                       for (const std::string& id : services) {
                         const ServiceConfig* config = FindService(facts, id);
                         if (config != nullptr &&
                             Selects(*config, component.record.component)) {
                           return true;
                         }
                       }
                       return false;
                     });
        });
    if (tells) origins.push_back(origin);
  }
  return origins;
}

}  // namespace regisseur

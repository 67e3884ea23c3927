#include "services/simulator/partner_history.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/simulator/day_dice.h"

namespace regisseur::simulator {
namespace {

absl::TimeZone ZoneOf(const Partner& partner) {
  absl::TimeZone zone;
  // main.cc refuses to start without the zones, so a failure (UTC) only
  // happens in a program that did not ask.
  absl::LoadTimeZone(partner.time_zone, &zone);
  return zone;
}

absl::Time StartOf(absl::CivilDay day) {
  return absl::FromCivil(day, absl::UTCTimeZone());
}

bool IsDutch(const Partner& partner) { return partner.language == "nl"; }

std::string Title(const Partner& partner, absl::string_view component,
                  ComponentState worst) {
  const bool dutch = IsDutch(partner);
  switch (worst) {
    case ComponentState::kMajorOutage:
      return absl::StrCat(component,
                          dutch ? " niet bereikbaar" : " unavailable");
    case ComponentState::kPartialOutage:
      return dutch ? absl::StrCat("Verstoring ", component)
                   : absl::StrCat("Elevated error rates on ", component);
    case ComponentState::kDegradedPerformance:
      return dutch ? absl::StrCat(component, " reageert traag")
                   : absl::StrCat("Increased latency on ", component);
    case ComponentState::kOperational:
    case ComponentState::kUnderMaintenance:
      return dutch ? absl::StrCat("Melding over ", component)
                   : absl::StrCat("Reports about ", component);
  }
  return "";
}

std::string UpdateText(const Partner& partner, IncidentPhase phase,
                       absl::string_view component) {
  const bool dutch = IsDutch(partner);
  switch (phase) {
    case IncidentPhase::kInvestigating:
      return dutch ? absl::StrCat("Wij onderzoeken een storing bij ", component,
                                  ". Excuses voor het ongemak.")
                   : absl::StrCat("We are investigating an issue with ",
                                  component, ".");
    case IncidentPhase::kIdentified:
      return dutch ? "De oorzaak is gevonden. Er wordt aan herstel gewerkt."
                   : "The cause has been identified and a fix is being "
                     "implemented.";
    case IncidentPhase::kMonitoring:
      return dutch ? "De oplossing is doorgevoerd. Wij houden het in de gaten."
                   : "A fix has been implemented and we are monitoring the "
                     "results.";
    case IncidentPhase::kResolved:
      return dutch ? "De storing is verholpen."
                   : "This incident has been resolved.";
  }
  return "";
}

std::string ImpactOf(ComponentState worst) {
  switch (worst) {
    case ComponentState::kMajorOutage:
      return "critical";
    case ComponentState::kPartialOutage:
      return "major";
    case ComponentState::kDegradedPerformance:
      return "minor";
    case ComponentState::kOperational:
    case ComponentState::kUnderMaintenance:
      return "none";
  }
  return "none";
}

ComponentState RolledState(int64_t percent) {
  if (percent < 8) return ComponentState::kMajorOutage;
  if (percent < 35) return ComponentState::kPartialOutage;
  if (percent < 90) return ComponentState::kDegradedPerformance;
  return ComponentState::kOperational;
}

IncidentUpdate MakeUpdate(const Partner& partner, const DayDice& dice,
                          absl::CivilDay day, absl::string_view salt,
                          IncidentPhase phase, absl::Time time,
                          absl::string_view component) {
  const std::string purpose = absl::StrCat(salt, "/", IncidentPhaseWord(phase));
  return {.id = dice.Id(day, purpose, 12),
          .phase = phase,
          .time = time,
          .text = UpdateText(partner, phase, component)};
}

bool FallsOn(const MaintenanceHabit& habit, absl::CivilDay day) {
  if (absl::GetWeekday(day) != habit.weekday) return false;
  return habit.nth == 0 || (day.day() - 1) / 7 + 1 == habit.nth;
}

}  // namespace

absl::string_view ComponentStateWord(ComponentState state) {
  switch (state) {
    case ComponentState::kOperational:
      return "operational";
    case ComponentState::kUnderMaintenance:
      return "under_maintenance";
    case ComponentState::kDegradedPerformance:
      return "degraded_performance";
    case ComponentState::kPartialOutage:
      return "partial_outage";
    case ComponentState::kMajorOutage:
      return "major_outage";
  }
  return "major_outage";
}

absl::string_view IncidentPhaseWord(IncidentPhase phase) {
  switch (phase) {
    case IncidentPhase::kInvestigating:
      return "investigating";
    case IncidentPhase::kIdentified:
      return "identified";
    case IncidentPhase::kMonitoring:
      return "monitoring";
    case IncidentPhase::kResolved:
      return "resolved";
  }
  return "investigating";
}

ComponentState Incident::StateOf(const Hit& hit, absl::Time t) const {
  if (!IsOpenAt(t)) return ComponentState::kOperational;
  IncidentPhase phase = IncidentPhase::kInvestigating;
  for (const IncidentUpdate& update : updates) {
    if (update.time <= t) phase = update.phase;
  }
  if (phase != IncidentPhase::kMonitoring) return hit.worst;
  return std::min(hit.worst, ComponentState::kDegradedPerformance);
}

absl::CivilDay HistoryEpoch() { return absl::CivilDay(2020, 1, 1); }

PartnerHistory::PartnerHistory(const Partner& partner, uint64_t seed,
                               absl::Time horizon, std::optional<Scene> scene)
    : partner_(partner) {
  if (!partner.has_status()) return;
  const absl::CivilDay until =
      absl::ToCivilDay(horizon, absl::UTCTimeZone()) + 1;
  AddIncidents(seed, until);
  AddMaintenance(seed, until);
  if (scene.has_value()) AddScene(*scene);

  std::stable_sort(
      incidents_.begin(), incidents_.end(),
      [](const Incident& a, const Incident& b) { return a.start < b.start; });
  std::stable_sort(maintenances_.begin(), maintenances_.end(),
                   [](const Maintenance& a, const Maintenance& b) {
                     return a.start < b.start;
                   });
  for (const Incident& incident : incidents_) {
    for (const IncidentUpdate& update : incident.updates) {
      changes_.push_back(update.time);
    }
  }
  for (const Maintenance& work : maintenances_) {
    changes_.insert(changes_.end(),
                    {work.announced, work.start, work.finished});
  }
  std::sort(changes_.begin(), changes_.end());
  changes_.erase(std::unique(changes_.begin(), changes_.end()), changes_.end());
}

void PartnerHistory::AddIncidents(uint64_t seed, absl::CivilDay until) {
  const DayDice dice(seed, partner_.id);
  const auto count = static_cast<int64_t>(partner_.components.size());
  for (absl::CivilDay day = HistoryEpoch(); day < until; ++day) {
    if (!dice.Happens(day, "incident", partner_.incident_per_mille)) continue;
    const ComponentState worst =
        RolledState(dice.Between(day, "incident/worst", 0, 99));
    const int64_t longest =
        worst == ComponentState::kMajorOutage
            ? (partner_.role == PartnerRole::kCdn ? 110 : 50)
            : 290;
    const absl::Duration length =
        absl::Minutes(dice.Between(day, "incident/length", 30, longest));
    const absl::Duration lag =
        absl::Seconds(dice.Between(day, "incident/lag", 120, 480));

    Incident incident;
    incident.id = dice.Id(day, "incident/id", 12);
    incident.number = dice.Roll(day, "incident/number");
    incident.impact = ImpactOf(worst);
    incident.start = StartOf(day) + absl::Milliseconds(dice.Between(
                                        day, "incident/start", 0, 86399999));

    const auto first = dice.Between(day, "incident/component", 0, count - 1);
    const int64_t width = std::min(
        count,
        dice.Between(day, "incident/width", 1,
                     partner_.role == PartnerRole::kPublicCloud ? 5 : 3));
    for (int64_t i = 0; i < width; ++i) {
      // What is hit first is hit worst; the others suffer a little less.
      const ComponentState state =
          i == 0 ? worst
                 : std::min(worst, ComponentState::kDegradedPerformance);
      incident.hits.push_back(
          {.component = static_cast<size_t>((first + i) % count),
           .worst = state});
    }
    const std::string& name =
        partner_.components[static_cast<size_t>(first)].name;
    incident.title = Title(partner_, name, worst);

    const absl::Duration told = length - lag;
    const absl::Time disclosed = incident.start + lag;
    const auto add = [&](IncidentPhase phase, absl::Time time) {
      incident.updates.push_back(
          MakeUpdate(partner_, dice, day, "incident", phase, time, name));
    };
    add(IncidentPhase::kInvestigating, disclosed);
    add(IncidentPhase::kIdentified, disclosed + told / 4);
    add(IncidentPhase::kMonitoring, disclosed + told * 3 / 4);
    add(IncidentPhase::kResolved, disclosed + told);
    incidents_.push_back(std::move(incident));
  }
}

void PartnerHistory::AddMaintenance(uint64_t seed, absl::CivilDay until) {
  const DayDice dice(seed, partner_.id);
  const absl::TimeZone zone = ZoneOf(partner_);
  const size_t count = partner_.components.size();
  // Fourteen days more, so that what is announced ahead is known too.
  for (absl::CivilDay day = HistoryEpoch(); day < until + 14; ++day) {
    for (const MaintenanceHabit& habit : partner_.maintenance) {
      if (!FallsOn(habit, day)) continue;
      Maintenance work;
      work.id = dice.Id(day, "maintenance/id", 12);
      work.start =
          absl::FromCivil(absl::CivilHour(day) + habit.start_hour, zone);
      work.end = work.start + absl::Minutes(habit.minutes);
      // Now and then one is announced on the day before only, and one takes
      // longer than was planned.
      const bool late = dice.Happens(day, "maintenance/late", 160);
      work.announced =
          work.start - absl::Hours(late ? 20 : 24 * habit.announced_days);
      work.finished = work.end;
      if (dice.Happens(day, "maintenance/overrun", 140)) {
        work.finished +=
            absl::Minutes(dice.Between(day, "maintenance/by", 25, 70));
      }
      const size_t first = dice.Roll(day, "maintenance/component") % count;
      work.components = {first, (first + 1) % count};
      const std::string& name = partner_.components[first].name;
      work.title = IsDutch(partner_)
                       ? absl::StrCat("Gepland onderhoud ", name)
                       : absl::StrCat("Scheduled maintenance of ", name);
      maintenances_.push_back(std::move(work));
    }
  }
}

void PartnerHistory::AddScene(const Scene& scene) {
  const absl::CivilDay day =
      absl::ToCivilDay(scene.opening, absl::UTCTimeZone());
  const DayDice dice(0, absl::StrCat(partner_.id, "/scene"));
  Incident incident;
  incident.id = dice.Id(day, "scene/id", 12);
  incident.number = dice.Roll(day, "scene/number");
  std::string name = partner_.components[0].name;
  const auto add = [&](IncidentPhase phase, absl::Time time) {
    incident.updates.push_back(
        MakeUpdate(partner_, dice, day, "scene", phase, time, name));
  };
  if (partner_.role == PartnerRole::kCdn) {
    incident.title = "Edge cache and DNS unavailable in Europe";
    incident.impact = "critical";
    incident.start = scene.outage_start();
    name = "Edge cache and DNS";
    incident.hits = {{0, ComponentState::kMajorOutage},
                     {1, ComponentState::kMajorOutage},
                     {5, ComponentState::kPartialOutage},
                     {6, ComponentState::kPartialOutage},
                     {2, ComponentState::kDegradedPerformance}};
    add(IncidentPhase::kInvestigating, incident.start + absl::Minutes(9));
    add(IncidentPhase::kIdentified, incident.start + absl::Minutes(34));
    add(IncidentPhase::kMonitoring, scene.outage_end() - absl::Minutes(40));
    add(IncidentPhase::kResolved, scene.outage_end());
  } else if (partner_.role == PartnerRole::kSaas) {
    incident.title = Title(partner_, partner_.components[1].name,
                           ComponentState::kDegradedPerformance);
    incident.impact = "minor";
    incident.start = scene.opening - absl::Minutes(110);
    name = partner_.components[1].name;
    incident.hits = {{1, ComponentState::kDegradedPerformance}};
    add(IncidentPhase::kInvestigating, incident.start + absl::Minutes(22));
    add(IncidentPhase::kIdentified, incident.start + absl::Minutes(95));
    add(IncidentPhase::kMonitoring, scene.opening + absl::Minutes(150));
    add(IncidentPhase::kResolved, scene.opening + absl::Minutes(190));
  } else {
    return;
  }
  incidents_.push_back(std::move(incident));
}

ComponentState PartnerHistory::StateAt(size_t component, absl::Time t) const {
  ComponentState state = ComponentState::kOperational;
  for (const Maintenance& work : maintenances_) {
    if (work.start > t) break;
    if (!work.IsRunningAt(t)) continue;
    if (std::find(work.components.begin(), work.components.end(), component) !=
        work.components.end()) {
      state = ComponentState::kUnderMaintenance;
    }
  }
  for (const Incident& incident : incidents_) {
    if (incident.start > t) break;
    if (!incident.IsOpenAt(t)) continue;
    for (const Hit& hit : incident.hits) {
      if (hit.component == component) {
        state = std::max(state, incident.StateOf(hit, t));
      }
    }
  }
  return state;
}

absl::Time PartnerHistory::ComponentChangedAt(size_t component,
                                              absl::Time t) const {
  absl::Time changed = absl::InfinitePast();
  const auto consider = [&](absl::Time moment) {
    if (moment <= t) changed = std::max(changed, moment);
  };
  for (const Incident& incident : incidents_) {
    if (incident.start > t) break;
    for (const Hit& hit : incident.hits) {
      if (hit.component != component) continue;
      if (hit.worst == ComponentState::kOperational) continue;
      consider(incident.disclosed());
      // Easing to degraded is a change only for what was worse.
      if (hit.worst > ComponentState::kDegradedPerformance) {
        for (const IncidentUpdate& update : incident.updates) {
          if (update.phase == IncidentPhase::kMonitoring) consider(update.time);
        }
      }
      consider(incident.resolved());
    }
  }
  for (const Maintenance& work : maintenances_) {
    if (work.start > t) break;
    for (size_t each : work.components) {
      if (each != component) continue;
      consider(work.start);
      consider(work.finished);
    }
  }
  return changed;
}

absl::Time PartnerHistory::LastChange(absl::Time t) const {
  const auto after = std::upper_bound(changes_.begin(), changes_.end(), t);
  if (after == changes_.begin()) return StartOf(HistoryEpoch());
  return *std::prev(after);
}

std::vector<absl::Time> PartnerHistory::ChangesBetween(absl::Time from,
                                                       absl::Time to) const {
  return {std::lower_bound(changes_.begin(), changes_.end(), from),
          std::lower_bound(changes_.begin(), changes_.end(), to)};
}

}  // namespace regisseur::simulator

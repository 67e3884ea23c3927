#include "services/simulator/statuspage_document.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/simulator/day_dice.h"
#include "services/simulator/json_text.h"

namespace regisseur::simulator {
namespace {

// Writes the parts of one page at one moment. Lives for one rendering.
class Page {
 public:
  Page(const PartnerHistory& history, absl::Time t)
      : history_(history),
        partner_(history.partner()),
        t_(t),
        id_(IdOfName(absl::StrCat("page/", partner_.id), 12)),
        zone_(absl::UTCTimeZone()) {
    if (partner_.writes_offsets) {
      absl::LoadTimeZone(partner_.time_zone, &zone_);
    }
    for (size_t i = 0; i < partner_.components.size(); ++i) {
      states_.push_back(history_.StateAt(i, t_));
    }
  }

  std::string Render() {
    json_.BeginObject().Key("page").BeginObject();
    json_.Member("id", id_)
        .Member("name", partner_.name)
        .Member("url", Url())
        .Member("time_zone",
                partner_.time_zone == "UTC" ? "Etc/UTC" : partner_.time_zone)
        .Member("updated_at", Time(history_.LastChange(t_)))
        .EndObject();
    WriteComponents();
    WriteIncidents();
    WriteMaintenances();
    WriteIndicator();
    json_.EndObject();
    return json_.text();
  }

 private:
  std::string Url() const {
    return absl::StrCat("https://status.", partner_.id, ".example");
  }

  std::string Time(absl::Time time) const {
    return partner_.writes_offsets
               ? absl::FormatTime("%Y-%m-%dT%H:%M:%E3S%Ez", time, zone_)
               : absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, zone_);
  }

  std::string CreatedAt() const {
    return Time(
        absl::FromCivil(absl::CivilDay(2019, 6, 3), absl::UTCTimeZone()));
  }

  std::string GroupId(absl::string_view group) const {
    return IdOfName(absl::StrCat(partner_.id, "/group/", group), 12);
  }

  void WriteComponent(size_t index, size_t position) {
    const Component& component = partner_.components[index];
    const absl::Time changed = history_.ComponentChangedAt(index, t_);
    json_.BeginObject()
        .Member("id", component.Id(partner_.id))
        .Member("name", component.name)
        .Member("status", ComponentStateWord(states_[index]))
        .Member("created_at", CreatedAt())
        .Member("updated_at",
                changed == absl::InfinitePast() ? CreatedAt() : Time(changed))
        .Key("position")
        .Number(static_cast<int64_t>(position))
        .NullMember("description")
        .BoolMember("showcase", true)
        .NullMember("start_date");
    if (component.group.empty()) {
      json_.NullMember("group_id");
    } else {
      json_.Member("group_id", GroupId(component.group));
    }
    json_.Member("page_id", id_)
        .BoolMember("group", false)
        .BoolMember("only_show_if_degraded", false)
        .EndObject();
  }

  void WriteGroup(absl::string_view group, size_t position) {
    ComponentState worst = ComponentState::kOperational;
    for (size_t i = 0; i < states_.size(); ++i) {
      if (partner_.components[i].group == group) {
        worst = std::max(worst, states_[i]);
      }
    }
    json_.BeginObject()
        .Member("id", GroupId(group))
        .Member("name", group)
        .Member("status", ComponentStateWord(worst))
        .Member("created_at", CreatedAt())
        .Member("updated_at", CreatedAt())
        .Key("position")
        .Number(static_cast<int64_t>(position))
        .NullMember("description")
        .BoolMember("showcase", false)
        .NullMember("start_date")
        .NullMember("group_id")
        .Member("page_id", id_)
        .BoolMember("group", true)
        .BoolMember("only_show_if_degraded", false)
        .Key("components")
        .BeginArray();
    for (const Component& component : partner_.components) {
      if (component.group == group) json_.Text(component.Id(partner_.id));
    }
    json_.EndArray().EndObject();
  }

  void WriteComponents() {
    json_.Key("components").BeginArray();
    std::string group;
    size_t position = 0;
    for (size_t i = 0; i < partner_.components.size(); ++i) {
      const std::string& of = partner_.components[i].group;
      if (of != group && !of.empty()) WriteGroup(of, ++position);
      group = of;
      WriteComponent(i, ++position);
    }
    json_.EndArray();
  }

  void WriteUpdate(const std::string& id, absl::string_view owner_id,
                   absl::string_view phase, absl::Time time,
                   absl::string_view text, const std::vector<Hit>* hits) {
    json_.BeginObject()
        .Member("id", id)
        .Member("status", phase)
        .Member("body", text)
        .Member("incident_id", owner_id)
        .Member("created_at", Time(time))
        .Member("updated_at", Time(time))
        .Member("display_at", Time(time))
        .Key("affected_components");
    if (hits == nullptr || hits->empty()) {
      json_.Null();
    } else {
      json_.BeginArray();
      for (const Hit& hit : *hits) {
        const Component& component = partner_.components[hit.component];
        const std::string name =
            component.group.empty()
                ? component.name
                : absl::StrCat(component.group, " - ", component.name);
        json_.BeginObject()
            .Member("code", component.Id(partner_.id))
            .Member("name", name)
            .Member("old_status",
                    ComponentStateWord(history_.StateAt(
                        hit.component, time - absl::Milliseconds(1))))
            .Member("new_status",
                    ComponentStateWord(history_.StateAt(hit.component, time)))
            .EndObject();
      }
      json_.EndArray();
    }
    json_.BoolMember("deliver_notifications", true)
        .NullMember("custom_tweet")
        .NullMember("tweet_id")
        .EndObject();
  }

  void WriteHitComponents(const std::vector<size_t>& components) {
    json_.Key("components").BeginArray();
    for (size_t index : components) WriteComponent(index, index + 1);
    json_.EndArray();
  }

  void WriteIncidents() {
    json_.Key("incidents").BeginArray();
    // Newest first, as on the page.
    for (auto it = history_.incidents().rbegin();
         it != history_.incidents().rend(); ++it) {
      const Incident& incident = *it;
      if (!incident.IsOpenAt(t_)) continue;
      IncidentPhase phase = IncidentPhase::kInvestigating;
      absl::Time updated = incident.disclosed();
      std::optional<absl::Time> monitoring;
      for (const IncidentUpdate& update : incident.updates) {
        if (update.time > t_) break;
        phase = update.phase;
        updated = update.time;
        if (phase == IncidentPhase::kMonitoring) monitoring = update.time;
      }
      json_.BeginObject()
          .Member("id", incident.id)
          .Member("name", incident.title)
          .Member("status", IncidentPhaseWord(phase))
          .Member("created_at", Time(incident.disclosed()))
          .Member("updated_at", Time(updated));
      if (monitoring.has_value()) {
        json_.Member("monitoring_at", Time(*monitoring));
      } else {
        json_.NullMember("monitoring_at");
      }
      json_.NullMember("resolved_at")
          .Member("impact", incident.impact)
          .Member("shortlink", absl::StrCat(Url(), "/i/", incident.id))
          .Member("started_at", Time(incident.start))
          .Member("page_id", id_)
          .Key("incident_updates")
          .BeginArray();
      for (auto update = incident.updates.rbegin();
           update != incident.updates.rend(); ++update) {
        if (update->time > t_) continue;
        WriteUpdate(update->id, incident.id, IncidentPhaseWord(update->phase),
                    update->time, update->text, &incident.hits);
      }
      json_.EndArray();
      std::vector<size_t> components;
      for (const Hit& hit : incident.hits) components.push_back(hit.component);
      WriteHitComponents(components);
      json_.NullMember("reminder_intervals").EndObject();
    }
    json_.EndArray();
  }

  void WriteMaintenances() {
    const bool dutch = partner_.language == "nl";
    json_.Key("scheduled_maintenances").BeginArray();
    for (const Maintenance& work : history_.maintenances()) {
      if (!work.IsShownAt(t_)) continue;
      const bool running = work.IsRunningAt(t_);
      std::vector<Hit> hits;
      for (size_t index : work.components) {
        hits.push_back({index, ComponentState::kUnderMaintenance});
      }
      json_.BeginObject()
          .Member("id", work.id)
          .Member("name", work.title)
          .Member("status", running ? "in_progress" : "scheduled")
          .Member("created_at", Time(work.announced))
          .Member("updated_at", Time(running ? work.start : work.announced))
          .NullMember("monitoring_at")
          .NullMember("resolved_at")
          .Member("impact", "maintenance")
          .Member("shortlink", absl::StrCat(Url(), "/i/", work.id))
          .Member("started_at", Time(work.announced))
          .Member("page_id", id_)
          .Key("incident_updates")
          .BeginArray();
      if (running) {
        WriteUpdate(IdOfName(work.id + "/in_progress", 12), work.id,
                    "in_progress", work.start,
                    dutch ? "Het onderhoud is begonnen."
                          : "Scheduled maintenance is in progress.",
                    &hits);
      }
      WriteUpdate(IdOfName(work.id + "/scheduled", 12), work.id, "scheduled",
                  work.announced,
                  dutch ? "Wij voeren gepland onderhoud uit."
                        : "We will be performing scheduled maintenance.",
                  nullptr);
      json_.EndArray();
      WriteHitComponents(work.components);
      json_.Member("scheduled_for", Time(work.start))
          .Member("scheduled_until", Time(work.end))
          .EndObject();
    }
    json_.EndArray();
  }

  void WriteIndicator() {
    const ComponentState worst =
        *std::max_element(states_.begin(), states_.end());
    absl::string_view indicator = "none";
    absl::string_view description = "All Systems Operational";
    switch (worst) {
      case ComponentState::kOperational:
        break;
      case ComponentState::kUnderMaintenance:
        indicator = "maintenance";
        description = "Service Under Maintenance";
        break;
      case ComponentState::kDegradedPerformance:
        indicator = "minor";
        description = "Partially Degraded Service";
        break;
      case ComponentState::kPartialOutage:
        indicator = "major";
        description = "Partial System Outage";
        break;
      case ComponentState::kMajorOutage:
        indicator = "critical";
        description = "Major Service Outage";
        break;
    }
    json_.Key("status")
        .BeginObject()
        .Member("indicator", indicator)
        .Member("description", description)
        .EndObject();
  }

  const PartnerHistory& history_;
  const Partner& partner_;
  const absl::Time t_;
  const std::string id_;
  absl::TimeZone zone_;
  std::vector<ComponentState> states_;
  JsonText json_;
};

// Polls fall on whole two minutes; one that sees a change is the first one at
// or after it.
absl::Time NextPoll(absl::Time change) {
  constexpr int64_t kStep = 120;
  const absl::Duration since = change - absl::UnixEpoch();
  const int64_t steps =
      absl::ToInt64Seconds(absl::Ceil(since, absl::Seconds(kStep))) / kStep;
  return absl::UnixEpoch() + absl::Seconds(steps * kStep);
}

std::string CaptureLine(absl::Time poll, absl::string_view key,
                        absl::string_view value) {
  return absl::StrCat(
      "{\"polled_at\":\"",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", poll, absl::UTCTimeZone()),
      "\",\"commit\":\"\",\"", key, "\":", value, "}\n");
}

constexpr char kGarbage[] =
    "\"<html><body><h1>502 Bad Gateway</h1></body></html>\"";

}  // namespace

std::string RenderSummary(const PartnerHistory& history, absl::Time t) {
  return Page(history, t).Render();
}

std::string RenderCaptures(const PartnerHistory& history,
                           absl::CivilMonth month, absl::Time until,
                           std::optional<absl::Time> broken_since) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::Time begin = absl::FromCivil(month, utc);
  const absl::Time end =
      std::min(absl::FromCivil(month + 1, utc), until + absl::Seconds(1));
  if (begin >= end) return "";
  const absl::Time good_until = std::min(end, broken_since.value_or(end));

  std::set<absl::Time> good;
  if (begin < good_until) {
    good.insert(begin);
    for (absl::Time change : history.ChangesBetween(begin, good_until)) {
      const absl::Time poll = NextPoll(change);
      if (poll < good_until) good.insert(poll);
    }
    good.insert(std::max(begin, good_until - absl::Seconds(1)));
  }
  std::set<absl::Time> failed;
  const DayDice dice(0, absl::StrCat(history.partner().id, "/polls"));
  for (absl::CivilDay day(month); absl::CivilMonth(day) == month; ++day) {
    const absl::Time noon = absl::FromCivil(absl::CivilHour(day) + 12, utc);
    const bool broken = broken_since.has_value() && noon >= *broken_since;
    if (noon < end && (broken || dice.Happens(day, "failed", 40))) {
      failed.insert(noon + absl::Seconds(17));
    }
  }

  std::string lines;
  auto bad = failed.begin();
  const auto write_failed_before = [&](absl::Time time) {
    for (; bad != failed.end() && *bad < time; ++bad) {
      const bool empty = absl::ToUnixSeconds(*bad) / 86400 % 2 == 0;
      lines += CaptureLine(*bad, "body_raw", empty ? "\"\"" : kGarbage);
    }
  };
  for (absl::Time poll : good) {
    write_failed_before(poll);
    lines += CaptureLine(poll, "body", RenderSummary(history, poll));
  }
  write_failed_before(end);
  return lines;
}

}  // namespace regisseur::simulator

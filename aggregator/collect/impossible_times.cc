#include "aggregator/collect/impossible_times.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "core/finding/finding.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr absl::CivilDay kFirstDay(2000, 1, 1);
// Clocks and zones are wrong by a day at most.
constexpr absl::Duration kAhead = absl::Hours(24);

class TimeCheck {
 public:
  TimeCheck(absl::Time now, FactBatch& batch)
      : first_(absl::FromCivil(kFirstDay, absl::UTCTimeZone())),
        last_(now + kAhead),
        batch_(batch) {}

  void Run() {
    std::erase_if(batch_.measurements, [&](const Measurement& measurement) {
      if (CanBe(measurement.period_start)) return false;
      Tell(Severity::kError, "figure-period-impossible", measurement.delivery,
           measurement.line, measurement.indicator, measurement.period_start);
      return true;
    });
    std::erase_if(batch_.tickets, [&](const Ticket& ticket) {
      const std::optional<absl::Time> wrong = FindWrong(ticket);
      if (!wrong.has_value()) return false;
      Tell(Severity::kError, "ticket-time-impossible", ticket.delivery,
           ticket.line, ticket.id, *wrong);
      return true;
    });
    for (StatusObservation& observation : batch_.observations) {
      CheckIncidents(observation);
    }
    for (const Finding& finding : findings_.Take()) {
      batch_.findings.push_back(finding);
    }
  }

 private:
  bool CanBe(absl::Time time) const { return time >= first_ && time <= last_; }

  std::optional<absl::Time> FindWrong(const Ticket& ticket) const {
    if (!CanBe(ticket.opened)) return ticket.opened;
    std::vector<absl::Time> passed = {ticket.updated};
    for (const auto& time : {ticket.created, ticket.reacted, ticket.restored,
                             ticket.resolved, ticket.closed}) {
      if (time.has_value()) passed.push_back(*time);
    }
    for (const TicketStep& step : ticket.steps) passed.push_back(step.at);
    const absl::Time latest = *std::max_element(passed.begin(), passed.end());
    if (latest > last_) return latest;
    return std::nullopt;
  }

  void CheckIncidents(StatusObservation& observation) {
    std::erase_if(observation.incidents, [&](Incident& incident) {
      if (!CanBe(incident.start_time)) {
        Tell(Severity::kError, "incident-start-impossible",
             observation.delivery, 0, incident.id, incident.start_time);
        return true;
      }
      if (incident.end_time.has_value() &&
          (*incident.end_time < incident.start_time ||
           *incident.end_time > last_)) {
        Tell(Severity::kWarning, "incident-end-impossible",
             observation.delivery, 0, incident.id, *incident.end_time);
        incident.end_time.reset();
      }
      for (std::optional<absl::Time>* time :
           {&incident.disclose_time, &incident.update_time}) {
        if (!time->has_value() || CanBe(**time)) continue;
        Tell(Severity::kWarning, "incident-time-impossible",
             observation.delivery, 0, incident.id, **time);
        time->reset();
      }
      std::erase_if(incident.updates, [&](const IncidentUpdate& update) {
        if (CanBe(update.display_time)) return false;
        Tell(Severity::kWarning, "incident-time-impossible",
             observation.delivery, 0, incident.id, update.display_time);
        return true;
      });
      return false;
    });
  }

  void Tell(Severity severity, const char* rule, int delivery, int64_t line,
            const std::string& id, absl::Time time) {
    const auto at = static_cast<size_t>(delivery);
    findings_.Add(
        severity, rule, "",
        at < batch_.deliveries.size() ? batch_.deliveries[at].origin : "", line,
        id, {{"id", id}, {"time", FormatInstant(time)}});
  }

  const absl::Time first_;
  const absl::Time last_;
  FactBatch& batch_;
  FindingList findings_;
};

}  // namespace

void LeaveOutImpossibleTimes(absl::Time now, FactBatch& batch) {
  TimeCheck(now, batch).Run();
}

}  // namespace regisseur

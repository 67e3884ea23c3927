#include "core/partnership/escalation_target.h"

#include <algorithm>
#include <utility>

#include "core/contact/promised_time.h"
#include "core/service_level/ticket_clock.h"
#include "core/ticket/ticket_moments.h"

namespace regisseur {
namespace {

using Clock = TicketTerms::Clock;

const TicketTerms& TermsOf(const PromisedTime& promise) {
  return std::get<TicketTerms>(promise.objective->terms);
}

// Of the priorities that it had the one that counts for a promise.
std::string CountedPriority(const TicketTerms& terms,
                            const std::vector<std::string>& priorities) {
  switch (terms.priority_from) {
    case TicketTerms::PriorityFrom::kFirst:
      return priorities.front();
    case TicketTerms::PriorityFrom::kLast:
      return priorities.back();
    case TicketTerms::PriorityFrom::kHighest:
      for (const PriorityLevel& level : terms.levels) {
        if (std::find(priorities.begin(), priorities.end(), level.priority) !=
            priorities.end()) {
          return level.priority;
        }
      }
      return priorities.front();
  }
  return priorities.front();
}

std::optional<PromisedTime> FindPromise(
    absl::Span<const Contract* const> contracts, absl::string_view service,
    Clock clock, absl::string_view priority, const TargetedIncident& incident) {
  if (incident.priorities.empty()) {
    return FindPromisedTime(contracts, service, clock, priority, incident.start,
                            {});
  }
  const std::optional<PromisedTime> first =
      FindPromisedTime(contracts, service, clock, incident.priorities.front(),
                       incident.start, {});
  if (!first.has_value()) return std::nullopt;
  return FindPromisedTime(contracts, service, clock,
                          CountedPriority(TermsOf(*first), incident.priorities),
                          incident.start, {});
}

int64_t PercentUsed(const PromisedTime& promise, const EscalationTarget& target,
                    absl::Time until, absl::Span<const TimeRange> stops) {
  if (until <= target.start) return 0;
  const bool by_days =
      promise.level.within.days > 0 || promise.level.within.working_days > 0;
  if (by_days && target.due == absl::InfiniteFuture()) return 0;
  const absl::Duration whole =
      by_days ? target.due - target.start : promise.level.within.hours;
  if (whole <= absl::ZeroDuration()) return 100;
  const absl::Duration used =
      by_days ? until - target.start
              : TicketClock(*promise.objective)
                    .TimeBetween(target.start, until, stops);
  return used * 100 / whole;
}

}  // namespace

std::optional<EscalationTarget> FindEscalationTarget(
    absl::Span<const Contract* const> contracts, absl::string_view service,
    absl::string_view priority, const EscalationLadder& ladder,
    const TargetedIncident& incident, absl::Time now) {
  if (service.empty()) service = incident.service;
  std::optional<EscalationTarget> found;
  for (const Clock clock : {Clock::kRestore, Clock::kResolution}) {
    const std::optional<PromisedTime> promise =
        FindPromise(contracts, service, clock, priority, incident);
    if (!promise.has_value()) continue;
    std::vector<TimeRange> stops;
    if (incident.ticket != nullptr) {
      stops = StopsOf(*incident.ticket, TermsOf(*promise).clock_stops, now);
    }
    EscalationTarget target;
    target.kind = incident.kind;
    target.id = incident.id;
    target.contract = promise->contract->id;
    target.objective = promise->objective->id;
    target.priority = promise->level.priority;
    target.start = incident.start;
    target.due = promise->DueTime(incident.start, stops);
    target.stopped =
        clock == Clock::kRestore ? incident.restored : incident.resolved;
    target.percent_used =
        PercentUsed(*promise, target, target.stopped.value_or(now), stops);
    if (found.has_value()) {
      const bool runs = !target.stopped.has_value();
      const bool other_runs = !found->stopped.has_value();
      if (runs != other_runs ? other_runs : target.due >= found->due) continue;
    }
    for (const LadderRung& rung : ladder.rungs()) {
      target.rungs.push_back(
          {rung.level,
           EscalationLadder::CalledFrom(rung, *promise, incident.start, stops),
           rung.percent.ToString()});
    }
    found = std::move(target);
  }
  return found;
}

}  // namespace regisseur

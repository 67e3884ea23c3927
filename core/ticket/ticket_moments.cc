#include "core/ticket/ticket_moments.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace regisseur {
namespace {

bool IsOver(TicketState state) {
  return state == TicketState::kResolved || state == TicketState::kClosed ||
         state == TicketState::kCancelled;
}

bool Stops(const TicketStep& step, absl::Span<const std::string> words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return !word.empty() && (TicketStateWord(step.state) == word ||
                             absl::EqualsIgnoreCase(step.word, word));
  });
}

}  // namespace

std::optional<TicketMoment> FindReaction(const Ticket& ticket) {
  if (ticket.reacted.has_value()) return TicketMoment{*ticket.reacted, true};
  if (!ticket.whole_history) return std::nullopt;
  for (const TicketStep& step : ticket.steps) {
    if (step.state != TicketState::kNew) return TicketMoment{step.at, false};
  }
  return std::nullopt;
}

std::optional<TicketMoment> FindResolution(const Ticket& ticket) {
  if (IsOpen(ticket)) return std::nullopt;
  if (ticket.resolved.has_value()) return TicketMoment{*ticket.resolved, true};
  if (ticket.whole_history) {
    std::optional<absl::Time> over;
    for (const TicketStep& step : ticket.steps) {
      if (!IsOver(step.state)) {
        over.reset();
      } else if (!over.has_value()) {
        over = step.at;
      }
    }
    if (over.has_value()) return TicketMoment{*over, false};
  }
  if (ticket.closed.has_value()) return TicketMoment{*ticket.closed, true};
  return std::nullopt;
}

std::optional<TicketMoment> FindRestoration(const Ticket& ticket) {
  if (ticket.restored.has_value()) return TicketMoment{*ticket.restored, true};
  return FindResolution(ticket);
}

bool TellsReaction(const Ticket& ticket) {
  if (FindReaction(ticket).has_value() || ticket.whole_history) return true;
  return !ticket.steps.empty() &&
         ticket.steps.back().state == TicketState::kNew;
}

bool TellsResolution(const Ticket& ticket) {
  return IsOpen(ticket) || FindResolution(ticket).has_value();
}

std::vector<std::string> PrioritiesOf(const Ticket& ticket) {
  std::vector<std::string> priorities;
  for (const TicketStep& step : ticket.steps) {
    if (step.priority.empty()) continue;
    if (!priorities.empty() && priorities.back() == step.priority) continue;
    priorities.push_back(step.priority);
  }
  return priorities;
}

std::vector<TimeRange> StopsOf(const Ticket& ticket,
                               absl::Span<const std::string> words,
                               absl::Time now) {
  std::vector<TimeRange> stops;
  for (size_t i = 0; i < ticket.steps.size(); ++i) {
    if (!Stops(ticket.steps[i], words)) continue;
    const absl::Time from = ticket.steps[i].at;
    const absl::Time to =
        i + 1 < ticket.steps.size() ? ticket.steps[i + 1].at : now;
    if (from >= to) continue;
    if (!stops.empty() && stops.back().to == from) {
      stops.back().to = to;
    } else {
      stops.push_back({from, to});
    }
  }
  return stops;
}

}  // namespace regisseur

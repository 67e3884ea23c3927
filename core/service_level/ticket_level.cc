#include "core/service_level/ticket_level.h"

#include <algorithm>
#include <variant>

#include "core/service_level/ticket_clock.h"

namespace regisseur {
namespace {

// The row of a priority; the number of rows when there is none.
size_t RowOf(const TicketTerms& terms, const std::string& priority) {
  size_t row = 0;
  while (row < terms.levels.size() && terms.levels[row].priority != priority) {
    ++row;
  }
  return row;
}

// The row that counts for a ticket.
size_t CountedRow(const TicketTerms& terms, const TicketFacts& ticket) {
  if (ticket.priorities.empty()) return terms.levels.size();
  switch (terms.priority_from) {
    case TicketTerms::PriorityFrom::kFirst:
      return RowOf(terms, ticket.priorities.front());
    case TicketTerms::PriorityFrom::kLast:
      return RowOf(terms, ticket.priorities.back());
    case TicketTerms::PriorityFrom::kHighest: {
      size_t row = terms.levels.size();
      for (const std::string& priority : ticket.priorities) {
        row = std::min(row, RowOf(terms, priority));
      }
      return row;
    }
  }
  return terms.levels.size();
}

bool WasLowered(const TicketTerms& terms, const TicketFacts& ticket) {
  for (size_t i = 1; i < ticket.priorities.size(); ++i) {
    if (RowOf(terms, ticket.priorities[i]) >
        RowOf(terms, ticket.priorities[i - 1])) {
      return true;
    }
  }
  return false;
}

// The moment that says which window a ticket belongs to; nullopt when it
// belongs to none yet.
std::optional<absl::Time> CountedAt(const TicketTerms& terms,
                                    const TicketFacts& ticket, absl::Time due) {
  switch (terms.counted_in) {
    case TicketTerms::CountedIn::kOpened:
      return ticket.opened;
    case TicketTerms::CountedIn::kDue:
      return due;
    case TicketTerms::CountedIn::kClosed:
      return ticket.reached;
  }
  return std::nullopt;
}

void Judge(const TicketTerms& terms, bool closed, TicketLevel& level) {
  const int counted = static_cast<int>(level.tickets.size());
  const Verdict kept = closed ? Verdict::kMet : Verdict::kOnTrack;
  level.verdict = kept;
  if (counted == 0) {
    level.without_tickets = true;
    return;
  }
  level.attained = LevelFraction{level.in_time, counted};
  if (level.attained->CompareToPercent(level.level.share) >= 0) return;
  if (terms.small_number.has_value() && counted < terms.small_number->below &&
      counted - level.in_time <= terms.small_number->allowed_misses) {
    level.by_small_number = true;
    return;
  }
  level.verdict = closed ? Verdict::kBreached : Verdict::kAtRisk;
}

}  // namespace

std::vector<TicketLevel> ComputeTicketLevels(
    const Objective& objective, absl::Span<const TicketFacts> tickets,
    TimeRange window, absl::Time now) {
  const auto& terms = std::get<TicketTerms>(objective.terms);
  const TicketClock clock(objective);
  std::vector<TicketLevel> levels;
  for (const PriorityLevel& level : terms.levels) {
    levels.emplace_back();
    levels.back().level = level;
  }
  for (const TicketFacts& ticket : tickets) {
    const size_t row = CountedRow(terms, ticket);
    if (row == levels.size()) continue;
    const absl::Time due =
        clock.DueTime(ticket.opened, terms.levels[row].within, ticket.stops);
    const std::optional<absl::Time> at = CountedAt(terms, ticket, due);
    if (!at.has_value() || !window.Contains(*at)) continue;
    if (!ticket.reached.has_value() && due >= now) continue;  // still open
    JudgedTicket judged;
    judged.id = ticket.id;
    judged.priority = terms.levels[row].priority;
    judged.clock = clock.TimeBetween(
        ticket.opened, ticket.reached.value_or(now), ticket.stops);
    judged.due = due;
    judged.in_time = ticket.reached.has_value() && *ticket.reached <= due;
    judged.lowered = WasLowered(terms, ticket);
    if (judged.in_time) ++levels[row].in_time;
    levels[row].tickets.push_back(std::move(judged));
  }
  for (TicketLevel& level : levels) Judge(terms, window.to <= now, level);
  return levels;
}

Verdict OverallVerdict(absl::Span<const TicketLevel> levels) {
  Verdict overall = Verdict::kMet;
  for (const TicketLevel& level : levels) {
    if (level.verdict == Verdict::kBreached) return Verdict::kBreached;
    if (level.verdict == Verdict::kAtRisk) overall = Verdict::kAtRisk;
    if (level.verdict == Verdict::kOnTrack && overall == Verdict::kMet) {
      overall = Verdict::kOnTrack;
    }
  }
  return overall;
}

}  // namespace regisseur

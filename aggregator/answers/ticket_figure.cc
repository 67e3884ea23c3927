#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/service_level_figures.h"
#include "core/selector/selector.h"
#include "core/service_level/ticket_clock.h"
#include "core/ticket/ticket_moments.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Words of priorities that a note names at most.
constexpr size_t kMostWordsNamed = 5;
// Open tickets that one names at most.
constexpr size_t kMostTicketsNamed = 5;
// A month of the desk may begin so much later than one of the contract: each
// has its own clock.
constexpr absl::Duration kMonthsDiffer = absl::Hours(24);

using Clock = TicketTerms::Clock;

// Which tickets a promise is about: incidents for what was broken, requests for
// what was asked, changes for changes. One that does not say what it is about
// counts.
bool IsAbout(const Ticket& ticket, Clock clock) {
  if (ticket.kind == TicketKind::kUnspecified) return true;
  switch (clock) {
    case Clock::kReaction:
    case Clock::kRestore:
    case Clock::kResolution:
      return ticket.kind == TicketKind::kIncident;
    case Clock::kAnswer:
    case Clock::kDelivery:
      return ticket.kind == TicketKind::kRequest;
    case Clock::kChangeLead:
      return ticket.kind == TicketKind::kChange;
  }
  return true;
}

// True when the ticket is about one of the services: by their selectors, or,
// without any, by the service that it names; of a provider of whom we take one
// service every ticket is.
bool IsOfServices(const Ticket& ticket, const ProviderFacts& facts,
                  const std::vector<std::string>& services) {
  if (facts.config == nullptr || services.empty()) return true;
  for (const ServiceConfig& service : facts.config->services) {
    if (std::find(services.begin(), services.end(), service.id) ==
        services.end()) {
      continue;
    }
    for (const std::string& selector : service.tickets) {
      if (SelectsTicket(selector, ticket)) return true;
    }
    if (!service.tickets.empty()) continue;
    if (ticket.service == service.id || ticket.service == service.name) {
      return true;
    }
    if (facts.config->services.size() == 1) return true;
  }
  return false;
}

bool TellsReached(const Ticket& ticket, Clock clock) {
  return clock == Clock::kReaction || clock == Clock::kAnswer
             ? TellsReaction(ticket)
             : TellsResolution(ticket);
}

// The verdict of a row that has tickets which cannot be judged: by the kinder
// and the harsher way of counting them.
void JudgeRow(const TicketTerms& terms, bool closed, TicketRow& row) {
  row.verdict = row.level.verdict;
  const int unknown = static_cast<int>(row.not_judged.size());
  const int all = static_cast<int>(row.level.tickets.size()) + unknown;
  if (all == 0) return;
  row.at_least = LevelFraction{row.level.in_time, all};
  row.at_most = LevelFraction{row.level.in_time + unknown, all};
  if (unknown == 0) return;
  const auto keeps = [&](const LevelFraction& figure, int misses) {
    return figure.CompareToPercent(row.level.level.share) >= 0 ||
           (terms.small_number.has_value() && all < terms.small_number->below &&
            misses <= terms.small_number->allowed_misses);
  };
  const int missed = all - unknown - row.level.in_time;
  if (!keeps(*row.at_most, missed)) {
    row.verdict = closed ? Verdict::kBreached : Verdict::kAtRisk;
  } else if (keeps(*row.at_least, missed + unknown)) {
    row.verdict = closed ? Verdict::kMet : Verdict::kOnTrack;
  } else {
    row.verdict = closed ? Verdict::kUnknown : Verdict::kOnTrack;
  }
}

// Tickets of one origin, with what a promise looks at.
class TicketSorter {
 public:
  TicketSorter(const ObjectiveWindow& window, absl::Time now)
      : objective_(*window.objective),
        terms_(std::get<TicketTerms>(window.objective->terms)),
        clock_(*window.objective),
        window_(window.range),
        now_(now) {}

  void Add(const TicketRecord& record) {
    const Ticket& ticket = record.ticket;
    if (!IsAbout(ticket, terms_.clock)) return;
    if (ticket.steps.back().state == TicketState::kCancelled) return;
    TicketFacts facts;
    facts.id = ticket.id;
    facts.opened = ticket.opened;
    facts.priorities = PrioritiesOf(ticket);
    facts.stops = StopsOf(ticket, terms_.clock_stops, now_);
    facts.reached = ReachedAt(ticket, terms_.clock);
    // What came after the moment asked was not so yet.
    if (facts.reached.has_value() && *facts.reached > now_) {
      facts.reached.reset();
    }
    if (!HasRow(facts)) {
      // Of a window that it may belong to only.
      if (window_.Overlaps(ticket.opened, facts.reached.value_or(now_))) {
        ++of_no_row_[facts.priorities.empty() ? "" : facts.priorities.back()];
      }
      return;
    }
    if (CanBeJudged(ticket, facts)) {
      judged_.push_back(std::move(facts));
    } else {
      unknown_.push_back(std::move(facts));
    }
  }

  std::vector<TicketRow> Rows() const {
    std::vector<TicketRow> rows;
    const bool closed = window_.to <= now_;
    for (TicketLevel& level :
         ComputeTicketLevels(objective_, judged_, window_, now_)) {
      TicketRow row;
      row.level = std::move(level);
      rows.push_back(std::move(row));
    }
    // As too late, so that those which are not reached have a row too.
    const std::vector<TicketLevel> unknown =
        ComputeTicketLevels(objective_, unknown_, window_, now_);
    for (size_t i = 0; i < rows.size(); ++i) {
      for (const JudgedTicket& ticket : unknown[i].tickets) {
        rows[i].not_judged.push_back(ticket.id);
      }
      JudgeRow(terms_, closed, rows[i]);
    }
    return rows;
  }

  // Tickets that are overdue and belong to no window, because they are not
  // reached; while the window runs.
  std::optional<LevelNote> NoteOfOverdue() const {
    if (terms_.counted_in != TicketTerms::CountedIn::kClosed ||
        window_.to <= now_) {
      return std::nullopt;
    }
    std::vector<TicketFacts> open;
    for (const TicketFacts& facts : judged_) {
      if (!facts.reached.has_value()) open.push_back(facts);
    }
    Objective by_opening = objective_;
    std::get<TicketTerms>(by_opening.terms).counted_in =
        TicketTerms::CountedIn::kOpened;
    size_t count = 0;
    std::vector<std::string> ids;
    for (const TicketLevel& level :
         ComputeTicketLevels(by_opening, open, TimeRange(), now_)) {
      count += level.tickets.size();
      for (const JudgedTicket& ticket : level.tickets) {
        if (ids.size() < kMostTicketsNamed) ids.push_back(ticket.id);
      }
    }
    if (count == 0) return std::nullopt;
    return LevelNote{
        "sla-tickets-open-overdue",
        {{"count", absl::StrCat(count)},
         {"tickets", absl::StrCat(absl::StrJoin(ids, ", "),
                                  count > ids.size() ? ", …" : "")}}};
  }

  // Tickets that no row is about, by the word of their priority.
  std::optional<LevelNote> NoteOfNoRow() const {
    if (of_no_row_.empty()) return std::nullopt;
    int count = 0;
    std::vector<std::string> words;
    for (const auto& [word, tickets] : of_no_row_) {
      count += tickets;
      if (words.size() < kMostWordsNamed) {
        words.push_back(word.empty() ? "none" : word);
      }
    }
    return LevelNote{"sla-tickets-of-no-row",
                     {{"count", absl::StrCat(count)},
                      {"priorities", absl::StrJoin(words, ", ")}}};
  }

 private:
  bool HasRow(const TicketFacts& facts) const {
    return std::any_of(facts.priorities.begin(), facts.priorities.end(),
                       [&](const std::string& priority) {
                         return std::any_of(terms_.levels.begin(),
                                            terms_.levels.end(),
                                            [&](const PriorityLevel& level) {
                                              return level.priority == priority;
                                            });
                       });
  }

  // False where the data does not tell the moment that counts, and where a
  // ticket is too late by a clock whose stops are not known.
  bool CanBeJudged(const Ticket& ticket, const TicketFacts& facts) const {
    if (!TellsReached(ticket, terms_.clock)) return false;
    if (terms_.clock_stops.empty() || TellsStops(ticket)) return true;
    for (const PriorityLevel& level : terms_.levels) {
      if (std::find(facts.priorities.begin(), facts.priorities.end(),
                    level.priority) == facts.priorities.end()) {
        continue;
      }
      const absl::Time due =
          clock_.DueTime(ticket.opened, level.within, facts.stops);
      if (facts.reached.value_or(now_) > due) return false;
    }
    return true;
  }

  const Objective& objective_;
  const TicketTerms& terms_;
  const TicketClock clock_;
  const TimeRange window_;
  const absl::Time now_;
  std::vector<TicketFacts> judged_;
  std::vector<TicketFacts> unknown_;
  std::map<std::string, int> of_no_row_;
};

}  // namespace

std::optional<absl::Time> ReachedAt(const Ticket& ticket,
                                    TicketTerms::Clock clock) {
  std::optional<TicketMoment> moment;
  switch (clock) {
    case TicketTerms::Clock::kReaction:
    case TicketTerms::Clock::kAnswer:
      moment = FindReaction(ticket);
      break;
    case TicketTerms::Clock::kRestore:
      moment = FindRestoration(ticket);
      break;
    case TicketTerms::Clock::kResolution:
    case TicketTerms::Clock::kDelivery:
    case TicketTerms::Clock::kChangeLead:
      moment = FindResolution(ticket);
      break;
  }
  if (!moment.has_value()) return std::nullopt;
  return moment->at;
}

const TicketRow* Figure::DecidingRow() const {
  const TicketRow* deciding = nullptr;
  // How far above its target; without tickets it is as good as it gets.
  const auto margin = [](const TicketRow& row) {
    if (!row.level.attained.has_value()) return Decimal(100, 0);
    return Decimal::Subtract(row.level.attained->Percent(),
                             row.level.level.share)
        .value_or(Decimal());
  };
  for (const TicketRow& row : tickets) {
    if (deciding == nullptr ||
        Badness(row.verdict) > Badness(deciding->verdict) ||
        (row.verdict == deciding->verdict && margin(row) < margin(*deciding))) {
      deciding = &row;
    }
  }
  return deciding;
}

Figure ComputeTicketFigure(const ObjectiveWindow& window,
                           const ProviderFacts& facts, FigureOrigin origin,
                           absl::Time now) {
  Figure figure;
  figure.origin = origin;
  const bool closed = window.range.to <= now;
  bool reaches_the_end = false;
  std::optional<absl::Time> begin;
  for (const ProviderFacts::Desk& desk : facts.desks) {
    if (desk.origin != origin) continue;
    figure.sources.push_back(desk.source);
    // Data of a window that is over has to be there; while it runs it may lag.
    const std::optional<absl::Time>& until =
        closed ? desk.until : desk.expected_until;
    reaches_the_end =
        reaches_the_end ||
        (until.has_value() && *until >= std::min(window.range.to, now));
    if (desk.from.has_value()) {
      begin = std::min(begin.value_or(*desk.from), *desk.from);
    }
  }
  const bool reaches_the_begin =
      begin.has_value() && *begin <= window.range.from + kMonthsDiffer;
  TicketSorter sorter(window, now);
  for (const ProviderFacts::DeskTicket& told : facts.tickets) {
    if (told.origin != origin) continue;
    if (!IsOfServices(told.record.ticket, facts, window.objective->services)) {
      continue;
    }
    if (std::find(figure.sources.begin(), figure.sources.end(),
                  told.record.source) == figure.sources.end()) {
      figure.sources.push_back(told.record.source);
    }
    sorter.Add(told.record);
  }
  figure.tickets = sorter.Rows();
  if (const auto note = sorter.NoteOfNoRow()) figure.notes.push_back(*note);
  if (const auto note = sorter.NoteOfOverdue()) figure.notes.push_back(*note);
  const TicketRow* deciding = figure.DecidingRow();
  figure.verdict = deciding == nullptr ? Verdict::kUnknown : deciding->verdict;
  if (!reaches_the_begin && begin.has_value()) {
    figure.notes.push_back(
        {"sla-tickets-begin-later", {{"begin", FormatForPeople(*begin)}}});
  }
  if (!reaches_the_end || !begin.has_value()) {
    figure.notes.push_back({"sla-tickets-not-told-yet", {}});
  }
  const bool whole = reaches_the_begin && reaches_the_end;
  if (!whole && figure.verdict != Verdict::kBreached) {
    // What was not told may still be too late.
    figure.verdict = Verdict::kUnknown;
  }
  if (!whole) {
    for (TicketRow& row : figure.tickets) {
      if (row.verdict != Verdict::kBreached) row.verdict = Verdict::kUnknown;
    }
  }
  size_t not_judged = 0;
  for (const TicketRow& row : figure.tickets) {
    not_judged += row.not_judged.size();
    if (row.level.by_small_number) {
      figure.notes.push_back(
          {"sla-few-tickets",
           {{"priority", row.level.level.priority},
            {"missed", absl::StrCat(row.level.tickets.size() -
                                    static_cast<size_t>(row.level.in_time))},
            {"counted", absl::StrCat(row.level.tickets.size())}}});
    }
    if (row.level.without_tickets && row.not_judged.empty() && whole) {
      figure.notes.push_back(
          {"sla-no-tickets", {{"priority", row.level.level.priority}}});
    }
  }
  if (not_judged > 0) {
    figure.notes.push_back(
        {"sla-tickets-not-judged", {{"count", absl::StrCat(not_judged)}}});
  }
  return figure;
}

}  // namespace regisseur

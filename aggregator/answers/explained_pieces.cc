#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/service_level_explanation.h"
#include "core/base/status_macros.h"
#include "core/calendar/recurring_window.h"
#include "core/service_level/ticket_clock.h"
#include "core/ticket/ticket_moments.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

void AddOnce(const std::string& value, std::vector<std::string>& values) {
  if (!value.empty() &&
      std::find(values.begin(), values.end(), value) == values.end()) {
    values.push_back(value);
  }
}

OperationalState StateOf(const ComponentTimeline& component, absl::Time at) {
  for (const StateInterval& interval : component.timeline) {
    if (interval.range.Contains(at)) return interval.state;
  }
  return OperationalState::kUnknown;
}

std::string HoursWords(absl::Duration length) {
  const int64_t minutes = absl::ToInt64Minutes(length);
  if (minutes % 1440 == 0 && minutes > 0) {
    return absl::StrCat(minutes / 1440, minutes == 1440 ? " day" : " days");
  }
  if (minutes % 60 == 0) {
    return absl::StrCat(minutes / 60, minutes == 60 ? " hour" : " hours");
  }
  return absl::StrCat(minutes, minutes == 1 ? " minute" : " minutes");
}

CountsAs CountsAsOf(const LevelPiece& piece) {
  if (!piece.agreed) return CountsAs::kNotAgreed;
  switch (piece.kind) {
    case TimeKind::kUp:
      return CountsAs::kUp;
    case TimeKind::kDown:
      return CountsAs::kDown;
    case TimeKind::kExcluded:
      return CountsAs::kExcluded;
    case TimeKind::kUnknown:
      return CountsAs::kUnknown;
  }
  return CountsAs::kUnknown;
}

// Explains the pieces of a figure that was computed from states.
class StatePieces {
 public:
  StatePieces(LevelBook& book, const ServiceLevelRow& row, const Figure& figure,
              std::vector<AcceptedExclusion> exclusions)
      : book_(book),
        window_(row.figures.window),
        figure_(figure),
        facts_(*figure.facts),
        exclusions_(std::move(exclusions)) {
    // Whatever the origin, incidents are what pages tell.
    look_.push_back(figure.facts.get());
    const auto add = [&](const Figure& other) {
      if (other.facts != nullptr && other.facts != figure.facts) {
        look_.push_back(other.facts.get());
      }
    };
    add(row.figures.lead);
    for (const Figure& other : row.figures.others) add(other);
  }

  absl::StatusOr<std::vector<ExplainedPiece>> Explain(bool all) {
    const std::vector<absl::Time> borders = Borders();
    std::vector<ExplainedPiece> pieces;
    for (const LevelPiece& level : figure_.level->pieces) {
      const CountsAs counts_as = CountsAsOf(level);
      const bool plain = counts_as == CountsAs::kNotAgreed ||
                         (counts_as == CountsAs::kUp && !level.too_short);
      if (plain && !all) continue;
      const std::vector<TimeRange> ranges =
          plain ? std::vector<TimeRange>{level.range}
                : Cut(level.range, borders);
      for (const TimeRange& range : ranges) {
        ASSIGN_OR_RETURN(ExplainedPiece piece,
                         ExplainOne(level, counts_as, range));
        Append(std::move(piece), pieces);
      }
    }
    return pieces;
  }

 private:
  std::vector<absl::Time> Borders() const {
    std::vector<absl::Time> borders = KnowledgeBorders(facts_);
    const auto add = [&](const TimeRange& range) {
      borders.push_back(range.from);
      borders.push_back(range.to);
    };
    for (const AcceptedExclusion& exclusion : exclusions_) {
      add(exclusion.range);
    }
    for (const ServiceFacts::Part& part : facts_.parts) {
      for (const AnnouncedMaintenance& told : part.maintenance) add(told.range);
      for (const ToldMaintenance* told : part.told) {
        const Maintenance& latest = told->latest();
        if (latest.start_time) borders.push_back(*latest.start_time);
        if (latest.end_time) borders.push_back(*latest.end_time);
      }
    }
    for (const TimeRange& range : AgreedMaintenance()) add(range);
    std::sort(borders.begin(), borders.end());
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
    return borders;
  }

  const AvailabilityTerms& TermsAt(absl::Time at) const {
    for (const ObjectiveWindow::Part& part : window_.parts) {
      if (part.range.Contains(at)) {
        return std::get<AvailabilityTerms>(part.objective->terms);
      }
    }
    return std::get<AvailabilityTerms>(window_.objective->terms);
  }

  std::vector<TimeRange> AgreedMaintenance() const {
    std::vector<TimeRange> ranges;
    for (const ObjectiveWindow::Part& part : window_.parts) {
      const auto& terms = std::get<AvailabilityTerms>(part.objective->terms);
      if (!terms.excluded.has_value()) continue;
      for (const RecurringWindow& recurring : terms.excluded->windows) {
        for (const TimeRange& range :
             recurring.RangesIn(part.range, part.objective->window.zone)) {
          ranges.push_back(range);
        }
      }
    }
    return ranges;
  }

  absl::StatusOr<ExplainedPiece> ExplainOne(const LevelPiece& level,
                                            CountsAs counts_as,
                                            TimeRange range) {
    ExplainedPiece piece;
    piece.from = range.from;
    piece.to = range.to;
    piece.length = range.to - range.from;
    piece.state = level.state;
    piece.counts_as = counts_as;
    piece.weight_millionths = level.weight_millionths;
    std::vector<const ToldMaintenance*> told;
    const bool plain = counts_as == CountsAs::kNotAgreed ||
                       (counts_as == CountsAs::kUp && !level.too_short);
    if (!plain) {
      for (const ServiceFacts::Part& part : facts_.parts) {
        if (StateOf(*part.component, range.from) != level.state) continue;
        AddOnce(part.component->record.component.name, piece.components);
        AddOnce(part.facts->source->config->id, piece.sources);
        for (const ToldMaintenance* one : part.told) {
          if (!LiesIn(range, one->latest())) continue;
          if (std::find(told.begin(), told.end(), one) == told.end()) {
            told.push_back(one);
          }
        }
      }
      for (const ToldMaintenance* one : told) {
        AddOnce(one->latest().id, piece.maintenances);
      }
      if (counts_as != CountsAs::kUnknown) AddIncidents(range, piece);
    }
    ASSIGN_OR_RETURN(piece.why, Why(level, counts_as, range, told, piece));
    return piece;
  }

  static bool LiesIn(TimeRange range, const Maintenance& maintenance) {
    return maintenance.start_time.value_or(absl::InfiniteFuture()) <=
               range.from &&
           range.to <= maintenance.end_time.value_or(absl::InfinitePast());
  }

  void AddIncidents(TimeRange range, ExplainedPiece& piece) const {
    for (const ServiceFacts* facts : look_) {
      for (const ServiceFacts::Part& part : facts->parts) {
        for (const IncidentRecord& known : part.facts->timelines.incidents) {
          const Incident& incident = known.incident;
          if (incident.start_time >= range.to ||
              incident.end_time.value_or(absl::InfiniteFuture()) <=
                  range.from) {
            continue;
          }
          const std::vector<std::string>& ids = incident.component_ids;
          if (!ids.empty() &&
              std::find(ids.begin(), ids.end(),
                        part.component->record.component.id) == ids.end()) {
            continue;
          }
          AddOnce(incident.id, piece.incidents);
        }
      }
    }
  }

  absl::StatusOr<LevelNote> Why(const LevelPiece& level, CountsAs counts_as,
                                TimeRange range,
                                const std::vector<const ToldMaintenance*>& told,
                                ExplainedPiece& piece) {
    const AvailabilityTerms& terms = TermsAt(range.from);
    const std::string components = piece.components.empty()
                                       ? std::string("the service")
                                       : absl::StrJoin(piece.components, ", ");
    const std::string state(OperationalStateWord(level.state));
    const auto maintenance = [&]() -> std::map<std::string, std::string> {
      const ToldMaintenance& first = *told.front();
      const Maintenance& latest = first.latest();
      absl::Time announced = absl::InfiniteFuture();
      absl::Time start = latest.start_time.value_or(range.from);
      for (const AnnouncedMaintenance& one : first.announced) {
        if (one.range.from <= range.from && range.to <= one.range.to) {
          announced = one.announced;
          start = one.start;
        }
      }
      return {{"title", latest.title.empty() ? latest.id : latest.title},
              {"start", FormatForPeople(start)},
              {"announced", announced == absl::InfiniteFuture()
                                ? std::string("never")
                                : FormatForPeople(announced)},
              {"ahead", terms.excluded.has_value() &&
                                terms.excluded->maintenance.has_value()
                            ? HoursWords(terms.excluded->maintenance->announced)
                            : std::string()},
              {"components", components},
              {"state", state}};
    };
    switch (counts_as) {
      case CountsAs::kNotAgreed:
        return LevelNote{"sla-piece-not-agreed", {}};
      case CountsAs::kUnknown:
        return book_.unknown_causes().CauseOf(facts_, range);
      case CountsAs::kUp:
        if (level.too_short) {
          return LevelNote{"sla-piece-too-short",
                           {{"minimum", HoursWords(terms.minimum_outage)},
                            {"state", state},
                            {"components", components}}};
        }
        return LevelNote{"sla-piece-up", {}};
      case CountsAs::kExcluded:
        for (const AcceptedExclusion& exclusion : exclusions_) {
          if (exclusion.range.from <= range.from &&
              range.to <= exclusion.range.to) {
            piece.approver = exclusion.approver;
            return LevelNote{"sla-piece-accepted",
                             {{"reason", exclusion.reason}}};
          }
        }
        for (const TimeRange& agreed : AgreedMaintenance()) {
          if (agreed.from <= range.from && range.to <= agreed.to) {
            return LevelNote{"sla-piece-agreed-window", {}};
          }
        }
        if (told.empty()) return LevelNote{"sla-piece-excluded", {}};
        return LevelNote{"sla-piece-announced", maintenance()};
      case CountsAs::kDown:
        if (level.beyond_allowance && !told.empty()) {
          auto arguments = maintenance();
          const auto& allowance = terms.excluded->maintenance;
          arguments["allowance"] =
              allowance.has_value() && allowance->at_most.has_value()
                  ? HoursWords(*allowance->at_most)
                  : std::string();
          return LevelNote{"sla-piece-beyond-allowance", std::move(arguments)};
        }
        if (level.state == OperationalState::kUnderMaintenance) {
          if (told.empty()) {
            return LevelNote{"sla-piece-unannounced",
                             {{"components", components}}};
          }
          return LevelNote{"sla-piece-announced-late", maintenance()};
        }
        if (level.weight_millionths < 1'000'000) {
          return LevelNote{
              "sla-piece-weighted",
              {{"state", state},
               {"components", components},
               {"weight",
                Decimal(level.weight_millionths, 6).Normalized().ToString()}}};
        }
        return LevelNote{"sla-piece-down",
                         {{"state", state}, {"components", components}}};
      case CountsAs::kInTime:
      case CountsAs::kTooLate:
        break;
    }
    return LevelNote{"sla-piece-up", {}};
  }

  // Neighbours that say the same are one.
  static void Append(ExplainedPiece piece, std::vector<ExplainedPiece>& to) {
    if (!to.empty()) {
      ExplainedPiece& last = to.back();
      if (last.to == piece.from && last.state == piece.state &&
          last.counts_as == piece.counts_as && last.why == piece.why &&
          last.weight_millionths == piece.weight_millionths &&
          last.components == piece.components &&
          last.sources == piece.sources && last.incidents == piece.incidents &&
          last.maintenances == piece.maintenances) {
        last.to = piece.to;
        last.length += piece.length;
        return;
      }
    }
    to.push_back(std::move(piece));
  }

  LevelBook& book_;
  const ObjectiveWindow& window_;
  const Figure& figure_;
  const ServiceFacts& facts_;
  const std::vector<AcceptedExclusion> exclusions_;
  std::vector<const ServiceFacts*> look_;
};

absl::StatusOr<std::vector<ExplainedPiece>> TicketPieces(
    LevelBook& book, const ServiceLevelRow& row, const Figure& figure) {
  const ObjectiveWindow& window = row.figures.window;
  const auto& terms = std::get<TicketTerms>(window.objective->terms);
  ASSIGN_OR_RETURN(const std::shared_ptr<const ProviderFacts> facts,
                   book.FactsOf(row.provider, RangeFor(window, book.now()),
                                KindsFor(*window.objective)));
  std::map<std::string, const TicketRecord*> by_id;
  for (const ProviderFacts::DeskTicket& told : facts->tickets) {
    if (told.origin == figure.origin) {
      by_id[told.record.ticket.id] = &told.record;
    }
  }
  std::vector<ExplainedPiece> pieces;
  const TicketClock clock(*window.objective);
  const auto add = [&](const std::string& id, const TicketRow& of) {
    ExplainedPiece piece;
    piece.ticket = id;
    piece.priority = of.level.level.priority;
    const auto known = by_id.find(id);
    if (known == by_id.end()) return;
    const Ticket& ticket = known->second->ticket;
    piece.from = ticket.opened;
    AddOnce(known->second->source, piece.sources);
    for (const TimeRange& stop :
         StopsOf(ticket, terms.clock_stops, book.now())) {
      piece.stopped +=
          clock.TimeBetween(stop.from, std::min(stop.to, book.now()), {});
    }
    pieces.push_back(std::move(piece));
  };
  for (const TicketRow& of : figure.tickets) {
    for (const JudgedTicket& judged : of.level.tickets) {
      const size_t before = pieces.size();
      add(judged.id, of);
      if (pieces.size() == before) continue;
      ExplainedPiece& piece = pieces.back();
      const Ticket& ticket = by_id[judged.id]->ticket;
      piece.to = ReachedAt(ticket, terms.clock);
      piece.length = judged.clock;
      piece.due = judged.due;
      piece.lowered = judged.lowered;
      piece.counts_as = judged.in_time ? CountsAs::kInTime : CountsAs::kTooLate;
      piece.why = {judged.in_time         ? "sla-ticket-in-time"
                   : piece.to.has_value() ? "sla-ticket-late"
                                          : "sla-ticket-open-late",
                   {{"due", FormatForPeople(judged.due)}}};
    }
    for (const std::string& id : of.not_judged) {
      const size_t before = pieces.size();
      add(id, of);
      if (pieces.size() == before) continue;
      pieces.back().counts_as = CountsAs::kUnknown;
      pieces.back().why = {"sla-ticket-not-judged", {}};
    }
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const ExplainedPiece& a, const ExplainedPiece& b) {
                     return a.from < b.from;
                   });
  return pieces;
}

}  // namespace

absl::StatusOr<std::vector<ExplainedPiece>> ExplainPieces(
    LevelBook& book, const ServiceLevelRow& row, const Figure& figure,
    bool all) {
  if (!figure.tickets.empty()) return TicketPieces(book, row, figure);
  if (!figure.HasTimes() || figure.facts == nullptr) {
    return std::vector<ExplainedPiece>();
  }
  ASSIGN_OR_RETURN(WindowSettled settled, book.SettledOf(row.figures.window));
  return StatePieces(book, row, figure, std::move(settled.exclusions))
      .Explain(all);
}

}  // namespace regisseur

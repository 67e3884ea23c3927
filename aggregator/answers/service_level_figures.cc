#include "aggregator/answers/service_level_figures.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Burn rates look back three days.
constexpr absl::Duration kBurnLookBack = absl::Hours(72);
// An outcome or a test of recovery is evidence for longer than a window.
constexpr absl::Duration kEvidenceLookBack = absl::Hours(3 * 366 * 24);
constexpr int kMostDaysOfMonth = 31;
// Decimals of percentages in sentences, cut off.
constexpr size_t kDecimalsSaid = 3;

// Its figures are percentages.
bool IsPercent(const Objective& objective) {
  return std::holds_alternative<AvailabilityTerms>(objective.terms) ||
         std::holds_alternative<TicketTerms>(objective.terms) ||
         std::holds_alternative<CompositeTerms>(objective.terms);
}

std::optional<std::string> Percent(const std::optional<LevelFraction>& part) {
  if (!part.has_value()) return std::nullopt;
  return part->Percent().ToString();
}

std::optional<std::string> Shown(const std::optional<Decimal>& percent) {
  if (!percent.has_value()) return std::nullopt;
  return CompositeLevel::Shown(*percent).ToString();
}

// The first moment that the facts tell of; absent when they tell none.
std::optional<absl::Time> FirstTold(const ServiceFacts& facts) {
  std::optional<absl::Time> first;
  for (const ServiceFacts::Part& part : facts.parts) {
    for (const StateInterval& interval : part.component->timeline) {
      if (interval.state == OperationalState::kUnknown) continue;
      if (!first.has_value() || interval.range.from < *first) {
        first = interval.range.from;
      }
      break;
    }
  }
  return first;
}

void AddStateNotes(const ObjectiveWindow& window, const ServiceFacts& facts,
                   Figure& figure) {
  if (!facts.without.empty()) {
    figure.notes.push_back(
        {"sla-service-without-facts",
         {{"services", absl::StrJoin(facts.without, ", ")}}});
  }
  const std::optional<absl::Time> first = FirstTold(facts);
  if (first.has_value() && *first > window.range.from &&
      *first < window.range.to) {
    bool from_the_start = false;
    for (const ServiceFacts::Part& part : facts.parts) {
      const std::optional<absl::Time>& seen =
          part.facts->timelines.coverage.first_observed;
      from_the_start =
          from_the_start || (seen.has_value() && *seen <= window.range.from);
    }
    if (!from_the_start) {
      figure.notes.push_back(
          {"sla-facts-begin-later", {{"begin", FormatForPeople(*first)}}});
    }
  }
}

std::optional<Figure> StateFigure(
    const ObjectiveWindow& window,
    const std::shared_ptr<const ProviderFacts>& facts, FigureOrigin origin,
    const WindowSettled& settled, absl::Time now) {
  auto service = std::make_shared<ServiceFacts>(
      SelectServiceFacts(facts, window.objective->services, origin));
  if (service->parts.empty()) return std::nullopt;
  Figure figure;
  figure.origin = origin;
  figure.sources = service->Sources();
  figure.level =
      ComputeAvailability(window, *service, settled.exclusions, now, true);
  figure.verdict = figure.level->verdict;
  AddStateNotes(window, *service, figure);
  if (figure.level->agreed_whole_window == absl::ZeroDuration()) {
    figure.notes.push_back({"sla-no-agreed-time", {}});
  }
  figure.facts = std::move(service);
  return figure;
}

// Nobody looked at any of the window: what is computed of it knows nothing.
bool SawNothing(const Figure& computed) {
  return computed.HasTimes() && !computed.level->attained.has_value();
}

// The origin that the contract lets lead; absent: the best that there is.
std::optional<FigureOrigin> LeadingOrigin(const Objective& objective) {
  if (objective.measured_by.has_value()) return objective.measured_by;
  if (objective.evidence.leading == Side::kProvider) {
    return FigureOrigin::kReported;
  }
  if (objective.evidence.leading == Side::kCustomer) {
    return FigureOrigin::kMeasured;
  }
  return std::nullopt;
}

// From the settled figure to the reported one.
int Rank(FigureOrigin origin) {
  switch (origin) {
    case FigureOrigin::kSettled:
      return 0;
    case FigureOrigin::kMeasured:
      return 1;
    case FigureOrigin::kReported:
      return 2;
  }
  return 3;
}

// Notes about the window, whatever its figures.
std::vector<LevelNote> WindowNotes(const ObjectiveWindow& window) {
  std::vector<LevelNote> notes;
  const absl::TimeZone zone = window.objective->window.zone;
  if (window.cut) {
    notes.push_back(
        {"sla-window-cut",
         {{"from", FormatDay(absl::ToCivilDay(window.range.from, zone))},
          {"to", FormatDay(window.last_day)}}});
  }
  for (size_t i = 1; i < window.parts.size(); ++i) {
    notes.push_back({"sla-amended-within",
                     {{"day", FormatDay(absl::ToCivilDay(
                                  window.parts[i].range.from, zone))}}});
  }
  return notes;
}

// Of all figures, those that were computed before those that were told, the one
// that counts becomes the lead.
WindowFigures Arrange(const ObjectiveWindow& window,
                      std::vector<Figure> figures, const WindowSettled& settled,
                      absl::Time now) {
  WindowFigures result;
  result.window = window;
  result.closed = window.range.to <= now;
  std::stable_sort(figures.begin(), figures.end(),
                   [](const Figure& a, const Figure& b) {
                     return Rank(a.origin) < Rank(b.origin);
                   });
  const std::optional<FigureOrigin> leading = LeadingOrigin(*window.objective);
  auto lead = figures.end();
  if (settled.figure.has_value()) {
    Figure figure = JudgeNumber(window, settled.figure->figure,
                                FigureOrigin::kSettled, now);
    figure.notes.push_back(
        {"sla-settled", {{"when", FormatForPeople(settled.figure->settled)}}});
    figures.insert(figures.begin(), std::move(figure));
    lead = figures.begin();
  } else if (leading.has_value() && *leading != FigureOrigin::kSettled) {
    lead = std::find_if(
        figures.begin(), figures.end(),
        [&](const Figure& figure) { return figure.origin == *leading; });
  } else {
    lead = figures.begin();
  }
  if (lead == figures.end()) {
    // The contract says whose word counts, and nobody of those said anything.
    result.lead.origin = leading.value_or(FigureOrigin::kReported);
    result.lead.notes.push_back(
        {figures.empty() ? "sla-nobody-tells" : "sla-leading-origin-silent",
         {}});
    if (const EnteredFigure* expired =
            FindExpired(window, settled, leading, now)) {
      result.lead.notes.push_back({"sla-entered-expired",
                                   {{"document", expired->document},
                                    {"day", FormatDay(expired->expires)}}});
    }
  } else {
    result.lead = std::move(*lead);
    figures.erase(lead);
  }
  result.others = std::move(figures);
  std::vector<LevelNote> notes = WindowNotes(window);
  result.lead.notes.insert(result.lead.notes.begin(), notes.begin(),
                           notes.end());
  return result;
}

}  // namespace

std::optional<std::string> Figure::Attained() const {
  if (level.has_value()) return Percent(level->attained);
  if (composite.has_value()) return Shown(composite->attained);
  if (const TicketRow* row = DecidingRow()) {
    return Percent(row->level.attained);
  }
  if (number.has_value()) return number->ToString();
  return std::nullopt;
}

std::optional<std::string> Figure::AttainedAtLeast() const {
  if (HasTimes()) return Percent(level->attained_at_least);
  if (composite.has_value()) return Shown(composite->attained_at_least);
  if (const TicketRow* row = DecidingRow()) return Percent(row->at_least);
  return std::nullopt;
}

std::optional<std::string> Figure::AttainedAtMost() const {
  if (HasTimes()) return Percent(level->attained_at_most);
  if (composite.has_value()) return Shown(composite->attained_at_most);
  if (const TicketRow* row = DecidingRow()) return Percent(row->at_most);
  return std::nullopt;
}

std::optional<std::string> Figure::ObservedShare() const {
  if (!HasTimes()) return std::nullopt;
  return Percent(level->observed_share);
}

std::optional<Decimal> Figure::JudgedNumber() const {
  if (composite.has_value()) return composite->attained_at_most;
  if (const TicketRow* row = DecidingRow()) {
    if (!row->at_most.has_value()) return std::nullopt;
    return row->at_most->Percent();
  }
  return number;
}

int Badness(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBreached:
      return 4;
    case Verdict::kAtRisk:
      return 3;
    case Verdict::kUnknown:
      return 2;
    case Verdict::kOnTrack:
      return 1;
    case Verdict::kMet:
      return 0;
  }
  return 0;
}

std::string UnitOf(const Objective& objective) {
  if (const auto* indicator = std::get_if<IndicatorTerms>(&objective.terms)) {
    return indicator->unit;
  }
  if (const auto* outcome = std::get_if<OutcomeTerms>(&objective.terms)) {
    return outcome->unit;
  }
  return IsPercent(objective) ? "%" : "";
}

std::string WithUnit(absl::string_view number, const Objective& objective) {
  const std::string unit = UnitOf(objective);
  return absl::StrCat(number, unit.empty() ? "" : " ", unit);
}

std::string FigureWords(const Figure& figure, const Objective& objective) {
  const auto said = [&](const std::string& number) {
    const size_t point = number.find('.');
    return point == std::string::npos || !IsPercent(objective)
               ? number
               : number.substr(0, point + 1 + kDecimalsSaid);
  };
  const std::optional<std::string> at_least = figure.AttainedAtLeast();
  const std::optional<std::string> at_most = figure.AttainedAtMost();
  if (at_least.has_value() && at_most.has_value() && at_least != at_most) {
    return WithUnit(absl::StrCat(said(*at_least), "–", said(*at_most)),
                    objective);
  }
  const std::optional<std::string> attained = figure.Attained();
  return attained.has_value() ? WithUnit(said(*attained), objective) : "?";
}

FactKinds KindsFor(const Objective& objective) {
  FactKinds kinds;
  kinds.measurements = true;  // anything may be told as a number
  kinds.status = std::holds_alternative<AvailabilityTerms>(objective.terms);
  kinds.tickets = std::holds_alternative<TicketTerms>(objective.terms);
  return kinds;
}

TimeRange RangeFor(const ObjectiveWindow& window, absl::Time now) {
  TimeRange range = window.range;
  const Objective& objective = *window.objective;
  if (std::holds_alternative<OutcomeTerms>(objective.terms) ||
      std::holds_alternative<RecoveryTerms>(objective.terms)) {
    range.from -= kEvidenceLookBack;
  } else if (std::holds_alternative<AvailabilityTerms>(objective.terms) &&
             now < range.to) {
    range.from = std::min(range.from, now - kBurnLookBack);
  }
  if (objective.window.kind == MeasuringWindow::Kind::kRolling) {
    // What was said about it on each of its days, and what became of the
    // windows that ended earlier in the month.
    range.from -= absl::Hours(
        24 * (std::max(objective.window.rolling_days, kMostDaysOfMonth) + 1));
  }
  absl::Duration margin;
  for (const ObjectiveWindow::Part& part : window.parts) {
    if (const auto* terms =
            std::get_if<AvailabilityTerms>(&part.objective->terms)) {
      margin = std::max(margin, terms->minimum_outage);
    }
  }
  return {range.from - margin, range.to + margin};
}

WindowFigures ComputeFigures(const ObjectiveWindow& window,
                             const std::shared_ptr<const ProviderFacts>& facts,
                             const WindowSettled& settled, absl::Time now) {
  std::vector<Figure> figures;
  const Objective& objective = *window.objective;
  // Where the provider's measurement leads, its report is the figure, and what
  // its page showed stands beside it.
  const bool report_first = objective.evidence.leading == Side::kProvider;
  for (const FigureOrigin origin :
       {FigureOrigin::kMeasured, FigureOrigin::kReported}) {
    std::vector<Figure> told = ComputeToldFigures(window, *facts, origin, now);
    std::optional<Figure> computed;
    if (std::holds_alternative<AvailabilityTerms>(objective.terms)) {
      computed = StateFigure(window, facts, origin, settled, now);
    } else if (std::holds_alternative<TicketTerms>(objective.terms)) {
      const bool tells = std::any_of(facts->desks.begin(), facts->desks.end(),
                                     [&](const ProviderFacts::Desk& desk) {
                                       return desk.origin == origin;
                                     });
      if (tells) computed = ComputeTicketFigure(window, *facts, origin, now);
    }
    const auto add = [&figures](auto& more) {
      for (Figure& figure : more) figures.push_back(std::move(figure));
      more.clear();
    };
    // What a person entered from paper stands behind what a source told, and
    // never in the place of what was measured.
    std::vector<Figure> numbers;
    if (!told.empty() && told.front().number.has_value()) {
      numbers = std::exchange(told, {});
    }
    // A number about a time that nobody saw hides behind nothing: a page that
    // is looked at since November says nothing of October.
    if (computed.has_value() && SawNothing(*computed)) add(numbers);
    if (std::optional<Figure> entered =
            ComputeEnteredFigure(window, settled, origin, now)) {
      numbers.push_back(*std::move(entered));
    }
    if (report_first && origin == FigureOrigin::kReported) add(numbers);
    if (computed.has_value()) figures.push_back(*std::move(computed));
    add(numbers);
    add(told);
  }
  return Arrange(window, std::move(figures), settled, now);
}

WindowFigures ComputeCompositeFigure(const ObjectiveWindow& window,
                                     std::vector<MemberRow> members,
                                     const WindowSettled& settled,
                                     absl::Time now) {
  const auto& terms = std::get<CompositeTerms>(window.objective->terms);
  Figure figure;
  // As good as the weakest word in it.
  figure.origin = FigureOrigin::kMeasured;
  std::vector<CompositeMember> levels;
  for (const MemberRow& member : members) {
    if (!member.level.has_value()) continue;
    if (Rank(member.origin) > Rank(figure.origin)) {
      figure.origin = member.origin;
    }
    levels.push_back({&*member.level, member.weight});
  }
  if (levels.size() == members.size()) {
    figure.composite = ComputeComposite(terms, levels);
    figure.verdict = figure.composite->verdict;
  } else {
    figure.notes.push_back({"sla-member-without-figure", {}});
  }
  figure.members = std::move(members);
  std::vector<Figure> figures;
  figures.push_back(std::move(figure));
  for (const FigureOrigin origin :
       {FigureOrigin::kMeasured, FigureOrigin::kReported}) {
    if (std::optional<Figure> entered =
            ComputeEnteredFigure(window, settled, origin, now)) {
      figures.push_back(*std::move(entered));
    }
  }
  return Arrange(window, std::move(figures), settled, now);
}

}  // namespace regisseur

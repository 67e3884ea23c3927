#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/service_level_figures.h"
#include "core/money/exact_sum.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Of quotients that are compared; far behind what anybody promises.
constexpr int kDecimals = 20;
// Of percentages that become a fraction.
constexpr int kMostFractionDecimals = 15;

// `Availability (EU)` and `availability_eu` are one name.
std::string Normalised(absl::string_view name) {
  std::string out;
  for (const char c : name) {
    if (absl::ascii_isalnum(c) || (static_cast<unsigned char>(c) & 0x80) != 0) {
      out.push_back(absl::ascii_tolower(c));
    } else if (!out.empty() && out.back() != '_') {
      out.push_back('_');
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

// The name under which figures of an objective are told: what the contract
// gives, else the objective's id, title or kind.
bool IsIndicatorOf(const Objective& objective, const std::string& told) {
  const std::string name = Normalised(told);
  if (name.empty()) return false;
  if (const auto* terms = std::get_if<IndicatorTerms>(&objective.terms)) {
    return name == Normalised(terms->indicator);
  }
  if (const auto* terms = std::get_if<OutcomeTerms>(&objective.terms)) {
    return name == Normalised(terms->indicator);
  }
  return name == Normalised(objective.id) ||
         name == Normalised(objective.title) ||
         name == ObjectiveKindWord(objective.terms);
}

// A figure without a service is about all of them.
bool IsOfService(const Objective& objective, const ProviderFacts& facts,
                 const std::string& told) {
  const std::string name = Normalised(told);
  if (name.empty() || objective.services.empty()) return true;
  for (const std::string& id : objective.services) {
    if (name == Normalised(id)) return true;
    if (facts.config == nullptr) continue;
    for (const ServiceConfig& service : facts.config->services) {
      if (service.id == id && name == Normalised(service.name)) return true;
    }
  }
  return false;
}

// The period of a figure, in the zone of the window where it was told in UTC:
// a month is a month.
TimeRange PeriodIn(const Measurement& measurement, absl::TimeZone zone) {
  const auto midnight = [](absl::Time at, absl::TimeZone tz) {
    return absl::FromCivil(absl::ToCivilDay(at, tz), tz) == at;
  };
  const TimeRange told{measurement.period_start, measurement.period_end};
  if (midnight(told.from, zone) && midnight(told.to, zone)) return told;
  const absl::TimeZone utc = absl::UTCTimeZone();
  if (!midnight(told.from, utc) || !midnight(told.to, utc)) return told;
  return {absl::FromCivil(absl::ToCivilDay(told.from, utc), zone),
          absl::FromCivil(absl::ToCivilDay(told.to, utc), zone)};
}

bool IsPercent(const Objective& objective) {
  if (const auto* terms = std::get_if<IndicatorTerms>(&objective.terms)) {
    return terms->unit == "%";
  }
  return std::holds_alternative<AvailabilityTerms>(objective.terms) ||
         std::holds_alternative<TicketTerms>(objective.terms) ||
         std::holds_alternative<CompositeTerms>(objective.terms);
}

// part / whole as a number of the objective, in percent where that is its unit.
std::optional<Decimal> Share(const Objective& objective, const Decimal& part,
                             const Decimal& whole) {
  if (whole.IsZero()) return std::nullopt;
  const auto share = Decimal::MultiplyDivide(
      part, IsPercent(objective) ? Decimal(100, 0) : Decimal(1, 0), whole,
      {kDecimals, kDecimals});
  if (!share.ok()) return std::nullopt;
  return share->rounded.Normalized();
}

std::optional<Decimal> NumberOf(const Objective& objective,
                                const Measurement& measurement) {
  if (measurement.not_applicable) return std::nullopt;
  if (measurement.numerator.has_value() &&
      measurement.denominator.has_value()) {
    return Share(objective, *measurement.numerator, *measurement.denominator);
  }
  return measurement.value;
}

struct Told {
  const MeasurementRecord* record;
  TimeRange period;
};

std::vector<Told> FindTold(const ObjectiveWindow& window,
                           const ProviderFacts& facts, FigureOrigin origin) {
  std::vector<Told> found;
  const Objective& objective = *window.objective;
  for (const ProviderFacts::Told& told : facts.measurements) {
    const Measurement& measurement = told.record.measurement;
    if (told.origin != origin ||
        !IsIndicatorOf(objective, measurement.indicator) ||
        !IsOfService(objective, facts, measurement.service)) {
      continue;
    }
    found.push_back(
        {&told.record, PeriodIn(measurement, window.objective->window.zone)});
  }
  return found;
}

void AddSource(const std::string& source, Figure& figure) {
  if (std::find(figure.sources.begin(), figure.sources.end(), source) ==
      figure.sources.end()) {
    figure.sources.push_back(source);
  }
}

Verdict Kept(bool kept, bool closed) {
  if (closed) return kept ? Verdict::kMet : Verdict::kBreached;
  return kept ? Verdict::kOnTrack : Verdict::kAtRisk;
}

// ---- one number over the window

std::optional<Figure> SingleNumber(const ObjectiveWindow& window,
                                   const std::vector<Told>& told,
                                   FigureOrigin origin, absl::Time now) {
  // The last one that was told about just this window counts.
  const Told* whole = nullptr;
  for (const Told& candidate : told) {
    if (candidate.period == window.range) whole = &candidate;
  }
  if (whole != nullptr) {
    const Measurement& measurement = whole->record->measurement;
    const std::optional<Decimal> number =
        NumberOf(*window.objective, measurement);
    Figure figure;
    if (number.has_value()) {
      figure = JudgeNumber(window, *number, origin, now);
    } else {
      figure.origin = origin;
      figure.stated = true;
      figure.notes.push_back({measurement.not_applicable
                                  ? "sla-told-not-applicable"
                                  : "sla-told-without-value",
                              {{"source", whole->record->source}}});
    }
    AddSource(whole->record->source, figure);
    if (number.has_value()) figure.told_key = whole->record->key;
    return figure;
  }
  // Parts that lie end to end in the window make one number where they say what
  // they count.
  std::vector<const Told*> parts;
  for (const Told& candidate : told) {
    if (candidate.period.from >= window.range.from &&
        candidate.period.to <= window.range.to) {
      parts.push_back(&candidate);
    }
  }
  if (parts.empty()) return std::nullopt;
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Told* a, const Told* b) {
                     return a->period.from < b->period.from;
                   });
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  ExactSum part_sum, whole_sum;
  absl::Time at = window.range.from;
  bool adds_up = true;
  for (const Told* part : parts) {
    AddSource(part->record->source, figure);
    const Measurement& measurement = part->record->measurement;
    if (part->period.from != at || !measurement.numerator.has_value() ||
        !measurement.denominator.has_value() ||
        !part_sum.Add(*measurement.numerator).ok() ||
        !whole_sum.Add(*measurement.denominator).ok()) {
      adds_up = false;
      break;
    }
    at = part->period.to;
  }
  const bool reaches = at == window.range.to || window.range.to > now;
  if (adds_up && reaches) {
    const auto part = part_sum.ToDecimal();
    const auto whole_count = whole_sum.ToDecimal();
    if (part.ok() && whole_count.ok()) {
      if (const auto number = Share(*window.objective, *part, *whole_count)) {
        Figure judged = JudgeNumber(window, *number, origin, now);
        judged.sources = std::move(figure.sources);
        return judged;
      }
    }
  }
  figure.notes.push_back({"sla-told-for-other-periods",
                          {{"count", absl::StrCat(parts.size())},
                           {"source", parts.front()->record->source}}});
  return figure;
}

// ---- scores

std::optional<Figure> MeanScore(const ObjectiveWindow& window,
                                const std::vector<Told>& told,
                                FigureOrigin origin, absl::Time now) {
  const auto& terms = std::get<ScoreTerms>(window.objective->terms);
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  ExactSum sum, count;
  bool any = false;
  for (const Told& score : told) {
    if (score.period.from < window.range.from ||
        score.period.to > window.range.to) {
      continue;
    }
    const Measurement& measurement = score.record->measurement;
    if (measurement.not_applicable) continue;
    // A mean of many is told as their sum and their number.
    const bool many = measurement.numerator.has_value() &&
                      measurement.denominator.has_value();
    if (!many && !measurement.value.has_value()) continue;
    if (!sum.Add(many ? *measurement.numerator : *measurement.value).ok() ||
        !count.Add(many ? *measurement.denominator : Decimal(1, 0)).ok()) {
      continue;
    }
    any = true;
    AddSource(score.record->source, figure);
  }
  if (!any) return std::nullopt;
  const auto total = sum.ToDecimal();
  const auto scores = count.ToDecimal();
  if (!total.ok() || !scores.ok() || scores->IsZero()) return figure;
  const auto mean = Decimal::MultiplyDivide(*total, Decimal(1, 0), *scores,
                                            {kDecimals, kDecimals});
  if (!mean.ok()) return figure;
  const std::vector<std::string> sources = figure.sources;
  if (*scores < Decimal(terms.least_scores, 0)) {
    figure.number = mean->rounded.Normalized();
    figure.verdict = Verdict::kUnknown;
    figure.notes.push_back({"sla-too-few-scores",
                            {{"count", scores->Normalized().ToString()},
                             {"least", absl::StrCat(terms.least_scores)}}});
    return figure;
  }
  figure = JudgeNumber(window, mean->rounded.Normalized(), origin, now);
  figure.sources = sources;
  return figure;
}

// ---- outcomes and recovery: the newest evidence by the end of the window

const Told* Newest(const ObjectiveWindow& window, const std::vector<Told>& told,
                   const Objective& objective, absl::Time now) {
  const Told* newest = nullptr;
  for (const Told& candidate : told) {
    if (candidate.period.to > std::min(window.range.to, now)) continue;
    if (!NumberOf(objective, candidate.record->measurement).has_value()) {
      continue;
    }
    if (newest == nullptr || candidate.period.to >= newest->period.to) {
      newest = &candidate;
    }
  }
  return newest;
}

std::optional<Figure> NewestOutcome(const ObjectiveWindow& window,
                                    const std::vector<Told>& told,
                                    FigureOrigin origin, absl::Time now) {
  const Told* newest = Newest(window, told, *window.objective, now);
  if (newest == nullptr) return std::nullopt;
  Figure figure = JudgeNumber(
      window, *NumberOf(*window.objective, newest->record->measurement), origin,
      now);
  AddSource(newest->record->source, figure);
  return figure;
}

// What a told length is in seconds; absent for a unit that is none.
std::optional<Decimal> SecondsOf(const Measurement& measurement) {
  if (!measurement.value.has_value()) return std::nullopt;
  const std::string unit = absl::AsciiStrToLower(measurement.unit);
  struct Unit {
    absl::string_view word;
    int64_t seconds;
  };
  constexpr Unit kUnits[] = {
      {"s", 1},        {"sec", 1},      {"second", 1},  {"seconds", 1},
      {"seconden", 1}, {"min", 60},     {"m", 60},      {"minute", 60},
      {"minutes", 60}, {"minuten", 60}, {"h", 3600},    {"hour", 3600},
      {"hours", 3600}, {"uur", 3600},   {"uren", 3600}, {"d", 86400},
      {"day", 86400},  {"days", 86400}, {"dag", 86400}, {"dagen", 86400},
  };
  for (const Unit& known : kUnits) {
    if (unit != known.word) continue;
    const auto seconds =
        Decimal::Multiply(*measurement.value, Decimal(known.seconds, 0));
    if (seconds.ok()) return *seconds;
  }
  return std::nullopt;
}

std::optional<Figure> NewestRecovery(const ObjectiveWindow& window,
                                     const std::vector<Told>& told,
                                     FigureOrigin origin, absl::Time now) {
  const auto& terms = std::get<RecoveryTerms>(window.objective->terms);
  const Told* newest = Newest(window, told, *window.objective, now);
  if (newest == nullptr) return std::nullopt;
  const Measurement& measurement = newest->record->measurement;
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  AddSource(newest->record->source, figure);
  const absl::CivilDay tested = absl::ToCivilDay(
      newest->period.to - absl::Nanoseconds(1), window.objective->window.zone);
  const std::optional<Decimal> seconds = SecondsOf(measurement);
  if (!seconds.has_value()) {
    figure.number = measurement.value;
    figure.notes.push_back(
        {"sla-recovery-unit",
         {{"unit", measurement.unit}, {"source", newest->record->source}}});
    return figure;
  }
  figure.number = measurement.value;
  figure.notes.push_back({"sla-recovery-tested", {{"day", FormatDay(tested)}}});
  const absl::CivilDay end =
      absl::ToCivilDay(std::min(window.range.to - absl::Nanoseconds(1), now),
                       window.objective->window.zone);
  const bool overdue =
      !terms.tested_every.IsZero() && terms.tested_every.AddTo(tested) < end;
  const bool in_time =
      *seconds <= Decimal(absl::ToInt64Microseconds(terms.within), 6);
  if (overdue && in_time) {
    // What was shown too long ago shows nothing.
    figure.notes.push_back(
        {"sla-recovery-overdue",
         {{"due", FormatDay(terms.tested_every.AddTo(tested))}}});
    return figure;
  }
  figure.verdict = Kept(in_time, window.range.to <= now);
  return figure;
}

// How far an outcome is on the way from baseline to target, and how much of
// the time has passed, both as fractions of one; absent without a day.
bool IsOnTheWay(const OutcomeTerms& terms, const Decimal& number,
                absl::CivilDay start, absl::CivilDay on) {
  if (!terms.by.has_value() || *terms.by <= start) return true;
  const auto way = Decimal::Subtract(terms.target, terms.baseline);
  const auto gone = Decimal::Subtract(number, terms.baseline);
  if (!way.ok() || !gone.ok()) return true;
  const Decimal days(*terms.by - start, 0);
  const Decimal passed(std::min(on, *terms.by) - start, 0);
  // gone / way >= passed / days, with the signs of both ways.
  const auto left = Decimal::Multiply(*gone, days);
  const auto right = Decimal::Multiply(*way, passed);
  if (!left.ok() || !right.ok()) return true;
  return way->IsNegative() ? *left <= *right : *left >= *right;
}

}  // namespace

Figure JudgeNumber(const ObjectiveWindow& window, const Decimal& number,
                   FigureOrigin origin, absl::Time now) {
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  figure.number = number;
  const bool closed = window.range.to <= now;
  struct Judge {
    const ObjectiveWindow& window;
    const Decimal& number;
    bool closed;
    absl::Time now;
    Figure& figure;

    void operator()(const AvailabilityTerms& terms) {
      ServiceLevel level;
      level.window = window.range;
      level.closed = closed;
      level.target = terms.target;
      level.compared_decimals = terms.compare_decimals;
      // number / 100, exactly.
      const Decimal shown =
          number.scale() > kMostFractionDecimals
              ? number.Truncated(kMostFractionDecimals).Normalized()
              : number.Normalized();
      Int128 whole = 100;
      for (int i = 0; i < shown.scale(); ++i) whole *= 10;
      level.attained = LevelFraction{shown.coefficient(), whole};
      level.judged = level.attained;
      level.attained_at_least = level.attained;
      level.attained_at_most = level.attained;
      const Decimal compared =
          terms.compare_decimals.has_value()
              ? number.RoundedHalfAwayFromZero(*terms.compare_decimals)
              : number;
      level.verdict = Kept(compared >= terms.target, closed);
      figure.verdict = level.verdict;
      figure.level = std::move(level);
    }
    void operator()(const TicketTerms& terms) {
      bool above_all = true;
      bool below_all = true;
      for (const PriorityLevel& level : terms.levels) {
        (number >= level.share ? below_all : above_all) = false;
      }
      if (above_all || below_all) figure.verdict = Kept(above_all, closed);
    }
    void operator()(const IndicatorTerms& terms) {
      figure.verdict =
          Kept(terms.at_most ? number <= terms.target : number >= terms.target,
               closed);
    }
    void operator()(const CompositeTerms& terms) {
      figure.verdict = Kept(number >= terms.target, closed);
    }
    void operator()(const RecoveryTerms&) {}
    void operator()(const ScoreTerms& terms) {
      figure.verdict = Kept(number >= terms.target, closed);
    }
    void operator()(const OutcomeTerms& terms) {
      const bool reached = terms.target < terms.baseline
                               ? number <= terms.target
                               : number >= terms.target;
      const absl::CivilDay on = absl::ToCivilDay(
          std::min(window.range.to - absl::Nanoseconds(1), now),
          window.objective->window.zone);
      if (reached) {
        figure.verdict = Kept(true, closed);
      } else if (terms.by.has_value() && on >= *terms.by) {
        figure.verdict = Verdict::kBreached;
      } else {
        // The day has not come: it cannot be missed yet.
        figure.verdict =
            IsOnTheWay(terms, number, window.contract->term.start, on)
                ? Verdict::kOnTrack
                : Verdict::kAtRisk;
      }
    }
  };
  std::visit(Judge{window, number, closed, now, figure},
             window.objective->terms);
  return figure;
}

std::optional<Figure> ComputeToldFigure(const ObjectiveWindow& window,
                                        const ProviderFacts& facts,
                                        FigureOrigin origin,
                                        absl::Span<const EnteredFigure> entered,
                                        absl::Time now) {
  // What a person entered from paper about just this window stands for it until
  // a source tells it.
  const auto by_hand = [&]() -> std::optional<Figure> {
    const EnteredFigure* last = nullptr;
    for (const EnteredFigure& figure : entered) {
      if (figure.origin == origin) last = &figure;
    }
    if (last == nullptr) return std::nullopt;
    Figure figure = JudgeNumber(window, last->figure, origin, now);
    figure.entered = last->entered;
    figure.notes.push_back({"sla-entered-by-hand",
                            {{"document", last->document},
                             {"when", FormatForPeople(last->entered)}}});
    return figure;
  };
  const std::vector<Told> told = FindTold(window, facts, origin);
  std::optional<Figure> figure;
  if (std::holds_alternative<ScoreTerms>(window.objective->terms)) {
    figure = MeanScore(window, told, origin, now);
  } else if (std::holds_alternative<OutcomeTerms>(window.objective->terms)) {
    figure = NewestOutcome(window, told, origin, now);
  } else if (std::holds_alternative<RecoveryTerms>(window.objective->terms)) {
    figure = NewestRecovery(window, told, origin, now);
  } else {
    figure = SingleNumber(window, told, origin, now);
  }
  return figure.has_value() ? figure : by_hand();
}

}  // namespace regisseur

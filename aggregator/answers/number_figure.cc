#include "aggregator/answers/number_figure.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "core/matter/figure_value.h"
#include "core/measurement/length_unit.h"
#include "core/money/exact_sum.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Of quotients that are compared; far behind what anybody promises.
constexpr int kDecimals = 20;

// part / whole as a number of the objective, in percent where that is its unit.
std::optional<Decimal> Share(const Objective& objective, const Decimal& part,
                             const Decimal& whole) {
  if (whole.IsZero()) return std::nullopt;
  const auto share = Decimal::MultiplyDivide(
      part, FigureUnit(objective) == "%" ? Decimal(100, 0) : Decimal(1, 0),
      whole, {kDecimals, kDecimals});
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

// A figure from paper is no source's word.
void AddSource(const std::string& source, Figure& figure) {
  if (source.empty()) return;
  if (std::find(figure.sources.begin(), figure.sources.end(), source) ==
      figure.sources.end()) {
    figure.sources.push_back(source);
  }
}

// Those that told something, in the order in which they did so.
std::vector<std::string> SourcesOf(absl::Span<const ToldNumber> told) {
  std::vector<std::string> sources;
  for (const ToldNumber& number : told) {
    if (std::find(sources.begin(), sources.end(), number.source) ==
        sources.end()) {
      sources.push_back(number.source);
    }
  }
  return sources;
}

// What lies below nothing or above all of it is no part of it.
bool CanBe(const Objective& objective, const Decimal& number) {
  const bool percent =
      std::holds_alternative<AvailabilityTerms>(objective.terms) ||
      std::holds_alternative<TicketTerms>(objective.terms) ||
      std::holds_alternative<CompositeTerms>(objective.terms);
  return !percent || (!number.IsNegative() && number <= Decimal(100, 0));
}

// A judged number; one that cannot be says nothing.
Figure JudgeTold(const ObjectiveWindow& window, const Decimal& number,
                 const std::string& source, FigureOrigin origin,
                 absl::Time now) {
  if (CanBe(*window.objective, number)) {
    return JudgeNumber(window, number, origin, now);
  }
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  figure.notes.push_back({"sla-told-impossible",
                          {{"source", source}, {"figure", number.ToString()}}});
  return figure;
}

// ---- one number over the window

std::optional<Figure> SingleNumber(const ObjectiveWindow& window,
                                   absl::Span<const ToldNumber> told,
                                   FigureOrigin origin, absl::Time now) {
  // The last one that was told about just this window counts.
  const ToldNumber* whole = nullptr;
  for (const ToldNumber& candidate : told) {
    if (candidate.period == window.range) whole = &candidate;
  }
  if (whole != nullptr) {
    const Measurement& measurement = *whole->measurement;
    const std::optional<Decimal> number =
        NumberOf(*window.objective, measurement);
    Figure figure;
    if (number.has_value()) {
      figure = JudgeTold(window, *number, whole->source, origin, now);
    } else {
      figure.origin = origin;
      figure.stated = true;
      figure.notes.push_back({measurement.not_applicable
                                  ? "sla-told-not-applicable"
                                  : "sla-told-without-value",
                              {{"source", whole->source}}});
    }
    AddSource(whole->source, figure);
    if (number.has_value()) figure.told_key = whole->key;
    return figure;
  }
  // Parts that lie end to end in the window make one number where they say what
  // they count.
  std::vector<const ToldNumber*> parts;
  for (const ToldNumber& candidate : told) {
    if (candidate.period.from >= window.range.from &&
        candidate.period.to <= window.range.to) {
      parts.push_back(&candidate);
    }
  }
  if (parts.empty()) return std::nullopt;
  std::stable_sort(parts.begin(), parts.end(),
                   [](const ToldNumber* a, const ToldNumber* b) {
                     return a->period.from < b->period.from;
                   });
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  ExactSum part_sum, whole_sum;
  absl::Time at = window.range.from;
  bool adds_up = true;
  for (const ToldNumber* part : parts) {
    AddSource(part->source, figure);
    const Measurement& measurement = *part->measurement;
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
        Figure judged =
            JudgeTold(window, *number, parts.front()->source, origin, now);
        judged.sources = std::move(figure.sources);
        return judged;
      }
    }
  }
  figure.notes.push_back({"sla-told-for-other-periods",
                          {{"count", absl::StrCat(parts.size())},
                           {"source", parts.front()->source}}});
  return figure;
}

// ---- scores

std::optional<Figure> MeanScore(const ObjectiveWindow& window,
                                absl::Span<const ToldNumber> told,
                                FigureOrigin origin, absl::Time now) {
  const auto& terms = std::get<ScoreTerms>(window.objective->terms);
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  ExactSum sum, count;
  bool any = false;
  for (const ToldNumber& score : told) {
    if (score.period.from < window.range.from ||
        score.period.to > window.range.to) {
      continue;
    }
    const Measurement& measurement = *score.measurement;
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
    AddSource(score.source, figure);
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

const ToldNumber* Newest(const ObjectiveWindow& window,
                         absl::Span<const ToldNumber> told,
                         const Objective& objective, absl::Time now) {
  const ToldNumber* newest = nullptr;
  for (const ToldNumber& candidate : told) {
    if (candidate.period.to > std::min(window.range.to, now)) continue;
    if (!NumberOf(objective, *candidate.measurement).has_value()) {
      continue;
    }
    if (newest == nullptr || candidate.period.to >= newest->period.to) {
      newest = &candidate;
    }
  }
  return newest;
}

std::optional<Figure> NewestOutcome(const ObjectiveWindow& window,
                                    absl::Span<const ToldNumber> told,
                                    FigureOrigin origin, absl::Time now) {
  const ToldNumber* newest = Newest(window, told, *window.objective, now);
  if (newest == nullptr) return std::nullopt;
  Figure figure = JudgeNumber(
      window, *NumberOf(*window.objective, *newest->measurement), origin, now);
  AddSource(newest->source, figure);
  return figure;
}

// What a told length is in seconds; absent for a unit that is none.
std::optional<Decimal> SecondsOf(const Measurement& measurement) {
  if (!measurement.value.has_value()) return std::nullopt;
  const std::optional<int64_t> unit = SecondsOfUnit(measurement.unit);
  if (!unit.has_value()) return std::nullopt;
  const auto seconds = Decimal::Multiply(*measurement.value, Decimal(*unit, 0));
  if (!seconds.ok()) return std::nullopt;
  return *seconds;
}

std::optional<Figure> NewestRecovery(const ObjectiveWindow& window,
                                     absl::Span<const ToldNumber> told,
                                     FigureOrigin origin, absl::Time now) {
  const auto& terms = std::get<RecoveryTerms>(window.objective->terms);
  const ToldNumber* newest = Newest(window, told, *window.objective, now);
  if (newest == nullptr) return std::nullopt;
  const Measurement& measurement = *newest->measurement;
  Figure figure;
  figure.origin = origin;
  figure.stated = true;
  AddSource(newest->source, figure);
  const absl::CivilDay tested = absl::ToCivilDay(
      newest->period.to - absl::Nanoseconds(1), window.objective->window.zone);
  const std::optional<Decimal> seconds = SecondsOf(measurement);
  if (!seconds.has_value()) {
    figure.number = measurement.value;
    figure.notes.push_back(
        {"sla-recovery-unit",
         {{"unit", measurement.unit}, {"source", newest->source}}});
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
  figure.verdict = KeptVerdict(in_time, window.range.to <= now);
  return figure;
}

}  // namespace

std::optional<Figure> ComputeNumberFigure(const ObjectiveWindow& window,
                                          absl::Span<const ToldNumber> told,
                                          FigureOrigin origin, absl::Time now) {
  if (std::holds_alternative<ScoreTerms>(window.objective->terms)) {
    return MeanScore(window, told, origin, now);
  }
  if (std::holds_alternative<OutcomeTerms>(window.objective->terms)) {
    return NewestOutcome(window, told, origin, now);
  }
  if (std::holds_alternative<RecoveryTerms>(window.objective->terms)) {
    return NewestRecovery(window, told, origin, now);
  }
  return SingleNumber(window, told, origin, now);
}

std::vector<Figure> ComputeNumberFigures(const ObjectiveWindow& window,
                                         absl::Span<const ToldNumber> told,
                                         FigureOrigin origin, absl::Time now) {
  std::vector<Figure> figures;
  std::optional<Figure> all = ComputeNumberFigure(window, told, origin, now);
  if (!all.has_value()) return figures;
  const bool number = all->number.has_value();
  const Objective& objective = *window.objective;
  figures.push_back(*std::move(all));
  if (std::holds_alternative<ScoreTerms>(objective.terms)) return figures;
  const ToldNumber* newest =
      std::holds_alternative<OutcomeTerms>(objective.terms) ||
              std::holds_alternative<RecoveryTerms>(objective.terms)
          ? Newest(window, told, objective, now)
          : nullptr;
  std::vector<LevelNote> beside;
  for (const std::string& source : SourcesOf(told)) {
    if (figures.front().sources == std::vector<std::string>{source}) continue;
    std::vector<ToldNumber> own;
    for (const ToldNumber& candidate : told) {
      // Of evidence that is renewed only what is about the same time differs.
      if (candidate.source == source &&
          (newest == nullptr || candidate.period == newest->period)) {
        own.push_back(candidate);
      }
    }
    std::optional<Figure> figure =
        ComputeNumberFigure(window, own, origin, now);
    if (!figure.has_value()) continue;
    if (figure->number.has_value()) {
      figures.push_back(*std::move(figure));
      continue;
    }
    // What it says instead of a number is said with the one that counts.
    std::erase_if(figure->notes, [](const LevelNote& note) {
      return note.rule == "sla-told-for-other-periods";
    });
    beside.insert(beside.end(), figure->notes.begin(), figure->notes.end());
  }
  if (!number && figures.size() > 1) {
    // What says nothing gives way to the one that was told last.
    beside.insert(beside.end(), figures.front().notes.begin(),
                  figures.front().notes.end());
    std::erase_if(beside, [](const LevelNote& note) {
      return note.rule == "sla-told-for-other-periods";
    });
    std::rotate(figures.begin(), figures.end() - 1, figures.end());
    figures.erase(figures.begin() + 1);
  }
  Figure& lead = figures.front();
  for (size_t i = 1; i < figures.size(); ++i) {
    if (*figures[i].number == *lead.number) continue;
    beside.push_back({"sla-told-otherwise",
                      {{"source", absl::StrJoin(lead.sources, ", ")},
                       {"figure", lead.number->ToString()},
                       {"other", absl::StrJoin(figures[i].sources, ", ")},
                       {"other_figure", figures[i].number->ToString()}}});
  }
  lead.notes.insert(lead.notes.end(), beside.begin(), beside.end());
  return figures;
}

}  // namespace regisseur

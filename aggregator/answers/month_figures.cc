#include "aggregator/answers/month_figures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/answers/cost_summary.h"
#include "aggregator/answers/escalations.h"
#include "aggregator/answers/experience.h"
#include "aggregator/answers/obligations.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// `part * factor / whole`, rounded to `digits` as it is shown.
absl::StatusOr<MonthFigure> Quotient(const Decimal& part, int factor,
                                     int64_t whole, int digits) {
  ASSIGN_OR_RETURN(const Decimal::Quotient quotient,
                   Decimal::MultiplyDivide(
                       part, Decimal(factor, 0), Decimal(whole, 0),
                       {.rounded_scale = digits, .truncated_scale = 18}));
  return MonthFigure{quotient.rounded, quotient.truncated, {}};
}

int CountOf(const ReportPeriod& months) {
  return static_cast<int>(months.last - months.first) + 1;
}

}  // namespace

MonthFigure NoFigure(const ReportPeriod& months, std::string rule) {
  return {std::nullopt,
          std::nullopt,
          {std::move(rule),
           {{"from", FormatMonth(months.first)},
            {"to", FormatMonth(months.last)}}}};
}

MonthFigure NoLevelOf(const ServiceLevelRow& window) {
  return {std::nullopt,
          std::nullopt,
          {"figure-level-unknown",
           {{"day", FormatDay(window.figures.window.last_day)}}}};
}

absl::StatusOr<MonthFigure> MonthFigures::MeanCost(
    const ReportPeriod& months, const std::string& service,
    const std::string& currency) const {
  const auto cost = [&](std::vector<std::string> by) {
    return AnswerCostSummary(context_, who_,
                             {.by = std::move(by),
                              .from = FormatMonth(months.first),
                              .to = FormatMonth(months.last),
                              .provider = provider_,
                              .in = currency,
                              .without_tax = true},
                             as_of_);
  };
  const auto is_other = [&](const CostSummaryRow& row) {
    return !service.empty() && row.keys.at("service_name") != service;
  };
  using Keys = std::vector<std::string>;
  ASSIGN_OR_RETURN(CostSummaryAnswer summed,
                   cost(service.empty() ? Keys{} : Keys{"service_name"}));
  std::erase_if(summed.rows, is_other);
  ASSIGN_OR_RETURN(
      CostSummaryAnswer by_month,
      cost(service.empty() ? Keys{"billing_period"}
                           : Keys{"billing_period", "service_name"}));
  std::erase_if(by_month.rows, is_other);
  // Where a month has no row of it, it may have ended or not be billed yet:
  // nobody knows which.
  for (absl::CivilMonth month = months.first; month <= months.last; ++month) {
    const std::string label = FormatMonth(month);
    const bool told = std::any_of(
        by_month.rows.begin(), by_month.rows.end(), [&](const auto& row) {
          return row.keys.at("billing_period") == label;
        });
    if (!told) {
      return MonthFigure{std::nullopt,
                         std::nullopt,
                         {"figure-no-cost-month", {{"month", label}}}};
    }
  }
  Decimal total;
  for (const CostSummaryRow& row : summed.rows) {
    if (row.currency != currency) {
      return MonthFigure{
          std::nullopt,
          std::nullopt,
          {"figure-no-rate", {{"currency", row.currency}, {"in", currency}}}};
    }
    ASSIGN_OR_RETURN(const Decimal billed, Decimal::Parse(row.billed));
    ASSIGN_OR_RETURN(total, Decimal::Add(total, billed));
  }
  return Quotient(total, 1, CountOf(months), MinorUnitDigits(currency));
}

absl::StatusOr<ServiceLevelsAnswer> MonthFigures::Windows(
    const ReportPeriod& months, const std::string& subject) const {
  const std::pair<std::string, std::string> names =
      absl::StrSplit(subject, absl::MaxSplits('/', 1));
  absl::StatusOr<ServiceLevelsAnswer> levels =
      AnswerServiceLevelHistory(context_, who_,
                                {.contract = names.first,
                                 .objective = names.second,
                                 .from = FormatMonth(months.first),
                                 .to = FormatMonth(months.last),
                                 .provider = provider_},
                                as_of_);
  if (absl::IsNotFound(levels.status())) return ServiceLevelsAnswer{};
  RETURN_IF_ERROR(levels.status());
  std::erase_if(levels->levels,
                [](const ServiceLevelRow& row) { return !row.figures.closed; });
  return levels;
}

absl::StatusOr<MonthFigure> MonthFigures::MeanLevel(
    const ReportPeriod& months, const std::string& subject) const {
  ASSIGN_OR_RETURN(const ServiceLevelsAnswer windows, Windows(months, subject));
  Decimal total;
  for (const ServiceLevelRow& window : windows.levels) {
    const std::optional<std::string> attained = window.figures.lead.Attained();
    if (!attained.has_value()) return NoLevelOf(window);
    ASSIGN_OR_RETURN(const Decimal figure, Decimal::Parse(*attained));
    ASSIGN_OR_RETURN(total, Decimal::Add(total, figure));
  }
  if (windows.levels.empty()) return NoFigure(months, "figure-no-window");
  return Quotient(total, 1, static_cast<int64_t>(windows.levels.size()), 6);
}

absl::StatusOr<MonthFigure> MonthFigures::Experience(
    const ReportPeriod& months, const std::string& service) const {
  ASSIGN_OR_RETURN(const ScoreTally tally,
                   TallyPulses(context_, who_, provider_, service,
                               absl::CivilDay(months.first),
                               absl::CivilDay(months.last + 1) - 1));
  if (!tally.IsTold()) {
    MonthFigure none = NoFigure(months, "figure-few-answers");
    none.why.arguments["fewest"] = absl::StrCat(kFewestAnswers);
    return none;
  }
  return Quotient(Decimal(tally.satisfied(), 0), 100, tally.answers(), 1);
}

absl::StatusOr<MonthFigure> MonthFigures::AnswerTime(const ReportPeriod& months,
                                                     Participant side) const {
  ASSIGN_OR_RETURN(const EscalationTimesAnswer times,
                   AnswerEscalationTimes(context_, who_, provider_,
                                         /*owner=*/"", months.Label(), as_of_));
  for (const EscalationTimesRow& row : times.rows) {
    if (row.side != side || !row.answer.taken.has_value()) continue;
    const Decimal median(row.answer.taken->median_seconds, 0);
    return MonthFigure{median, median, {}};
  }
  return NoFigure(months, "figure-none-answered");
}

absl::StatusOr<MonthFigure> MonthFigures::KeptObligations(
    const ReportPeriod& months, Participant side) const {
  ASSIGN_OR_RETURN(
      const ObligationScoresAnswer scores,
      AnswerObligationScores(context_, who_, provider_, /*owner=*/"",
                             months.Label(), as_of_));
  for (const ObligationScore& score : scores.scores) {
    if (score.side != side || score.due == 0) continue;
    return Quotient(Decimal(score.kept, 0), 100, score.due, 2);
  }
  return NoFigure(months, "figure-none-due");
}

}  // namespace regisseur

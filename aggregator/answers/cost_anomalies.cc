#include "aggregator/answers/cost_anomalies.h"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/anomaly_causes.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "aggregator/answers/day_anomalies.h"
#include "core/base/status_macros.h"
#include "core/forecast/standing_out.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kComparedMonths = 12;
constexpr size_t kLeastCompared = 3;
constexpr int kDefaultLines = 5;
constexpr int kMostLines = 50;
constexpr size_t kMostMonthsOfDays = 3;
// So many are explained by lines; each provider and month is read once.
constexpr size_t kMostExplained = 200;

Decimal Absolute(const Decimal& value) {
  return value.IsNegative() ? value.Negated() : value;
}

// What a month of a series cost; zero when it was delivered without.
absl::StatusOr<Decimal> CostOf(const CostSeries& series,
                               absl::CivilMonth month) {
  const auto found = series.find(month);
  if (found == series.end()) return Decimal();
  ASSIGN_OR_RETURN(const ExactSum sum, found->second.Sum());
  return sum.ToDecimal();
}

// With the decimals of its currency, however few it came with; exact.
Decimal Shown(const Decimal& amount, const std::string& currency) {
  const int digits = MinorUnitDigits(currency);
  return amount.scale() < digits ? amount.RoundedHalfAwayFromZero(digits)
                                 : amount;
}

// What single services cost in the month is known.
bool IsKnown(const KnownMonths& months, absl::CivilMonth month) {
  return months.delivered.contains(month) &&
         !months.by_other_evidence.contains(month);
}

class AnomalyFinder {
 public:
  AnomalyFinder(const StandingOutLimits& limits, absl::CivilMonth first,
                absl::CivilMonth last)
      : limits_(limits), first_(first), last_(last) {}

  absl::Status Look(const CostSeriesKey& key, const CostSeries& series,
                    const KnownMonths& months,
                    std::vector<CostAnomaly>& anomalies) const {
    for (absl::CivilMonth month = std::max(first_, series.begin()->first);
         month <= last_; ++month) {
      if (!IsKnown(months, month)) continue;
      ASSIGN_OR_RETURN(const std::optional<CostAnomaly> found,
                       LookAt(key, series, months, month));
      if (!found.has_value()) continue;
      CostAnomaly& shown = anomalies.emplace_back(*found);
      for (Decimal* amount : {&shown.amount, &shown.usual, &shown.difference}) {
        *amount = Shown(*amount, shown.currency);
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<std::optional<CostAnomaly>> LookAt(
      const CostSeriesKey& key, const CostSeries& series,
      const KnownMonths& months, absl::CivilMonth month) const {
    CostAnomaly anomaly;
    anomaly.provider = key.provider;
    anomaly.service = key.service;
    anomaly.month = month;
    anomaly.currency = key.currency;
    anomaly.to_date =
        !months.last_whole.has_value() || month > *months.last_whole;
    ASSIGN_OR_RETURN(anomaly.amount, CostOf(series, month));
    std::vector<Decimal> before;
    int delivered_before = 0;
    for (int back = 1; back <= kComparedMonths; ++back) {
      const absl::CivilMonth earlier = month - back;
      if (!IsKnown(months, earlier)) continue;
      ++delivered_before;
      if (earlier < series.begin()->first) continue;
      ASSIGN_OR_RETURN(const Decimal cost, CostOf(series, earlier));
      before.push_back(cost);
    }
    anomaly.compared_months = static_cast<int>(before.size());
    if (before.empty()) {
      if (delivered_before < static_cast<int>(kLeastCompared) ||
          anomaly.amount < limits_.floor || anomaly.amount.IsZero()) {
        return std::nullopt;
      }
      anomaly.kind = AnomalyKind::kNew;
      anomaly.difference = anomaly.amount;
      anomaly.compared_months = delivered_before;
      return anomaly;
    }
    if (before.size() < kLeastCompared) return std::nullopt;
    ASSIGN_OR_RETURN(const std::optional<StandingOut> found,
                     FindStandingOut(anomaly.amount, before, limits_));
    if (!found.has_value()) return std::nullopt;
    anomaly.usual = found->usual;
    anomaly.difference = found->difference;
    anomaly.deviations = found->deviations;
    anomaly.kind =
        found->difference.IsNegative() ? AnomalyKind::kLow : AnomalyKind::kHigh;
    if (anomaly.kind == AnomalyKind::kLow && anomaly.to_date) {
      return std::nullopt;
    }
    ASSIGN_OR_RETURN(
        const bool yearly,
        CameAYearBefore(series, months, month, anomaly.amount, found->usual));
    if (yearly) return std::nullopt;
    if (!found->deviations.has_value()) {
      // Where most months are the same, one like an earlier exception is none.
      for (const Decimal& cost : before) {
        ASSIGN_OR_RETURN(const bool alike, AreAlike(anomaly.amount, cost));
        if (alike) return std::nullopt;
      }
    }
    return anomaly;
  }

  // No further apart than the floor, nor than a tenth.
  absl::StatusOr<bool> AreAlike(const Decimal& amount,
                                const Decimal& other) const {
    ASSIGN_OR_RETURN(const Decimal off, Decimal::Subtract(amount, other));
    ASSIGN_OR_RETURN(const Decimal tenth,
                     Decimal::Multiply(Absolute(amount), Decimal(1, 1)));
    return Absolute(off) <= std::min(tenth, limits_.floor);
  }

  // The same month a year before was like it, and as little as usual.
  absl::StatusOr<bool> CameAYearBefore(const CostSeries& series,
                                       const KnownMonths& months,
                                       absl::CivilMonth month,
                                       const Decimal& amount,
                                       const Decimal& usual) const {
    const absl::CivilMonth earlier = month - 12;
    if (!IsKnown(months, earlier) || earlier < series.begin()->first) {
      return false;
    }
    ASSIGN_OR_RETURN(const Decimal cost, CostOf(series, earlier));
    ASSIGN_OR_RETURN(const Decimal off, Decimal::Subtract(amount, cost));
    ASSIGN_OR_RETURN(const Decimal tenth,
                     Decimal::Multiply(Absolute(amount), Decimal(1, 1)));
    if (Absolute(off) > std::max(tenth, limits_.floor)) return false;
    // An ordinary month is no bill that comes every year.
    ASSIGN_OR_RETURN(const Decimal unusual, Decimal::Subtract(cost, usual));
    return Absolute(off) < Absolute(unusual);
  }

  const StandingOutLimits limits_;
  const absl::CivilMonth first_;
  const absl::CivilMonth last_;
};

absl::Status ReadLinesOf(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const std::string& provider, TimeRange range,
    AsOf as_of, const std::function<absl::Status(const ChargeLine&)>& consume) {
  for (const std::string& id : IdsOf(known, provider)) {
    RETURN_IF_ERROR(context.cost.ReadLines(
        who, {.provider = id, .billing_period_start = range}, as_of, consume));
  }
  return absl::OkStatus();
}

// The month before `month` that cost most nearly what is usual; the latest of
// them.
absl::StatusOr<absl::CivilMonth> UsualMonth(const CostSeries& series,
                                            const KnownMonths& months,
                                            const CostAnomaly& anomaly) {
  absl::CivilMonth best = anomaly.month - 1;
  std::optional<Decimal> nearest;
  for (int back = 1; back <= kComparedMonths; ++back) {
    const absl::CivilMonth earlier = anomaly.month - back;
    if (!IsKnown(months, earlier)) continue;
    ASSIGN_OR_RETURN(const Decimal cost, CostOf(series, earlier));
    ASSIGN_OR_RETURN(const Decimal off, Decimal::Subtract(cost, anomaly.usual));
    if (nearest.has_value() && Absolute(off) >= *nearest) continue;
    nearest = Absolute(off);
    best = earlier;
  }
  return best;
}

// Explains the anomalies of one provider and month, which are held against
// `usual`.
absl::Status Explain(const AnswerContext& context, const Principal& who,
                     const KnownPortfolio& known, const std::string& provider,
                     absl::CivilMonth month, absl::CivilMonth usual,
                     const std::vector<CostAnomaly*>& anomalies, size_t most,
                     AsOf as_of) {
  std::map<std::pair<std::string, std::string>, AnomalyCauses> causes;
  for (const CostAnomaly* anomaly : anomalies) {
    causes.try_emplace({anomaly->service, anomaly->currency});
  }
  for (const absl::CivilMonth of : {usual, month}) {
    RETURN_IF_ERROR(ReadLinesOf(
        context, who, known, provider, RangeOfMonth(of), as_of,
        [&](const ChargeLine& line) -> absl::Status {
          CostLineRow row = CostLineRowOf(known, line);
          const auto found = causes.find({row.service, row.currency});
          if (found == causes.end() || row.charge_category == "Tax") {
            return absl::OkStatus();
          }
          return found->second.Add(std::move(row), of == month);
        }));
  }
  for (CostAnomaly* anomaly : anomalies) {
    ASSIGN_OR_RETURN(anomaly->lines,
                     causes.at({anomaly->service, anomaly->currency})
                         .Of(anomaly->difference, most));
  }
  return absl::OkStatus();
}

Gap NotKept(const std::string& provider, const absl::Status& why) {
  Gap gap;
  gap.provider = provider;
  gap.rule = "cost-lines-not-kept";
  gap.arguments = {{"why", std::string(why.message())}};
  return gap;
}

// Holds the days of `months` against those before them.
absl::Status FindDays(const AnswerContext& context, const Principal& who,
                      const KnownPortfolio& known, const std::string& provider,
                      const std::vector<absl::CivilMonth>& months,
                      const StandingOutLimits& limits, size_t most_lines,
                      AsOf as_of, CostAnomaliesAnswer& answer) {
  // Only charges tell days; of what else counts nothing is found.
  ASSIGN_OR_RETURN(const CostHistory history,
                   ReadCostHistory(context, who, known,
                                   {.providers = {provider},
                                    .first = months.front() - 1,
                                    .last = months.back()},
                                   as_of));
  const auto reach = history.providers.find(provider);
  if (reach == history.providers.end() ||
      !reach->second.data_until.has_value()) {
    return absl::OkStatus();
  }
  DayAnomalies days(limits, absl::CivilDay(months.front()),
                    absl::CivilDay(months.back() + 1),
                    *reach->second.data_until);
  const TimeRange range = {RangeOfMonth(months.front() - 1).from,
                           RangeOfMonth(months.back()).to};
  RETURN_IF_ERROR(ReadLinesOf(
      context, who, known, provider, range, as_of, [&](const ChargeLine& line) {
        const KnownSource* source = known.FindSource(line.source);
        if (source != nullptr && source->config->basis != CostBasis::kCharges) {
          return absl::OkStatus();
        }
        return days.Add(line);
      }));
  if (days.empty()) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "cost-no-days";
    gap.notice = true;
    AddGap(std::move(gap), answer.gaps);
  }
  ASSIGN_OR_RETURN(answer.anomalies, days.Find(provider));
  // Their lines are read once they are known.
  std::map<DayAnomalies::Key, AnomalyCauses> causes;
  for (const CostAnomaly& anomaly : answer.anomalies) {
    causes.try_emplace({anomaly.service, anomaly.currency, *anomaly.day});
  }
  RETURN_IF_ERROR(ReadLinesOf(
      context, who, known, provider, range, as_of,
      [&](const ChargeLine& line) -> absl::Status {
        const std::optional<DayAnomalies::Key> key = DayAnomalies::KeyOf(line);
        if (!key.has_value()) return absl::OkStatus();
        const auto& [service, currency, day] = *key;
        if (const auto now = causes.find(*key); now != causes.end()) {
          RETURN_IF_ERROR(
              now->second.Add(CostLineRowOf(known, line), /*is_now=*/true));
        }
        if (const auto next = causes.find({service, currency, day + 1});
            next != causes.end()) {
          RETURN_IF_ERROR(
              next->second.Add(CostLineRowOf(known, line), /*is_now=*/false));
        }
        return absl::OkStatus();
      }));
  for (CostAnomaly& anomaly : answer.anomalies) {
    ASSIGN_OR_RETURN(
        anomaly.lines,
        causes.at({anomaly.service, anomaly.currency, *anomaly.day})
            .Of(anomaly.difference, most_lines));
    for (Decimal* amount :
         {&anomaly.amount, &anomaly.usual, &anomaly.difference}) {
      *amount = Shown(*amount, anomaly.currency);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Decimal> ParseLimit(absl::string_view field,
                                   const std::string& text,
                                   const Decimal& fallback) {
  if (text.empty()) return fallback;
  const absl::StatusOr<Decimal> value = Decimal::Parse(text);
  if (value.ok() && !value->IsNegative()) return *value;
  return absl::InvalidArgumentError(
      absl::StrCat(field, ": \"", text, "\" is no number from zero, such as ",
                   fallback.ToString()));
}

}  // namespace

absl::StatusOr<CostAnomaliesAnswer> AnswerCostAnomalies(
    const AnswerContext& context, const Principal& who,
    const CostAnomaliesQuestion& question, AsOf as_of) {
  StandingOutLimits limits;
  ASSIGN_OR_RETURN(limits.floor,
                   ParseLimit("floor", question.floor, limits.floor));
  ASSIGN_OR_RETURN(limits.threshold, ParseLimit("threshold", question.threshold,
                                                limits.threshold));
  if (question.lines < 0 || question.lines > kMostLines) {
    return absl::InvalidArgumentError(absl::StrCat(
        "lines: ", question.lines, " is not from 1 to ", kMostLines));
  }
  const size_t most_lines =
      static_cast<size_t>(question.lines == 0 ? kDefaultLines : question.lines);
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, absl::UTCTimeZone()));
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string provider = known.CurrentId(question.provider);
  if (!provider.empty()) RETURN_IF_ERROR(known.CheckProvider(provider));
  const absl::CivilMonth running = RunningMonth(known);
  const bool by_day = question.by == "day";
  if (!by_day && !question.by.empty() && question.by != "month") {
    return absl::InvalidArgumentError(
        absl::StrCat("by: \"", question.by, "\" is neither month nor day"));
  }
  const std::vector<absl::CivilMonth> months =
      MonthsWithin(range, by_day ? running : running - (kComparedMonths - 1),
                   known.moment());
  CostAnomaliesAnswer answer;
  if (months.empty()) return answer;
  if (by_day) {
    if (provider.empty() || months.size() > kMostMonthsOfDays) {
      return absl::InvalidArgumentError(absl::StrCat(
          "by: days are read from single lines of one provider and at most ",
          kMostMonthsOfDays, " months: give provider, from and to"));
    }
    const absl::Status found = FindDays(context, who, known, provider, months,
                                        limits, most_lines, as_of, answer);
    if (absl::IsFailedPrecondition(found)) {
      AddGap(NotKept(provider, found), answer.gaps);
    } else {
      RETURN_IF_ERROR(found);
    }
    RETURN_IF_ERROR(AddHistoryGaps(
        context, who, known, provider,
        {RangeOfMonth(months.front()).from, RangeOfMonth(months.back()).to},
        as_of, answer.gaps));
    return answer;
  }

  CostHistoryScope scope{.first = months.front() - kComparedMonths,
                         .last = months.back()};
  if (!provider.empty()) scope.providers = {provider};
  ASSIGN_OR_RETURN(const CostHistory history,
                   ReadCostHistory(context, who, known, scope, as_of));
  const AnomalyFinder finder(limits, months.front(), months.back());
  ASSIGN_OR_RETURN(const auto services, history.ByService());
  for (const auto& [key, series] : services) {
    RETURN_IF_ERROR(finder.Look(key, series, history.providers.at(key.provider),
                                answer.anomalies));
  }
  std::stable_sort(answer.anomalies.begin(), answer.anomalies.end(),
                   [](const CostAnomaly& a, const CostAnomaly& b) {
                     return Absolute(a.difference) > Absolute(b.difference);
                   });
  // By provider, month and what is held against it.
  std::map<std::tuple<std::string, absl::CivilMonth, absl::CivilMonth>,
           std::vector<CostAnomaly*>>
      to_explain;
  for (size_t i = 0; i < std::min(answer.anomalies.size(), kMostExplained);
       ++i) {
    CostAnomaly& anomaly = answer.anomalies[i];
    ASSIGN_OR_RETURN(
        const absl::CivilMonth usual,
        UsualMonth(
            services.at({anomaly.provider, anomaly.service, anomaly.currency}),
            history.providers.at(anomaly.provider), anomaly));
    to_explain[{anomaly.provider, anomaly.month, usual}].push_back(&anomaly);
  }
  for (const auto& [of, anomalies] : to_explain) {
    const auto& [partner, month, usual] = of;
    const absl::Status explained = Explain(context, who, known, partner, month,
                                           usual, anomalies, most_lines, as_of);
    if (absl::IsFailedPrecondition(explained)) {
      AddGap(NotKept(partner, explained), answer.gaps);
      continue;
    }
    RETURN_IF_ERROR(explained);
  }
  if (answer.anomalies.size() > kMostExplained) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "cost-anomalies-not-explained";
    gap.arguments = {
        {"count", absl::StrCat(answer.anomalies.size() - kMostExplained)},
        {"limit", absl::StrCat(kMostExplained)}};
    gap.notice = true;
    AddGap(std::move(gap), answer.gaps);
  }
  RETURN_IF_ERROR(AddHistoryGaps(
      context, who, known, provider,
      {RangeOfMonth(months.front()).from, RangeOfMonth(months.back()).to},
      as_of, answer.gaps));
  return answer;
}

}  // namespace regisseur

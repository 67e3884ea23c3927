#include "aggregator/answers/cost_forecast.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_conversion.h"
#include "aggregator/answers/cost_gaps.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kDefaultMonths = 3;
constexpr int kMostMonths = 36;

// What becomes one row.
struct Group {
  CostOutlook outlook;
  double rate = 1;
};

class Forecaster {
 public:
  Forecaster(const KnownPortfolio& known, const CostHistory& history,
             const CostConverter& converter, int months)
      : history_(history),
        converter_(converter),
        running_(RunningMonth(known)),
        months_(months) {}

  // A row of parts in one currency each, with their rate into the row's.
  absl::StatusOr<CostForecastRow> RowOf(const std::string& provider,
                                        const std::string& service,
                                        const std::string& currency,
                                        const std::vector<Group>& parts) const {
    CostForecastRow row{
        .provider = provider, .service = service, .currency = currency};
    std::vector<const SeriesOutlook*> series;
    for (const Group& part : parts) {
      for (const SeriesOutlook& each : part.outlook.series()) {
        series.push_back(&each);
      }
    }
    if (series.size() == 1) row.method = series.front()->method();
    row.history_from = series.front()->history_from();
    row.history_to = series.front()->history_to();
    for (const SeriesOutlook* each : series) {
      row.history_from = std::min(row.history_from, each->history_from());
      row.history_to = std::max(row.history_to, each->history_to());
      row.history_months = std::max(row.history_months, each->history_months());
    }
    row.error = ErrorOf(parts);
    const KnownMonths& months = history_.providers.at(provider);
    row.data_until = months.data_until;
    for (int i = 0; i < months_; ++i) {
      ASSIGN_OR_RETURN(CostForecastRow::Month month,
                       MonthOf(row, parts, months, running_ + i));
      row.months.push_back(std::move(month));
    }
    return row;
  }

 private:
  // Of parts in several currencies the errors are added, as if all were wrong
  // to the same side.
  static std::optional<ForecastError> ErrorOf(const std::vector<Group>& parts) {
    std::optional<ForecastError> sum;
    for (const Group& part : parts) {
      std::optional<ForecastError> error = part.outlook.Error();
      if (!error.has_value()) return std::nullopt;
      error->mean_absolute *= part.rate;
      if (error->four_of_five_within.has_value()) {
        *error->four_of_five_within *= part.rate;
      }
      if (!sum.has_value()) {
        sum = error;
        continue;
      }
      sum->months = std::min(sum->months, error->months);
      sum->mean_absolute += error->mean_absolute;
      sum->relative_to_naive.reset();
      sum->mean_percentage.reset();
      if (sum->four_of_five_within.has_value() &&
          error->four_of_five_within.has_value()) {
        *sum->four_of_five_within += *error->four_of_five_within;
      } else {
        sum->four_of_five_within.reset();
      }
    }
    return sum;
  }

  // What came of a month: money, so it is exact, rounded once when converted.
  absl::StatusOr<Decimal> ToDate(const CostForecastRow& row,
                                 const std::vector<Group>& parts,
                                 absl::CivilMonth month) const {
    ConvertedSum sum;
    for (const Group& part : parts) {
      for (const SeriesOutlook& each : part.outlook.series()) {
        const CostSeries& series = history_.series.at(each.key());
        const auto came = series.find(month);
        if (came == series.end()) continue;
        for (const auto& [billed, amount] : came->second.parts) {
          RETURN_IF_ERROR(
              each.key().currency == row.currency
                  ? sum.AddExact(amount)
                  : converter_.AddTo(sum, amount, each.key().currency, billed));
        }
      }
    }
    if (row.service.empty()) {
      RETURN_IF_ERROR(AddStandIns(row, parts, month, sum));
    }
    return sum.Rounded(row.currency);
  }

  // What other evidence knows of a month is of the provider, of no service that
  // is forecast.
  absl::Status AddStandIns(const CostForecastRow& row,
                           const std::vector<Group>& parts,
                           absl::CivilMonth month, ConvertedSum& sum) const {
    std::set<std::string> currencies;
    for (const Group& part : parts) {
      for (const SeriesOutlook& each : part.outlook.series()) {
        currencies.insert(each.key().currency);
      }
    }
    for (const auto& [key, series] : history_.stand_ins) {
      const auto came = series.find(month);
      if (key.provider != row.provider || came == series.end() ||
          !currencies.contains(key.currency)) {
        continue;
      }
      for (const auto& [billed, amount] : came->second.parts) {
        RETURN_IF_ERROR(
            key.currency == row.currency
                ? sum.AddExact(amount)
                : converter_.AddTo(sum, amount, key.currency, billed));
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<CostForecastRow::Month> MonthOf(
      const CostForecastRow& row, const std::vector<Group>& parts,
      const KnownMonths& months, absl::CivilMonth month) const {
    double rest = 0;
    double width = 0;
    bool has_width = true;
    for (const Group& part : parts) {
      rest += part.rate * part.outlook.Rest(month);
      const std::optional<double> half =
          part.outlook.HalfWidth(static_cast<int>(month - row.history_to));
      has_width = has_width && half.has_value();
      width += part.rate * half.value_or(0);
    }
    // What came already is certain.
    width *= months.ShareAhead(month);
    CostForecastRow::Month shown{.month = month};
    ASSIGN_OR_RETURN(const Decimal to_date, ToDate(row, parts, month));
    ASSIGN_OR_RETURN(
        shown.expected,
        Decimal::Add(to_date, RoundedEstimate(rest, row.currency)));
    if (month == running_ && months.delivered.contains(month)) {
      shown.to_date = to_date;
    }
    if (!has_width) return shown;
    const Decimal half = RoundedEstimate(width, row.currency);
    ASSIGN_OR_RETURN(shown.high, Decimal::Add(shown.expected, half));
    ASSIGN_OR_RETURN(shown.low, Decimal::Subtract(shown.expected, half));
    if (!to_date.IsNegative() && rest >= 0) {
      shown.low = std::max(*shown.low, to_date);
    }
    return shown;
  }

  const CostHistory& history_;
  const CostConverter& converter_;
  const absl::CivilMonth running_;
  const int months_;
};

// A series that nothing can be said about yet.
Gap TooShort(const CostSeriesKey& key) {
  Gap gap;
  gap.provider = key.provider;
  gap.rule = "cost-forecast-no-history";
  gap.arguments = {{"service", key.service}};
  gap.notice = true;
  return gap;
}

absl::Status CheckQuestion(const CostForecastQuestion& question) {
  if (!question.by.empty() && question.by != "provider" &&
      question.by != "service") {
    return absl::InvalidArgumentError(
        absl::StrCat("by: \"", question.by, "\": write provider or service"));
  }
  if (question.months < 0 || question.months > kMostMonths) {
    return absl::InvalidArgumentError(absl::StrCat(
        "months: ", question.months, " is not from 1 to ", kMostMonths));
  }
  if (!question.in.empty() && !IsCurrencyCode(question.in)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "in: \"", question.in, "\" is no ISO 4217 currency, for instance EUR"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<CostForecastRow>> ForecastRows(
    const KnownPortfolio& known, const CostHistory& history,
    const CostConverter& converter, bool by_service, int months,
    std::vector<Gap>& gaps) {
  const absl::CivilMonth running = RunningMonth(known);
  const std::string& in = converter.currency();
  ASSIGN_OR_RETURN(std::vector<SeriesOutlook> outlooks,
                   OutlooksOf(history, running, running + (months - 1)));
  if (!by_service) {
    std::vector<std::pair<CostSeriesKey, const CostSeries*>> stand_ins;
    for (const auto& [key, series] : history.stand_ins) {
      stand_ins.emplace_back(key, &series);
    }
    RETURN_IF_ERROR(TakeStandInsOff(stand_ins, running, outlooks));
  }
  // By provider, service and currency of the row; within it by currency of the
  // series.
  std::map<CostSeriesKey, std::map<std::string, Group>> groups;
  std::set<CostSeriesKey> forecast;
  for (const SeriesOutlook& outlook : outlooks) {
    const CostSeriesKey& key = outlook.key();
    forecast.insert(key);
    CostSeriesKey row{key.provider, by_service ? key.service : "",
                      in.empty() ? key.currency : in};
    std::optional<double> rate = 1;
    if (!in.empty()) {
      ASSIGN_OR_RETURN(rate, NewestRate(converter, key.currency));
    }
    if (!rate.has_value()) {
      if (!converter.has_rates()) AddGap(NoRatesGap(converter), gaps);
      row.currency = key.currency;
    }
    Group& group = groups[std::move(row)][key.currency];
    group.rate = rate.value_or(1);
    group.outlook.Add(outlook);
  }
  for (const auto& [key, series] : history.series) {
    if (!forecast.contains(key)) AddGap(TooShort(key), gaps);
  }
  const Forecaster forecaster(known, history, converter, months);
  std::vector<CostForecastRow> rows;
  for (auto& [key, by_currency] : groups) {
    std::vector<Group> parts;
    bool converted = false;
    for (auto& [currency, group] : by_currency) {
      converted = converted || currency != key.currency;
      parts.push_back(std::move(group));
    }
    ASSIGN_OR_RETURN(
        CostForecastRow row,
        forecaster.RowOf(key.provider, key.service, key.currency, parts));
    row.provisional = converted;
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::StatusOr<CostForecastAnswer> AnswerCostForecast(
    const AnswerContext& context, const Principal& who,
    const CostForecastQuestion& question, AsOf as_of) {
  RETURN_IF_ERROR(CheckQuestion(question));
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const std::string provider = known.CurrentId(question.provider);
  if (!provider.empty()) RETURN_IF_ERROR(known.CheckProvider(provider));
  const absl::CivilMonth running = RunningMonth(known);
  CostHistoryScope scope{.first = running - kHistoryMonths, .last = running};
  if (!provider.empty()) scope.providers = {provider};
  ASSIGN_OR_RETURN(const CostHistory history,
                   ReadCostHistory(context, who, known, scope, as_of));
  const CostConverter converter(context.rates.At(as_of.known), question.in,
                                known.moment(), known.portfolio().conversion);
  CostForecastAnswer answer;
  ASSIGN_OR_RETURN(
      answer.rows,
      ForecastRows(known, history, converter, question.by == "service",
                   question.months == 0 ? kDefaultMonths : question.months,
                   answer.gaps));
  RETURN_IF_ERROR(AddHistoryGaps(
      context, who, known, provider,
      {RangeOfMonth(running - 12).from, RangeOfMonth(running).to}, as_of,
      answer.gaps));
  return answer;
}

}  // namespace regisseur

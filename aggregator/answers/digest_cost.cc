#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_diff.h"
#include "aggregator/answers/cost_forecast.h"
#include "aggregator/answers/digest_rules.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// A forecast that moved by less than this share of itself moved by nothing.
constexpr int kForecastPercent = 5;

std::string Flags(const DigestDesk& desk) {
  std::string line =
      absl::StrCat("cost diff --between ", FormatInstant(desk.from));
  if (!desk.to.IsNow()) {
    absl::StrAppend(&line, " --and ", FormatInstant(desk.to.known));
  }
  return line;
}

// What a partner delivered for the first time, in one currency.
struct Delivered {
  std::set<std::string> periods;
  Decimal sum;
  std::optional<absl::Time> known;
};
using SeriesKey = std::pair<std::string, std::string>;  // provider, currency

// What was never known restates nothing: one sentence a partner.
void AddDelivered(DigestDesk& desk, const SeriesKey& key,
                  const Delivered& delivered) {
  const auto& [provider, currency] = key;
  const bool one = delivered.periods.size() == 1;
  DigestChange change;
  change.kind = "cost_delivered";
  change.provider = provider;
  change.time = delivered.known;
  change.amount =
      delivered.sum.RoundedHalfAwayFromZero(MinorUnitDigits(currency));
  change.currency = currency;
  change.sentence = {one ? "change-cost-first-one" : "change-cost-first",
                     {{"provider", provider},
                      {"amount", change.amount->ToString()},
                      {"currency", currency}}};
  if (one) {
    change.sentence.arguments["period"] = *delivered.periods.begin();
  } else {
    change.sentence.arguments["count"] = absl::StrCat(delivered.periods.size());
    change.sentence.arguments["from"] = *delivered.periods.begin();
    change.sentence.arguments["to"] = *delivered.periods.rbegin();
  }
  change.evidence = {absl::StrCat(Flags(desk), " --provider ", provider)};
  desk.changes.push_back(std::move(change));
}

// Months that were over then: what comes of a running one restates nothing.
absl::Status AddRestatements(DigestDesk& desk) {
  const absl::CivilMonth last =
      absl::ToCivilMonth(desk.from, absl::UTCTimeZone()) - 1;
  ASSIGN_OR_RETURN(CostDiffAnswer answer,
                   AnswerCostDiff(desk.context, desk.who,
                                  {.between = desk.Before(),
                                   .until = desk.to,
                                   .provider = desk.question.provider,
                                   .to = FormatMonth(last),
                                   .lines = 1}));
  for (Gap& gap : answer.gaps) AddGap(std::move(gap), desk.gaps);
  std::map<SeriesKey, Delivered> first;
  for (const CostChange& cost : answer.changes) {
    if (!desk.Wants(cost.provider)) continue;
    if (cost.first) {
      Delivered& delivered = first[{cost.provider, cost.currency}];
      delivered.periods.insert(cost.billing_period);
      ASSIGN_OR_RETURN(const Decimal amount, Decimal::Parse(cost.difference));
      ASSIGN_OR_RETURN(delivered.sum, Decimal::Add(delivered.sum, amount));
      if (!delivered.known.has_value() || delivered.known < cost.known) {
        delivered.known = cost.known;
      }
      continue;
    }
    DigestChange change;
    change.kind = "cost_restated";
    change.sentence = {"change-cost",
                       {{"provider", cost.provider},
                        {"period", cost.billing_period},
                        {"before", cost.before},
                        {"after", cost.after},
                        {"difference", cost.difference},
                        {"currency", cost.currency}}};
    change.detail = cost.message;
    change.provider = cost.provider;
    change.time = cost.known;
    ASSIGN_OR_RETURN(change.amount, Decimal::Parse(cost.difference));
    change.currency = cost.currency;
    change.bad = *change.amount > Decimal();
    change.evidence = {
        absl::StrCat(Flags(desk), " --provider ", cost.provider)};
    desk.changes.push_back(std::move(change));
  }
  for (const auto& [key, delivered] : first) AddDelivered(desk, key, delivered);
  return absl::OkStatus();
}

using Months = std::map<absl::CivilMonth, Decimal>;

absl::StatusOr<std::map<SeriesKey, Months>> ForecastAt(const DigestDesk& desk,
                                                       AsOf as_of) {
  absl::StatusOr<CostForecastAnswer> answer = AnswerCostForecast(
      desk.context, desk.who, {.provider = desk.question.provider, .months = 3},
      as_of);
  std::map<SeriesKey, Months> found;
  if (absl::IsNotFound(answer.status())) return found;
  RETURN_IF_ERROR(answer.status());
  for (const CostForecastRow& row : answer->rows) {
    if (!desk.Wants(row.provider)) continue;
    for (const CostForecastRow::Month& month : row.months) {
      found[{row.provider, row.currency}][month.month] = month.expected;
    }
  }
  return found;
}

absl::Status AddForecast(DigestDesk& desk, const SeriesKey& key,
                         const Months& before, const Months& after) {
  Decimal then;
  Decimal now;
  std::optional<absl::CivilMonth> first;
  absl::CivilMonth last;
  // Of the months that both tell.
  for (const auto& [month, expected] : after) {
    const auto same = before.find(month);
    if (same == before.end()) continue;
    ASSIGN_OR_RETURN(then, Decimal::Add(then, same->second));
    ASSIGN_OR_RETURN(now, Decimal::Add(now, expected));
    if (!first.has_value()) first = month;
    last = month;
  }
  if (!first.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Decimal moved, Decimal::Subtract(now, then));
  const Decimal size = moved.IsNegative() ? moved.Negated() : moved;
  ASSIGN_OR_RETURN(const Decimal threshold,
                   Decimal::Multiply(then, Decimal(kForecastPercent, 2)));
  if (size.IsZero() || size < threshold) return absl::OkStatus();
  const auto& [provider, currency] = key;
  const int digits = MinorUnitDigits(currency);
  DigestChange change;
  change.kind = "forecast_moved";
  change.sentence = {
      "change-forecast",
      {{"provider", provider},
       {"from", FormatMonth(*first)},
       {"to", FormatMonth(last)},
       {"before", then.RoundedHalfAwayFromZero(digits).ToString()},
       {"after", now.RoundedHalfAwayFromZero(digits).ToString()},
       {"difference", moved.RoundedHalfAwayFromZero(digits).ToString()},
       {"currency", currency}}};
  change.provider = provider;
  change.amount = moved.RoundedHalfAwayFromZero(digits);
  change.currency = currency;
  change.bad = !moved.IsNegative();
  change.evidence = {absl::StrCat("cost forecast --provider ", provider)};
  desk.changes.push_back(std::move(change));
  return absl::OkStatus();
}

}  // namespace

absl::Status AddCostChanges(DigestDesk& desk) {
  RETURN_IF_ERROR(AddRestatements(desk));
  ASSIGN_OR_RETURN(const auto before, ForecastAt(desk, desk.Before()));
  ASSIGN_OR_RETURN(const auto after, ForecastAt(desk, desk.to));
  for (const auto& [key, months] : after) {
    const auto then = before.find(key);
    if (then == before.end()) continue;
    RETURN_IF_ERROR(AddForecast(desk, key, then->second, months));
  }
  return absl::OkStatus();
}

}  // namespace regisseur

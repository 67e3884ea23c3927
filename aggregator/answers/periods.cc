#include "aggregator/answers/periods.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "aggregator/answers/cost_history.h"
#include "aggregator/answers/cost_summary.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kPageOfActs = 1000;

// The closed months, newest first.
absl::StatusOr<std::vector<PeriodRow>> ListClosed(const AnswerContext& context,
                                                  const Principal& who,
                                                  AsOf as_of) {
  std::vector<PeriodRow> closed;
  if (context.acts == nullptr) return closed;
  ActFilter filter;
  filter.method = kClosePeriodMethod;
  std::optional<int64_t> before;
  do {
    ASSIGN_OR_RETURN(const ActPage page,
                     context.acts->List(who, filter, before, kPageOfActs));
    for (const ActRecord& act : page.acts) {
      if (act.known_from > as_of.known) continue;
      PeriodRow row;
      row.closed = act.known_from;
      for (const auto& [name, text] : act.arguments) {
        if (name == "month") {
          ASSIGN_OR_RETURN(row.month, ParseMonth(text));
        } else if (name == kPeriodGaps &&
                   !absl::SimpleAtoi(text, &row.gaps_when_closed)) {
          return absl::DataLossError("a count of gaps is no number");
        }
      }
      for (const auto& [name, text] : act.personal) {
        if (name == "actor") row.closed_by = text.value_or("");
      }
      closed.push_back(std::move(row));
    }
    before = page.next_before;
  } while (before.has_value());
  std::sort(
      closed.begin(), closed.end(),
      [](const PeriodRow& a, const PeriodRow& b) { return a.month > b.month; });
  return closed;
}

const PeriodRow* Find(const std::vector<PeriodRow>& periods,
                      absl::CivilMonth month) {
  for (const PeriodRow& period : periods) {
    if (period.month == month) return &period;
  }
  return nullptr;
}

absl::Status AddOwnCost(const AnswerContext& context, const Principal& who,
                        absl::CivilMonth month, AsOf as_of,
                        PeriodAnswer& answer) {
  const std::string text = FormatMonth(month);
  ASSIGN_OR_RETURN(
      CostSummaryAnswer own,
      AnswerCostSummary(context, who,
                        {.by = {"provider"}, .from = text, .to = text}, as_of));
  for (CostSummaryRow& row : own.rows) {
    answer.costs.push_back({.provider = row.keys["provider"],
                            .currency = row.currency,
                            .billed = row.billed,
                            .tax = row.tax});
  }
  for (Gap& gap : own.gaps) AddGap(std::move(gap), answer.gaps);
  return absl::OkStatus();
}

// Both together, by currency.
absl::Status AddTotals(PeriodAnswer& answer) {
  std::map<std::string, std::pair<ExactSum, ExactSum>> sums;
  const auto add = [](ExactSum& sum, const std::string& text) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const ExactSum amount, ExactSum::Parse(text));
    return sum.Add(amount);
  };
  for (const PeriodCost& cost : answer.costs) {
    RETURN_IF_ERROR(add(sums[cost.currency].first, cost.billed));
    RETURN_IF_ERROR(add(sums[cost.currency].second, cost.tax));
  }
  for (const CostChange& change : answer.restatements) {
    RETURN_IF_ERROR(add(sums[change.currency].first, change.difference));
    RETURN_IF_ERROR(add(sums[change.currency].second, change.tax_difference));
  }
  for (const auto& [currency, sum] : sums) {
    const int digits = MinorUnitDigits(currency);
    answer.totals.push_back({.currency = currency,
                             .billed = sum.first.ToText(digits),
                             .tax = sum.second.ToText(digits)});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<PeriodRow>> AnswerPeriods(
    const AnswerContext& context, const Principal& who, AsOf as_of) {
  ASSIGN_OR_RETURN(std::vector<PeriodRow> periods,
                   ListClosed(context, who, as_of));
  PeriodRow open;
  open.month = periods.empty() ? absl::ToCivilMonth(context.MomentOf(as_of),
                                                    absl::UTCTimeZone())
                               : periods.front().month + 1;
  periods.insert(periods.begin(), std::move(open));
  return periods;
}

absl::Status CheckClosable(const std::vector<PeriodRow>& periods,
                           absl::CivilMonth month, absl::Time now) {
  const std::string text = FormatMonth(month);
  if (month >= absl::ToCivilMonth(now, absl::UTCTimeZone())) {
    return absl::FailedPreconditionError(
        absl::StrCat("month: ", text,
                     " is not over; a month is closed after its end (UTC)"));
  }
  const auto closed = std::find_if(
      periods.begin(), periods.end(),
      [](const PeriodRow& period) { return period.closed.has_value(); });
  if (closed == periods.end()) return absl::OkStatus();
  const absl::CivilMonth last = closed->month;
  if (month == last + 1) return absl::OkStatus();
  if (month > last) {
    return absl::FailedPreconditionError(
        absl::StrCat("month: close ", FormatMonth(last + 1), " before ", text,
                     "; months are closed one after the other"));
  }
  if (Find(periods, month) != nullptr) {
    return absl::AlreadyExistsError(
        absl::StrCat("month: ", text, " was closed on ",
                     FormatForPeople(*Find(periods, month)->closed)));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("month: ", text, " lies before ", FormatMonth(last),
                   ", which is closed; nothing more can be booked in it"));
}

absl::StatusOr<std::vector<Gap>> AnswerPeriodGaps(const AnswerContext& context,
                                                  const Principal& who,
                                                  absl::CivilMonth month,
                                                  AsOf as_of) {
  PeriodAnswer answer;
  RETURN_IF_ERROR(AddOwnCost(context, who, month, as_of, answer));
  return std::move(answer.gaps);
}

int CountGaps(const std::vector<Gap>& gaps) {
  return static_cast<int>(std::count_if(
      gaps.begin(), gaps.end(), [](const Gap& gap) { return !gap.notice; }));
}

absl::StatusOr<PeriodAnswer> AnswerPeriod(const AnswerContext& context,
                                          const Principal& who,
                                          const std::string& month,
                                          AsOf as_of) {
  const absl::StatusOr<absl::CivilMonth> asked = ParseMonth(month);
  if (!asked.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("month: \"", month, "\" is no month such as 2026-10"));
  }
  ASSIGN_OR_RETURN(const std::vector<PeriodRow> periods,
                   AnswerPeriods(context, who, as_of));
  const PeriodRow* found = Find(periods, *asked);
  const bool any_closed = periods.size() > 1;
  if (found == nullptr && (any_closed ? *asked < periods.front().month
                                      : *asked > periods.front().month)) {
    return absl::NotFoundError(
        any_closed ? absl::StrCat("no period ", month, ": the months before ",
                                  FormatMonth(periods.back().month),
                                  " were never closed here")
                   : absl::StrCat("no period ", month, ": it has not begun"));
  }
  PeriodAnswer answer;
  if (found != nullptr) {
    answer.period = *found;
  } else {
    answer.period.month = *asked;
  }
  const AsOf until =
      answer.period.closed.has_value() ? AsOf{*answer.period.closed} : as_of;
  RETURN_IF_ERROR(AddOwnCost(context, who, *asked, until, answer));
  const PeriodRow* before = Find(periods, *asked - 1);
  if (before != nullptr && before->closed.has_value()) {
    ASSIGN_OR_RETURN(CostDiffAnswer diff,
                     AnswerCostDiff(context, who,
                                    {.between = {*before->closed},
                                     .until = until,
                                     .to = FormatMonth(*asked - 1),
                                     .lines = 1}));
    answer.restatements = std::move(diff.changes);
    for (Gap& gap : diff.gaps) AddGap(std::move(gap), answer.gaps);
  }
  RETURN_IF_ERROR(AddTotals(answer));
  return answer;
}

}  // namespace regisseur

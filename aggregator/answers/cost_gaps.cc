#include "aggregator/answers/cost_gaps.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/cost_summary_gaps.h"
#include "aggregator/answers/long_bills.h"
#include "aggregator/answers/partner_periods.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMostRules = 5;
constexpr int64_t kMostLinesOfLongBills = 2000;

absl::CivilMonth MonthOf(absl::Time time) {
  return absl::ToCivilMonth(time, absl::UTCTimeZone());
}

Gap GapOf(const KnownSource& source, absl::string_view rule) {
  Gap gap;
  gap.provider = source.provider;
  gap.source = source.config->id;
  gap.rule = std::string(rule);
  return gap;
}

// `focus-currency (3), csv-quote (1)`, the most frequent first.
std::string RulesInWords(absl::Span<const Finding> errors) {
  std::map<std::string, int64_t> counts;
  for (const Finding& error : errors) counts[error.rule] += error.count;
  std::vector<std::pair<int64_t, std::string>> ordered;
  for (const auto& [rule, count] : counts) ordered.emplace_back(-count, rule);
  std::sort(ordered.begin(), ordered.end());
  std::vector<std::string> words;
  for (const auto& [negative, rule] : ordered) {
    if (words.size() == kMostRules) {
      words.push_back("…");
      break;
    }
    words.push_back(absl::StrCat(rule, " (", -negative, ")"));
  }
  return absl::StrJoin(words, ", ");
}

bool SpeaksAboutRange(const Delivery& delivery, TimeRange range) {
  return !delivery.period_start.has_value() ||
         range.Contains(*delivery.period_start);
}

// A delivery that changed a billing period of a partner's own source after the
// partner had declared it closed.
absl::Status AddChangedAfterClose(const AnswerContext& context,
                                  const Principal& who,
                                  const KnownPortfolio& known,
                                  const KnownSource& source,
                                  const DeliveryRecord& delivery,
                                  std::vector<Gap>& gaps) {
  const Delivery& head = delivery.head;
  if (source.shared || !head.period_start.has_value() ||
      !head.period_end.has_value()) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(
      const PartnerPeriods declared,
      PartnerPeriods::Read(context, who, known,
                           {delivery.known_from - absl::Microseconds(1)}));
  if (declared.IsClosed(source.provider, {*head.period_start, *head.period_end},
                        head.billing_account_id)) {
    AddGap(ChangedAfterClose(
               source.provider, source.config->id,
               BillingPeriodLabel(*head.period_start, *head.period_end),
               delivery.known_from),
           gaps);
  }
  return absl::OkStatus();
}

// A delivery that took the place of one that the partner had declared final, or
// of one with more rows. With errors in its file what it lost was perhaps only
// not read, a gap; without, it is a correction that is only said. `files` are
// those with errors.
absl::Status AddReplacedDeliveries(const AnswerContext& context,
                                   const Principal& who,
                                   const KnownPortfolio& known,
                                   const KnownSource& source,
                                   const std::set<std::string>& files,
                                   TimeRange range, AsOf as_of,
                                   std::vector<Gap>& gaps) {
  const std::string& id = source.config->id;
  ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> in_force,
                   context.sources.ListDeliveries(who, id, as_of));
  std::map<absl::Time, std::vector<DeliveryRecord>> known_before;
  for (const DeliveryRecord& delivery : in_force) {
    if (delivery.kind != FactKind::kCharges ||
        !SpeaksAboutRange(delivery.head, range)) {
      continue;
    }
    const auto [before, is_new] = known_before.try_emplace(delivery.known_from);
    if (is_new) {
      ASSIGN_OR_RETURN(
          before->second,
          context.sources.ListDeliveries(
              who, id, {delivery.known_from - absl::Microseconds(1)}));
    }
    const bool correction = !files.contains(delivery.head.origin);
    for (const DeliveryRecord& replaced : before->second) {
      if (replaced.kind != FactKind::kCharges ||
          replaced.head.scope != delivery.head.scope ||
          replaced.known_until != delivery.known_from) {
        continue;
      }
      RETURN_IF_ERROR(
          AddChangedAfterClose(context, who, known, source, delivery, gaps));
      if (replaced.rows <= delivery.rows) continue;
      Gap gap = GapOf(source, correction ? "cost-delivery-corrected"
                                         : "cost-delivery-smaller");
      gap.notice = correction;
      gap.since = delivery.known_from;
      gap.arguments = {{"scope", delivery.head.scope},
                       {"rows", absl::StrCat(delivery.rows)},
                       {"rows_before", absl::StrCat(replaced.rows)}};
      AddGap(std::move(gap), gaps);
    }
  }
  return absl::OkStatus();
}

// The months one after another, as one run each: first and last.
std::vector<std::pair<absl::CivilMonth, absl::CivilMonth>> RunsOf(
    absl::Span<const absl::CivilMonth> months) {
  std::vector<std::pair<absl::CivilMonth, absl::CivilMonth>> runs;
  for (const absl::CivilMonth month : months) {
    if (!runs.empty() && runs.back().second + 1 == month) {
      runs.back().second = month;
    } else {
      runs.emplace_back(month, month);
    }
  }
  return runs;
}

std::string RunInWords(absl::CivilMonth first, absl::CivilMonth last) {
  return first == last
             ? FormatMonth(first)
             : absl::StrCat(FormatMonth(first), " to ", FormatMonth(last));
}

// One gap for each run of months.
void AddMonthGaps(const KnownSource& source,
                  absl::Span<const absl::CivilMonth> months,
                  std::vector<Gap>& gaps) {
  for (const auto& [first, last] : RunsOf(months)) {
    Gap gap = GapOf(source, "cost-month-not-delivered");
    gap.arguments["month"] = RunInWords(first, last);
    AddGap(std::move(gap), gaps);
  }
}

// The months that the bills of a partner are for, where all are for several.
// Whoever bills so has few lines; of others nothing is read.
absl::StatusOr<std::set<absl::CivilMonth>> MonthsOfLongBills(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const KnownSource& source, AsOf as_of) {
  std::vector<CostFilter> filters;
  int64_t lines = 0;
  for (const std::string& id : IdsOf(known, source.provider)) {
    CostFilter& filter = filters.emplace_back();
    filter.provider = id;
    filter.billing_period_start = {absl::InfinitePast(),
                                   absl::InfiniteFuture()};
    RETURN_IF_ERROR(context.cost.ReadTotals(who, filter, as_of,
                                            [&](const CostTotalRow& row) {
                                              lines += row.total.charge_count;
                                              return absl::OkStatus();
                                            }));
  }
  if (lines > kMostLinesOfLongBills) return std::set<absl::CivilMonth>();
  LongBills bills;
  RETURN_IF_ERROR(bills.Read(context, who, source.provider, filters,
                             /*picks_line=*/nullptr, as_of));
  return bills.CoveredBy(source.provider);
}

}  // namespace

TimeRange RangeOfMonth(absl::CivilMonth month) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return {absl::FromCivil(month, utc), absl::FromCivil(month + 1, utc)};
}

bool IsDue(absl::CivilMonth month, const SourceClocks& clocks, absl::Time now,
           absl::TimeZone zone) {
  return clocks.expect.has_value() &&
         clocks.expect->AddTo(RangeOfMonth(month).from, zone) < now;
}

std::vector<absl::CivilMonth> MonthsOf(TimeRange billing_period) {
  std::vector<absl::CivilMonth> months;
  const absl::CivilMonth last = MonthOf(
      std::max(billing_period.from, billing_period.to - absl::Microseconds(1)));
  for (absl::CivilMonth m = MonthOf(billing_period.from); m <= last; ++m) {
    months.push_back(m);
  }
  return months;
}

std::vector<absl::CivilMonth> MonthsWithin(TimeRange range,
                                           absl::CivilMonth earliest,
                                           absl::Time now) {
  std::vector<absl::CivilMonth> months;
  absl::CivilMonth month =
      range.from == absl::InfinitePast() ? earliest : MonthOf(range.from);
  if (RangeOfMonth(month).from < range.from) ++month;
  const absl::CivilMonth last = MonthOf(now);
  for (; month <= last && RangeOfMonth(month).from < range.to; ++month) {
    months.push_back(month);
  }
  return months;
}

std::string MonthsInWords(absl::Span<const absl::CivilMonth> months) {
  std::vector<std::string> words;
  for (const auto& [first, last] : RunsOf(months)) {
    words.push_back(RunInWords(first, last));
  }
  return absl::StrJoin(words, ", ");
}

std::vector<absl::CivilMonth> MonthsNotDelivered(
    absl::Span<const TimeRange> billing_periods, absl::CivilMonth last_due) {
  std::set<absl::CivilMonth> delivered;
  for (const TimeRange& period : billing_periods) {
    for (const absl::CivilMonth month : MonthsOf(period)) {
      delivered.insert(month);
    }
  }
  std::vector<absl::CivilMonth> missing;
  if (delivered.empty()) return missing;
  const absl::CivilMonth end = std::max(*delivered.rbegin(), last_due);
  for (absl::CivilMonth m = *delivered.begin(); m <= end; ++m) {
    if (!delivered.contains(m)) missing.push_back(m);
  }
  return missing;
}

absl::StatusOr<std::vector<absl::CivilMonth>> AddCostGaps(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const KnownSource& source,
    const SourceRecord& record, TimeRange range, AsOf as_of,
    std::vector<Gap>& gaps) {
  const std::string& id = source.config->id;
  ASSIGN_OR_RETURN(std::vector<Finding> errors,
                   context.sources.ListFindings(who, id, as_of));
  std::erase_if(errors, [](const Finding& finding) {
    return finding.severity != Severity::kError;
  });
  if (!errors.empty()) {
    Gap gap = GapOf(source, "cost-rows-not-counted");
    gap.arguments = {{"findings", RulesInWords(errors)}, {"source", id}};
    AddGap(std::move(gap), gaps);
  }
  std::set<std::string> files;
  for (const Finding& error : errors) files.insert(error.file);
  RETURN_IF_ERROR(AddReplacedDeliveries(context, who, known, source, files,
                                        range, as_of, gaps));

  ASSIGN_OR_RETURN(const std::vector<TimeRange> periods,
                   context.cost.ListBillingPeriods(who, id, as_of));
  const SourceClocks clocks = ClocksOf(*source.config, record);
  const absl::TimeZone zone = known.portfolio().time_zone;
  absl::CivilMonth last_due = MonthOf(known.moment());
  if (periods.empty() || source.former || !clocks.expect.has_value()) {
    last_due = absl::CivilMonth(1970, 1);
  } else {
    const absl::CivilMonth first = MonthOf(periods.front().from);
    while (last_due > first && !IsDue(last_due, clocks, known.moment(), zone)) {
      --last_due;
    }
  }
  std::vector<absl::CivilMonth> missing = MonthsNotDelivered(periods, last_due);
  std::erase_if(missing, [&](absl::CivilMonth month) {
    return !range.Contains(RangeOfMonth(month).from);
  });
  if (!missing.empty() && !source.shared) {
    // A bill of a quarter or a year that stands in one month is for the others
    // too.
    ASSIGN_OR_RETURN(const std::set<absl::CivilMonth> covered,
                     MonthsOfLongBills(context, who, known, source, as_of));
    std::erase_if(missing, [&](absl::CivilMonth month) {
      return covered.contains(month);
    });
  }
  AddMonthGaps(source, missing, gaps);
  return missing;
}

}  // namespace regisseur

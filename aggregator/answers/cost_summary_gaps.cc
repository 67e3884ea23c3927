#include "aggregator/answers/cost_summary_gaps.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "aggregator/answers/cost_gaps.h"
#include "aggregator/answers/partner_periods.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr int kMostUnassigned = 5;
constexpr size_t kMostPeriods = 5;
// Of a billing period.
constexpr absl::Duration kLongestPeriod = absl::Hours(366 * 24);

// Start and end.
using BillingPeriod = std::pair<absl::Time, absl::Time>;

absl::Status AddUnassignedGaps(const AnswerContext& context,
                               const Principal& who,
                               const KnownPortfolio& known,
                               const CostSummaryQuestion& question, AsOf as_of,
                               std::vector<Gap>& gaps) {
  if (!question.provider.empty() && question.provider != kUnassigned) {
    return absl::OkStatus();
  }
  for (const KnownSource& source : known.sources()) {
    if (!source.shared) continue;
    ASSIGN_OR_RETURN(const std::vector<UnassignedParty> parties,
                     context.sources.ListUnassigned(who, source.config->id,
                                                    as_of, kMostUnassigned));
    if (parties.empty()) continue;
    std::vector<std::string> names;
    for (const UnassignedParty& party : parties) {
      names.push_back(
          absl::StrCat("\"", party.party, "\" (", party.count, ")"));
    }
    Gap gap;
    gap.provider = kUnassigned;
    gap.source = source.config->id;
    gap.rule = "source-unassigned-parties";
    gap.arguments = {{"parties", absl::StrJoin(names, ", ")}};
    AddGap(std::move(gap), gaps);
  }
  return absl::OkStatus();
}

// The running month of a source that is not late is not over, which is no
// fault.
void AddStillArriving(const KnownPortfolio& known, const KnownSource& source,
                      const SourceRecord& record, TimeRange range,
                      std::vector<Gap>& gaps) {
  const TimeRange running =
      RangeOfMonth(absl::ToCivilMonth(known.moment(), absl::UTCTimeZone()));
  if (source.former || !record.data_until.has_value() ||
      !range.Contains(running.from) || *record.data_until <= running.from ||
      *record.data_until >= running.to) {
    return;
  }
  Gap gap;
  gap.provider = source.provider;
  gap.source = source.config->id;
  gap.rule = "cost-still-arriving";
  gap.arguments = {{"month", CostMonth(running.from)},
                   {"until", FormatForPeople(*record.data_until)}};
  gap.notice = true;
  AddGap(std::move(gap), gaps);
}

// What the sources of cost that the question is about leave out. Adds the
// months that a gap of a partner's own source names to `told`.
absl::Status AddSourceGaps(const AnswerContext& context, const Principal& who,
                           const KnownPortfolio& known,
                           const CostSummaryQuestion& question, TimeRange range,
                           AsOf as_of, MonthsByProvider& told,
                           std::vector<Gap>& gaps) {
  for (const KnownSource& source : known.sources()) {
    if (!question.provider.empty() &&
        !known.SpeaksAbout(source, question.provider) &&
        !(source.shared && question.provider == kUnassigned)) {
      continue;
    }
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, source.config->id, as_of));
    if (!MayTell(record, FactKind::kCharges)) continue;
    AddFreshnessGap(known, source, record, gaps);
    ASSIGN_OR_RETURN(
        const std::vector<absl::CivilMonth> missing,
        AddCostGaps(context, who, known, source, record, range, as_of, gaps));
    if (!source.shared) {
      told[source.provider].insert(missing.begin(), missing.end());
    }
    AddStillArriving(known, source, record, range, gaps);
  }
  return absl::OkStatus();
}

// The months of `range` without charges of a provider, whichever source would
// tell them, as one gap. `delivered` are those of periods that start within the
// range, `told` those that other gaps name. A question without a range is about
// whatever was delivered, which is a gap only where that is nothing.
absl::Status AddSilentGap(const AnswerContext& context, const Principal& who,
                          const KnownPortfolio& known,
                          const std::string& provider, TimeRange range,
                          AsOf as_of,
                          const std::set<absl::CivilMonth>& delivered,
                          const std::set<absl::CivilMonth>& told,
                          std::vector<Gap>& gaps) {
  Gap gap;
  gap.provider = provider;
  gap.rule = "cost-month-not-delivered";
  if (range.from == absl::InfinitePast() && delivered.empty()) {
    gap.arguments["month"] =
        range.to == absl::InfiniteFuture()
            ? "any month"
            : absl::StrCat(
                  "any month until ",
                  CostMonth(std::min(known.moment(),
                                     range.to - absl::Microseconds(1))));
    AddGap(std::move(gap), gaps);
    return absl::OkStatus();
  }
  if (range == TimeRange()) return absl::OkStatus();
  const absl::CivilMonth earliest =
      delivered.empty() ? absl::CivilMonth() : *delivered.begin();
  std::vector<absl::CivilMonth> missing =
      MonthsWithin(range, earliest, known.moment());
  std::erase_if(missing, [&](absl::CivilMonth month) {
    return delivered.contains(month) || told.contains(month);
  });
  if (missing.empty()) return absl::OkStatus();
  // A quarter or year that started before the range covers its months too.
  if (range.from != absl::InfinitePast()) {
    CostFilter before;
    before.billing_period_start = {range.from - kLongestPeriod, range.from};
    for (const std::string& id : IdsOf(known, provider)) {
      before.provider = id;
      RETURN_IF_ERROR(context.cost.ReadTotals(
          who, before, as_of, [&](const CostTotalRow& row) {
            std::erase_if(missing, [&](absl::CivilMonth month) {
              return RangeOfMonth(month).from < row.billing_period_end;
            });
            return absl::OkStatus();
          }));
    }
  }
  if (missing.empty()) return absl::OkStatus();
  gap.arguments["month"] = MonthsInWords(missing);
  AddGap(std::move(gap), gaps);
  return absl::OkStatus();
}

// A provider of the configuration that no source tells the cost of, or not that
// of every month asked about.
absl::Status AddProviderGaps(const AnswerContext& context, const Principal& who,
                             const KnownPortfolio& known,
                             const CostSummaryQuestion& question,
                             TimeRange range, AsOf as_of,
                             MonthsByProvider& delivered,
                             MonthsByProvider& told, std::vector<Gap>& gaps) {
  for (const ProviderConfig& provider : known.portfolio().providers) {
    if (!question.provider.empty() && question.provider != provider.id) {
      continue;
    }
    bool may_tell = false;
    bool may_invoice = false;
    for (const KnownSource& source : known.sources()) {
      if (may_tell || source.former ||
          !known.SpeaksAbout(source, provider.id)) {
        continue;
      }
      ASSIGN_OR_RETURN(
          const SourceRecord record,
          context.sources.GetSource(who, source.config->id, as_of));
      may_tell = MayTell(record, FactKind::kCharges);
      may_invoice = may_invoice || MayTell(record, FactKind::kInvoices);
    }
    if (may_tell || !delivered[provider.id].empty()) {
      RETURN_IF_ERROR(AddSilentGap(context, who, known, provider.id, range,
                                   as_of, delivered[provider.id],
                                   told[provider.id], gaps));
    }
    if (may_tell || may_invoice) continue;
    Gap gap;
    gap.provider = provider.id;
    gap.rule = "cost-no-source";
    AddGap(std::move(gap), gaps);
  }
  return absl::OkStatus();
}

bool IsMonthBorder(absl::Time time) {
  return RangeOfMonth(absl::ToCivilMonth(time, absl::UTCTimeZone())).from ==
         time;
}

// The first periods as people write them.
std::string PeriodsInWords(const std::set<BillingPeriod>& periods) {
  std::vector<std::string> words;
  for (const auto& [start, end] : periods) {
    if (words.size() == kMostPeriods) {
      words.push_back("…");
      break;
    }
    words.push_back(BillingPeriodLabel(start, end));
  }
  return absl::StrJoin(words, ", ");
}

// A day, or the month where one begins.
std::string BorderInWords(absl::Time time) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return IsMonthBorder(time) ? FormatMonth(absl::ToCivilMonth(time, utc))
                             : FormatDay(absl::ToCivilDay(time, utc));
}

// Cost is summed by whole billing periods, in the range in which they start
// (DECISIONS 13, 20): days within a month have no sum of their own. Says which
// periods the range cuts, and which range would not. A period of several months
// that a range of whole months cuts is no fault of who asked: a notice.
absl::Status AddCutPeriods(const AnswerContext& context, const Principal& who,
                           const KnownPortfolio& known,
                           const CostSummaryQuestion& question, TimeRange range,
                           AsOf as_of, const GatheredCost& gathered,
                           std::vector<Gap>& gaps) {
  std::set<BillingPeriod> counted_whole, begun_before;
  for (const auto& [start, end] : gathered.periods) {
    if (end > range.to) counted_whole.emplace(start, end);
  }
  if (range.from != absl::InfinitePast()) {
    CostFilter before;
    before.billing_period_start = {range.from - kLongestPeriod, range.from};
    std::vector<std::optional<std::string>> ids;
    if (question.provider.empty()) ids.emplace_back();
    if (!question.provider.empty()) {
      for (std::string& id : IdsOf(known, question.provider)) {
        ids.emplace_back(std::move(id));
      }
    }
    for (const std::optional<std::string>& id : ids) {
      before.provider = id;
      RETURN_IF_ERROR(context.cost.ReadTotals(
          who, before, as_of, [&](const CostTotalRow& row) {
            if (row.billing_period_end > range.from) {
              begun_before.emplace(row.billing_period_start,
                                   row.billing_period_end);
            }
            return absl::OkStatus();
          }));
    }
  }
  Gap gap;
  gap.provider = question.provider;
  if (!begun_before.empty()) {
    gap.rule = "cost-period-begun-before";
    gap.arguments = {{"periods", PeriodsInWords(begun_before)},
                     {"from", BorderInWords(begun_before.begin()->first)}};
    gap.notice = IsMonthBorder(range.from);
    AddGap(gap, gaps);
  }
  if (!counted_whole.empty()) {
    absl::Time end = absl::InfinitePast();
    for (const BillingPeriod& period : counted_whole) {
      end = std::max(end, period.second);
    }
    gap.rule = "cost-period-counted-whole";
    // `to` is included whole.
    gap.arguments = {
        {"periods", PeriodsInWords(counted_whole)},
        {"to",
         IsMonthBorder(end)
             ? FormatMonth(absl::ToCivilMonth(end, absl::UTCTimeZone()) - 1)
             : FormatDay(absl::ToCivilDay(end - absl::Microseconds(1),
                                          absl::UTCTimeZone()))}};
    gap.notice = IsMonthBorder(range.to);
    AddGap(gap, gaps);
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> IdsOf(const KnownPortfolio& known,
                               const std::string& provider) {
  std::vector<std::string> ids = {provider};
  if (const ProviderConfig* config = known.portfolio().FindProvider(provider)) {
    ids.insert(ids.end(), config->formerly.begin(), config->formerly.end());
  }
  return ids;
}

absl::Status AddSummaryGaps(const AnswerContext& context, const Principal& who,
                            const KnownPortfolio& known,
                            const CostSummaryQuestion& question,
                            TimeRange range, AsOf as_of, GatheredCost& gathered,
                            std::vector<Gap>& gaps) {
  RETURN_IF_ERROR(AddCutPeriods(context, who, known, question, range, as_of,
                                gathered, gaps));
  MonthsByProvider told;
  RETURN_IF_ERROR(
      AddSourceGaps(context, who, known, question, range, as_of, told, gaps));
  RETURN_IF_ERROR(AddProviderGaps(context, who, known, question, range, as_of,
                                  gathered.months, told, gaps));
  ASSIGN_OR_RETURN(const PartnerPeriods declared,
                   PartnerPeriods::Read(context, who, known, as_of));
  declared.AddOpenGaps(known, question.provider, range, gaps);
  return AddUnassignedGaps(context, who, known, question, as_of, gaps);
}

}  // namespace regisseur

#include "aggregator/answers/partner_periods.h"

#include <optional>
#include <set>
#include <utility>

#include "aggregator/answers/cost_gaps.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

absl::CivilMonth MonthOf(const DeclaredPeriod& period) {
  return absl::ToCivilMonth(period.start, absl::UTCTimeZone());
}

// The newer of two about the same period. Where that cannot be told, the one
// that leaves it open.
bool TakesThePlace(const DeclaredPeriod& next, const DeclaredPeriod& of) {
  if (next.last_updated.has_value() && of.last_updated.has_value() &&
      *next.last_updated != *of.last_updated) {
    return *next.last_updated > *of.last_updated;
  }
  return of.IsClosed();
}

}  // namespace

absl::StatusOr<PartnerPeriods> PartnerPeriods::Read(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, AsOf as_of) {
  ASSIGN_OR_RETURN(const std::vector<CommitmentRecord> records,
                   context.cost.ListCommitments(who, std::nullopt, as_of));
  PartnerPeriods periods;
  for (const CommitmentRecord& record : records) {
    std::optional<DeclaredPeriod> period = DeclaredPeriodOf(record.commitment);
    if (!period.has_value()) continue;
    const auto [of, is_new] = periods.declared_.try_emplace(
        {known.CurrentId(record.provider), period->account, period->issuer,
         period->start, period->end},
        *period);
    if (!is_new && TakesThePlace(*period, of->second)) {
      of->second = *std::move(period);
    }
  }
  return periods;
}

bool PartnerPeriods::IsOpen(absl::string_view provider,
                            absl::CivilMonth month) const {
  for (const auto& [key, period] : declared_) {
    if (std::get<0>(key) == provider && !period.IsClosed() &&
        MonthOf(period) == month) {
      return true;
    }
  }
  return false;
}

bool PartnerPeriods::IsClosed(absl::string_view provider, TimeRange asked,
                              absl::string_view account) const {
  bool closed = false;
  for (const auto& [key, period] : declared_) {
    if (std::get<0>(key) != provider || period.start != asked.from ||
        period.end != asked.to) {
      continue;
    }
    if (!account.empty() && !period.account.empty() &&
        period.account != account) {
      continue;
    }
    if (!period.IsClosed()) return false;
    closed = true;
  }
  return closed;
}

void PartnerPeriods::AddOpenGaps(const KnownPortfolio& known,
                                 absl::string_view provider, TimeRange range,
                                 std::vector<Gap>& gaps) const {
  std::map<std::string, std::set<absl::CivilMonth>> open;
  for (const auto& [key, period] : declared_) {
    const std::string& of = std::get<0>(key);
    if ((provider.empty() || of == provider) && !period.IsClosed() &&
        range.Contains(period.start) && period.start <= known.moment()) {
      open[of].insert(MonthOf(period));
    }
  }
  for (const auto& [of, months] : open) {
    Gap gap;
    gap.provider = of;
    gap.rule = "cost-period-open";
    gap.arguments["month"] = MonthsInWords(
        std::vector<absl::CivilMonth>(months.begin(), months.end()));
    gap.notice = true;
    AddGap(std::move(gap), gaps);
  }
}

Gap ChangedAfterClose(const std::string& provider, const std::string& source,
                      const std::string& period, absl::Time known) {
  Gap gap;
  gap.provider = provider;
  gap.source = source;
  gap.rule = "cost-closed-period-changed";
  gap.arguments = {{"period", period},
                   {"source", source},
                   {"known", FormatForPeople(known)}};
  gap.since = known;
  gap.notice = true;
  return gap;
}

}  // namespace regisseur

#include "aggregator/answers/source_freshness.h"

#include <algorithm>
#include <utility>

#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

absl::string_view FailedRule(bool empty) {
  return empty ? "source-failed-empty" : "source-failed";
}

absl::string_view RuleOf(const SourceRecord& record, Freshness freshness) {
  const bool empty = !record.data_until.has_value();
  switch (freshness) {
    case Freshness::kFresh:
      break;
    case Freshness::kMissing:
      // Tries that failed, and perhaps a recording that was read all the same.
      if (record.failure.has_value()) return FailedRule(empty);
      if (!empty) return "source-stale";
      break;
    case Freshness::kLate:
      return "source-late";
    case Freshness::kStale:
      return empty ? "source-no-delivery" : "source-stale";
    case Freshness::kFailed:
      return FailedRule(empty);
  }
  return "source-missing";
}

// How far data may lag that nobody said anything about; absent where nothing is
// expected: objectives and invoices hold until there are others.
std::optional<CalendarSpan> UsualExpectation(const SourceConfig& config,
                                             const SourceRecord& record) {
  if (record.tells.contains(FactKind::kStatus)) {
    return CalendarSpan{.months = 0, .length = 3 * config.every};
  }
  if (record.tells.contains(FactKind::kCharges)) {
    return CalendarSpan{.months = 1, .length = absl::Hours(5 * 24)};
  }
  if (record.tells.contains(FactKind::kMeasurements)) {
    return CalendarSpan{.months = 1, .length = absl::Hours(20 * 24)};
  }
  // A desk where nothing happens for a month is not read any more.
  if (record.tells.contains(FactKind::kTickets)) {
    return CalendarSpan{.months = 1};
  }
  return std::nullopt;
}

// Who pushes has no turns: silence is judged by what is expected of the data.
// As an interval, of which one and a half are waited for.
absl::Duration PatienceWithPush(const std::optional<CalendarSpan>& expect) {
  if (!expect.has_value()) return absl::InfiniteDuration();
  constexpr int kLongestMonth = 31;
  return (expect->months * absl::Hours(24 * kLongestMonth) + expect->length) *
         2 / 3;
}

}  // namespace

absl::StatusOr<SourceRecord> ReadSourceRecord(const AnswerContext& context,
                                              const Principal& who,
                                              absl::string_view source,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(SourceRecord record,
                   context.sources.GetSource(who, source, as_of));
  if (record.last_answer.has_value() || record.data_until.has_value() ||
      record.deliveries_in_force == 0) {
    return record;
  }
  ASSIGN_OR_RETURN(const StatusCoverage coverage,
                   context.status.GetCoverage(who, source, as_of));
  record.data_until = coverage.last_observed;
  ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> deliveries,
                   context.sources.ListDeliveries(who, source, as_of));
  for (const DeliveryRecord& delivery : deliveries) {
    const std::optional<absl::Time>& end = delivery.head.period_end;
    if (end.has_value() &&
        (!record.data_until.has_value() || *end > *record.data_until)) {
      record.data_until = end;
    }
  }
  if (record.data_until.has_value()) {
    record.data_until = std::min(*record.data_until, context.MomentOf(as_of));
  }
  return record;
}

absl::StatusOr<SourceRecords> ReadSourceRecords(const AnswerContext& context,
                                                const Principal& who,
                                                const KnownPortfolio& known,
                                                AsOf as_of) {
  SourceRecords records;
  for (const KnownSource& source : known.sources()) {
    ASSIGN_OR_RETURN(records[source.config->id],
                     ReadSourceRecord(context, who, source.config->id, as_of));
  }
  return records;
}

bool MayTell(const SourceRecord& record, FactKind kind) {
  return record.tells.empty() || record.tells.contains(kind);
}

SourceClocks ClocksOf(const SourceConfig& config, const SourceRecord& record) {
  SourceClocks clocks;
  clocks.last_answer = record.last_answer;
  clocks.data_until = record.data_until;
  clocks.failed = record.failure.has_value() &&
                  record.failure->outcome != TryOutcome::kTransient;
  clocks.every = config.every;
  clocks.expect = config.expect;
  if (!clocks.expect.has_value()) {
    clocks.expect = UsualExpectation(config, record);
  }
  if (config.push) clocks.every = PatienceWithPush(clocks.expect);
  return clocks;
}

Gap FreshnessGap(const KnownSource& source, const SourceRecord& record,
                 Freshness freshness) {
  Gap gap;
  gap.provider = source.provider;
  gap.source = source.config->id;
  gap.rule = std::string(RuleOf(record, freshness));
  if (source.config->push && !record.failure.has_value() &&
      gap.rule != "source-no-delivery") {
    gap.rule += "-pushed";
  }
  gap.last_good = record.last_answer;
  gap.arguments["every"] = absl::FormatDuration(source.config->every);
  if (record.data_until.has_value()) {
    gap.arguments["until"] = FormatForPeople(*record.data_until);
  }
  gap.since = record.last_answer;
  if (record.failure.has_value()) {
    gap.kind = ProblemKindOf(record.failure->outcome);
    gap.since = record.failure->time;
    gap.arguments["message"] = record.failure->message;
  }
  return gap;
}

void AddFreshnessGap(const KnownPortfolio& known, const KnownSource& source,
                     const SourceRecord& record, std::vector<Gap>& gaps) {
  if (source.former) return;
  const Freshness freshness =
      ComputeFreshness(ClocksOf(*source.config, record), known.moment(),
                       known.portfolio().time_zone);
  if (freshness == Freshness::kFresh) return;
  AddGap(FreshnessGap(source, record, freshness), gaps);
}

}  // namespace regisseur

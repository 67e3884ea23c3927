#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/answers/source_freshness.h"
#include "core/freshness/freshness.h"

namespace regisseur {

// The UTC month `month` of a source should have been delivered by now: its data
// would be late if they reached only to the month's start. False where nothing
// is expected.
bool IsDue(absl::CivilMonth month, const SourceClocks& clocks, absl::Time now,
           absl::TimeZone zone);

// The UTC months without charges between the first and the last delivered one,
// and behind that up to `last_due`. None where nothing ever was delivered.
// Pure.
std::vector<absl::CivilMonth> MonthsNotDelivered(
    absl::Span<const TimeRange> billing_periods, absl::CivilMonth last_due);

// The UTC months that a billing period covers.
std::vector<absl::CivilMonth> MonthsOf(TimeRange billing_period);

// The UTC months that start within `range`, up to that of `now`; the first of
// them is not before `earliest`, where the range is open at that side. Pure.
std::vector<absl::CivilMonth> MonthsWithin(TimeRange range,
                                           absl::CivilMonth earliest,
                                           absl::Time now);

// `2026-04 to 2026-05, 2026-07`. Months ascend. Pure.
std::string MonthsInWords(absl::Span<const absl::CivilMonth> months);

// Says what the charges of one source, of billing periods that start within
// `range`, leave out: rows with errors, a smaller delivery that took the place
// of a larger one (a notice where it has no errors), months that were not
// delivered. Returns those months.
absl::StatusOr<std::vector<absl::CivilMonth>> AddCostGaps(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const KnownSource& source,
    const SourceRecord& record, TimeRange range, AsOf as_of,
    std::vector<Gap>& gaps);

// The time range of a UTC month.
TimeRange RangeOfMonth(absl::CivilMonth month);

}  // namespace regisseur

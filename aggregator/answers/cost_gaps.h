#pragma once

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

// Says what the charges of one source, of billing periods that start within
// `range`, leave out: rows with errors, a smaller delivery that took the place
// of a larger one and has errors, months that were not delivered. Returns those
// months.
absl::StatusOr<std::vector<absl::CivilMonth>> AddCostGaps(
    const AnswerContext& context, const Principal& who,
    const KnownPortfolio& known, const KnownSource& source,
    const SourceRecord& record, TimeRange range, AsOf as_of,
    std::vector<Gap>& gaps);

// The time range of a UTC month.
TimeRange RangeOfMonth(absl::CivilMonth month);

}  // namespace regisseur

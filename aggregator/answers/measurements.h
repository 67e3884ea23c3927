#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/matter_store.h"

namespace regisseur {

struct MeasurementsQuestion {
  std::string provider;  // empty for all
  std::string from;      // periods that overlap from here; empty for all
  std::string to;
};

struct MeasurementRow {
  std::string provider;
  Origin origin = Origin::kReported;
  MeasurementRecord record;
  std::string period;  // 2026-09, else START/END as days
  // Of a figure that a person entered from paper: the matter, and whether its
  // time is over. `record` then says what it is about in the words of the
  // contract.
  std::optional<Matter> entered;
  bool expired = false;
};

struct MeasurementsAnswer {
  // By provider, service, indicator and period; what was taken back too.
  std::vector<MeasurementRow> measurements;
  std::vector<Gap> gaps;
};

absl::StatusOr<MeasurementsAnswer> AnswerMeasurements(
    const AnswerContext& context, const Principal& who,
    const MeasurementsQuestion& question, AsOf as_of);

// `2026-09` when [start, end) is that month in `zone` or in UTC, else
// `2026-09-01/2026-09-15`, the last day included. Pure.
std::string MeasurementPeriodLabel(absl::Time start, absl::Time end,
                                   absl::TimeZone zone);

}  // namespace regisseur

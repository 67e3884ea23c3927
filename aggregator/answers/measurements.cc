#include "aggregator/answers/measurements.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {

std::string MeasurementPeriodLabel(absl::Time start, absl::Time end,
                                   absl::TimeZone zone) {
  for (const absl::TimeZone& tz : {zone, absl::UTCTimeZone()}) {
    const absl::CivilMonth month = absl::ToCivilMonth(start, tz);
    if (absl::FromCivil(month, tz) == start &&
        absl::FromCivil(month + 1, tz) == end) {
      return FormatMonth(month);
    }
  }
  // Days are those of the zone in which the period begins at midnight.
  absl::TimeZone tz = zone;
  if (absl::FromCivil(absl::ToCivilDay(start, zone), zone) != start) {
    tz = absl::UTCTimeZone();
  }
  return absl::StrCat(
      FormatDay(absl::ToCivilDay(start, tz)), "/",
      FormatDay(absl::ToCivilDay(end - absl::Microseconds(1), tz)));
}

absl::StatusOr<MeasurementsAnswer> AnswerMeasurements(
    const AnswerContext& context, const Principal& who,
    const MeasurementsQuestion& question, AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, known.portfolio().time_zone));
  std::vector<std::optional<std::string>> ids = {std::nullopt};
  const std::string provider = known.CurrentId(question.provider);
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
    ids = {provider};
    if (const ProviderConfig* config =
            known.portfolio().FindProvider(provider)) {
      for (const std::string& old : config->formerly) ids.push_back(old);
    }
  }
  MeasurementsAnswer answer;
  for (const std::optional<std::string>& id : ids) {
    ASSIGN_OR_RETURN(
        std::vector<MeasurementRecord> records,
        context.measurements.ListMeasurements(who, id, range, as_of));
    for (MeasurementRecord& record : records) {
      const KnownSource* source = known.FindSource(record.source);
      MeasurementRow row;
      row.provider = known.CurrentId(record.provider);
      row.origin =
          source == nullptr ? Origin::kReported : source->config->origin;
      row.period = MeasurementPeriodLabel(record.measurement.period_start,
                                          record.measurement.period_end,
                                          known.portfolio().time_zone);
      row.record = std::move(record);
      answer.measurements.push_back(std::move(row));
    }
  }
  std::stable_sort(answer.measurements.begin(), answer.measurements.end(),
                   [](const MeasurementRow& a, const MeasurementRow& b) {
                     return std::tie(a.provider, a.record.measurement.service,
                                     a.record.measurement.indicator,
                                     a.record.measurement.period_start) <
                            std::tie(b.provider, b.record.measurement.service,
                                     b.record.measurement.indicator,
                                     b.record.measurement.period_start);
                   });
  for (const KnownSource& source : known.sources()) {
    if (!question.provider.empty() && !source.shared &&
        source.provider != provider) {
      continue;
    }
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, source.config->id, as_of));
    if (!MayTell(record, FactKind::kMeasurements)) continue;
    AddFreshnessGap(known, source, record, answer.gaps);
  }
  return answer;
}

}  // namespace regisseur

#include "aggregator/answers/measurements.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/source_freshness.h"
#include "aggregator/answers/stored_settled_facts.h"
#include "core/base/status_macros.h"
#include "core/matter/figure_record.h"
#include "core/matter/figure_value.h"
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

namespace {

// What people entered from paper about periods in the range; of all providers
// when `provider` is empty.
absl::Status AddEntered(const AnswerContext& context, const Principal& who,
                        const KnownPortfolio& known,
                        const std::string& provider, TimeRange range,
                        AsOf as_of, std::vector<MeasurementRow>& rows) {
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  ASSIGN_OR_RETURN(
      std::vector<Matter> matters,
      context.matters.List(who, {.kind = MatterKind::kFigure, .range = range},
                           as_of));
  for (Matter& matter : matters) {
    const MatterSubject& subject = matter.subject;
    MeasurementRow row;
    row.provider = known.CurrentId(subject.provider);
    if (!provider.empty() && row.provider != provider) continue;
    ASSIGN_OR_RETURN(const EnteredFigure entered, EnteredFigureOf(matter));
    row.origin = entered.origin == FigureOrigin::kMeasured ? Origin::kMeasured
                                                           : Origin::kReported;
    row.period = matter.steps.front().Value(kFigurePeriod);
    row.record.provider = row.provider;
    Measurement& measurement = row.record.measurement;
    measurement.indicator = subject.objective;
    measurement.period_start = subject.range.from;
    measurement.period_end = subject.range.to;
    measurement.value = entered.figure;
    measurement.unit = entered.unit;
    measurement.remark = matter.steps.front().Text("remark");
    absl::TimeZone zone = known.portfolio().time_zone;
    const Contract* const contract = contracts->Find(
        subject.contract,
        absl::ToCivilDay(subject.range.to - absl::Nanoseconds(1), zone));
    const Objective* const objective =
        contract == nullptr ? nullptr
                            : contract->FindObjective(subject.objective);
    if (objective != nullptr) {
      zone = objective->window.zone;
      measurement.service = absl::StrJoin(objective->services, ", ");
      if (measurement.unit.empty()) measurement.unit = FigureUnit(*objective);
    }
    row.expired = absl::ToCivilDay(known.moment(), zone) > entered.expires;
    row.entered = std::move(matter);
    rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

}  // namespace

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
  RETURN_IF_ERROR(AddEntered(context, who, known, provider, range, as_of,
                             answer.measurements));
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

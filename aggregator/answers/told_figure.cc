#include <utility>
#include <variant>

#include "aggregator/answers/number_figure.h"
#include "core/measurement/told_name.h"

namespace regisseur {
namespace {

// The name under which figures of an objective are told: what the contract
// gives, else the objective's id, title or kind.
bool IsIndicatorOf(const Objective& objective, const std::string& told) {
  const std::string name = FoldName(told);
  if (name.empty()) return false;
  if (const auto* terms = std::get_if<IndicatorTerms>(&objective.terms)) {
    return name == FoldName(terms->indicator);
  }
  if (const auto* terms = std::get_if<OutcomeTerms>(&objective.terms)) {
    return name == FoldName(terms->indicator);
  }
  return name == FoldName(objective.id) || name == FoldName(objective.title) ||
         name == ObjectiveKindWord(objective.terms);
}

// A figure without a service is about all of them.
bool IsOfService(const Objective& objective, const ProviderConfig* config,
                 const std::string& told) {
  const std::string name = FoldName(told);
  if (name.empty() || objective.services.empty()) return true;
  for (const std::string& id : objective.services) {
    if (name == FoldName(id)) return true;
    if (config == nullptr) continue;
    for (const ServiceConfig& service : config->services) {
      if (service.id == id && name == FoldName(service.name)) return true;
    }
  }
  return false;
}

// The period of a figure, in the zone of the window where it was told in UTC:
// a month is a month.
TimeRange PeriodIn(const Measurement& measurement, absl::TimeZone zone) {
  const auto midnight = [](absl::Time at, absl::TimeZone tz) {
    return absl::FromCivil(absl::ToCivilDay(at, tz), tz) == at;
  };
  const TimeRange told{measurement.period_start, measurement.period_end};
  if (midnight(told.from, zone) && midnight(told.to, zone)) return told;
  const absl::TimeZone utc = absl::UTCTimeZone();
  if (!midnight(told.from, utc) || !midnight(told.to, utc)) return told;
  return {absl::FromCivil(absl::ToCivilDay(told.from, utc), zone),
          absl::FromCivil(absl::ToCivilDay(told.to, utc), zone)};
}

std::vector<ToldNumber> FindTold(const ObjectiveWindow& window,
                                 const ProviderFacts& facts,
                                 FigureOrigin origin) {
  std::vector<ToldNumber> found;
  const Objective& objective = *window.objective;
  for (const ProviderFacts::Told& told : facts.measurements) {
    const Measurement& measurement = told.record.measurement;
    if (told.origin != origin ||
        !IsToldAbout(objective, facts.config.get(), measurement.indicator,
                     measurement.service)) {
      continue;
    }
    found.push_back(
        {.measurement = &measurement,
         .source = told.record.source,
         .key = told.record.key,
         .period = PeriodIn(measurement, window.objective->window.zone)});
  }
  return found;
}

}  // namespace

bool IsToldAbout(const Objective& objective, const ProviderConfig* config,
                 const std::string& indicator, const std::string& service) {
  return IsIndicatorOf(objective, indicator) &&
         IsOfService(objective, config, service);
}

std::vector<Figure> ComputeToldFigures(const ObjectiveWindow& window,
                                       const ProviderFacts& facts,
                                       FigureOrigin origin, absl::Time now) {
  return ComputeNumberFigures(window, FindTold(window, facts, origin), origin,
                              now);
}

}  // namespace regisseur

#include <utility>
#include <variant>

#include "absl/strings/ascii.h"
#include "aggregator/answers/number_figure.h"

namespace regisseur {
namespace {

// `Availability (EU)` and `availability_eu` are one name.
std::string Normalised(absl::string_view name) {
  std::string out;
  for (const char c : name) {
    if (absl::ascii_isalnum(c) || (static_cast<unsigned char>(c) & 0x80) != 0) {
      out.push_back(absl::ascii_tolower(c));
    } else if (!out.empty() && out.back() != '_') {
      out.push_back('_');
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

// The name under which figures of an objective are told: what the contract
// gives, else the objective's id, title or kind.
bool IsIndicatorOf(const Objective& objective, const std::string& told) {
  const std::string name = Normalised(told);
  if (name.empty()) return false;
  if (const auto* terms = std::get_if<IndicatorTerms>(&objective.terms)) {
    return name == Normalised(terms->indicator);
  }
  if (const auto* terms = std::get_if<OutcomeTerms>(&objective.terms)) {
    return name == Normalised(terms->indicator);
  }
  return name == Normalised(objective.id) ||
         name == Normalised(objective.title) ||
         name == ObjectiveKindWord(objective.terms);
}

// A figure without a service is about all of them.
bool IsOfService(const Objective& objective, const ProviderFacts& facts,
                 const std::string& told) {
  const std::string name = Normalised(told);
  if (name.empty() || objective.services.empty()) return true;
  for (const std::string& id : objective.services) {
    if (name == Normalised(id)) return true;
    if (facts.config == nullptr) continue;
    for (const ServiceConfig& service : facts.config->services) {
      if (service.id == id && name == Normalised(service.name)) return true;
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
        !IsIndicatorOf(objective, measurement.indicator) ||
        !IsOfService(objective, facts, measurement.service)) {
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

std::optional<Figure> ComputeToldFigure(const ObjectiveWindow& window,
                                        const ProviderFacts& facts,
                                        FigureOrigin origin, absl::Time now) {
  return ComputeNumberFigure(window, FindTold(window, facts, origin), origin,
                             now);
}

}  // namespace regisseur

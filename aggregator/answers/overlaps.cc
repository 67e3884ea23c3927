#include "aggregator/answers/overlaps.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "core/base/status_macros.h"
#include "core/contract/contract_register.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr absl::Duration kLookBack = absl::Hours(30 * 24);

// A provider's incident begins or ends.
struct Border {
  absl::Time at;
  int change = 0;
  std::string provider;
};

absl::Time EndOf(const Incident& incident) {
  return incident.end_time.value_or(absl::InfiniteFuture());
}

// The maximal stretches with two providers or more.
std::vector<TimeRange> Stretches(const std::vector<IncidentRow>& incidents) {
  std::vector<Border> borders;
  for (const IncidentRow& row : incidents) {
    const absl::Time end = EndOf(row.incident);
    if (end <= row.incident.start_time) continue;
    borders.push_back({row.incident.start_time, 1, row.provider});
    borders.push_back({end, -1, row.provider});
  }
  // At one moment the ends first: what only touches does not coincide.
  std::stable_sort(borders.begin(), borders.end(),
                   [](const Border& a, const Border& b) {
                     if (a.at != b.at) return a.at < b.at;
                     return a.change < b.change;
                   });
  std::map<std::string, int> open;
  std::vector<TimeRange> stretches;
  std::optional<absl::Time> since;
  for (size_t i = 0; i < borders.size();) {
    const absl::Time at = borders[i].at;
    for (; i < borders.size() && borders[i].at == at; ++i) {
      int& count = open[borders[i].provider];
      count += borders[i].change;
      if (count == 0) open.erase(borders[i].provider);
    }
    if (open.size() >= 2 && !since.has_value()) since = at;
    if (open.size() < 2 && since.has_value()) {
      stretches.push_back({*since, at});
      since.reset();
    }
  }
  return stretches;
}

}  // namespace

absl::StatusOr<OverlapsAnswer> AnswerOverlaps(const AnswerContext& context,
                                              const Principal& who,
                                              const OverlapsQuestion& question,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  const absl::Time moment = known.moment();
  const std::string from =
      question.from.empty() ? FormatInstant(moment - kLookBack) : question.from;
  ASSIGN_OR_RETURN(
      IncidentsAnswer incidents,
      AnswerIncidents(context, who, {.from = from, .to = question.to}, as_of));
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(from, question.to, known.portfolio().time_zone));
  OverlapsAnswer answer;
  answer.gaps = std::move(incidents.gaps);
  std::erase_if(incidents.incidents, [&](const IncidentRow& row) {
    return row.incident.start_time > moment;
  });
  const std::shared_ptr<const ContractRegister> contracts =
      context.contracts.At(as_of.known);
  std::map<std::string, std::set<std::string>> relies;  // on fourth parties
  for (const Contract* contract : contracts->InForce(
           absl::ToCivilDay(moment, known.portfolio().time_zone))) {
    if (!contract->dossier.processing.has_value()) continue;
    for (const auto& one : contract->dossier.processing->subprocessors) {
      relies[known.CurrentId(contract->provider)].insert(one.name);
    }
  }
  for (const TimeRange& stretch : Stretches(incidents.incidents)) {
    if (!range.Overlaps(stretch.from, stretch.to)) continue;
    OverlapRow row;
    row.from = stretch.from;
    if (stretch.to != absl::InfiniteFuture()) row.to = stretch.to;
    row.length = std::min(stretch.to, moment) - stretch.from;
    std::set<std::string> providers;
    for (const IncidentRow& incident : incidents.incidents) {
      if (incident.incident.start_time >= stretch.to ||
          EndOf(incident.incident) <= stretch.from) {
        continue;
      }
      providers.insert(incident.provider);
      row.incidents.push_back(incident);
    }
    std::stable_sort(row.incidents.begin(), row.incidents.end(),
                     [](const IncidentRow& a, const IncidentRow& b) {
                       return a.incident.start_time < b.incident.start_time;
                     });
    row.providers.assign(providers.begin(), providers.end());
    for (const FunctionConfig& function : known.portfolio().functions) {
      std::set<std::string> needed;
      for (const auto& [provider, service] : function.needs) {
        const std::string id = known.CurrentId(provider);
        if (providers.count(id) > 0) needed.insert(id);
      }
      if (needed.size() >= 2) row.functions.push_back(function.id);
    }
    std::map<std::string, int> named;
    for (const std::string& provider : row.providers) {
      for (const std::string& party : relies[provider]) ++named[party];
    }
    for (const auto& [party, count] : named) {
      if (count >= 2) row.fourth_parties.push_back(party);
    }
    answer.overlaps.push_back(std::move(row));
  }
  std::reverse(answer.overlaps.begin(), answer.overlaps.end());
  return answer;
}

}  // namespace regisseur

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/agenda_rules.h"
#include "aggregator/answers/maintenances.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

// Maintenance of so many days is looked at.
constexpr int kAheadDays = 30;

bool IsAnnounced(const MaintenanceRow& row, absl::Time now) {
  const Maintenance& work = row.maintenance;
  return work.phase != MaintenancePhase::kCompleted &&
         work.start_time.has_value() && work.end_time.has_value() &&
         *work.end_time > now;
}

// Whether the work touches a service: it names one of its components, or none;
// a service without components is all of its provider.
bool Touches(const KnownPortfolio& known, const MaintenanceRow& row,
             const std::string& service) {
  const ProviderConfig* const provider =
      known.portfolio().FindProvider(row.provider);
  if (provider == nullptr) return false;
  if (row.components.empty()) return true;
  for (const ServiceConfig& one : provider->services) {
    if (one.id != service) continue;
    if (one.components.empty()) return true;
    for (const std::string& pattern : one.components) {
      for (const std::string& component : row.components) {
        if (MatchesGlob(pattern, component)) return true;
      }
    }
  }
  return false;
}

bool Touches(const KnownPortfolio& known, const FunctionConfig& function,
             const MaintenanceRow& row) {
  return std::any_of(function.needs.begin(), function.needs.end(),
                     [&](const auto& need) {
                       return known.CurrentId(need.first) == row.provider &&
                              Touches(known, row, need.second);
                     });
}

void AddClash(AgendaDesk& desk, const FunctionConfig& function,
              const MaintenanceRow& one, const MaintenanceRow& other) {
  const absl::Time from =
      std::max(*one.maintenance.start_time, *other.maintenance.start_time);
  const absl::Time to =
      std::min(*one.maintenance.end_time, *other.maintenance.end_time);
  AgendaItem item;
  item.kind = "maintenance_clash";
  item.id = absl::StrCat("maintenance_clash:", function.id, ":", one.source,
                         "/", one.maintenance.id, ":", other.source, "/",
                         other.maintenance.id);
  item.provider = one.provider;
  item.owner = function.owner.empty() ? desk.known.OwnerOf(one.provider)
                                      : function.owner;
  item.functions = {function.id};
  item.decide_by = absl::ToCivilDay(from, desk.known.portfolio().time_zone);
  item.title.rule = "agenda-clash";
  item.title.arguments = {{"function", function.id},
                          {"provider", one.provider},
                          {"other", other.provider},
                          {"title", one.maintenance.title},
                          {"other_title", other.maintenance.title},
                          {"from", FormatForPeople(from)},
                          {"to", FormatForPeople(to)}};
  item.if_nothing.rule = "agenda-clash-nothing";
  item.if_nothing.arguments = item.title.arguments;
  item.evidence = {
      absl::StrCat("maintenance list --provider ", one.provider),
      absl::StrCat("maintenance list --provider ", other.provider)};
  item.AddChoice("choice-clash-move");
  item.AddChoice("choice-clash-tell");
  item.AddNothing("choice-clash-accept");
  desk.items.push_back(std::move(item));
}

}  // namespace

absl::Status AddClashItems(AgendaDesk& desk) {
  const std::vector<FunctionConfig>& functions =
      desk.known.portfolio().functions;
  if (functions.empty()) return absl::OkStatus();
  const absl::Time now = desk.known.moment();
  ASSIGN_OR_RETURN(
      MaintenancesAnswer answer,
      AnswerMaintenances(
          desk.context, desk.who,
          {.from = FormatInstant(now),
           .to = FormatInstant(now + absl::Hours(24 * kAheadDays))},
          desk.as_of));
  std::vector<MaintenanceRow>& rows = answer.maintenances;
  for (MaintenanceRow& row : rows) {
    row.provider = desk.known.CurrentId(row.provider);
  }
  std::erase_if(
      rows, [&](const MaintenanceRow& row) { return !IsAnnounced(row, now); });
  for (const FunctionConfig& function : functions) {
    std::vector<const MaintenanceRow*> touching;
    for (const MaintenanceRow& row : rows) {
      if (Touches(desk.known, function, row)) touching.push_back(&row);
    }
    for (size_t i = 0; i < touching.size(); ++i) {
      for (size_t j = i + 1; j < touching.size(); ++j) {
        const Maintenance& one = touching[i]->maintenance;
        const Maintenance& other = touching[j]->maintenance;
        if (touching[i]->provider == touching[j]->provider ||
            *one.start_time >= *other.end_time ||
            *other.start_time >= *one.end_time) {
          continue;
        }
        AddClash(desk, function, *touching[i], *touching[j]);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace regisseur

#include "aggregator/answers/shared_matters.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {

absl::StatusOr<PartnershipPlace> FindPartnershipPlace(
    const AnswerContext& context, const Principal& who,
    const std::string& provider, const std::string& service,
    const std::string& owner) {
  if (provider.empty()) {
    return absl::InvalidArgumentError(
        "provider: is missing; name the one that it is about");
  }
  ASSIGN_OR_RETURN(const RoomScope room,
                   OpenRoom(context, who, {.provider = provider}, AsOf{}));
  PartnershipPlace place;
  place.provider = room.known.CurrentId(provider);
  const ProviderConfig* const config =
      room.known.portfolio().FindProvider(place.provider);
  if (config == nullptr ||
      (!owner.empty() && room.known.OwnerOf(place.provider) != owner)) {
    return absl::NotFoundError(
        absl::StrCat("provider: none is called \"", provider,
                     "\"; `provider list` shows which there are"));
  }
  const bool has_service =
      service.empty() ||
      std::any_of(config->services.begin(), config->services.end(),
                  [&](const ServiceConfig& s) { return s.id == service; });
  if (!has_service) {
    return absl::NotFoundError(absl::StrCat("service: ", place.provider,
                                            " has none that is called \"",
                                            service, "\""));
  }
  place.formerly = config->formerly;
  place.service = service;
  place.zone = room.known.portfolio().time_zone;
  place.now = context.clock.Now();
  place.today = room.today;
  place.kept = room.contracts;
  place.contracts = room.Running();
  return place;
}

absl::StatusOr<SharedScope> SharedScope::Open(const AnswerContext& context,
                                              const Principal& who,
                                              const std::string& provider,
                                              const std::string& owner,
                                              AsOf as_of) {
  ASSIGN_OR_RETURN(
      RoomScope room,
      OpenRoom(context, who, {.provider = provider, .owner = owner}, as_of));
  return SharedScope(context, who, as_of, std::move(room));
}

absl::StatusOr<std::vector<Matter>> SharedScope::Read(MatterKind kind) const {
  return ReadRoomMatters(context_, who_, room_, kind, as_of_);
}

std::vector<const ProviderConfig*> SharedScope::Providers() const {
  std::vector<const ProviderConfig*> providers;
  const std::string& asked = room_.question.provider;
  for (const ProviderConfig& config : known().portfolio().providers) {
    if (!asked.empty() && config.id != known().CurrentId(asked)) continue;
    if (!room_.question.owner.empty() &&
        known().OwnerOf(config.id) != room_.question.owner) {
      continue;
    }
    providers.push_back(&config);
  }
  return providers;
}

std::vector<const Contract*> SharedScope::ContractsOf(
    const std::string& provider) const {
  return ContractsOf(provider, room_.on);
}

std::vector<const Contract*> SharedScope::ContractsOf(
    const std::string& provider, absl::CivilDay day) const {
  std::vector<const Contract*> contracts = room_.RunningOn(day);
  std::erase_if(contracts, [&](const Contract* contract) {
    return known().CurrentId(contract->provider) != provider;
  });
  return contracts;
}

std::set<std::string> NamesKnownTo(
    const std::vector<const Contract*>& contracts) {
  std::set<std::string> names;
  for (const Contract* contract : contracts) {
    for (const Contact& contact : contract->contacts) {
      if (contact.side == Side::kCustomer) names.insert(contact.name);
    }
  }
  return names;
}

absl::StatusOr<SharedPeriod> ReadSharedPeriod(const SharedScope& scope,
                                              const std::string& text,
                                              int months) {
  SharedPeriod period;
  if (text.empty()) {
    const absl::CivilDay today = scope.room().today;
    const absl::CivilMonth first = absl::CivilMonth(today) - (months - 1);
    period.first = absl::CivilDay(first);
    period.last = today;
  } else {
    ASSIGN_OR_RETURN(const ReportPeriod asked,
                     ParseReportPeriod(text, scope.now(), scope.zone()));
    period.first = absl::CivilDay(asked.first);
    period.last = absl::CivilDay(asked.last + 1) - 1;
  }
  period.range = {absl::FromCivil(period.first, scope.zone()),
                  absl::FromCivil(period.last + 1, scope.zone())};
  return period;
}

}  // namespace regisseur

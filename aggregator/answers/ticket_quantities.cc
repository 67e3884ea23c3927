#include "aggregator/answers/ticket_quantities.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_join.h"
#include "aggregator/answers/service_level_facts.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

bool Counts(const Meter& meter) { return meter.count == MeterCount::kTickets; }

// The ticket is about the service, by its selectors.
bool IsAbout(const ProviderConfig* config, const std::string& service,
             const Ticket& ticket) {
  if (config == nullptr) return false;
  for (const ServiceConfig& each : config->services) {
    if (each.id != service) continue;
    return std::any_of(each.tickets.begin(), each.tickets.end(),
                       [&](const std::string& selector) {
                         return SelectsTicket(selector, ticket);
                       });
  }
  return false;
}

bool Picks(const Meter& meter, const ProviderConfig* config,
           const Ticket& ticket) {
  if (!meter.ticket_kind.empty() &&
      TicketKindWord(ticket.kind) != meter.ticket_kind) {
    return false;
  }
  if (!meter.priority.empty() &&
      (ticket.steps.empty() ||
       ticket.steps.front().priority != meter.priority)) {
    return false;
  }
  return meter.service.empty() || IsAbout(config, meter.service, ticket);
}

}  // namespace

absl::Status AddTicketQuantities(const AnswerContext& context,
                                 const Principal& who,
                                 const KnownPortfolio& known,
                                 const std::string& provider,
                                 const std::vector<PriceComponent>& components,
                                 absl::CivilMonth from, absl::CivilMonth to,
                                 AsOf as_of, PricedUsage& usage,
                                 std::vector<Gap>& gaps) {
  std::vector<const PriceComponent*> counted;
  for (const PriceComponent& component : components) {
    if (component.meter.has_value() && Counts(*component.meter)) {
      counted.push_back(&component);
    }
  }
  if (counted.empty()) return absl::OkStatus();
  const absl::TimeZone zone = known.portfolio().time_zone;
  const std::string id = known.CurrentId(provider);
  const std::shared_ptr<const ProviderConfig> config = FindConfig(known, id);
  // From the first one on, to know from when tickets are told.
  ASSIGN_OR_RETURN(
      const std::vector<TicketRecord> tickets,
      context.tickets.ListTickets(
          who, id,
          {absl::InfinitePast(), absl::FromCivil(absl::CivilDay(to + 1), zone)},
          as_of));
  std::optional<absl::CivilMonth> first;
  for (const TicketRecord& record : tickets) {
    const absl::CivilMonth month =
        absl::ToCivilMonth(record.ticket.opened, zone);
    if (!first.has_value() || month < *first) first = month;
  }
  const absl::CivilMonth running = absl::ToCivilMonth(known.moment(), zone);
  std::vector<std::string> missing;
  for (absl::CivilMonth month = from; month <= to; ++month) {
    if (!first.has_value() || month < *first || month >= running) {
      missing.push_back(FormatMonth(month));
      continue;
    }
    for (const PriceComponent* component : counted) {
      usage.quantities[component->component][month] = Decimal();
    }
  }
  for (const TicketRecord& record : tickets) {
    const absl::CivilMonth month =
        absl::ToCivilMonth(record.ticket.opened, zone);
    for (const PriceComponent* component : counted) {
      auto& months = usage.quantities[component->component];
      const auto found = months.find(month);
      if (found == months.end() ||
          !Picks(*component->meter, config.get(), record.ticket)) {
        continue;
      }
      ASSIGN_OR_RETURN(found->second,
                       Decimal::Add(found->second, Decimal(1, 0)));
    }
  }
  if (!missing.empty()) {
    Gap gap;
    gap.provider = id;
    gap.rule = "price-ticket-months";
    gap.arguments = {{"provider", id},
                     {"months", absl::StrJoin(missing, ", ")}};
    AddGap(std::move(gap), gaps);
  }
  return absl::OkStatus();
}

}  // namespace regisseur

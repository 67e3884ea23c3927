#include "aggregator/answers/tickets.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/finding_gaps.h"
#include "aggregator/answers/source_freshness.h"
#include "core/base/status_macros.h"
#include "core/selector/selector.h"

namespace regisseur {
namespace {

// The selectors of the providers at work, and which of them picked something.
class ServiceSelectors {
 public:
  explicit ServiceSelectors(const KnownPortfolio& known) {
    for (const ProviderConfig& config : known.portfolio().providers) {
      providers_[config.id] = &config;
    }
  }

  // The services that the ticket is about.
  std::vector<std::string> ServicesOf(const std::string& provider,
                                      const Ticket& ticket) {
    std::vector<std::string> services;
    const auto found = providers_.find(provider);
    if (found == providers_.end()) return services;
    for (const ServiceConfig& service : found->second->services) {
      bool picked = false;
      for (const std::string& selector : service.tickets) {
        if (!SelectsTicket(selector, ticket)) continue;
        picked = true;
        used_.insert({provider, service.id, selector});
      }
      if (picked) services.push_back(service.id);
    }
    return services;
  }

  // Of a provider of which tickets are known: what picks none of them.
  void AddUnused(const std::string& provider, std::vector<Gap>& gaps) const {
    const auto found = providers_.find(provider);
    if (found == providers_.end()) return;
    for (const ServiceConfig& service : found->second->services) {
      for (const std::string& selector : service.tickets) {
        if (used_.count({provider, service.id, selector}) > 0) continue;
        Gap gap;
        gap.provider = provider;
        gap.rule = "selector-matches-nothing";
        gap.arguments = {{"selector", selector}, {"service", service.id}};
        AddGap(std::move(gap), gaps);
      }
    }
  }

 private:
  std::map<std::string, const ProviderConfig*> providers_;
  std::set<std::tuple<std::string, std::string, std::string>> used_;
};

absl::Status CheckService(const KnownPortfolio& known,
                          const std::string& provider,
                          const TicketsQuestion& question) {
  if (question.service.empty()) return absl::OkStatus();
  if (provider.empty()) {
    return absl::InvalidArgumentError(
        "service: say whose service it is with provider");
  }
  const ProviderConfig* config = known.portfolio().FindProvider(provider);
  if (config != nullptr) {
    for (const ServiceConfig& service : config->services) {
      if (service.id == question.service) return absl::OkStatus();
    }
  }
  return absl::NotFoundError(absl::StrCat(
      "provider ", question.provider, " has no service ", question.service));
}

bool LivedIn(const Ticket& ticket, TimeRange range) {
  return ticket.opened < range.to &&
         (IsOpen(ticket) || ticket.updated >= range.from);
}

}  // namespace

absl::StatusOr<TicketsAnswer> AnswerTickets(const AnswerContext& context,
                                            const Principal& who,
                                            const TicketsQuestion& question,
                                            AsOf as_of) {
  ASSIGN_OR_RETURN(const KnownPortfolio known,
                   KnownPortfolio::Load(context, who, as_of));
  ASSIGN_OR_RETURN(
      const TimeRange range,
      ParseTimeRange(question.from, question.to, known.portfolio().time_zone));
  std::string provider;
  if (!question.provider.empty()) {
    RETURN_IF_ERROR(known.CheckProvider(question.provider));
    provider = known.CurrentId(question.provider);
  }
  RETURN_IF_ERROR(CheckService(known, provider, question));
  const auto is_asked = [&](const std::string& id) {
    return (provider.empty() || id == provider) &&
           (question.owner.empty() || known.OwnerOf(id) == question.owner);
  };
  // All of them: a selector is judged by everything that is known.
  ASSIGN_OR_RETURN(
      std::vector<TicketRecord> records,
      context.tickets.ListTickets(who, std::nullopt, TimeRange(), as_of));
  TicketsAnswer answer;
  ServiceSelectors selectors(known);
  std::set<std::string> with_tickets;
  for (TicketRecord& record : records) {
    const std::string of = known.CurrentId(record.provider);
    if (!is_asked(of)) continue;
    with_tickets.insert(of);
    TicketRowAnswer row;
    row.services = selectors.ServicesOf(of, record.ticket);
    if (!LivedIn(record.ticket, range) ||
        (question.open && !IsOpen(record.ticket)) ||
        (!question.service.empty() &&
         std::find(row.services.begin(), row.services.end(),
                   question.service) == row.services.end())) {
      continue;
    }
    row.provider = of;
    row.source = record.source;
    row.ticket = std::move(record.ticket);
    answer.tickets.push_back(std::move(row));
  }
  std::stable_sort(answer.tickets.begin(), answer.tickets.end(),
                   [](const TicketRowAnswer& a, const TicketRowAnswer& b) {
                     if (a.ticket.opened != b.ticket.opened) {
                       return a.ticket.opened > b.ticket.opened;
                     }
                     return std::tie(a.source, a.ticket.id) <
                            std::tie(b.source, b.ticket.id);
                   });
  for (const std::string& id : with_tickets) {
    selectors.AddUnused(id, answer.gaps);
  }
  bool any_source = false;
  for (const KnownSource& source : known.sources()) {
    if (source.shared ? !provider.empty() && provider != kUnassigned &&
                            !known.SpeaksAbout(source, provider)
                      : !is_asked(source.provider)) {
      continue;
    }
    ASSIGN_OR_RETURN(const SourceRecord record,
                     ReadSourceRecord(context, who, source.config->id, as_of));
    if (!MayTell(record, FactKind::kTickets)) continue;
    any_source = true;
    AddFreshnessGap(known, source, record, answer.gaps);
    if (record.tells.contains(FactKind::kTickets)) {
      RETURN_IF_ERROR(AddErrorsGap(
          context, who, source, "ticket-rows-not-counted", as_of, answer.gaps));
    }
  }
  if (!any_source) {
    Gap gap;
    gap.provider = provider;
    gap.rule = "ticket-no-source";
    AddGap(std::move(gap), answer.gaps);
  }
  return answer;
}

}  // namespace regisseur

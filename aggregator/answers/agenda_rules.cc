#include "aggregator/answers/agenda_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/proposals.h"

namespace regisseur {
namespace {

// A new rule is a file agenda_<word>_rule.cc and a row here.
constexpr AgendaRule kRules[] = {
    {"option_or_notice", &AddTermItems},
    {"claim", &AddClaimItems},
    {"report_overdue", &AddReportItems},
    {"objection_closing", &AddObjectionItems},
    {"value_ceiling", &AddCeilingItems},
    {"budget", &AddBudgetItems},
    {"commitment", &AddCommitmentItems},
    {"extra", &AddExtraItems},
    {"hours", &AddHourItems},
    {"mandate_left", &AddMandateItems},
    {"contract_proposal", &AddVersionItems},
    {"price_above_clause", &AddPriceItems},
    {"seats", &AddSeatItems},
    {"promise", &AddPromiseItems},
    {"invoice_difference", &AddInvoiceItems},
    {"dossier", &AddDossierItems},
    {"maintenance_clash", &AddClashItems},
    {"incident", &AddOutageItems},
    {"escalation", &AddEscalationItems},
    {"obligation", &AddObligationItems},
    {"idea", &AddIdeaItems},
    {"fund", &AddFundItems},
    {"review", &AddReviewItems},
    {"plan", &AddPlanItems},
    {"watermelon", &AddWatermelonItems},
    {"report_delivery", &AddDeliveryItems},
    {"source_silent", &AddSilenceItems, /*by_freshness=*/true},
};

std::vector<std::string> ServicesOf(const Contract& contract) {
  if (!contract.services.empty()) return contract.services;
  std::vector<std::string> services;
  for (const Objective& objective : contract.objectives) {
    services.insert(services.end(), objective.services.begin(),
                    objective.services.end());
  }
  return services;
}

}  // namespace

absl::Span<const AgendaRule> AgendaRules() { return kRules; }

std::vector<const Contract*> AgendaDesk::Running() const {
  std::vector<const Contract*> running;
  for (const Contract* contract : contracts.InForce(today)) {
    if (contract->term.start <= today) running.push_back(contract);
  }
  return running;
}

AgendaItem AgendaDesk::Begin(absl::string_view kind, absl::string_view detail,
                             const Contract& contract) const {
  AgendaItem item;
  item.kind = std::string(kind);
  item.id =
      absl::StrCat(kind, ":", contract.id, detail.empty() ? "" : ":", detail);
  item.provider = known.CurrentId(contract.provider);
  item.contract = contract.id;
  item.owner = OwnerOfContract(known, contracts, contract.id, item.provider);
  item.currency = contract.currency;
  item.functions = FunctionsOf(item.provider, ServicesOf(contract));
  item.title.arguments["contract"] = contract.id;
  return item;
}

AgendaItem AgendaDesk::BeginWith(absl::string_view kind,
                                 absl::string_view detail,
                                 const std::string& provider,
                                 const std::string& service) const {
  AgendaItem item;
  item.kind = std::string(kind);
  item.id = absl::StrCat(kind, ":", detail);
  item.provider = provider;
  item.owner = known.OwnerOf(provider);
  item.functions = service.empty() ? FunctionsOf(provider, {})
                                   : FunctionsOf(provider, {service});
  return item;
}

std::vector<std::string> AgendaDesk::FunctionsOf(
    const std::string& provider,
    const std::vector<std::string>& services) const {
  std::vector<std::string> functions;
  for (const FunctionConfig& function : known.portfolio().functions) {
    const bool touched = std::any_of(
        function.needs.begin(), function.needs.end(), [&](const auto& need) {
          return known.CurrentId(need.first) == provider &&
                 (services.empty() ||
                  std::find(services.begin(), services.end(), need.second) !=
                      services.end());
        });
    if (touched) functions.push_back(function.id);
  }
  return functions;
}

}  // namespace regisseur

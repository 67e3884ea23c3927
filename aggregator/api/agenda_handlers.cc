#include "aggregator/api/agenda_handlers.h"

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = agenda::v1;

pb::AgendaItem ItemToWire(const AgendaItem& item) {
  pb::AgendaItem wire;
  wire.set_id(item.id);
  wire.set_kind(item.kind);
  wire.set_title(RenderMessage(item.title.rule, item.title.arguments));
  wire.set_rule(item.title.rule);
  wire.set_provider(item.provider);
  wire.set_contract(item.contract);
  if (item.decide_by.has_value()) {
    wire.set_decide_by(FormatDay(*item.decide_by));
  }
  wire.set_late(item.late);
  if (item.certain.has_value()) wire.set_certain(item.certain->ToString());
  if (item.estimated.has_value()) {
    wire.set_estimated(item.estimated->ToString());
  }
  if (item.exposure.has_value()) wire.set_exposure(item.exposure->ToString());
  if (const std::optional<Decimal> stake = item.AmountAtStake();
      stake.has_value()) {
    wire.set_amount_at_stake(stake->ToString());
    wire.set_currency(item.currency);
  }
  for (const std::string& evidence : item.evidence) {
    wire.add_evidence(evidence);
  }
  for (const std::string& option : item.options) wire.add_options(option);
  wire.set_if_nothing(
      RenderMessage(item.if_nothing.rule, item.if_nothing.arguments));
  wire.set_owner(item.owner);
  for (const std::string& function : item.functions) {
    wire.add_functions(function);
  }
  return wire;
}

}  // namespace

void AgendaHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ListAgendaItemsRequest, pb::ListAgendaItemsResponse>(
      "regisseur.agenda.v1.AgendaService.ListAgendaItems",
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
}

absl::StatusOr<pb::ListAgendaItemsResponse> AgendaHandlers::List(
    const CallContext& call, const pb::ListAgendaItemsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const AgendaAnswer answer,
                   answers_.ListAgendaItems(call.who,
                                            {.provider = request.provider(),
                                             .owner = request.owner(),
                                             .until = request.until()},
                                            page.as_of));
  pb::ListAgendaItemsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.items, response,
               [&](const AgendaItem& item) -> absl::StatusOr<size_t> {
                 *response.add_items() = ItemToWire(item);
                 return response.items().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur

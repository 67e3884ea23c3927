#include "aggregator/api/slo_handlers.h"

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace pb = slo::v1;

pb::Slo SloToWire(const SloRow& row) {
  const DeclaredObjective& objective = row.record.objective;
  pb::Slo wire;
  wire.set_provider(row.provider);
  wire.set_name(objective.name);
  wire.set_display_name(objective.display_name);
  wire.set_service(objective.service);
  for (const DeclaredTarget& target : objective.targets) {
    wire.add_targets(target.percent.ToString());
    pb::SloTarget& to = *wire.add_objectives();
    to.set_name(target.name);
    to.set_percent(target.percent.ToString());
    to.set_condition(target.condition);
  }
  wire.set_window(objective.window);
  wire.set_source(row.record.source);
  wire.set_indicator(objective.indicator);
  wire.set_budgeting_method(objective.budgeting_method);
  wire.set_description(objective.description);
  wire.set_party(objective.party);
  wire.set_format(objective.format);
  wire.set_document(objective.document);
  wire.set_line(objective.line);
  return wire;
}

}  // namespace

void SloHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ListSlosRequest, pb::ListSlosResponse>(
      "regisseur.slo.v1.SloService.ListSlos",
      [this](const auto& call, const auto& request) {
        return ListSlos(call, request);
      });
}

absl::StatusOr<pb::ListSlosResponse> SloHandlers::ListSlos(
    const CallContext& call, const pb::ListSlosRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const SlosAnswer answer,
                   answers_.ListSlos(call.who, {.provider = request.provider()},
                                     page.as_of));
  pb::ListSlosResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(page, answer.slos, response,
                           [&](const SloRow& row) -> absl::StatusOr<size_t> {
                             *response.add_slos() = SloToWire(row);
                             return response.slos().rbegin()->ByteSizeLong();
                           }));
  return response;
}

}  // namespace regisseur

#include "aggregator/api/information_register_handlers.h"

#include <string>

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {

namespace pb = information_register::v1;

void InformationRegisterHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::GetInformationRegisterRequest,
                   pb::GetInformationRegisterResponse>(
      "regisseur.information_register.v1.InformationRegisterService."
      "GetInformationRegister",
      [this](const auto& call, const auto& request) {
        return GetInformationRegister(call, request);
      });
}

absl::StatusOr<pb::GetInformationRegisterResponse>
InformationRegisterHandlers::GetInformationRegister(
    const CallContext& call,
    const pb::GetInformationRegisterRequest& request) const {
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(
      const InformationRegisterAnswer answer,
      answers_.GetInformationRegister(call.who, {request.on()}, as_of));
  pb::GetInformationRegisterResponse response;
  response.set_entity(answer.entity);
  response.set_scope(answer.consolidated ? "consolidated" : "individual");
  response.set_reference_date(FormatDay(answer.on));
  response.set_currency(answer.currency);
  for (const auto& [name, rows] : answer.templates) {
    pb::RegisterTemplate& filled = *response.add_templates();
    filled.set_name(name);
    for (const RegisterRow& row : rows) {
      pb::RegisterRow& added = *filled.add_rows();
      added.set_about(row.about);
      added.mutable_cells()->insert(row.cells.begin(), row.cells.end());
    }
  }
  GapsToWire(answer.gaps, response.mutable_gaps());
  return response;
}

}  // namespace regisseur

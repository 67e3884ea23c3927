#include "wire/commitment_wire.h"

#include "core/base/status_macros.h"
#include "wire/evidence_wire.h"
#include "wire/wire_field.h"

namespace regisseur {

using wire_field::OptionalDecimal;
using wire_field::OptionalTime;
using wire_field::RequiredText;
using wire_field::Text;

absl::StatusOr<ContractCommitment> FromWire(
    const adapter::v1::ContractCommitment& wire) {
  ContractCommitment commitment;
  commitment.delivery = wire.delivery();
  if (wire.line() < 0) {
    return wire_field::Invalid("commitments.line", "it is negative");
  }
  commitment.line = wire.line();
  ASSIGN_OR_RETURN(commitment.party, Text("commitments.party", wire.party()));
  ASSIGN_OR_RETURN(commitment.contract_id,
                   Text("commitments.contract_id", wire.contract_id()));
  ASSIGN_OR_RETURN(commitment.id, RequiredText("commitments.id", wire.id()));
  ASSIGN_OR_RETURN(commitment.category,
                   Text("commitments.category", wire.category()));
  ASSIGN_OR_RETURN(commitment.type, Text("commitments.type", wire.type()));
  ASSIGN_OR_RETURN(commitment.description,
                   Text("commitments.description", wire.description()));
  ASSIGN_OR_RETURN(commitment.start,
                   OptionalTime("commitments.start_time", wire.has_start_time(),
                                wire.start_time()));
  ASSIGN_OR_RETURN(commitment.end,
                   OptionalTime("commitments.end_time", wire.has_end_time(),
                                wire.end_time()));
  ASSIGN_OR_RETURN(
      commitment.contract_start,
      OptionalTime("commitments.contract_start_time",
                   wire.has_contract_start_time(), wire.contract_start_time()));
  ASSIGN_OR_RETURN(
      commitment.contract_end,
      OptionalTime("commitments.contract_end_time",
                   wire.has_contract_end_time(), wire.contract_end_time()));
  ASSIGN_OR_RETURN(commitment.cost,
                   OptionalDecimal("commitments.cost", wire.cost()));
  ASSIGN_OR_RETURN(commitment.currency,
                   Text("commitments.currency", wire.currency()));
  ASSIGN_OR_RETURN(commitment.quantity,
                   OptionalDecimal("commitments.quantity", wire.quantity()));
  ASSIGN_OR_RETURN(commitment.unit, Text("commitments.unit", wire.unit()));
  ASSIGN_OR_RETURN(commitment.model, Text("commitments.model", wire.model()));
  ASSIGN_OR_RETURN(commitment.lifecycle,
                   Text("commitments.lifecycle", wire.lifecycle()));
  return commitment;
}

adapter::v1::ContractCommitment ToWire(const ContractCommitment& commitment) {
  adapter::v1::ContractCommitment wire;
  wire.set_delivery(commitment.delivery);
  wire.set_line(commitment.line);
  wire.set_party(commitment.party);
  wire.set_contract_id(commitment.contract_id);
  wire.set_id(commitment.id);
  wire.set_category(commitment.category);
  wire.set_type(commitment.type);
  wire.set_description(commitment.description);
  if (commitment.start.has_value()) {
    *wire.mutable_start_time() = regisseur::ToWire(*commitment.start);
  }
  if (commitment.end.has_value()) {
    *wire.mutable_end_time() = regisseur::ToWire(*commitment.end);
  }
  if (commitment.contract_start.has_value()) {
    *wire.mutable_contract_start_time() = ToWire(*commitment.contract_start);
  }
  if (commitment.contract_end.has_value()) {
    *wire.mutable_contract_end_time() = ToWire(*commitment.contract_end);
  }
  wire.set_cost(wire_field::TextOf(commitment.cost));
  wire.set_currency(commitment.currency);
  wire.set_quantity(wire_field::TextOf(commitment.quantity));
  wire.set_unit(commitment.unit);
  wire.set_model(commitment.model);
  wire.set_lifecycle(commitment.lifecycle);
  return wire;
}

}  // namespace regisseur

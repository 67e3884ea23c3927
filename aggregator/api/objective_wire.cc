#include "aggregator/api/objective_wire.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "aggregator/api/set_time.h"
#include "core/contract/contract_words.h"
#include "core/matter/accountability.h"
#include "core/matter/figure_record.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

constexpr std::pair<Accountability, pb::Accountability> kAccountabilities[] = {
    {Accountability::kProvider, pb::ACCOUNTABILITY_PROVIDER},
    {Accountability::kSubcontractor, pb::ACCOUNTABILITY_SUBCONTRACTOR},
    {Accountability::kCustomer, pb::ACCOUNTABILITY_CUSTOMER},
    {Accountability::kThirdParty, pb::ACCOUNTABILITY_THIRD_PARTY},
    {Accountability::kForceMajeure, pb::ACCOUNTABILITY_FORCE_MAJEURE},
    {Accountability::kNotAffected, pb::ACCOUNTABILITY_NOT_AFFECTED},
};

pb::Accountability AccountabilityToWire(absl::string_view word) {
  const std::optional<Accountability> known = FindAccountability(word);
  for (const auto& [value, wire] : kAccountabilities) {
    if (known == value) return wire;
  }
  return pb::ACCOUNTABILITY_UNSPECIFIED;
}

pb::ProposalState StateToWire(const Matter& matter) {
  switch (FoldProposal(matter.Moves())) {
    case ProposalState::kProposed:
      return pb::PROPOSAL_STATE_PROPOSED;
    case ProposalState::kApproved:
      return pb::PROPOSAL_STATE_APPROVED;
    case ProposalState::kRefused:
      return pb::PROPOSAL_STATE_REFUSED;
    case ProposalState::kWithdrawn:
      return pb::PROPOSAL_STATE_WITHDRAWN;
    case ProposalState::kSettled:
      return pb::PROPOSAL_STATE_SETTLED;
  }
  return pb::PROPOSAL_STATE_UNSPECIFIED;
}

pb::Side SideToWire(const Matter& matter) {
  return matter.steps.front().Value("side") == "provider" ? pb::SIDE_PROVIDER
                                                          : pb::SIDE_CUSTOMER;
}

// What all three have.
template <typename Wire>
Wire Begin(const Matter& matter) {
  Wire wire;
  wire.set_id(matter.subject.name);
  wire.set_provider(matter.subject.provider);
  wire.set_contract(matter.subject.contract);
  wire.set_objective(matter.subject.objective);
  wire.set_state(StateToWire(matter));
  StepsToWire(matter, wire.mutable_steps());
  return wire;
}

template <typename Wire>
void SetWindow(const Matter& matter, Wire& wire) {
  SetTime(matter.subject.range.from, &wire, &Wire::mutable_window_start_time);
  SetTime(matter.subject.range.to, &wire, &Wire::mutable_window_end_time);
  wire.set_period(matter.steps.front().Value("period"));
}

}  // namespace

void StepsToWire(const Matter& matter,
                 google::protobuf::RepeatedPtrField<pb::Step>* wire) {
  for (const MatterStep& step : matter.steps) {
    pb::Step& told = *wire->Add();
    told.set_move(std::string(MatterMoveWord(step.move)));
    SetTime(step.act.known_from, &told, &pb::Step::mutable_time);
    told.set_identity(step.act.identity);
    told.set_name(step.Text("actor"));
    if (step.act.via.rfind("deputy of ", 0) == 0) told.set_via(step.act.via);
    // That of the first step stands with the matter itself.
    if (&step != &matter.steps.front()) told.set_reason(step.Text("reason"));
    told.set_number(step.act.number);
  }
}

pb::Exclusion ExclusionToWire(const Matter& matter) {
  pb::Exclusion wire = Begin<pb::Exclusion>(matter);
  const MatterStep& proposed = matter.steps.front();
  SetTime(matter.subject.range.from, &wire, &pb::Exclusion::mutable_start_time);
  SetTime(matter.subject.range.to, &wire, &pb::Exclusion::mutable_end_time);
  wire.set_accountability(
      AccountabilityToWire(proposed.Value("accountability")));
  wire.set_reason(proposed.Text("reason"));
  wire.set_evidence(proposed.Text("evidence"));
  for (const MatterStep& step : matter.steps) {
    if (const std::string view = step.Text("view"); !view.empty()) {
      wire.set_other_view(view);
    }
  }
  wire.set_side(SideToWire(matter));
  return wire;
}

pb::Settlement SettlementToWire(const Matter& matter) {
  pb::Settlement wire = Begin<pb::Settlement>(matter);
  SetWindow(matter, wire);
  wire.set_value(matter.LastValue("value"));
  wire.set_document(matter.LastValue("document"));
  wire.set_program(matter.LastValue("program"));
  wire.set_time_zone_data(matter.LastValue("time_zone_data"));
  return wire;
}

pb::Objection ObjectionToWire(const Matter& matter) {
  pb::Objection wire = Begin<pb::Objection>(matter);
  SetWindow(matter, wire);
  if (const std::string figure = matter.LastValue("figure"); !figure.empty()) {
    wire.set_figure(figure);
  }
  wire.set_reason(matter.steps.front().Text("reason"));
  wire.set_evidence(matter.steps.front().Text("evidence"));
  wire.set_side(SideToWire(matter));
  return wire;
}

pb::Proposal ProposalToWire(const Matter& matter) {
  pb::Proposal wire;
  switch (matter.subject.kind) {
    case MatterKind::kExclusion:
      *wire.mutable_exclusion() = ExclusionToWire(matter);
      break;
    case MatterKind::kSettlement:
      *wire.mutable_settlement() = SettlementToWire(matter);
      break;
    case MatterKind::kObjection:
      *wire.mutable_objection() = ObjectionToWire(matter);
      break;
    default:  // no proposals
      break;
  }
  return wire;
}

pb::EnteredFigure EnteredFigureToWire(const Matter& matter, bool expired) {
  const MatterStep& entered = matter.steps.front();
  pb::EnteredFigure wire;
  wire.set_id(matter.subject.name);
  wire.set_provider(matter.subject.provider);
  wire.set_contract(matter.subject.contract);
  wire.set_objective(matter.subject.objective);
  SetWindow(matter, wire);
  wire.set_value(entered.Value(kFigureValue));
  wire.set_unit(entered.Value(kFigureUnit));
  wire.set_origin(entered.Value(kFigureOrigin) ==
                          FigureOriginWord(FigureOrigin::kMeasured)
                      ? type::v1::ORIGIN_MEASURED
                      : type::v1::ORIGIN_REPORTED);
  wire.set_document(entered.Value(kFigureDocument));
  wire.set_document_sha256(entered.Value(kFigureDocumentSha256));
  int64_t bytes = 0;
  if (absl::SimpleAtoi(entered.Value(kFigureDocumentBytes), &bytes)) {
    wire.set_document_bytes(bytes);
  }
  wire.set_expires(entered.Value(kFigureExpires));
  wire.set_state(FoldProposal(matter.Moves()) == ProposalState::kWithdrawn
                     ? pb::ENTERED_FIGURE_STATE_WITHDRAWN
                 : expired ? pb::ENTERED_FIGURE_STATE_EXPIRED
                           : pb::ENTERED_FIGURE_STATE_IN_FORCE);
  wire.set_remark(entered.Text("remark"));
  StepsToWire(matter, wire.mutable_steps());
  return wire;
}

absl::StatusOr<std::string> AccountabilityFromWire(pb::Accountability wire) {
  if (wire == pb::ACCOUNTABILITY_UNSPECIFIED) return std::string();
  for (const auto& [value, known] : kAccountabilities) {
    if (known == wire) return std::string(AccountabilityWord(value));
  }
  return absl::InvalidArgumentError(
      "accountability: say customer, third_party, force_majeure or "
      "not_affected");
}

}  // namespace regisseur

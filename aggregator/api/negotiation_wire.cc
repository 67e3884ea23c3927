#include "aggregator/api/negotiation_wire.h"

#include <memory>
#include <string>
#include <vector>

#include "aggregator/answers/contracts.h"
#include "aggregator/api/contract_wire.h"
#include "aggregator/api/room_wire.h"
#include "aggregator/api/set_time.h"
#include "core/contract/notice_dates.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = negotiation::v1;

pb::ContractProposalState StateToWire(VersionState state) {
  switch (state) {
    case VersionState::kOpen:
      return pb::CONTRACT_PROPOSAL_STATE_OPEN;
    case VersionState::kAgreed:
      return pb::CONTRACT_PROPOSAL_STATE_AGREED;
    case VersionState::kAnswered:
      return pb::CONTRACT_PROPOSAL_STATE_ANSWERED;
    case VersionState::kWithdrawn:
      return pb::CONTRACT_PROPOSAL_STATE_WITHDRAWN;
    case VersionState::kExpired:
      return pb::CONTRACT_PROPOSAL_STATE_EXPIRED;
  }
  return pb::CONTRACT_PROPOSAL_STATE_UNSPECIFIED;
}

objective::v1::Side SideToWire(Side side) {
  return side == Side::kProvider ? objective::v1::SIDE_PROVIDER
                                 : objective::v1::SIDE_CUSTOMER;
}

Side SideOf(const MatterStep& step) {
  return SideOfStep(step.Value(kVersionSide));
}

// As the version will say it, by itself.
contract::v1::Contract DraftToWire(const VersionProposal& proposal) {
  ContractAnswer answer;
  answer.contracts = std::make_shared<const ContractRegister>(
      std::vector<ContractRegister::Entry>{
          {"proposal", proposal.version->contract, proposal.version->text}});
  answer.entry = answer.contracts->FindEntry(proposal.version->contract.id,
                                             proposal.valid_from);
  answer.provider = proposal.matter.subject.provider;
  answer.owner = proposal.version->contract.owner;
  answer.on = proposal.valid_from;
  answer.dates = ComputeNoticeDates(answer.contract().term, answer.on,
                                    answer.contract().holidays);
  return ContractToWire(answer);
}

void ReplayToWire(const FormReplay& replay, pb::ProposalReplay* wire) {
  wire->set_currency(replay.currency);
  if (!replay.months.empty()) {
    wire->set_from(FormatMonth(replay.months.front().price.month));
    wire->set_to(FormatMonth(replay.months.back().price.month));
  }
  if (replay.actual.has_value()) wire->set_actual(replay.actual->ToString());
  if (replay.replayed.has_value()) {
    wire->set_replayed(replay.replayed->ToString());
  }
  if (replay.difference.has_value()) {
    wire->set_difference(replay.difference->ToString());
  }
  for (const ReplayedMonth& month : replay.months) {
    if (!month.Difference().has_value()) {
      wire->add_missing_months(FormatMonth(month.price.month));
    }
  }
}

}  // namespace

pb::ContractProposal ContractProposalToWire(const VersionProposal& proposal,
                                            bool for_partner) {
  pb::ContractProposal wire;
  const Matter& matter = proposal.matter;
  const MatterStep& first = matter.steps.front();
  wire.set_id(matter.subject.name);
  wire.set_provider(matter.subject.provider);
  wire.set_contract(matter.subject.contract);
  wire.set_version(first.Value(kVersionName));
  wire.set_valid_from(FormatDay(proposal.valid_from));
  wire.set_side(SideToWire(proposal.side));
  wire.set_reason(first.Text("reason"));
  wire.set_state(StateToWire(proposal.standing.state));
  wire.set_answers(first.Value(kVersionAnswers));
  wire.set_answered_by(matter.LastValue(kVersionAnsweredBy));
  wire.set_text_sha256(first.Value(kVersionSha256));
  const bool agreed = proposal.standing.state == VersionState::kAgreed;
  if (agreed) wire.set_signed_document(matter.LastValue(kVersionSigned));
  for (const MatterStep& step : matter.steps) {
    if (step.move == MatterMove::kAccepted) {
      (SideOf(step) == Side::kProvider ? *wire.mutable_provider_name()
                                       : *wire.mutable_customer_name()) =
          step.Text("actor");
    }
    if (step.move != MatterMove::kCommented &&
        step.move != MatterMove::kNoted) {
      continue;
    }
    if (for_partner && step.move == MatterMove::kNoted) continue;
    pb::Comment& said = step.move == MatterMove::kNoted ? *wire.add_notes()
                                                        : *wire.add_comments();
    SetTime(step.act.known_from, &said, &pb::Comment::mutable_time);
    said.set_side(SideToWire(SideOf(step)));
    said.set_text(step.Text("comment"));
  }
  for (const ContractChange& change : proposal.changes) {
    pb::ContractProposalChange& told = IsInternalKey(change.key)
                                           ? *wire.add_internal_changes()
                                           : *wire.add_changes();
    told.set_key(change.key);
    if (change.before.has_value()) told.set_before(*change.before);
    if (change.after.has_value()) told.set_after(*change.after);
  }
  if (proposal.version.has_value()) {
    *wire.mutable_draft() = DraftToWire(proposal);
    wire.set_text(proposal.version->text);
  }
  if (proposal.replay.has_value()) {
    ReplayToWire(*proposal.replay, wire.mutable_replay());
  }
  RoomStepsToWire(matter, for_partner, wire.mutable_steps());
  return wire;
}

}  // namespace regisseur

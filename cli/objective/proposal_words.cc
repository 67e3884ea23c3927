#include "cli/objective/proposal_words.h"

#include "absl/strings/str_cat.h"
#include "cli/output/words.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

std::string StepWords(const pb::Step& step) {
  const std::string who = step.name().empty() ? step.identity() : step.name();
  return absl::StrCat(
      PhraseOfWord(step.move()), who.empty() ? "" : absl::StrCat(" by ", who),
      step.via().empty() ? "" : absl::StrCat(" (", step.via(), ")"), " ",
      MinuteWords(step.time()),
      step.reason().empty() ? "" : absl::StrCat(": ", step.reason()));
}

template <typename Wire>
void AddPromise(const Wire& wire, DetailSheet& sheet) {
  sheet.Add("id", {wire.id(), Style::kBold});
  sheet.Add("promise", absl::StrCat(wire.contract(), " ", wire.objective(),
                                    " (", wire.provider(), ")"));
}

template <typename Wire>
void AddSteps(const Wire& wire, DetailSheet& sheet) {
  sheet.Add("state", EnumPhrase(wire.state()));
  for (const pb::Step& step : wire.steps()) {
    sheet.Add("step", StepWords(step));
  }
}

// What the next person has to do.
std::string WaitingWords(const std::string& id) {
  return absl::StrCat(
      "It counts once another person approved it: `regisseur objective "
      "approve ",
      id, "`.\n");
}

}  // namespace

std::string RangeWords(const google::protobuf::Timestamp& from,
                       const google::protobuf::Timestamp& to) {
  return absl::StrCat(MinuteWords(from), " – ", MinuteWords(to));
}

std::string LastStepWords(
    const google::protobuf::RepeatedPtrField<pb::Step>& steps) {
  if (steps.empty()) return "";
  return StepWords(*steps.rbegin());
}

std::string RenderExclusion(const pb::Exclusion& exclusion,
                            const Terminal& terminal) {
  DetailSheet sheet;
  AddPromise(exclusion, sheet);
  sheet.Add("left out",
            RangeWords(exclusion.start_time(), exclusion.end_time()));
  sheet.Add("accountable", EnumPhrase(exclusion.accountability()));
  sheet.Add("reason", exclusion.reason());
  sheet.Add("evidence", exclusion.evidence());
  sheet.Add("other view", exclusion.other_view());
  AddSteps(exclusion, sheet);
  return sheet.Render(terminal) +
         (exclusion.state() == pb::PROPOSAL_STATE_PROPOSED
              ? WaitingWords(exclusion.id())
              : "");
}

std::string RenderSettlement(const pb::Settlement& settlement,
                             const Terminal& terminal) {
  DetailSheet sheet;
  AddPromise(settlement, sheet);
  sheet.Add("period", settlement.period());
  sheet.Add("figure", {settlement.value(), Style::kBold});
  sheet.Add("document", settlement.document());
  sheet.Add("program", settlement.program());
  sheet.Add("time zones", settlement.time_zone_data());
  AddSteps(settlement, sheet);
  return sheet.Render(terminal) +
         (settlement.state() == pb::PROPOSAL_STATE_PROPOSED
              ? WaitingWords(settlement.id())
              : "");
}

std::string RenderObjection(const pb::Objection& objection,
                            const Terminal& terminal) {
  DetailSheet sheet;
  AddPromise(objection, sheet);
  sheet.Add("period", objection.period());
  sheet.Add("side", EnumPhrase(objection.side()));
  sheet.Add("should be", objection.has_figure() ? objection.figure() : "");
  sheet.Add("reason", objection.reason());
  sheet.Add("evidence", objection.evidence());
  AddSteps(objection, sheet);
  return sheet.Render(terminal);
}

std::string RenderProposal(const pb::Proposal& proposal,
                           const Terminal& terminal) {
  if (proposal.has_exclusion()) {
    return RenderExclusion(proposal.exclusion(), terminal);
  }
  if (proposal.has_settlement()) {
    return RenderSettlement(proposal.settlement(), terminal);
  }
  return RenderObjection(proposal.objection(), terminal);
}

}  // namespace regisseur

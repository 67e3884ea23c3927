#include "cli/objective/objective.h"
#include "cli/objective/promise_options.h"
#include "cli/objective/proposal_words.h"
#include "cli/verb/acting.h"
#include "regisseur/objective/v1/objective.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

// The three answers differ in their type only.
template <typename Response>
std::string Table(const Response& answer, const View& view) {
  return RenderProposal(answer.proposal(), view.terminal);
}

}  // namespace

Verb ObjectiveApproveVerb() {
  Verb verb{
      .noun = "objective",
      .name = "approve",
      .summary = "Say yes to an exclusion or a settlement",
      .details =
          "Only another named person than who proposed it can, within the own "
          "limit for the money at stake or, as a deputy, within that of whom "
          "one deputises for.",
      .examples = {"regisseur objective approve 0193f2a4-…",
                   "regisseur objective approve 0193f2a4-… --view \"they "
                   "agree\""},
      .parameters = {IdWord("The exclusion, settlement or objection"),
                     TextOption("reason", "Why", false),
                     {.name = "view",
                      .field = "other_view",
                      .help = "How the other side sees it"},
                     ForOption(),
                     RequestIdOption()},
      .table = TableOf(&Table<pb::ApproveProposalResponse>)};
  verb.ask = Acting<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::ApproveProposal, verb.parameters);
  return verb;
}

Verb ObjectiveRefuseVerb() {
  Verb verb{.noun = "objective",
            .name = "refuse",
            .summary = "Say no to an exclusion or a settlement",
            .examples = {"regisseur objective refuse 0193f2a4-… --reason "
                         "\"their own work\""},
            .parameters = {IdWord("The exclusion, settlement or objection"),
                           TextOption("reason", "Why"), ForOption(),
                           RequestIdOption()},
            .table = TableOf(&Table<pb::RefuseProposalResponse>)};
  verb.ask = Acting<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::RefuseProposal, verb.parameters);
  return verb;
}

Verb ObjectiveWithdrawVerb() {
  Verb verb{.noun = "objective",
            .name = "withdraw",
            .summary = "Take a proposal, an exclusion or an objection back",
            .details =
                "It stays visible. A settled figure is frozen: settle "
                "another one instead.",
            .examples = {"regisseur objective withdraw 0193f2a4-… --reason "
                         "\"it was theirs\""},
            .parameters = {IdWord("The exclusion, settlement or objection"),
                           TextOption("reason", "Why"), RequestIdOption()},
            .table = TableOf(&Table<pb::WithdrawProposalResponse>)};
  verb.ask = Acting<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::WithdrawProposal, verb.parameters);
  return verb;
}

}  // namespace regisseur

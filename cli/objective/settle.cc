#include "cli/objective/objective.h"
#include "cli/objective/promise_options.h"
#include "cli/objective/proposal_words.h"
#include "cli/verb/acting.h"
#include "regisseur/objective/v1/objective.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

std::string Table(const pb::ProposeSettlementResponse& answer,
                  const View& view) {
  return RenderSettlement(answer.settlement(), view.terminal);
}

}  // namespace

Verb ObjectiveSettleVerb() {
  Verb verb{
      .noun = "objective",
      .name = "settle",
      .summary = "Propose the figure that holds for a window",
      .details =
          "Once a second named person approved it, it is frozen and goes "
          "before "
          "every other figure. What was settled wrongly is settled anew.",
      .examples = {"regisseur objective settle --contract cloudnine-hosting "
                   "--objective availability --period 2026-10 --value 99.71 "
                   "--document \"minutes of 4 November\""},
      .parameters = {ContractOption(true),
                     ObjectiveOption(true),
                     PeriodOption(),
                     {.name = "value",
                      .field = "value",
                      .help = "The figure: percent, or as the objective has it",
                      .required = true,
                      .value_name = "NUMBER"},
                     TextOption("document", "In what both sides said yes"),
                     RequestIdOption()},
      .table = TableOf(&Table)};
  verb.ask = Acting<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::ProposeSettlement, verb.parameters);
  return verb;
}

}  // namespace regisseur

#include "cli/objective/objective.h"
#include "cli/objective/promise_options.h"
#include "cli/objective/proposal_words.h"
#include "cli/verb/acting.h"
#include "regisseur/objective/v1/objective.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

std::string Table(const pb::RaiseObjectionResponse& answer, const View& view) {
  return RenderObjection(answer.objection(), view.terminal);
}

}  // namespace

Verb ObjectiveObjectVerb() {
  Verb verb{
      .noun = "objective",
      .name = "object",
      .summary = "Say that a figure is wrong: it is disputed from here on",
      .details = "Both sides can, until the figure is settled.",
      .examples = {"regisseur objective object --contract cloudnine-hosting "
                   "--objective availability --period 2026-10 --figure 99.93 "
                   "--reason \"the probe was offline\" --evidence \"log of the "
                   "probe\""},
      .parameters = {ContractOption(true),
                     ObjectiveOption(true),
                     PeriodOption(),
                     {.name = "figure",
                      .field = "figure",
                      .help = "What it should be",
                      .value_name = "NUMBER"},
                     TextOption("reason", "What is wrong with it"),
                     TextOption("evidence", "What shows it"),
                     ProviderOption(),
                     RequestIdOption()},
      .table = TableOf(&Table)};
  verb.ask = Acting<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::RaiseObjection, verb.parameters);
  return verb;
}

}  // namespace regisseur

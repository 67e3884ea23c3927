#include "cli/objective/objective.h"
#include "cli/objective/promise_options.h"
#include "cli/objective/proposal_words.h"
#include "cli/verb/acting.h"
#include "regisseur/objective/v1/objective.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

std::string Table(const pb::ProposeExclusionResponse& answer,
                  const View& view) {
  return RenderExclusion(answer.exclusion(), view.terminal);
}

}  // namespace

Verb ObjectiveExcludeVerb() {
  Verb verb{
      .noun = "objective",
      .name = "exclude",
      .summary = "Propose to leave time out of a promise",
      .details =
          "It counts once a second named person approved it, and stays visible "
          "for ever. The customer's own fault and force majeure need the other "
          "side's view, here or with the approval.",
      .examples = {"regisseur objective exclude --contract cloudnine-hosting "
                   "--objective availability --from 2026-10-03T10:00:00Z --to "
                   "2026-10-03T12:00:00Z --accountability customer --reason "
                   "\"our own firewall was closed\" --evidence CHG0042 --view "
                   "\"agreed by telephone\""},
      .parameters =
          {ContractOption(true),
           ObjectiveOption(true),
           {.name = "from",
            .field = "from",
            .help = "From here: a time, a day or a month",
            .required = true,
            .value_name = "TIME"},
           {.name = "to",
            .field = "to",
            .help = "Until here, a day or month included whole",
            .required = true,
            .value_name = "TIME"},
           {.name = "accountability",
            .kind = Parameter::Kind::kWord,
            .field = "accountability",
            .help = "customer, third_party, force_majeure, not_affected",
            .required = true,
            .value_name = "WHO"},
           TextOption("reason", "Why this time is not the provider's"),
           TextOption("evidence", "What shows it: a ticket, a letter"),
           {.name = "view",
            .field = "other_view",
            .help = "How the other side sees it"},
           ProviderOption(),
           RequestIdOption()},
      .table = TableOf(&Table)};
  verb.ask = Acting<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::ProposeExclusion, verb.parameters);
  return verb;
}

}  // namespace regisseur

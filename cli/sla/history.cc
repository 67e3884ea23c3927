#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/sla/level_words.h"
#include "cli/sla/sla.h"
#include "cli/verb/reading.h"
#include "regisseur/service_level/v1/service_level.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = service_level::v1;

std::string Table(const pb::ListServiceLevelHistoryResponse& answer,
                  const View& view) {
  if (answer.objectives().empty()) return "No windows.\n";
  TextTable table({{.heading = "OBJECTIVE", .cut_to = 10},
                   {.heading = "UNTIL"},
                   {.heading = "PROMISED", .right = true},
                   {.heading = "ATTAINED", .right = true},
                   {.heading = "VERDICT"},
                   {.heading = "BY WHOSE WORD", .priority = 1},
                   {.heading = "DOWN", .priority = 2, .right = true},
                   {.heading = "UNKNOWN", .priority = 3, .right = true},
                   {.heading = "CREDIT", .right = true, .only_if_filled = true},
                   {.heading = "FOLLOWS",
                    .priority = 4,
                    .cut_to = 12,
                    .only_if_filled = true}});
  for (const pb::ServiceLevel& level : answer.objectives()) {
    std::string follows;
    for (const pb::Consequence& consequence : level.consequences()) {
      absl::StrAppend(&follows, follows.empty() ? "" : ", ",
                      PhraseOfWord(consequence.then()));
    }
    table.AddRow(
        {{level.objective(), Style::kBold},
         absl::StrCat(level.window_last_day(), level.closed() ? "" : " (runs)"),
         FigureWords(level.target(), level.unit()),
         AttainedWords(level),
         VerdictCell(level.verdict()),
         OriginWords(level),
         level.has_downtime_seconds() ? SecondsWords(level.downtime_seconds())
                                      : "–",
         level.has_unknown_seconds() ? SecondsWords(level.unknown_seconds())
                                     : "–",
         level.has_credit() ? CreditWords(level.credit()) : "",
         follows});
  }
  return table.Render(view.terminal);
}

}  // namespace

Verb SlaHistoryVerb() {
  Verb verb{
      .noun = "sla",
      .name = "history",
      .summary = "The promises of a contract window by window",
      .examples = {"regisseur sla history --contract cloudnine-hosting",
                   "regisseur sla history --contract cloudnine-hosting "
                   "--objective availability --from 2025-01 --to 2026-10"},
      .parameters = {{.name = "contract",
                      .field = "contract",
                      .help = "The contract, by its id",
                      .required = true,
                      .value_name = "ID"},
                     {.name = "objective",
                      .field = "objective",
                      .help = "Only this objective",
                      .value_name = "ID"},
                     FromOption("Windows that end from here, a day or month "
                                "(a year back)"),
                     ToOption("Until here, a day or month included whole"),
                     AsKnownOnOption()},
      .csv = {.rows = "objectives"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::ServiceLevelService>(
      &pb::ServiceLevelService::Stub::ListServiceLevelHistory, verb.parameters);
  return verb;
}

}  // namespace regisseur

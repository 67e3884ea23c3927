#include "cli/agenda/agenda.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "regisseur/agenda/v1/agenda.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = agenda::v1;

// What one person is shown at once; the rest belongs to its owners.
constexpr int kAtOnce = 7;

Cell MoneyCell(const pb::AgendaItem& item) {
  if (item.has_certain() || item.has_estimated()) {
    return {absl::StrCat(AmountWords(item.amount_at_stake(), item.currency()),
                         item.has_certain() ? "" : " est."),
            Style::kBad};
  }
  if (!item.has_exposure()) return "–";
  return absl::StrCat("(", AmountWords(item.exposure(), item.currency()), ")");
}

std::string Table(const pb::ListAgendaItemsResponse& answer, const View& view) {
  if (answer.items().empty()) return "Nothing waits for a decision.\n";
  TextTable table(
      {{.heading = "DECIDE BY"},
       {.heading = "AT STAKE", .right = true},
       {.heading = "CURR.", .priority = 3},
       {.heading = "WHAT"},
       {.heading = "OWNER", .priority = 1, .only_if_filled = true},
       {.heading = "TOUCHES", .priority = 2, .only_if_filled = true}});
  const bool all = view.arguments.Has("all") || view.arguments.Has("owner");
  std::map<std::string, int> left;
  int shown = 0;
  for (const pb::AgendaItem& item : answer.items()) {
    if (!all && shown == kAtOnce) {
      ++left[item.owner().empty() ? "nobody" : item.owner()];
      continue;
    }
    ++shown;
    table.AddRow({{item.has_decide_by() ? item.decide_by() : "–",
                   item.late() ? Style::kBad : Style::kBold},
                  MoneyCell(item),
                  item.currency(),
                  PhraseOfWord(item.kind()),
                  item.owner(),
                  absl::StrJoin(item.functions(), ", ")});
    table.AddNote(item.title());
    table.AddNote({item.if_nothing(), Style::kFaint});
  }
  std::string text = table.Render(view.terminal);
  if (left.empty()) return text;
  std::vector<std::string> counts;
  for (const auto& [owner, count] : left) {
    counts.push_back(absl::StrCat(owner, " ", count));
  }
  absl::StrAppend(&text, "And ", answer.items_size() - shown,
                  " more, by owner: ", absl::StrJoin(counts, ", "),
                  ". --all shows them.\n");
  return text;
}

}  // namespace

Verb AgendaVerb() {
  Verb verb{
      .noun = "agenda",
      .name = "",
      .summary = "The decisions that wait, what costs most per day left first",
      .details =
          "Money that is lost when nobody acts ranks; a sum in brackets is "
          "only "
          "what the decision is about. A table shows seven; the rest belongs "
          "to "
          "its owners and is counted.",
      .examples = {"regisseur agenda", "regisseur agenda --owner m.visser",
                   "regisseur agenda --until 2026-10-30 -o json"},
      .parameters = {ProviderOption(),
                     OwnerOption(),
                     {.name = "until",
                      .field = "until",
                      .help = "Only what has to be decided until this day",
                      .value_name = "DAY"},
                     {.name = "all",
                      .kind = Parameter::Kind::kFlag,
                      .help = "More than seven"},
                     AsKnownOnOption()},
      .csv = {.rows = "items"},
      .table = TableOf(&Table)};
  verb.ask = Reading<pb::AgendaService>(
      &pb::AgendaService::Stub::ListAgendaItems, verb.parameters);
  return verb;
}

}  // namespace regisseur

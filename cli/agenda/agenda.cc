#include "cli/agenda/agenda.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/agenda/item_words.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/reading.h"
#include "regisseur/agenda/v1/agenda.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = agenda::v1;

TextTable ItemTable(const char* day) {
  return TextTable(
      {{.heading = day},
       {.heading = "AT STAKE", .right = true},
       {.heading = "CURR.", .priority = 3},
       {.heading = "WHAT"},
       {.heading = "STATE", .only_if_filled = true},
       {.heading = "OWNER", .priority = 1, .only_if_filled = true},
       {.heading = "TOUCHES", .priority = 2, .only_if_filled = true}});
}

void AddItem(const pb::AgendaItem& item, Cell day, Cell state,
             TextTable* table) {
  table->AddRow({std::move(day), AgendaMoneyCell(item), item.currency(),
                 PhraseOfWord(item.kind()), std::move(state), item.owner(),
                 absl::StrJoin(item.functions(), ", ")});
  table->AddNote(item.title());
}

// Servers of before tell neither states nor which items come first: the order
// does.
bool IsFirst(const pb::ListAgendaItemsResponse& answer, int i) {
  constexpr int kFirst = 7;
  return answer.counts().empty() ? i < kFirst : answer.items(i).first();
}

std::string RestWords(const std::map<std::string, int>& waiting,
                      const std::map<std::string, int>& done) {
  std::vector<std::string> sentences;
  int count = 0;
  std::vector<std::string> owners;
  for (const auto& [owner, items] : waiting) {
    count += items;
    owners.push_back(absl::StrCat(owner, " ", items));
  }
  if (count > 0) {
    sentences.push_back(absl::StrCat(
        "And ", count, " more, by owner: ", absl::StrJoin(owners, ", "), "."));
  }
  std::vector<std::string> states;
  for (const auto& [state, items] : done) {
    states.push_back(absl::StrCat(items, " ", state));
  }
  if (!states.empty()) {
    sentences.push_back(absl::StrCat(count > 0 ? "Besides " : "And ",
                                     absl::StrJoin(states, ", "), "."));
  }
  if (sentences.empty()) return "";
  sentences.push_back("--all shows them.");
  return absl::StrCat(absl::StrJoin(sentences, " "), "\n");
}

std::string ListTable(const pb::ListAgendaItemsResponse& answer,
                      const View& view) {
  if (answer.items().empty()) return "Nothing waits for a decision.\n";
  TextTable table = ItemTable("DECIDE BY");
  const bool all = view.arguments.Has("all") || view.arguments.Has("owner");
  std::map<std::string, int> waiting;
  std::map<std::string, int> done;
  for (int i = 0; i < answer.items_size(); ++i) {
    const pb::AgendaItem& item = answer.items(i);
    const bool is_open = item.state() <= pb::AGENDA_ITEM_STATE_OPEN;
    if (!all && !IsFirst(answer, i)) {
      if (is_open) {
        ++waiting[item.owner().empty() ? "nobody" : item.owner()];
      } else {
        ++done[EnumPhrase(item.state())];
      }
      continue;
    }
    AddItem(item,
            {item.has_decide_by() ? item.decide_by() : "–",
             item.late() ? Style::kBad : Style::kBold},
            is_open ? Cell{} : Cell{EnumPhrase(item.state())}, &table);
    if (is_open) {
      table.AddNote({item.if_nothing(), Style::kFaint});
    } else {
      table.AddNote(LastActWords(item));
    }
    if (!item.note().text().empty()) {
      table.AddNote({item.note().text(), Style::kBad});
    }
    table.AddNote({item.id(), Style::kFaint});
  }
  std::string text = table.empty() ? "Nothing waits for a decision of yours.\n"
                                   : table.Render(view.terminal);
  absl::StrAppend(&text, RestWords(waiting, done));
  if (!table.empty()) {
    absl::StrAppend(&text,
                    "`agenda show ID` has the options and what follows from "
                    "each.\n");
  }
  return text;
}

std::string ClosedTable(const pb::ListClosedAgendaItemsResponse& answer,
                        const View& view) {
  if (answer.items().empty()) return "Nothing closed since then.\n";
  TextTable table = ItemTable("GONE ON");
  for (const pb::ClosedAgendaItem& closed : answer.items()) {
    AddItem(closed.item(), {closed.closed_on(), Style::kBold}, Cell{}, &table);
    table.AddNote({closed.why().text(), Style::kFaint});
    if (const std::string act = LastActWords(closed.item()); !act.empty()) {
      table.AddNote({act, Style::kFaint});
    }
    table.AddNote({closed.item().id(), Style::kFaint});
  }
  return table.Render(view.terminal);
}

std::string Table(const google::protobuf::Message& answer, const View& view) {
  if (answer.GetDescriptor() ==
      pb::ListClosedAgendaItemsResponse::descriptor()) {
    return ClosedTable(
        static_cast<const pb::ListClosedAgendaItemsResponse&>(answer), view);
  }
  return ListTable(static_cast<const pb::ListAgendaItemsResponse&>(answer),
                   view);
}

std::string ShowTable(const pb::ListAgendaItemsResponse& answer,
                      const View& view) {
  return AgendaItemSheet(answer.items(0), view);
}

}  // namespace

Verb AgendaListVerb() {
  Verb verb{
      .noun = "agenda",
      .name = "list",
      .summary = "The decisions that wait, what costs most per day left first",
      .details =
          "Money that is lost when nobody acts ranks; a sum in brackets is "
          "only what the decision is about. A table shows the seven that come "
          "first; the rest belongs to its owners and is counted. What was "
          "decided, delegated or snoozed stays until the facts no longer hold; "
          "--closed lists what no longer does, and why.",
      .examples = {"regisseur agenda", "regisseur agenda --owner m.visser",
                   "regisseur agenda list --until 2026-10-30 -o json",
                   "regisseur agenda list --closed --since 2026-10-01"},
      .csv = {.rows = "items"},
      .table = &Table};
  const std::vector<Parameter> listing = {
      ProviderOption(),
      OwnerOption(),
      {.name = "until",
       .field = "until",
       .help = "Only what has to be decided until this day",
       .value_name = "DAY"},
      {.name = "all",
       .kind = Parameter::Kind::kFlag,
       .help = "More than seven, and what was done about"},
      AsKnownOnOption()};
  const std::vector<Parameter> closing = {
      ProviderOption(),
      OwnerOption(),
      {.name = "since",
       .field = "since",
       .help = "With --closed: what stood there since then; 31 days ago when "
               "not given",
       .value_name = "TIME"},
      AsKnownOnOption()};
  verb.parameters = listing;
  verb.parameters.push_back({.name = "closed",
                             .kind = Parameter::Kind::kFlag,
                             .help = "What is over instead, and why"});
  verb.parameters.push_back(closing[2]);
  verb.ask = [list = Reading<pb::AgendaService>(
                  &pb::AgendaService::Stub::ListAgendaItems, listing),
              closed = Reading<pb::AgendaService>(
                  &pb::AgendaService::Stub::ListClosedAgendaItems, closing)](
                 const Arguments& arguments,
                 Session& session) -> absl::StatusOr<Answer> {
    if (arguments.Has("closed")) {
      if (arguments.Has("until")) {
        return absl::InvalidArgumentError(
            "--until and --closed do not go together; what is over has a "
            "--since");
      }
      return closed(arguments, session);
    }
    if (arguments.Has("since")) {
      return absl::InvalidArgumentError(
          "--since goes with --closed; `changes --since` tells what came and "
          "went");
    }
    return list(arguments, session);
  };
  return verb;
}

Verb AgendaVerb() {
  Verb verb = AgendaListVerb();
  verb.name.clear();
  return verb;
}

Verb AgendaShowVerb() {
  Verb verb{.noun = "agenda",
            .name = "show",
            .summary = "One decision: its options, and what follows from each",
            .examples = {"regisseur agenda show source_silent:cloudnine-page"},
            .parameters = {IdWord("The item, by its id"), AsKnownOnOption()},
            .csv = {.rows = "items"},
            .table = TableOf(&ShowTable)};
  verb.ask = [list = Reading<pb::AgendaService>(
                  &pb::AgendaService::Stub::ListAgendaItems, verb.parameters)](
                 const Arguments& arguments,
                 Session& session) -> absl::StatusOr<Answer> {
    ASSIGN_OR_RETURN(Answer answer, list(arguments, session));
    if (static_cast<const pb::ListAgendaItemsResponse&>(*answer)
            .items()
            .empty()) {
      return absl::NotFoundError(absl::StrCat(
          "nothing on the agenda is called \"", arguments.Text("ID"),
          "\"; `agenda list` has what waits, `agenda list --closed` what is "
          "over"));
    }
    return answer;
  };
  return verb;
}

}  // namespace regisseur

#include "absl/strings/str_cat.h"
#include "cli/agenda/agenda.h"
#include "cli/agenda/item_words.h"
#include "cli/output/words.h"
#include "cli/verb/act_options.h"
#include "cli/verb/acting.h"
#include "regisseur/agenda/v1/agenda.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = agenda::v1;

template <typename Response>
std::string Kept(const Response& answer, const View& view) {
  const pb::AgendaItem& item = answer.item();
  if (item.acts().empty()) {
    return absl::StrCat("Kept before; ", item.id(), " is over.\n");
  }
  return absl::StrCat(item.id(), ": ", LastActWords(item), "\n", item.title(),
                      "\n");
}

Parameter UntilOption(std::string help) {
  return {.name = "until",
          .field = "until",
          .help = std::move(help),
          .required = true,
          .value_name = "DAY"};
}

constexpr char kForEver[] =
    "Kept for ever with your name, the moment and the reason. It stays on the "
    "agenda as such until the facts no longer hold.";

}  // namespace

Verb AgendaDecideVerb() {
  Verb verb{
      .noun = "agenda",
      .name = "decide",
      .summary = "Keep what was decided",
      .details = absl::StrCat(kForEver,
                              " What the program does itself (`credit file`, "
                              "`extra approve`) is done by its own command, "
                              "which closes the item too."),
      .examples = {"regisseur agenda decide option:hosting-2026:1:2026-10-08 "
                   "--option exercise --reason \"agreed in the board\""},
      .parameters = {IdWord("The item, by its id"),
                     {.name = "option",
                      .field = "option",
                      .help = "Which one; `agenda show ID` lists them",
                      .value_name = "WORD"},
                     TextOption("reason",
                                "Why; needed where no option says what", false),
                     RequestIdOption()},
      .table = TableOf(&Kept<pb::DecideAgendaItemResponse>)};
  verb.ask = Acting<pb::AgendaService>(
      &pb::AgendaService::Stub::DecideAgendaItem, verb.parameters);
  return verb;
}

Verb AgendaDelegateVerb() {
  Verb verb{
      .noun = "agenda",
      .name = "delegate",
      .summary = "Give a decision to somebody, until a day",
      .details =
          absl::StrCat(kForEver, " After the day it is back, and says so."),
      .examples = {"regisseur agenda delegate "
                   "budget:cloud-2026 --to \"H. Bakker\" --by 2026-11-20"},
      .parameters = {IdWord("The item, by its id"),
                     {.name = "to",
                      .field = "delegate",
                      .help = "Who decides now",
                      .required = true,
                      .value_name = "NAME"},
                     {.name = "by",
                      .field = "until",
                      .help = "The last day on which that person has it",
                      .required = true,
                      .value_name = "DAY"},
                     TextOption("reason", "Why, or how", false),
                     RequestIdOption()},
      .table = TableOf(&Kept<pb::DelegateAgendaItemResponse>)};
  verb.ask = Acting<pb::AgendaService>(
      &pb::AgendaService::Stub::DelegateAgendaItem, verb.parameters);
  return verb;
}

Verb AgendaSnoozeVerb() {
  Verb verb{.noun = "agenda",
            .name = "snooze",
            .summary = "Put a decision aside until a day",
            .details =
                "It comes back on that day, and before it when over a tenth "
                "more is at stake or its own day came nearer. Kept for ever "
                "with your name, the moment and the reason.",
            .examples = {"regisseur agenda snooze source_silent:kantoor-report "
                         "--until 2026-11-20 --reason \"they move house\""},
            .parameters = {IdWord("The item, by its id"),
                           UntilOption("The day on which it comes back"),
                           TextOption("reason", "Why it can wait"),
                           RequestIdOption()},
            .table = TableOf(&Kept<pb::SnoozeAgendaItemResponse>)};
  verb.ask = Acting<pb::AgendaService>(
      &pb::AgendaService::Stub::SnoozeAgendaItem, verb.parameters);
  return verb;
}

Verb AgendaReopenVerb() {
  Verb verb{
      .noun = "agenda",
      .name = "reopen",
      .summary = "Take back what was done about a decision",
      .details = "What was done stays there as taken back.",
      .examples = {"regisseur agenda reopen "
                   "option:hosting-2026:1:2026-10-08 --reason \"the board "
                   "wants to look again\""},
      .parameters = {IdWord("The item, by its id"),
                     TextOption("reason", "Why it is open again"),
                     RequestIdOption()},
      .table = TableOf(&Kept<pb::ReopenAgendaItemResponse>)};
  verb.ask = Acting<pb::AgendaService>(
      &pb::AgendaService::Stub::ReopenAgendaItem, verb.parameters);
  return verb;
}

}  // namespace regisseur

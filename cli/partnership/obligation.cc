#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/verb/reading.h"
#include "regisseur/partnership/v1/obligation.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::ObligationService::Stub;

Cell StateCellOf(const pb::Obligation& obligation) {
  if (!obligation.late()) return EnumPhrase(obligation.state());
  if (obligation.state() == pb::OBLIGATION_STATE_FULFILLED) {
    return {"fulfilled, late", Style::kWarning};
  }
  return {absl::StrCat(EnumPhrase(obligation.state()), ", overdue"),
          Style::kBad};
}

std::string RenderObligation(const pb::Obligation& obligation,
                             const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {obligation.id(), Style::kBold});
  sheet.Add("what", {obligation.what(), Style::kBold});
  sheet.Add("about", absl::StrCat(obligation.provider(),
                                  obligation.service().empty() ? "" : "/",
                                  obligation.service()));
  sheet.Add("owed by",
            absl::StrCat("the ", EnumPhrase(obligation.side()),
                         obligation.responsible().empty() ? "" : ": ",
                         obligation.responsible()));
  sheet.Add("due", absl::StrCat(obligation.due_on(), ", until ",
                                MomentWords(obligation.due_time())));
  sheet.Add("state", StateCellOf(obligation));
  if (obligation.waited_seconds() > 0) {
    sheet.Add("waited", SecondsWords(obligation.waited_seconds()));
  }
  sheet.Add("ticket", obligation.ticket());
  for (const pb::TicketStop& stop : obligation.stops()) {
    sheet.Add("stood still",
              absl::StrCat(SecondsWords(stop.seconds()), " from ",
                           MomentWords(stop.start_time()),
                           stop.stops_clock() ? ", off the clock" : ""));
  }
  sheet.Add("action of", obligation.review());
  AddEntries(obligation.entries(), "step", sheet);
  AddEntries(obligation.notes(), "our note", sheet);
  return sheet.Render(terminal);
}

template <typename Response>
std::string Sheet(const Response& answer, const View& view) {
  return RenderObligation(answer.obligation(), view.terminal);
}

std::string ShowTable(const pb::ListObligationsResponse& answer,
                      const View& view) {
  return answer.obligations().empty()
             ? ""
             : RenderObligation(answer.obligations(0), view.terminal);
}

std::string ListTable(const pb::ListObligationsResponse& answer,
                      const View& view) {
  if (answer.obligations().empty()) return "No obligation.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "OWED BY"},
                   {.heading = "WHAT", .cut_to = 16},
                   {.heading = "PROVIDER", .priority = 1, .cut_to = 10},
                   {.heading = "DUE"},
                   {.heading = "STATE"},
                   {.heading = "TICKET", .priority = 2, .only_if_filled = true},
                   {.heading = "STOOD STILL",
                    .priority = 3,
                    .right = true,
                    .only_if_filled = true}});
  for (const pb::Obligation& row : answer.obligations()) {
    table.AddRow({{row.id(), Style::kBold},
                  EnumPhrase(row.side()),
                  row.what(),
                  row.provider(),
                  row.due_on(),
                  StateCellOf(row),
                  row.ticket(),
                  row.stopped_seconds() == 0
                      ? ""
                      : SecondsWords(row.stopped_seconds())});
  }
  return table.Render(view.terminal);
}

std::string ScoresTable(const pb::ListObligationScoresResponse& answer,
                        const View& view) {
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "SIDE"},
                   {.heading = "DUE", .right = true},
                   {.heading = "KEPT", .right = true},
                   {.heading = "LATE", .right = true},
                   {.heading = "OVERDUE", .right = true},
                   {.heading = "KEPT/DUE", .right = true},
                   {.heading = "OTHER SIDE WAITED", .right = true}});
  for (const pb::ObligationScore& row : answer.scores()) {
    table.AddRow({row.provider(),
                  EnumPhrase(row.side()),
                  CountWords(row.due()),
                  CountWords(row.kept()),
                  CountWords(row.late()),
                  {CountWords(row.overdue()),
                   row.overdue() > 0 ? Style::kBad : Style::kPlain},
                  row.has_kept_share() ? row.kept_share() : "–",
                  SecondsWords(row.others_waited_seconds())});
  }
  std::string text =
      absl::StrCat("Due from ", answer.from(), " to ", answer.to(), "\n\n",
                   table.Render(view.terminal));
  TextTable waited({{.heading = "PROVIDER"},
                    {.heading = "WAITED FOR US", .right = true},
                    {.heading = "OFF THE CLOCK", .right = true},
                    {.heading = "OF AN OBLIGATION", .right = true}});
  for (const pb::WaitedForCustomer& row : answer.waited()) {
    waited.AddRow({row.provider(), SecondsWords(row.seconds()),
                   SecondsWords(row.clock_seconds()),
                   SecondsWords(row.linked_seconds())});
  }
  if (!waited.empty()) {
    absl::StrAppend(&text, "\nTickets that stood still for us\n\n",
                    waited.Render(view.terminal));
  }
  return text;
}

Verb ListVerb() {
  Verb verb{
      .noun = "obligation",
      .name = "list",
      .summary = "What each side promised the other, by its day",
      .examples = {"regisseur obligation list --open --side customer"},
      .parameters = {ProviderOption(),
                     SideOption("side", "Only what it owes"),
                     {.name = "open",
                      .kind = Parameter::Kind::kFlag,
                      .field = "open",
                      .help = "Only what is asked for, promised or waiting"},
                     {.name = "overdue",
                      .kind = Parameter::Kind::kFlag,
                      .field = "overdue",
                      .help = "Only what is late and not done"},
                     {.name = "review",
                      .field = "review",
                      .help = "Only the actions of this review",
                      .value_name = "ID"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "obligations"},
      .table = TableOf(&ListTable)};
  verb.ask =
      Reading<pb::ObligationService>(&Stub::ListObligations, verb.parameters);
  return verb;
}

Verb ShowVerb() {
  Verb verb{.noun = "obligation",
            .name = "show",
            .summary = "One obligation, its clock and its thread",
            .examples = {"regisseur obligation show 0193f2a4-…"},
            .parameters = {IdWord("As `obligation list` shows it"),
                           AsKnownOnOption()},
            .csv = {.rows = "obligations"},
            .table = TableOf(&ShowTable)};
  verb.ask =
      Reading<pb::ObligationService>(&Stub::ListObligations, verb.parameters);
  return verb;
}

Verb ScoresVerb() {
  Verb verb{
      .noun = "obligation",
      .name = "scores",
      .summary = "How both sides keep what they promised, and who waited",
      .examples = {"regisseur obligation scores --period 2026-Q3"},
      .parameters = {ProviderOption(),
                     PeriodOption("Due in it: 2026-10, 2026-Q3, 2026; the last "
                                  "twelve months when not given"),
                     OwnerOption(), AsKnownOnOption()},
      .csv = {.rows = "scores"},
      .table = TableOf(&ScoresTable)};
  verb.ask = Reading<pb::ObligationService>(&Stub::ListObligationScores,
                                            verb.parameters);
  return verb;
}

Parameter ResponsibleOption() {
  return {.name = "responsible",
          .field = "responsible",
          .help = "Who sees to it",
          .value_name = "NAME"};
}

Verb AddVerb() {
  Verb verb{
      .noun = "obligation",
      .name = "add",
      .summary = "Note what one side owes the other",
      .details =
          "Of the own side it is promised; of the other side it is "
          "asked for until that side promises it.",
      .examples = {"regisseur obligation add --provider cloudnine --side "
                   "customer --what \"test users\" --due 2026-12-04 --ticket "
                   "INC0012"},
      .parameters = {ProviderOption(),
                     SideOption("side", "Which side owes it", true),
                     TextOption("what", "What"),
                     {.name = "due",
                      .field = "due_on",
                      .help = "The last day on which it is in time",
                      .required = true,
                      .value_name = "DAY"},
                     ServiceOption("The service that it is for"),
                     {.name = "ticket",
                      .field = "ticket",
                      .help = "The ticket that waits for it",
                      .value_name = "ID"},
                     {.name = "review",
                      .field = "review",
                      .help = "The review of which it is an action",
                      .value_name = "ID"},
                     ResponsibleOption(),
                     RequestIdOption()},
      .table = TableOf(&Sheet<pb::AddObligationResponse>)};
  verb.ask =
      Acting<pb::ObligationService>(&Stub::AddObligation, verb.parameters);
  return verb;
}

}  // namespace

std::vector<Verb> ObligationVerbs() {
  const auto step = [](const char* name, std::string summary, auto method,
                       std::vector<Parameter> more, auto table) {
    return StepVerb<pb::ObligationService>(
        "obligation", name, std::move(summary),
        absl::StrCat("regisseur obligation ", name, " 0193f2a4-… …"), method,
        std::move(more), table);
  };
  std::vector<Verb> verbs = {ListVerb(), ShowVerb(), ScoresVerb(), AddVerb()};
  verbs.push_back(step("promise", "Promise what the other side asked for",
                       &Stub::PromiseObligation,
                       {TextWord("A remark", false), ResponsibleOption()},
                       &Sheet<pb::PromiseObligationResponse>));
  verbs.push_back(step("refuse", "Say no to what the other side asked for",
                       &Stub::RefuseObligation, {TextWord("Why", true)},
                       &Sheet<pb::RefuseObligationResponse>));
  verbs.push_back(step("wait", "Say that it waits for the other side",
                       &Stub::WaitObligation, {TextWord("For what", true)},
                       &Sheet<pb::WaitObligationResponse>));
  verbs.push_back(step("resume", "Say that it goes on", &Stub::ResumeObligation,
                       {TextWord("A remark", false)},
                       &Sheet<pb::ResumeObligationResponse>));
  verbs.push_back(step("fulfil", "Say that it was done",
                       &Stub::FulfilObligation, {TextWord("A remark", false)},
                       &Sheet<pb::FulfilObligationResponse>));
  verbs.push_back(step("reopen", "Say that the other side did not do it",
                       &Stub::ReopenObligation,
                       {TextWord("What is missing", true)},
                       &Sheet<pb::ReopenObligationResponse>));
  verbs.push_back(step("withdraw", "Let the other side off it",
                       &Stub::WithdrawObligation, {TextWord("Why", true)},
                       &Sheet<pb::WithdrawObligationResponse>));
  verbs.push_back(step("comment", "Say something about it",
                       &Stub::CommentOnObligation,
                       {TextWord("What", true), InternalFlag()},
                       &Sheet<pb::CommentOnObligationResponse>));
  return verbs;
}

}  // namespace regisseur

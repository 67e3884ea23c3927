#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/verb/reading.h"
#include "regisseur/partnership/v1/escalation.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::EscalationService::Stub;

Cell ClockCell(const pb::EscalationClock& clock, const char* done) {
  if (clock.has_stopped_time()) {
    return {absl::StrCat(done, " after ", SecondsWords(clock.seconds()),
                         clock.by_machine() ? " by a machine" : "",
                         clock.late() ? ", late" : ""),
            clock.late() ? Style::kWarning : Style::kGood};
  }
  if (!clock.has_due_time()) return "never due";
  return {absl::StrCat(clock.late() ? "overdue since " : "due ",
                       MomentWords(clock.due_time())),
          clock.late() ? Style::kBad : Style::kPlain};
}

std::string PersonsOf(const pb::EscalationRung& rung) {
  return absl::StrJoin(
      rung.persons(), ", ", [](std::string* out, const pb::Person& person) {
        absl::StrAppend(out, person.name());
        for (const std::string& reach : {person.phone(), person.email()}) {
          if (!reach.empty()) absl::StrAppend(out, " ", reach);
        }
      });
}

// The rung that is called now.
std::string CalledNow(const pb::Escalation& escalation) {
  const pb::EscalationRung* now = nullptr;
  for (const pb::EscalationRung& rung : escalation.rungs()) {
    if (rung.called()) now = &rung;
  }
  if (now == nullptr) return "nobody named";
  const std::string persons = PersonsOf(*now);
  return absl::StrCat(now->level(), persons.empty() ? "" : ": ", persons);
}

// What is promised for its incident, and how much of that is over.
std::string TargetWords(const pb::EscalationTarget& target) {
  return absl::StrCat(
      target.kind(), " ", target.id(), ": ", target.contract(), "/",
      target.objective(), " ", target.priority(), ", ",
      target.has_due_time()
          ? absl::StrCat("due ", MomentWords(target.due_time()))
          : "never due",
      ", ", target.percent_used(), "% ",
      target.has_stopped_time()
          ? absl::StrCat("when done ", MomentWords(target.stopped_time()))
          : "over");
}

std::string RenderEscalation(const pb::Escalation& escalation,
                             const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {escalation.id(), Style::kBold});
  sheet.Add("subject", {escalation.subject(), Style::kBold});
  sheet.Add("about", absl::StrCat(escalation.provider(),
                                  escalation.service().empty() ? "" : "/",
                                  escalation.service()));
  const bool again = escalation.reopened() > 0 && !escalation.entries().empty();
  sheet.Add("opened",
            absl::StrCat(again ? MomentWords(escalation.entries(0).time()) : "",
                         again ? ", again " : "",
                         MomentWords(escalation.opened_time()), " by the ",
                         EnumPhrase(escalation.opened_by()), ", ",
                         escalation.priority()));
  sheet.Add("state", EnumPhrase(escalation.state()));
  sheet.Add("acknowledge",
            ClockCell(escalation.acknowledgement(), "acknowledged"));
  sheet.Add("answer", ClockCell(escalation.answer(), "answered"));
  if (escalation.hours() != "always") sheet.Add("hours", escalation.hours());
  for (const pb::EscalationRung& rung : escalation.rungs()) {
    const std::string persons = PersonsOf(rung);
    sheet.Add(
        rung.called() ? "called" : "next",
        absl::StrCat("rung ", rung.level(), " from ", MomentWords(rung.time()),
                     " (", PhraseOfWord(rung.reason()), ")",
                     persons.empty() ? "" : ": ", persons));
  }
  const pb::EscalationLinks& links = escalation.links();
  sheet.Add("incident", links.incident());
  sheet.Add("objective",
            links.contract().empty()
                ? links.objective()
                : absl::StrCat(links.contract(), "/", links.objective()));
  sheet.Add("invoice", links.invoice());
  if (escalation.has_target()) {
    sheet.Add("promised", TargetWords(escalation.target()));
  }
  AddEntries(escalation.entries(), "step", sheet);
  AddEntries(escalation.notes(), "our note", sheet);
  return sheet.Render(terminal);
}

template <typename Response>
std::string Sheet(const Response& answer, const View& view) {
  return RenderEscalation(answer.escalation(), view.terminal);
}

std::string ShowTable(const pb::ListEscalationsResponse& answer,
                      const View& view) {
  return answer.escalations().empty()
             ? ""
             : RenderEscalation(answer.escalations(0), view.terminal);
}

std::string ListTable(const pb::ListEscalationsResponse& answer,
                      const View& view) {
  if (answer.escalations().empty()) return "No escalation.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "PRIO"},
                   {.heading = "SUBJECT", .cut_to = 16},
                   {.heading = "PROVIDER", .priority = 1, .cut_to = 10},
                   {.heading = "OPENED BY", .priority = 2},
                   {.heading = "STATE"},
                   {.heading = "ANSWER"},
                   {.heading = "CALLED", .priority = 3, .cut_to = 14}});
  for (const pb::Escalation& row : answer.escalations()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.priority(),
                  row.subject(),
                  row.provider(),
                  EnumPhrase(row.opened_by()),
                  EnumPhrase(row.state()),
                  ClockCell(row.answer(), "answered"),
                  CalledNow(row)});
  }
  return table.Render(view.terminal);
}

std::string TimesTable(const pb::ListEscalationTimesResponse& answer,
                       const View& view) {
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "SIDE"},
                   {.heading = "ASKED", .right = true},
                   {.heading = "ACK. MEDIAN", .priority = 2, .right = true},
                   {.heading = "ACK. WORST", .priority = 3, .right = true},
                   {.heading = "ANSWERED", .right = true},
                   {.heading = "BY MACHINE", .priority = 2, .right = true},
                   {.heading = "IN TIME", .right = true},
                   {.heading = "OVERDUE", .right = true},
                   {.heading = "MEDIAN", .right = true},
                   {.heading = "WORST", .priority = 1, .right = true}});
  for (const pb::EscalationTimes& row : answer.times()) {
    const pb::AnswerTimes& ack = row.acknowledgement();
    const pb::AnswerTimes& done = row.answer();
    const auto length = [](bool known, int64_t seconds) {
      return known ? SecondsWords(seconds) : std::string("–");
    };
    table.AddRow({row.provider(),
                  EnumPhrase(row.side()),
                  CountWords(done.asked()),
                  length(ack.has_median_seconds(), ack.median_seconds()),
                  length(ack.has_worst_seconds(), ack.worst_seconds()),
                  CountWords(done.done()),
                  CountWords(done.by_machine()),
                  CountWords(done.in_time()),
                  {CountWords(done.overdue()),
                   done.overdue() > 0 ? Style::kBad : Style::kPlain},
                  length(done.has_median_seconds(), done.median_seconds()),
                  length(done.has_worst_seconds(), done.worst_seconds())});
  }
  return absl::StrCat("Opened from ", answer.from(), " to ", answer.to(),
                      "\n\n", table.Render(view.terminal));
}

std::vector<Parameter> LinkOptions() {
  const auto option = [](const char* name, const char* help) {
    return Parameter{.name = name,
                     .field = absl::StrCat("links.", name),
                     .help = help,
                     .value_name = "ID"};
  };
  return {option("incident", "An incident, ticket or outage, by its id"),
          option("contract", "The contract of the objective"),
          option("objective", "An objective"),
          option("invoice", "An invoice, by its number")};
}

Verb ListVerb() {
  Verb verb{.noun = "escalation",
            .name = "list",
            .summary = "Escalations, the newest first, and who is called",
            .examples = {"regisseur escalation list --open",
                         "regisseur escalation list --side provider"},
            .parameters = {ProviderOption(),
                           ServiceOption("Only this service"),
                           {.name = "open",
                            .kind = Parameter::Kind::kFlag,
                            .field = "open",
                            .help = "Only those that are not closed"},
                           SideOption("opened_by", "Only those it opened"),
                           OwnerOption(),
                           AsKnownOnOption()},
            .csv = {.rows = "escalations"},
            .table = TableOf(&ListTable)};
  verb.ask =
      Reading<pb::EscalationService>(&Stub::ListEscalations, verb.parameters);
  return verb;
}

Verb ShowVerb() {
  Verb verb{.noun = "escalation",
            .name = "show",
            .summary = "One escalation: its clocks, its ladder, its thread",
            .examples = {"regisseur escalation show 0193f2a4-…"},
            .parameters = {IdWord("As `escalation list` shows it"),
                           AsKnownOnOption()},
            .csv = {.rows = "escalations"},
            .table = TableOf(&ShowTable)};
  verb.ask =
      Reading<pb::EscalationService>(&Stub::ListEscalations, verb.parameters);
  return verb;
}

Verb OpenVerb() {
  Verb verb{
      .noun = "escalation",
      .name = "open",
      .summary = "Call on the other side in one line",
      .details =
          "It goes to the person whom a contract names as contact with the "
          "role `escalation` on the lowest rung. Both clocks and the next "
          "rungs follow from `governance.escalation` of the contract; "
          "docs/partnership.md has what holds without it.",
      .examples = {"regisseur escalation open --provider cloudnine --service "
                   "hosting --subject \"No one can log in\" --priority P1"},
      .parameters = {ProviderOption(),
                     ServiceOption("The service that it is about"),
                     TextOption("subject", "What it is about, in one line"),
                     {.name = "priority",
                      .field = "priority",
                      .help = "P1 to P5; P3 when not given",
                      .value_name = "P"},
                     TextWord("More about it", false),
                     {.name = "level",
                      .field = "level",
                      .help = "The rung to begin on; the lowest when not given",
                      .value_name = "N"}},
      .table = TableOf(&Sheet<pb::OpenEscalationResponse>)};
  for (Parameter& link : LinkOptions()) verb.parameters.push_back(link);
  verb.parameters.push_back(RequestIdOption());
  verb.ask =
      Acting<pb::EscalationService>(&Stub::OpenEscalation, verb.parameters);
  return verb;
}

Verb TimesVerb() {
  Verb verb{.noun = "escalation",
            .name = "times",
            .summary = "How fast each side really answers",
            .examples = {"regisseur escalation times --period 2026"},
            .parameters = {ProviderOption(),
                           PeriodOption("Opened in it: 2026-10, 2026-Q3, 2026; "
                                        "the last twelve months when not "
                                        "given"),
                           OwnerOption(), AsKnownOnOption()},
            .csv = {.rows = "times"},
            .table = TableOf(&TimesTable)};
  verb.ask = Reading<pb::EscalationService>(&Stub::ListEscalationTimes,
                                            verb.parameters);
  return verb;
}

}  // namespace

std::vector<Verb> EscalationVerbs() {
  const auto step = [](const char* name, std::string summary, auto method,
                       std::vector<Parameter> more, auto table) {
    return StepVerb<pb::EscalationService>(
        "escalation", name, std::move(summary),
        absl::StrCat("regisseur escalation ", name, " 0193f2a4-… …"), method,
        std::move(more), table);
  };
  std::vector<Verb> verbs = {ListVerb(), ShowVerb(), TimesVerb(), OpenVerb()};
  verbs.push_back(step("acknowledge", "Say that it was taken up",
                       &Stub::AcknowledgeEscalation,
                       {TextWord("What will be done", false)},
                       &Sheet<pb::AcknowledgeEscalationResponse>));
  verbs.push_back(step("answer", "Answer it", &Stub::AnswerEscalation,
                       {TextWord("The answer", true)},
                       &Sheet<pb::AnswerEscalationResponse>));
  verbs.push_back(step("raise", "Call the next rung", &Stub::RaiseEscalation,
                       {TextWord("Why", true)},
                       &Sheet<pb::RaiseEscalationResponse>));
  verbs.push_back(step("comment", "Say something about it",
                       &Stub::CommentOnEscalation,
                       {TextWord("What", true), InternalFlag()},
                       &Sheet<pb::CommentOnEscalationResponse>));
  verbs.push_back(step("link", "Say what it is about", &Stub::LinkEscalation,
                       LinkOptions(), &Sheet<pb::LinkEscalationResponse>));
  verbs.push_back(step("close", "End what the own side opened",
                       &Stub::CloseEscalation,
                       {TextWord("What came of it", false)},
                       &Sheet<pb::CloseEscalationResponse>));
  verbs.push_back(step("reopen", "Ask again: both clocks start anew",
                       &Stub::ReopenEscalation, {TextWord("Why", true)},
                       &Sheet<pb::ReopenEscalationResponse>));
  return verbs;
}

}  // namespace regisseur

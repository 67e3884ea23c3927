#include <set>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/verb/reading.h"
#include "regisseur/partnership/v1/pulse.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::PulseService::Stub;

std::string OpenWords(const pb::Pulse& pulse) {
  if (!pulse.closed_on().empty()) {
    return absl::StrCat("closed ", pulse.closed_on());
  }
  return pulse.closes_on().empty()
             ? "open"
             : absl::StrCat("open until ", pulse.closes_on());
}

std::string AnswersWords(int answers) {
  return answers == 0 ? "fewer than 5" : CountWords(answers);
}

void AddPulse(const pb::Pulse& pulse, DetailSheet& sheet) {
  sheet.Add("id", {pulse.id(), Style::kBold});
  sheet.Add("question", {pulse.question(), Style::kBold});
  sheet.Add("about",
            absl::StrCat(pulse.provider(), pulse.service().empty() ? "" : "/",
                         pulse.service()));
  sheet.Add("state", OpenWords(pulse));
  sheet.Add("answers", AnswersWords(pulse.answers()));
  sheet.Add("target", absl::StrCat(pulse.target(), " % satisfied"));
}

std::string CreateTable(const pb::CreatePulseResponse& answer,
                        const View& view) {
  DetailSheet sheet;
  AddPulse(answer.pulse(), sheet);
  sheet.Add("link", answer.path().empty()
                        ? Cell("given when it was created; it is not kept")
                        : Cell(answer.path(), Style::kBold));
  return absl::StrCat(sheet.Render(view.terminal),
                      answer.path().empty()
                          ? ""
                          : "\nSend the link behind the address of the server "
                            "to those who use the service. It is shown this "
                            "once.\n");
}

std::string CloseTable(const pb::ClosePulseResponse& answer, const View& view) {
  DetailSheet sheet;
  AddPulse(answer.pulse(), sheet);
  return sheet.Render(view.terminal);
}

std::string ListTable(const pb::ListPulsesResponse& answer, const View& view) {
  if (answer.pulses().empty()) return "No pulse.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "PROVIDER"},
                   {.heading = "SERVICE", .only_if_filled = true},
                   {.heading = "QUESTION", .cut_to = 16},
                   {.heading = "OPENED", .priority = 1},
                   {.heading = "STATE"},
                   {.heading = "ANSWERS", .right = true}});
  for (const pb::Pulse& row : answer.pulses()) {
    table.AddRow({{row.id(), Style::kBold},
                  row.provider(),
                  row.service(),
                  row.question(),
                  row.opened_on(),
                  OpenWords(row),
                  AnswersWords(row.answers())});
  }
  return table.Render(view.terminal);
}

Cell StateCellOf(const pb::Experience& row) {
  Style style = Style::kPlain;
  if (row.state() == pb::EXPERIENCE_STATE_GREEN) style = Style::kGood;
  if (row.state() == pb::EXPERIENCE_STATE_AMBER) style = Style::kWarning;
  if (row.state() == pb::EXPERIENCE_STATE_RED) style = Style::kBad;
  return {EnumPhrase(row.state()), style};
}

std::string ResultsTable(const pb::ListExperienceResponse& answer,
                         const View& view) {
  if (answer.experience().empty()) return "Nobody was asked.\n";
  TextTable table({{.heading = "PROVIDER"},
                   {.heading = "SERVICE"},
                   {.heading = "ANSWERS", .right = true},
                   {.heading = "SATISFIED", .right = true},
                   {.heading = "95 %", .right = true},
                   {.heading = "MEAN", .priority = 2, .right = true},
                   {.heading = "EXPERIENCE"},
                   {.heading = "LEVELS"},
                   {.heading = "WATERMELON", .priority = 1}});
  // Words about a service stand below it and not once more below all of them.
  std::multiset<std::tuple<std::string, std::string, std::string>> below;
  for (const pb::Experience& row : answer.experience()) {
    if (row.service().empty()) continue;
    for (const pb::PulseWord& word : row.words()) {
      below.emplace(row.provider(), word.day(), word.word());
    }
  }
  for (const pb::Experience& row : answer.experience()) {
    table.AddRow(
        {{row.provider(), Style::kBold},
         row.service().empty() ? "all" : row.service(),
         AnswersWords(row.answers()),
         row.has_satisfied() ? absl::StrCat(row.satisfied(), " %") : "–",
         row.has_low() ? absl::StrCat(row.low(), "–", row.high()) : "–",
         row.has_mean() ? row.mean() : "–",
         StateCellOf(row),
         absl::StrCat(EnumPhrase(row.levels()), " (", row.levels_met(),
                      " met, ", row.levels_missed(), " missed)"),
         !row.has_watermelon() ? Cell("–")
         : row.watermelon()    ? Cell("yes", Style::kBad)
                               : Cell("no")});
    for (const pb::PulseWord& word : row.words()) {
      const auto again = below.find({row.provider(), word.day(), word.word()});
      if (row.service().empty() && again != below.end()) {
        below.erase(again);
        continue;
      }
      table.AddNote({absl::StrCat(word.day(), " ", word.word()), Style::kFaint},
                    "└ ");
    }
  }
  return absl::StrCat("Answered from ", answer.from(), " to ", answer.to(),
                      "\n\n", table.Render(view.terminal), "\n",
                      answer.method().text(), "\n");
}

}  // namespace

std::vector<Verb> PulseVerbs() {
  Verb list{.noun = "pulse",
            .name = "list",
            .summary = "Questions to those who use a service",
            .examples = {"regisseur pulse list --open"},
            .parameters = {ProviderOption(),
                           ServiceOption("Only this service"),
                           {.name = "open",
                            .kind = Parameter::Kind::kFlag,
                            .field = "open",
                            .help = "Only those that answer today"},
                           OwnerOption()},
            .csv = {.rows = "pulses"},
            .table = TableOf(&ListTable)};
  list.ask = Reading<pb::PulseService>(&Stub::ListPulses, list.parameters);
  Verb create{
      .noun = "pulse",
      .name = "create",
      .summary = "Ask those who use a service one question, by a link",
      .details =
          "Anonymous: kept are the day, a score from 1 to 5 and a word, "
          "and nothing about who answers. A figure needs five answers.",
      .examples = {"regisseur pulse create --provider cloudnine --service "
                   "hosting --closes 2026-12-31"},
      .parameters = {ProviderOption(true),
                     ServiceOption("The service; the provider as a whole when "
                                   "not given"),
                     {.name = "question",
                      .field = "question",
                      .help = "The question; the usual one when not given"},
                     {.name = "language",
                      .field = "language",
                      .help = "nl or en; that of the portfolio when not given",
                      .value_name = "nl|en"},
                     {.name = "closes",
                      .field = "closes_on",
                      .help = "The last day on which it answers",
                      .value_name = "DAY"},
                     {.name = "target",
                      .field = "target",
                      .help = "Percent of satisfied people to reach; 70 when "
                              "not given",
                      .value_name = "PERCENT"},
                     RequestIdOption()},
      .table = TableOf(&CreateTable)};
  create.ask = Acting<pb::PulseService>(&Stub::CreatePulse, create.parameters);
  Verb results{
      .noun = "pulse",
      .name = "results",
      .summary = "What people experience, beside the service levels",
      .examples = {"regisseur pulse results --period 2026-Q4"},
      .parameters = {ProviderOption(),
                     ServiceOption("Only this service"),
                     PeriodOption("Answered in it: 2026-10, 2026-Q3, 2026; the "
                                  "last three months when not given"),
                     {.name = "pulse",
                      .field = "pulse",
                      .help = "Only the answers to this one",
                      .value_name = "ID"},
                     OwnerOption()},
      .csv = {.rows = "experience"},
      .table = TableOf(&ResultsTable)};
  results.ask =
      Reading<pb::PulseService>(&Stub::ListExperience, results.parameters);
  return {list, create, results,
          StepVerb<pb::PulseService>("pulse", "close",
                                     "End one: its link answers no longer",
                                     "regisseur pulse close 0193f2a4-…",
                                     &Stub::ClosePulse, {}, &CloseTable)};
}

}  // namespace regisseur

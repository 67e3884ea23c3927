#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/partnership/partnership.h"
#include "cli/partnership/partnership_words.h"
#include "cli/verb/reading.h"
#include "regisseur/partnership/v1/idea.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;
using Stub = pb::IdeaService::Stub;

std::string ExpectedWords(const pb::ExpectedBenefit& benefit) {
  return absl::StrCat(
      EnumPhrase(benefit.kind()),
      benefit.subject().empty() ? "" : absl::StrCat(" of ", benefit.subject()),
      ": ", benefit.amount(),
      benefit.currency().empty()
          ? " points better"
          : absl::StrCat(" ", benefit.currency(), " a month less"));
}

Cell CheckCell(const pb::BenefitCheck& check) {
  if (!check.has_benefit()) {
    return {absl::StrCat("not known: ", check.unknown_why()), Style::kWarning};
  }
  return {
      absl::StrCat(check.benefit(), " better (", check.before(), " → ",
                   check.after(), "), ",
                   check.as_expected() ? "as expected" : "less than expected"),
      check.as_expected() ? Style::kGood : Style::kWarning};
}

std::string EndorsementWords(const pb::Endorsements& endorsements) {
  return absl::StrCat("customer ", endorsements.customer(), ", provider ",
                      endorsements.provider(), ", users ",
                      endorsements.end_user());
}

// What a fund pays of it and what it brought: only what there is.
std::string FundingWords(const pb::IdeaFunding& funding) {
  std::vector<std::string> words;
  for (const auto& [label, amount] :
       {std::pair("asked", &funding.asked()),
        std::pair("reserved", &funding.reserved()),
        std::pair("paid", &funding.spent()),
        std::pair("saved", &funding.saved()),
        std::pair("of which into the fund", &funding.gained()),
        std::pair("to the customer", &funding.to_customer()),
        std::pair("to the provider", &funding.to_provider())}) {
    if (amount->find_first_not_of("0.") == std::string::npos) continue;
    words.push_back(absl::StrCat(label, " ", *amount));
  }
  return absl::StrCat(absl::StrJoin(words, ", "), " ", funding.currency());
}

std::string ListedFunding(const pb::Idea& idea) {
  return absl::StrJoin(idea.funding(), "; ",
                       [](std::string* out, const pb::IdeaFunding& funding) {
                         absl::StrAppend(out, FundingWords(funding));
                       });
}

std::string RenderIdea(const pb::Idea& idea, const Terminal& terminal) {
  DetailSheet sheet;
  sheet.Add("id", {idea.id(), Style::kBold});
  sheet.Add("title", {idea.title(), Style::kBold});
  sheet.Add("about",
            absl::StrCat(idea.provider(), idea.service().empty() ? "" : "/",
                         idea.service()));
  sheet.Add("text", idea.text());
  sheet.Add("proposed by", absl::StrCat("the ", EnumPhrase(idea.proposed_by()),
                                        idea.mine() ? " (you)" : ""));
  sheet.Add("state", EnumPhrase(idea.state()));
  sheet.Add("endorsed by",
            absl::StrCat(EndorsementWords(idea.endorsements()),
                         idea.endorsed_by_me() ? " (you too)" : ""));
  sheet.Add("agreement",
            absl::StrCat(idea.agreement(), ", place ", idea.rank()));
  if (idea.has_benefit()) sheet.Add("expected", ExpectedWords(idea.benefit()));
  sheet.Add("to be done by", idea.due_on());
  sheet.Add("feedback", idea.feedback());
  for (const pb::BenefitCheck& check : idea.checks()) {
    sheet.Add("checked", CheckCell(check));
    sheet.Add("method", check.method().text());
  }
  for (const pb::IdeaFunding& funding : idea.funding()) {
    sheet.Add("fund", FundingWords(funding));
  }
  AddEntries(idea.entries(), "step", sheet);
  AddEntries(idea.notes(), "our note", sheet);
  return sheet.Render(terminal);
}

template <typename Response>
std::string Sheet(const Response& answer, const View& view) {
  return RenderIdea(answer.idea(), view.terminal);
}

std::string ShowTable(const pb::ListIdeasResponse& answer, const View& view) {
  return answer.ideas().empty() ? ""
                                : RenderIdea(answer.ideas(0), view.terminal);
}

std::string ListTable(const pb::ListIdeasResponse& answer, const View& view) {
  if (answer.ideas().empty()) return "No idea.\n";
  TextTable table({{.heading = "ID"},
                   {.heading = "AGREEMENT", .right = true},
                   {.heading = "TITLE", .cut_to = 16},
                   {.heading = "PROVIDER", .priority = 1, .cut_to = 10},
                   {.heading = "STATE"},
                   {.heading = "ENDORSED BY", .priority = 2},
                   {.heading = "CAME OF IT",
                    .priority = 3,
                    .cut_to = 14,
                    .only_if_filled = true},
                   {.heading = "FUND",
                    .priority = 4,
                    .cut_to = 14,
                    .only_if_filled = true}});
  for (const pb::Idea& row : answer.ideas()) {
    table.AddRow(
        {{row.id(), Style::kBold},
         row.agreement(),
         row.title(),
         row.provider(),
         EnumPhrase(row.state()),
         EndorsementWords(row.endorsements()),
         row.checks().empty() ? Cell("") : CheckCell(*row.checks().rbegin()),
         ListedFunding(row)});
  }
  return table.Render(view.terminal);
}

Verb ListVerb() {
  Verb verb{
      .noun = "idea",
      .name = "list",
      .summary = "Improvements, those first on which the parties agree most",
      .details =
          "Agreement is the number of parties that endorse an idea (customer, "
          "provider, those who use it) and, as a fraction, the product over "
          "them of n / (n + 1) with n the persons of the party.",
      .examples = {"regisseur idea list --state new"},
      .parameters = {ProviderOption(),
                     ServiceOption("Only this service"),
                     {.name = "state",
                      .kind = Parameter::Kind::kWord,
                      .field = "state",
                      .help = "new, accepted, started, realised, declined",
                      .value_name = "STATE"},
                     OwnerOption(),
                     AsKnownOnOption()},
      .csv = {.rows = "ideas"},
      .table = TableOf(&ListTable)};
  verb.ask = Reading<pb::IdeaService>(&Stub::ListIdeas, verb.parameters);
  return verb;
}

Verb ShowVerb() {
  Verb verb{
      .noun = "idea",
      .name = "show",
      .summary = "One idea, its thread, and what came of it",
      .examples = {"regisseur idea show 0193f2a4-…"},
      .parameters = {IdWord("As `idea list` shows it"), AsKnownOnOption()},
      .csv = {.rows = "ideas"},
      .table = TableOf(&ShowTable)};
  verb.ask = Reading<pb::IdeaService>(&Stub::ListIdeas, verb.parameters);
  return verb;
}

Verb ProposeVerb() {
  Verb verb{
      .noun = "idea",
      .name = "propose",
      .summary = "Propose an improvement",
      .details =
          "What is expected of it can be checked afterwards: a cost by "
          "the month, the level of an objective, or what people "
          "experience.",
      .examples = {"regisseur idea propose --provider cloudnine --title "
                   "\"Switch test machines off at night\" --benefit cost "
                   "--amount 250.00 --currency EUR"},
      .parameters = {ProviderOption(),
                     ServiceOption("The service that it is about"),
                     TextOption("title", "What, in one line"),
                     TextWord("More about it", false),
                     {.name = "benefit",
                      .kind = Parameter::Kind::kWord,
                      .field = "benefit.kind",
                      .help = "cost, objective or experience",
                      .value_name = "KIND"},
                     {.name = "amount",
                      .field = "benefit.amount",
                      .help = "By how much it becomes better",
                      .value_name = "NUMBER"},
                     {.name = "currency",
                      .field = "benefit.currency",
                      .help = "Of a cost",
                      .value_name = "CODE"},
                     {.name = "of",
                      .field = "benefit.subject",
                      .help = "The service of the ledger, contract/objective, "
                              "or the service that people experience",
                      .value_name = "NAME"},
                     RequestIdOption()},
      .table = TableOf(&Sheet<pb::ProposeIdeaResponse>)};
  verb.ask = Acting<pb::IdeaService>(&Stub::ProposeIdea, verb.parameters);
  return verb;
}

Parameter MonthOption(const char* name, const char* field, const char* help) {
  return {.name = name, .field = field, .help = help, .value_name = "MONTH"};
}

}  // namespace

std::vector<Verb> IdeaVerbs() {
  const auto step = [](const char* name, std::string summary, auto method,
                       std::vector<Parameter> more, auto table) {
    return StepVerb<pb::IdeaService>(
        "idea", name, std::move(summary),
        absl::StrCat("regisseur idea ", name, " 0193f2a4-… …"), method,
        std::move(more), table);
  };
  std::vector<Verb> verbs = {ListVerb(), ShowVerb(), ProposeVerb()};
  verbs.push_back(step("endorse", "Endorse it for the own party",
                       &Stub::EndorseIdea,
                       {{.name = "take-back",
                         .kind = Parameter::Kind::kFlag,
                         .field = "take_back",
                         .help = "Not any more"}},
                       &Sheet<pb::EndorseIdeaResponse>));
  verbs.push_back(step("comment", "Say something about it",
                       &Stub::CommentOnIdea,
                       {TextWord("What", true), InternalFlag()},
                       &Sheet<pb::CommentOnIdeaResponse>));
  verbs.push_back(step("accept", "Say that it will be done", &Stub::AcceptIdea,
                       {TextWord("To who proposed it", true),
                        {.name = "due",
                         .field = "due_on",
                         .help = "By when",
                         .value_name = "DAY"}},
                       &Sheet<pb::AcceptIdeaResponse>));
  verbs.push_back(step(
      "decline", "Say that it will not be done, and why", &Stub::DeclineIdea,
      {TextWord("To who proposed it", true)}, &Sheet<pb::DeclineIdeaResponse>));
  verbs.push_back(step("start", "Say that work on it began", &Stub::StartIdea,
                       {TextWord("To who proposed it", false)},
                       &Sheet<pb::StartIdeaResponse>));
  verbs.push_back(step("realise", "Say that it is in use", &Stub::RealiseIdea,
                       {TextWord("To who proposed it", false)},
                       &Sheet<pb::RealiseIdeaResponse>));
  verbs.push_back(
      step("check", "Hold what was expected against what came of it",
           &Stub::CheckIdea,
           {MonthOption("before-from", "before_from", "The first month before"),
            MonthOption("before-to", "before_to", "The last one"),
            MonthOption("after-from", "after_from", "The first month after"),
            MonthOption("after-to", "after_to", "The last one")},
           &Sheet<pb::CheckIdeaResponse>));
  return verbs;
}

}  // namespace regisseur

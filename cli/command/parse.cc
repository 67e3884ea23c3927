// The only file that includes CLI11, which is slow to compile.
#include "cli/command/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/command/verb_table.h"
#include "cli/output/display_text.h"
#include "core/base/nearest_word.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

const char kAbout[] =
    "Regisseur: how your IT partners do, what they cost, and what is missing.\n"
    "Asks a running daemon (regisseurd). Answers on stdout, messages on "
    "stderr.";

const char kFooter[] =
    "Examples:\n"
    "  regisseur overview                          who needs attention, and "
    "why\n"
    "  regisseur source list                       is what we know fresh\n"
    "  regisseur incident list --open              what is broken now\n"
    "  regisseur cost summary --by provider --from 2026-10 --to 2026-10\n"
    "  regisseur -o json provider show cloudnine\n"
    "\n"
    "Exit codes: 0 done, 1 failed, 2 usage or invalid argument, 3 not found,\n"
    "4 not allowed, 5 unavailable, 6 incomplete with --fail-on-gaps, 7 a "
    "check\n"
    "did not hold, 130 interrupted.\n"
    "Environment: REGISSEUR_SERVER as --server; NO_COLOR; COLUMNS.";

constexpr int kHelpWidth = 79;
constexpr int kOptionWidth = 28;

const std::map<std::string, OutputFormat> kFormats = {
    {"table", OutputFormat::kTable},
    {"json", OutputFormat::kJson},
    {"yaml", OutputFormat::kYaml},
    {"csv", OutputFormat::kCsv}};

// Options for every verb as they were typed.
struct GlobalOptions {
  std::string server;
  std::string format = "table";
  std::string timeout;
  std::string token_file;
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  bool fail_on_gaps = false;
  bool no_colour = false;
};

const std::set<std::string> kGlobalsWithValue = {
    "--server",     "-o",   "--output", "--timeout",
    "--token-file", "--ca", "--cert",   "--key"};

void AddGlobalOptions(CLI::App* app, GlobalOptions* options) {
  app->set_version_flag("--version", "regisseur " REGISSEUR_VERSION,
                        "The version of this program");
  app->set_help_flag("-h,--help", "This text");
  app->add_option("--server", options->server,
                  "The daemon (127.0.0.1:7400), or unix:/path")
      ->type_name("HOST:PORT");
  app->add_option("-o,--output", options->format,
                  "table for people; json, yaml, csv for programs")
      ->type_name("FORMAT");
  app->add_flag("--fail-on-gaps", options->fail_on_gaps,
                "End with 6 when something is missing");
  app->add_flag("--no-color,--no-colour", options->no_colour,
                "No colour, also on a terminal");
  app->add_option("--timeout", options->timeout,
                  "How long to wait, such as 30s or 5m")
      ->type_name("LENGTH");
  app->add_option("--token-file", options->token_file,
                  "A file that holds the bearer token")
      ->type_name("FILE");
  app->add_option("--ca", options->ca_file,
                  "The authority of the daemon's certificate")
      ->type_name("FILE");
  app->add_option("--cert", options->cert_file, "Our own certificate")
      ->type_name("FILE");
  app->add_option("--key", options->key_file, "The key of --cert")
      ->type_name("FILE");
}

// Where CLI11 puts what a verb was told.
struct ParameterSlot {
  const Parameter* parameter;
  CLI::Option* option;
};

ParameterSlot AddParameter(const Parameter& parameter, CLI::App* app) {
  const std::string name =
      parameter.positional() ? parameter.name : "--" + parameter.name;
  CLI::Option* option = nullptr;
  switch (parameter.kind) {
    case Parameter::Kind::kFlag:
      option = app->add_flag(name, parameter.help);
      break;
    case Parameter::Kind::kTexts:
      option = app->add_option(name, parameter.help);
      option->delimiter(',');
      if (parameter.positional()) {
        option->expected(0, CLI::detail::expected_max_vector_size);
        option->allow_extra_args(true);
      } else {
        option->expected(1, CLI::detail::expected_max_vector_size);
        option->allow_extra_args(false);
        option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      }
      break;
    case Parameter::Kind::kLines:
      option = app->add_option(name, parameter.help);
      option->expected(1, CLI::detail::expected_max_vector_size);
      option->allow_extra_args(false);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      break;
    case Parameter::Kind::kText:
    case Parameter::Kind::kMoment:
    case Parameter::Kind::kWord:
      option = app->add_option(name, parameter.help);
      option->expected(1);
      break;
  }
  if (parameter.kind != Parameter::Kind::kFlag && !parameter.positional()) {
    option->type_name(parameter.value_name);
  } else if (parameter.positional()) {
    option->type_name("");
  }
  if (parameter.required) option->required();
  return {&parameter, option};
}

std::string FooterOf(const Verb& verb) {
  std::string footer;
  for (absl::string_view part :
       absl::StrSplit(verb.details, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&footer, absl::StrJoin(Wrapped(part, kHelpWidth), "\n"),
                    "\n");
  }
  if (!footer.empty()) footer += "\n";
  absl::StrAppend(&footer, "Examples:\n");
  for (const std::string& example : verb.examples) {
    absl::StrAppend(&footer, "  ", example, "\n");
  }
  absl::StrAppend(&footer,
                  "\nOptions of every verb (-o json|yaml|csv, --server, "
                  "--fail-on-gaps …):\n  regisseur --help");
  return footer;
}

std::string PathOf(const Verb& verb) {
  return absl::StrCat(verb.noun, verb.name.empty() ? "" : " ", verb.name);
}

std::vector<std::string> NounWords() {
  std::vector<std::string> nouns;
  for (const Verb& verb : Verbs()) {
    if (nouns.empty() || nouns.back() != verb.noun) nouns.push_back(verb.noun);
  }
  return nouns;
}

std::vector<std::string> VerbWords(absl::string_view noun) {
  std::vector<std::string> names;
  for (const Verb& verb : Verbs()) {
    if (verb.noun == noun && !verb.name.empty()) names.push_back(verb.name);
  }
  return names;
}

// Where the first two words stand that are neither options nor values of
// options that every verb has: noun and verb.
std::vector<size_t> NounAndVerb(const std::vector<std::string>& words) {
  std::vector<size_t> found;
  for (size_t i = 0; i < words.size() && found.size() < 2; ++i) {
    if (kGlobalsWithValue.count(words[i]) != 0) {
      ++i;
    } else if (!absl::StartsWith(words[i], "-")) {
      found.push_back(i);
    }
  }
  return found;
}

std::string DidYouMean(absl::string_view typed,
                       const std::vector<std::string>& words,
                       absl::string_view before) {
  const std::string nearest = NearestWord(typed, words);
  if (!nearest.empty()) {
    return absl::StrCat("did you mean `", before, nearest, "`?");
  }
  return absl::StrCat("there is ", absl::StrJoin(words, ", "));
}

// True for a noun that is also a command by itself: only a word right behind it
// is a verb, since what follows an option may be its value.
bool StandsAlone(absl::string_view noun) {
  const std::vector<Verb>& verbs = Verbs();
  return std::any_of(verbs.begin(), verbs.end(), [&](const Verb& verb) {
    return verb.noun == noun && verb.name.empty();
  });
}

// Refuses words that are no noun or verb of this version.
absl::Status CheckNounAndVerb(const std::vector<std::string>& path) {
  if (path.empty()) return absl::OkStatus();
  const std::vector<std::string> nouns = NounWords();
  const std::string verb = path.size() > 1 ? path[1] : "";
  if (std::find(nouns.begin(), nouns.end(), path[0]) == nouns.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no `", path[0], "`; ",
                     DidYouMean(path[0], nouns, "regisseur ")));
  }
  const std::vector<std::string> verbs = VerbWords(path[0]);
  if (verb.empty() || verbs.empty()) return absl::OkStatus();
  if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "there is no `", path[0], " ", verb, "`; ",
        DidYouMean(verb, verbs, absl::StrCat("regisseur ", path[0], " "))));
  }
  return absl::OkStatus();
}

// What CLI11 found wrong, with the place and a way out.
absl::Status Usage(const CLI::ParseError& error, const Verb* verb,
                   CLI::App* app) {
  std::string what = error.what();
  std::string hint;
  for (const std::string& word : app->remaining(/*recurse=*/true)) {
    if (!absl::StartsWith(word, "--") || verb == nullptr) continue;
    std::vector<std::string> options = {
        "--server",     "--output", "--fail-on-gaps", "--no-color", "--timeout",
        "--token-file", "--ca",     "--cert",         "--key"};
    for (const Parameter& parameter : verb->parameters) {
      if (!parameter.positional()) options.push_back("--" + parameter.name);
    }
    const std::string nearest =
        NearestWord(word.substr(0, word.find('=')), options);
    what = absl::StrCat("there is no option ", word);
    if (!nearest.empty()) hint = absl::StrCat("; did you mean ", nearest, "?");
    break;
  }
  const std::string path = verb == nullptr ? "" : " " + PathOf(*verb);
  return absl::InvalidArgumentError(
      absl::StrCat(verb == nullptr ? "" : PathOf(*verb) + ": ", what, hint,
                   "; see `regisseur", path, " --help`"));
}

absl::Status ReadGlobals(const GlobalOptions& options,
                         const ReadEnvironment& environment, Command* command) {
  command->fail_on_gaps = options.fail_on_gaps;
  command->no_colour = options.no_colour;
  const auto format = kFormats.find(options.format);
  if (format == kFormats.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("-o ", options.format,
                     " is no format; it should be table, json, yaml or csv"));
  }
  command->format = format->second;
  ConnectionOptions& connection = command->connection;
  const std::string from_environment =
      environment("REGISSEUR_SERVER").value_or("");
  if (!options.server.empty()) {
    connection.server = options.server;
  } else if (!from_environment.empty()) {
    connection.server = from_environment;
  }
  connection.token_file = options.token_file;
  connection.ca_file = options.ca_file;
  connection.cert_file = options.cert_file;
  connection.key_file = options.key_file;
  if (!options.timeout.empty()) {
    const absl::StatusOr<absl::Duration> length = ParseLength(options.timeout);
    if (!length.ok() || *length <= absl::ZeroDuration()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--timeout ", options.timeout,
                       " is no length of time; it should be one such as 30s, "
                       "5m or 2h"));
    }
    connection.timeout = *length;
  }
  return absl::OkStatus();
}

absl::Status ReadArguments(const std::vector<ParameterSlot>& slots,
                           Command* command) {
  for (const ParameterSlot& slot : slots) {
    if (slot.option->count() == 0) continue;
    if (slot.parameter->kind == Parameter::Kind::kFlag) {
      command->arguments.Set(slot.parameter->name, {});
      continue;
    }
    const std::vector<std::string>& values = slot.option->results();
    // An empty variable in a script must not turn "this one" into "all".
    if (std::any_of(values.begin(), values.end(),
                    [](const std::string& value) { return value.empty(); })) {
      return absl::InvalidArgumentError(absl::StrCat(
          PathOf(*command->verb), ": ",
          slot.parameter->positional() ? "" : "--", slot.parameter->name,
          " is empty; give a value, or leave it out"));
    }
    command->arguments.Set(slot.parameter->name, values);
  }
  return absl::OkStatus();
}

void SetLayout(CLI::App* app, const char* subcommands) {
  auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(kOptionWidth);
  formatter->label("SUBCOMMAND", subcommands);
  formatter->label("REQUIRED", "(required)");
  app->formatter(std::move(formatter));
}

// The help of the program and of each noun: every verb by its name. No verb is
// parsed by it, since what a verb is told may be called like a noun.
void AddNouns(CLI::App* app) {
  std::map<std::string, CLI::App*> nouns;
  for (const Verb& verb : Verbs()) {
    CLI::App*& noun = nouns[verb.noun];
    if (noun == nullptr) {
      noun = app->add_subcommand(verb.noun, NounSummary(verb.noun));
      SetLayout(noun, "VERB");
      noun->group("Nouns");
      noun->footer("Each verb has its own --help with examples.");
    }
    if (verb.name.empty()) continue;
    noun->add_subcommand(verb.name, verb.summary)->group("Verbs");
  }
}

// What CLI11 makes of `words`: OK, the text that was asked for, or usage.
absl::StatusOr<std::optional<HelpText>> ParseWith(
    CLI::App* app, const Verb* verb, const std::vector<std::string>& words) {
  try {
    app->parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    return HelpText{app->help()};
  } catch (const CLI::CallForVersion& version) {
    return HelpText{absl::StrCat(version.what(), "\n")};
  } catch (const CLI::ParseError& error) {
    return Usage(error, verb, app);
  }
  return std::nullopt;
}

// The verb that the first words name; null for none of them.
const Verb* ChooseVerb(const std::vector<std::string>& path) {
  for (const Verb& verb : Verbs()) {
    if (path.empty() || verb.noun != path[0]) continue;
    if (verb.name.empty() || (path.size() > 1 && verb.name == path[1])) {
      return &verb;
    }
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<std::variant<Command, HelpText>> Parse(
    const std::vector<std::string>& words, const ReadEnvironment& environment) {
  const std::vector<size_t> places = NounAndVerb(words);
  std::vector<std::string> path;
  for (const size_t place : places) path.push_back(words[place]);
  if (places.size() > 1 && places[1] != places[0] + 1 && StandsAlone(path[0])) {
    path.pop_back();
  }
  RETURN_IF_ERROR(CheckNounAndVerb(path));
  const Verb* const verb = ChooseVerb(path);
  GlobalOptions globals;
  if (verb == nullptr) {
    CLI::App app(kAbout, "regisseur");
    SetLayout(&app, "NOUN VERB");
    app.footer(kFooter);
    app.fallthrough();
    AddGlobalOptions(&app, &globals);
    AddNouns(&app);
    ASSIGN_OR_RETURN(std::optional<HelpText> help,
                     ParseWith(&app, nullptr, words));
    if (help) return *std::move(help);
    return HelpText{app.help(), /*asked_for=*/false};
  }

  CLI::App app(verb->summary, absl::StrCat("regisseur ", PathOf(*verb)));
  SetLayout(&app, "VERB");
  app.footer(FooterOf(*verb));
  AddGlobalOptions(&app, &globals);
  // The help of the program shows them once for all verbs.
  for (CLI::Option* option : app.get_options()) {
    if (option != app.get_help_ptr()) option->group("");
  }
  std::vector<ParameterSlot> slots;
  for (const Parameter& parameter : verb->parameters) {
    slots.push_back(AddParameter(parameter, &app));
  }
  std::vector<std::string> told = words;
  if (!verb->name.empty()) told.erase(told.begin() + places[1]);
  told.erase(told.begin() + places[0]);
  ASSIGN_OR_RETURN(std::optional<HelpText> help, ParseWith(&app, verb, told));
  if (help) return *std::move(help);

  Command command;
  command.verb = verb;
  RETURN_IF_ERROR(ReadGlobals(globals, environment, &command));
  RETURN_IF_ERROR(ReadArguments(slots, &command));
  return command;
}

}  // namespace regisseur

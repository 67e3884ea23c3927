#include "cli/command/completion.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/command/global_options.h"
#include "cli/command/verb_table.h"

namespace regisseur {
namespace {

std::vector<std::string> Nouns() {
  std::vector<std::string> nouns;
  for (const Verb& verb : Verbs()) {
    if (std::find(nouns.begin(), nouns.end(), verb.noun) == nouns.end()) {
      nouns.push_back(verb.noun);
    }
  }
  return nouns;
}

std::vector<std::string> VerbsOf(absl::string_view noun) {
  std::vector<std::string> names;
  for (const Verb& verb : Verbs()) {
    if (verb.noun == noun && !verb.name.empty()) names.push_back(verb.name);
  }
  return names;
}

std::vector<std::string> OptionsOf(const Verb& verb) {
  std::vector<std::string> options;
  for (const Parameter& parameter : verb.parameters) {
    if (!parameter.positional()) options.push_back("--" + parameter.name);
  }
  for (const GlobalOption& option : GlobalOptionTable()) {
    options.push_back(option.name);
  }
  return options;
}

// Options whose next word is their value and no noun or verb.
std::vector<std::string> OptionsWithValue() {
  std::vector<std::string> options = {"-o"};
  for (const GlobalOption& option : GlobalOptionTable()) {
    if (option.value_name != nullptr) options.push_back(option.name);
  }
  return options;
}

// The words that fit, by "noun verb", as the branches of a shell's `case`.
std::string Branches(absl::string_view indent) {
  std::string out =
      absl::StrCat(indent, "' ') fit='", absl::StrJoin(Nouns(), " "), "' ;;\n");
  for (const std::string& noun : Nouns()) {
    const std::vector<std::string> verbs = VerbsOf(noun);
    if (verbs.empty()) continue;
    absl::StrAppend(&out, indent, "'", noun, " ') fit='",
                    absl::StrJoin(verbs, " "), "' ;;\n");
  }
  for (const Verb& verb : Verbs()) {
    std::vector<std::string> words = OptionsOf(verb);
    if (verb.noun == "completion") words = {"bash", "zsh", "fish"};
    absl::StrAppend(&out, indent, "'", verb.noun, " ", verb.name,
                    verb.name.empty() ? "'*" : "'", ") fit='",
                    absl::StrJoin(words, " "), "' ;;\n");
  }
  return out;
}

// Finds noun and verb among the words before the cursor; `$w` is one of them.
std::string FindPath(absl::string_view indent) {
  return absl::StrCat(
      indent, "if [[ -n $skip ]]; then skip=; continue; fi\n", indent,
      "case $w in\n", indent, "  ", absl::StrJoin(OptionsWithValue(), "|"),
      ") skip=1 ;;\n", indent, "  -*) ;;\n", indent,
      "  *) if [[ -z $noun ]]; then noun=$w; elif [[ -z $verb ]]; then "
      "verb=$w; fi ;;\n",
      indent, "esac\n");
}

std::string Bash() {
  return absl::StrCat(
      "# bash completion for regisseur; source it, or put it into\n"
      "# /usr/share/bash-completion/completions/regisseur\n"
      "_regisseur() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} noun= verb= skip= fit= w i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    w=${COMP_WORDS[i]}\n",
      FindPath("    "),
      "  done\n"
      "  case \"$noun $verb\" in\n",
      Branches("    "),
      "  esac\n"
      "  COMPREPLY=($(compgen -W \"$fit\" -- \"$cur\"))\n"
      "}\n"
      "complete -o default -F _regisseur regisseur\n");
}

std::string Zsh() {
  return absl::StrCat(
      "#compdef regisseur\n"
      "# zsh completion for regisseur; put it as _regisseur into a folder of "
      "$fpath\n"
      "_regisseur() {\n"
      "  local -a typed=(${words[2,CURRENT-1]})\n"
      "  local noun= verb= skip= fit= w\n"
      "  for w in $typed; do\n",
      FindPath("    "),
      "  done\n"
      "  case \"$noun $verb\" in\n",
      Branches("    "),
      "  esac\n"
      "  compadd -- ${=fit}\n"
      "}\n"
      "if [[ $funcstack[1] = _regisseur ]]; then\n"
      "  _regisseur\n"
      "else\n"
      "  compdef _regisseur regisseur\n"
      "fi\n");
}

std::string FishQuoted(absl::string_view text) {
  return absl::StrCat(
      "'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string Fish() {
  std::string out =
      "# fish completion for regisseur; put it into\n"
      "# ~/.config/fish/completions/regisseur.fish\n"
      "complete -c regisseur -f\n";
  const std::string nouns = absl::StrJoin(Nouns(), " ");
  for (const std::string& noun : Nouns()) {
    absl::StrAppend(
        &out, "complete -c regisseur -n 'not __fish_seen_subcommand_from ",
        nouns, "' -a ", noun, " -d ", FishQuoted(NounSummary(noun)), "\n");
  }
  for (const Verb& verb : Verbs()) {
    std::string seen = absl::StrCat("__fish_seen_subcommand_from ", verb.noun);
    if (!verb.name.empty()) {
      absl::StrAppend(&out, "complete -c regisseur -n '", seen,
                      "; and not __fish_seen_subcommand_from ",
                      absl::StrJoin(VerbsOf(verb.noun), " "), "' -a ",
                      verb.name, " -d ", FishQuoted(verb.summary), "\n");
      absl::StrAppend(&seen, "; and __fish_seen_subcommand_from ", verb.name);
    }
    if (verb.noun == "completion") {
      absl::StrAppend(&out, "complete -c regisseur -n '", seen,
                      "' -a 'bash zsh fish'\n");
    }
    for (const Parameter& parameter : verb.parameters) {
      if (parameter.positional()) continue;
      absl::StrAppend(&out, "complete -c regisseur -n '", seen, "' -l ",
                      parameter.name,
                      parameter.kind == Parameter::Kind::kFlag ? "" : " -x",
                      " -d ", FishQuoted(parameter.help), "\n");
    }
  }
  for (const GlobalOption& option : GlobalOptionTable()) {
    absl::StrAppend(&out, "complete -c regisseur -l ", option.name + 2,
                    option.value_name == nullptr ? "" : " -r", " -d ",
                    FishQuoted(option.help), "\n");
  }
  return out;
}

}  // namespace

Verb CompletionVerb() {
  return {
      .noun = "completion",
      .summary = "Completion of words for bash, zsh and fish",
      .details = "Prints a script; needs no daemon.",
      .examples = {"source <(regisseur completion bash)",
                   "regisseur completion zsh > ~/.zfunc/_regisseur",
                   "regisseur completion fish > "
                   "~/.config/fish/completions/regisseur.fish"},
      .parameters = {{.name = "SHELL",
                      .help = "bash, zsh or fish",
                      .required = true}},
      .text = [](const Arguments& arguments) -> absl::StatusOr<std::string> {
        const std::string shell = arguments.Text("SHELL");
        if (shell == "bash") return Bash();
        if (shell == "zsh") return Zsh();
        if (shell == "fish") return Fish();
        return absl::InvalidArgumentError(
            absl::StrCat("completion: there is none for ", shell,
                         "; it should be bash, zsh or fish"));
      }};
}

}  // namespace regisseur

#include "cli/command/manual.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/command/global_options.h"
#include "cli/command/verb_table.h"

namespace regisseur {
namespace {

// Text as roff shows it: no line is taken for a request, a dash stays one.
std::string Roff(absl::string_view text) {
  std::string out =
      absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}, {"…", "..."}});
  out = absl::StrReplaceAll(out, {{"\n.", "\n\\&."}, {"\n'", "\n\\&'"}});
  if (absl::StartsWith(out, ".") || absl::StartsWith(out, "'")) {
    out.insert(0, "\\&");
  }
  return out;
}

void AddOption(std::string* out, const std::string& name,
               const std::string& value_name, absl::string_view help) {
  absl::StrAppend(out, ".TP\n.B ", Roff(name));
  if (!value_name.empty())
    absl::StrAppend(out, "\\fR \\fI", Roff(value_name), "\\fR");
  absl::StrAppend(out, "\n", Roff(help), "\n");
}

void AddVerb(std::string* out, const Verb& verb) {
  absl::StrAppend(out, ".SS regisseur ", Roff(verb.noun),
                  verb.name.empty() ? "" : " ", Roff(verb.name));
  for (const Parameter& parameter : verb.parameters) {
    if (!parameter.positional()) continue;
    absl::StrAppend(out, parameter.required ? " " : " [", Roff(parameter.name),
                    parameter.required ? "" : "]");
  }
  absl::StrAppend(out, "\n", Roff(verb.summary), ".\n");
  if (!verb.details.empty()) {
    absl::StrAppend(out, ".PP\n", Roff(verb.details), "\n");
  }
  for (const Parameter& parameter : verb.parameters) {
    const bool flag = parameter.kind == Parameter::Kind::kFlag;
    AddOption(out, (parameter.positional() ? "" : "--") + parameter.name,
              flag || parameter.positional() ? "" : parameter.value_name,
              parameter.help + (parameter.required ? " (required)" : ""));
  }
  absl::StrAppend(out, ".PP\nExamples:\n.PP\n.nf\n");
  for (const std::string& example : verb.examples) {
    absl::StrAppend(out, "    ", Roff(example), "\n");
  }
  absl::StrAppend(out, ".fi\n");
}

std::string Manual() {
  std::string out = absl::StrCat(
      ".TH REGISSEUR 1 \"\" \"Regisseur " REGISSEUR_VERSION
      "\" \"User Commands\"\n"
      ".SH NAME\nregisseur \\- how your IT partners do, what they cost, and "
      "what is missing\n"
      ".SH SYNOPSIS\n.B regisseur\n[\\fIOPTIONS\\fR] \\fINOUN\\fR "
      "[\\fIVERB\\fR] [\\fIARGUMENTS\\fR]\n"
      ".SH DESCRIPTION\nAsks a running daemon, \\fBregisseurd\\fR(8). Answers "
      "go to stdout, messages to stderr.\n"
      ".SH OPTIONS OF EVERY VERB\n");
  for (const GlobalOption& option : GlobalOptionTable()) {
    AddOption(&out, option.name,
              option.value_name == nullptr ? "" : option.value_name,
              option.help);
  }
  absl::StrAppend(&out, ".SH NOUNS AND VERBS\n");
  for (const Verb& verb : Verbs()) AddVerb(&out, verb);
  absl::StrAppend(
      &out,
      ".SH EXIT STATUS\n"
      "0 done, 1 failed, 2 usage or invalid argument, 3 not found, 4 not "
      "allowed, 5 unavailable, 6 incomplete with \\-\\-fail\\-on\\-gaps, 7 a "
      "check did not hold, 130 interrupted.\n"
      ".SH ENVIRONMENT\n.TP\n.B REGISSEUR_SERVER\nAs \\-\\-server.\n"
      ".TP\n.B NO_COLOR\nNo colour.\n"
      ".SH SEE ALSO\n\\fBregisseurd\\fR(8)\n");
  return out;
}

}  // namespace

Verb ManualVerb() {
  return {.noun = "manual",
          .summary = "This manual as a man page",
          .details = "Prints roff; needs no daemon.",
          .examples = {"regisseur manual | man -l -"},
          .text = [](const Arguments&) -> absl::StatusOr<std::string> {
            return Manual();
          }};
}

}  // namespace regisseur

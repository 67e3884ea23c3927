#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/connection/connection.h"
#include "cli/output/terminal.h"
#include "cli/verb/verb.h"

namespace regisseur {

// What a person typed, understood.
struct Command {
  const Verb* verb = nullptr;
  Arguments arguments;
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::kTable;
  bool fail_on_gaps = false;
  bool no_colour = false;
};

// A text to show instead of doing something.
struct HelpText {
  std::string text;
  // True when it was asked for; false when the command was not complete.
  bool asked_for = true;
};

// Reads the words after the program's name. Precedence: flag, then environment
// (REGISSEUR_SERVER), then default. INVALID_ARGUMENT says what was wrong and,
// for a word that is nearly one of ours, which was probably meant; a word that
// only a later version knows is refused with what to use now.
absl::StatusOr<std::variant<Command, HelpText>> Parse(
    const std::vector<std::string>& words, const ReadEnvironment& environment);

}  // namespace regisseur

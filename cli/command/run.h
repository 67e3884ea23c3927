#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "cli/output/terminal.h"
#include "cli/verb/exit_code.h"
#include "core/base/clock.h"

namespace regisseur {

// Everything around one command that is not its words.
struct Surroundings {
  std::ostream& out;
  std::ostream& err;
  StreamKind out_kind;
  StreamKind err_kind;
  ReadEnvironment environment;
  const Clock& clock;
};

// Does what the words after the program's name ask for: the answer goes to
// `out`; messages, one line each, to `err`.
ExitCode Run(const std::vector<std::string>& words,
             const Surroundings& surroundings);

}  // namespace regisseur

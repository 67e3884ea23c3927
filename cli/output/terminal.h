#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace regisseur {

// Reads an environment variable; nullopt when it is not set.
using ReadEnvironment =
    std::function<std::optional<std::string>(absl::string_view)>;

// What tables may use of the place where they are shown.
struct Terminal {
  int width = 160;
  bool colour = false;
};

// What is known about one output stream.
struct StreamKind {
  bool is_tty = false;
  // Columns that the terminal itself tells; 0 when it does not.
  int columns = 0;
};

// Asks the system about a file descriptor.
StreamKind ProbeStream(int file_descriptor);

// Width: what the terminal tells, else COLUMNS, else 80 on a terminal and 160
// elsewhere, never below 40. Colour: only on a terminal whose TERM is not
// `dumb`, without NO_COLOR and without `no_colour`.
Terminal ChooseTerminal(const StreamKind& stream,
                        const ReadEnvironment& environment, bool no_colour);

}  // namespace regisseur

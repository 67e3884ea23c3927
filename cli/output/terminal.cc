#include "cli/output/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/numbers.h"

namespace regisseur {
namespace {
constexpr int kNarrowest = 40;
}  // namespace

StreamKind ProbeStream(int file_descriptor) {
  StreamKind kind;
  kind.is_tty = isatty(file_descriptor) == 1;
  winsize size = {};
  if (kind.is_tty && ioctl(file_descriptor, TIOCGWINSZ, &size) == 0) {
    kind.columns = size.ws_col;
  }
  return kind;
}

Terminal ChooseTerminal(const StreamKind& stream,
                        const ReadEnvironment& environment, bool no_colour) {
  Terminal terminal;
  int columns = stream.columns;
  if (columns <= 0) {
    const std::optional<std::string> told = environment("COLUMNS");
    if (!told || !absl::SimpleAtoi(*told, &columns)) columns = 0;
  }
  if (columns <= 0) columns = stream.is_tty ? 80 : 160;
  terminal.width = std::max(columns, kNarrowest);
  terminal.colour = stream.is_tty && !no_colour &&
                    environment("NO_COLOR").value_or("").empty() &&
                    environment("TERM").value_or("") != "dumb";
  return terminal;
}

}  // namespace regisseur

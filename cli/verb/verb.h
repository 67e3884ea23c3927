#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/output/csv_output.h"
#include "cli/output/terminal.h"
#include "cli/verb/arguments.h"
#include "cli/verb/exit_code.h"
#include "core/base/clock.h"
#include "google/protobuf/message.h"

namespace regisseur {

class Connection;

enum class OutputFormat { kTable, kJson, kYaml, kCsv };

// What a verb has at hand while it asks the daemon. Lives for one command.
struct Session {
  const Connection& connection;
  const Clock& clock;
  OutputFormat format = OutputFormat::kTable;
  // For progress; errors and gaps are written by the caller.
  std::ostream& messages;
  bool messages_on_terminal = false;
};

// What a table is drawn for.
struct View {
  Terminal terminal;
  absl::Time now;
  const Arguments& arguments;
};

using Answer = std::unique_ptr<google::protobuf::Message>;

// One verb of the command line: a value in the table of cli/command. A verb
// asks one question and says how its answer looks as a table; formats, pages,
// gaps and exit codes are the same for all and not its concern.
struct Verb {
  std::string noun;
  // Empty when the noun stands alone, as in `regisseur overview`.
  std::string name;
  // One line for the list of verbs.
  std::string summary;
  // More for --help; may be empty.
  std::string details;
  // Lines for --help, each a whole command.
  std::vector<std::string> examples;
  std::vector<Parameter> parameters;
  CsvShape csv;
  std::function<absl::StatusOr<Answer>(const Arguments&, Session&)> ask;
  // Instead of `ask`, for a verb that needs no daemon: all that it prints.
  std::function<absl::StatusOr<std::string>(const Arguments&)> text;
  std::function<std::string(const google::protobuf::Message&, const View&)>
      table;
  // Gaps that a table shows; 0: all. The rest is counted.
  std::function<size_t(const Arguments&)> gap_limit;
  // Exit code of a good answer whose content is bad news: kCheckFailed for a
  // check that did not hold, kIncomplete where something failed (it counts only
  // with --fail-on-gaps). Empty: kDone.
  std::function<ExitCode(const google::protobuf::Message&, const Arguments&)>
      verdict;
};

// Makes a table function for one type of answer.
template <typename Response>
std::function<std::string(const google::protobuf::Message&, const View&)>
TableOf(std::string (*table)(const Response&, const View&)) {
  return [table](const google::protobuf::Message& answer, const View& view) {
    return table(static_cast<const Response&>(answer), view);
  };
}

}  // namespace regisseur

#include "cli/command/run.h"

#include <sys/stat.h>

#include <memory>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/command/parse.h"
#include "cli/connection/connection.h"
#include "cli/output/csv_output.h"
#include "cli/output/display_text.h"
#include "cli/output/gap_list.h"
#include "cli/output/json_output.h"
#include "cli/output/yaml_output.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

absl::StatusOr<std::string> Render(const Command& command,
                                   const google::protobuf::Message& answer,
                                   const std::vector<type::v1::Gap>& gaps,
                                   const Surroundings& surroundings) {
  switch (command.format) {
    case OutputFormat::kJson:
      return RenderJson(answer);
    case OutputFormat::kYaml:
      return RenderYaml(answer);
    case OutputFormat::kCsv:
      return RenderCsv(answer, command.verb->csv);
    case OutputFormat::kTable:
      break;
  }
  const View view{
      .terminal = ChooseTerminal(surroundings.out_kind,
                                 surroundings.environment, command.no_colour),
      .now = surroundings.clock.Now(),
      .arguments = command.arguments};
  std::string text = command.verb->table(answer, view);
  const size_t limit =
      command.verb->gap_limit ? command.verb->gap_limit(command.arguments) : 0;
  const std::string gap_text = RenderGaps(gaps, limit, view.now, view.terminal);
  if (!gap_text.empty()) absl::StrAppend(&text, "\n", gap_text);
  return text;
}

absl::StatusOr<ExitCode> Execute(const Command& command,
                                 const Surroundings& surroundings) {
  if (command.verb->text) {
    ASSIGN_OR_RETURN(const std::string text,
                     command.verb->text(command.arguments));
    surroundings.out << text;
    return ExitCode::kDone;
  }
  const std::string& token_file = command.connection.token_file;
  if (struct stat info; !token_file.empty() &&
                        stat(token_file.c_str(), &info) == 0 &&
                        S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) {
    surroundings.err << "warning: --token-file " << token_file
                     << " can be read by others than its owner; chmod 600 it\n";
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                   Connection::Open(command.connection));
  Session session{.connection = *connection,
                  .clock = surroundings.clock,
                  .format = command.format,
                  .messages = surroundings.err,
                  .messages_on_terminal = surroundings.err_kind.is_tty};
  ASSIGN_OR_RETURN(const Answer answer,
                   command.verb->ask(command.arguments, session));
  const std::vector<type::v1::Gap> gaps = GapsOf(*answer);
  ASSIGN_OR_RETURN(const std::string text,
                   Render(command, *answer, gaps, surroundings));
  surroundings.out << text;
  // Rows of CSV have no place for them.
  if (command.format == OutputFormat::kCsv) {
    for (const type::v1::Gap& gap : gaps) {
      surroundings.err << (gap.notice() ? "note: " : "gap: ")
                       << GapLine(gap, surroundings.clock.Now()) << "\n";
    }
  }
  const ExitCode verdict =
      command.verb->verdict ? command.verb->verdict(*answer, command.arguments)
                            : ExitCode::kDone;
  const size_t missing = CountIncomplete(gaps);
  const bool incomplete = verdict == ExitCode::kIncomplete || missing > 0;
  if (verdict != ExitCode::kDone && verdict != ExitCode::kIncomplete) {
    return verdict;
  }
  if (!incomplete || !command.fail_on_gaps) return ExitCode::kDone;
  surroundings.err << "regisseur: the answer is incomplete ("
                   << (missing == 0   ? std::string("a source failed")
                       : missing == 1 ? std::string("1 gap")
                                      : absl::StrCat(missing, " gaps"))
                   << "), and --fail-on-gaps was given\n";
  return ExitCode::kIncomplete;
}

ExitCode Refuse(const absl::Status& status, std::ostream& err) {
  err << "regisseur: " << EscapeControls(status.message()) << "\n";
  return ExitCodeOf(status);
}

}  // namespace

ExitCode Run(const std::vector<std::string>& words,
             const Surroundings& surroundings) {
  const absl::StatusOr<std::variant<Command, HelpText>> parsed =
      Parse(words, surroundings.environment);
  if (!parsed.ok()) return Refuse(parsed.status(), surroundings.err);
  if (const HelpText* help = std::get_if<HelpText>(&*parsed)) {
    (help->asked_for ? surroundings.out : surroundings.err) << help->text;
    return help->asked_for ? ExitCode::kDone : ExitCode::kUsage;
  }
  const absl::StatusOr<ExitCode> code =
      Execute(std::get<Command>(*parsed), surroundings);
  return code.ok() ? *code : Refuse(code.status(), surroundings.err);
}

}  // namespace regisseur

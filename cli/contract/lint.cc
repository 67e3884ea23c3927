#include "absl/strings/str_cat.h"
#include "cli/contract/contract.h"
#include "cli/output/text_table.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/sent_file.h"
#include "core/base/status_macros.h"
#include "regisseur/contract/v1/contract.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;

absl::StatusOr<Answer> Lint(const Arguments& arguments, Session& session) {
  pb::LintContractsRequest request;
  size_t bytes = 0;
  for (const std::string& path : arguments.Texts("FILES")) {
    ASSIGN_OR_RETURN(std::string text, ReadTextToSend("contract lint", path));
    bytes += text.size() + path.size();
    if (bytes > kMostSentBytes) {
      return absl::InvalidArgumentError(absl::StrCat(
          "contract lint: the files together have more than ", kMostSentBytes,
          " bytes; name fewer, or none for those of the daemon"));
    }
    pb::ContractText& file = *request.add_files();
    file.set_name(path);
    file.set_text(std::move(text));
  }
  const auto stub = pb::ContractService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<pb::LintContractsResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->LintContracts(&context, request, answer.get())));
  return Answer(std::move(answer));
}

std::string Table(const pb::LintContractsResponse& answer, const View& view) {
  const std::string looked =
      answer.files() == 1 ? "1 file" : absl::StrCat(answer.files(), " files");
  if (answer.problems().empty()) {
    return absl::StrCat(Styled(absl::StrCat("✓ nothing wrong in ", looked),
                               Style::kGood, view.terminal),
                        "\n");
  }
  TextTable table({{.heading = "SEVERITY"},
                   {.heading = "PLACE", .cut_to = 16},
                   {.heading = "KEY", .priority = 1, .cut_to = 16},
                   {.heading = "RULE", .priority = 2}});
  for (const pb::ContractProblem& problem : answer.problems()) {
    table.AddRow(
        {{EnumPhrase(problem.severity()),
          problem.severity() == type::v1::SEVERITY_ERROR ? Style::kBad
                                                         : Style::kWarning},
         problem.line() > 0 ? absl::StrCat(problem.file(), ":", problem.line())
                            : problem.file(),
         problem.key(),
         problem.rule()});
    table.AddNote(
        absl::StrCat(problem.rule() == "contract-file" && !problem.key().empty()
                         ? absl::StrCat(problem.key(), " ")
                         : "",
                     problem.message()));
  }
  return absl::StrCat(
      table.Render(view.terminal), "\n", answer.errors(),
      answer.errors() == 1 ? " error" : " errors", ", ", answer.warnings(),
      answer.warnings() == 1 ? " warning" : " warnings", " in ", looked, ".\n");
}

}  // namespace

Verb ContractLintVerb() {
  return {
      .noun = "contract",
      .name = "lint",
      .summary = "What is wrong with contract files",
      .details =
          "With files: each by itself and beside the register in force, "
          "where it takes the place of the version from the same day. "
          "Without: the files that the daemon reads. Changes nothing. Ends "
          "with 7 when there is an error.",
      .examples = {"regisseur contract lint",
                   "regisseur contract lint contracts/*.yaml",
                   "regisseur contract lint draft.yaml -o json"},
      .parameters = {{.name = "FILES",
                      .kind = Parameter::Kind::kTexts,
                      .help = "Contract files; none: those of the daemon"}},
      .csv = {.rows = "problems"},
      .ask = Lint,
      .table = TableOf(&Table),
      .verdict = [](const google::protobuf::Message& answer, const Arguments&) {
        return static_cast<const pb::LintContractsResponse&>(answer).errors() ==
                       0
                   ? ExitCode::kDone
                   : ExitCode::kCheckFailed;
      }};
}

}  // namespace regisseur

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/measurement/entered_words.h"
#include "cli/measurement/measurement.h"
#include "cli/verb/acting.h"
#include "cli/verb/sent_file.h"
#include "regisseur/objective/v1/objective.grpc.pb.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

absl::StatusOr<Answer> Add(const std::vector<Parameter>& parameters,
                           const Arguments& arguments, Session& session) {
  pb::EnterFigureRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  const std::string path = arguments.Text("document");
  ASSIGN_OR_RETURN(*request.mutable_document_content(),
                   ReadFileToSend("measurement add", path));
  request.set_document(std::filesystem::path(path).filename().string());
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const auto stub = pb::ObjectiveService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<pb::EnterFigureResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->EnterFigure(&context, request, answer.get())));
  return Answer(std::move(answer));
}

std::string Table(const pb::EnterFigureResponse& answer, const View& view) {
  return RenderEntered(answer.figure(), view.terminal);
}

std::string WithdrawnTable(const pb::WithdrawFigureResponse& answer,
                           const View& view) {
  return RenderEntered(answer.figure(), view.terminal);
}

}  // namespace

Verb MeasurementAddVerb() {
  Verb verb{
      .noun = "measurement",
      .name = "add",
      .summary = "Enter a figure that only paper says",
      .details =
          "It carries your name and the document, which is kept, and counts "
          "until it expires. It stands beside what sources tell and never "
          "takes "
          "the place of what was measured: `measured_by` and "
          "`evidence.leading` of the contract decide which figure counts.",
      .examples = {"regisseur measurement add --provider kantoor --objective "
                   "restore --period 2026-09 --value 92.5 --document "
                   "september.pdf",
                   "regisseur measurement add --provider cloudnine --objective "
                   "recovery --period 2026-10-14 --value 3.5 --unit hours "
                   "--document test.pdf --expires 2027-04-14"},
      .parameters =
          {ProviderOption(true),
           {.name = "objective",
            .field = "objective",
            .help = "The objective, by its id",
            .required = true,
            .value_name = "ID"},
           {.name = "period",
            .field = "period",
            .help = "The month or the day in which the window ends, or that "
                    "the figure is about",
            .required = true,
            .value_name = "PERIOD"},
           {.name = "value",
            .field = "value",
            .help = "The figure: percent, or as the objective has it",
            .required = true,
            .value_name = "NUMBER"},
           {.name = "document",
            .help = "The file that says it; it is kept",
            .required = true,
            .value_name = "FILE"},
           {.name = "contract",
            .field = "contract",
            .help = "The contract, where several have such an objective",
            .value_name = "ID"},
           {.name = "unit",
            .field = "unit",
            .help = "Of a test of recovery: minutes, hours, days",
            .value_name = "UNIT"},
           {.name = "origin",
            .kind = Parameter::Kind::kWord,
            .field = "origin",
            .help = "By whose word: reported (the default) or measured",
            .value_name = "ORIGIN"},
           {.name = "expires",
            .field = "expires",
            .help = "The last day on which it counts; a year from today when "
                    "not given",
            .value_name = "DAY"},
           {.name = "remark",
            .field = "remark",
            .help = "What a reader should know"},
           RequestIdOption()},
      .table = TableOf(&Table)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Add(parameters, arguments, session);
  };
  return verb;
}

Verb MeasurementWithdrawVerb() {
  Verb verb{.noun = "measurement",
            .name = "withdraw",
            .summary = "Take a figure back that was entered by hand",
            .details = "It stays visible and no longer counts.",
            .examples = {"regisseur measurement withdraw 0193f2a4-… --reason "
                         "\"typed wrongly\""},
            .parameters = {{.name = "ID",
                            .field = "id",
                            .help = "The figure, as `measurement list` shows",
                            .required = true},
                           {.name = "reason",
                            .field = "reason",
                            .help = "Why",
                            .required = true},
                           RequestIdOption()},
            .table = TableOf(&WithdrawnTable)};
  verb.ask = Acting<pb::ObjectiveService>(
      &pb::ObjectiveService::Stub::WithdrawFigure, verb.parameters);
  return verb;
}

}  // namespace regisseur

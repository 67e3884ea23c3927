#include "cli/identity/identity.h"
#include "cli/identity/identity_sheet.h"
#include "cli/output/words.h"
#include "cli/verb/reading.h"
#include "cli/verb/request_id.h"
#include "regisseur/identity/v1/identity.grpc.pb.h"

namespace regisseur {
namespace {

using identity::v1::IdentityService;

std::string Table(const identity::v1::ApproveIdentityResponse& answer,
                  const View& view) {
  DetailSheet sheet;
  AddIdentity(answer.identity(), sheet);
  return sheet.Render(view.terminal);
}

absl::StatusOr<Answer> Ask(const std::vector<Parameter>& parameters,
                           const Arguments& arguments, Session& session) {
  identity::v1::ApproveIdentityRequest request;
  RETURN_IF_ERROR(
      FillRequest(parameters, arguments, session.clock.Now(), &request));
  if (request.request_id().empty()) request.set_request_id(NewRequestId());
  const auto stub = IdentityService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  session.connection.Prepare(kReadingLimit, &context);
  auto answer = std::make_unique<identity::v1::ApproveIdentityResponse>();
  RETURN_IF_ERROR(session.connection.Explain(
      stub->ApproveIdentity(&context, request, answer.get())));
  return Answer(std::move(answer));
}

}  // namespace

Verb IdentityApproveVerb() {
  Verb verb{.noun = "identity",
            .name = "approve",
            .summary = "Say yes to an identity with a limit in money",
            .details =
                "Only another named person than who proposed it can, within "
                "the own limit or, as a deputy, within that of whom one "
                "deputises for.",
            .examples = {"regisseur identity approve 0193f2a4-…",
                         "regisseur identity approve 0193f2a4-… --for cio"},
            .parameters = {{.name = "ID",
                            .field = "id",
                            .help = "The identity",
                            .required = true},
                           {.name = "for",
                            .field = "on_behalf_of",
                            .help = "The identity for whom you deputise",
                            .value_name = "ID"},
                           {.name = "request-id",
                            .field = "request_id",
                            .help = "The same id never acts twice",
                            .value_name = "ID"}},
            .table = TableOf(&Table)};
  verb.ask = [parameters = verb.parameters](const Arguments& arguments,
                                            Session& session) {
    return Ask(parameters, arguments, session);
  };
  return verb;
}

}  // namespace regisseur

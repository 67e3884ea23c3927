#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "cli/verb/reading.h"
#include "cli/verb/request_id.h"

namespace regisseur {

// Makes the `ask` of a verb that calls one method which changes something. The
// parameters fill the request by their field names; without a request_id it
// gets one of its own.
template <typename Service, typename Request, typename Response>
auto Acting(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                  const Request&, Response*),
            std::vector<Parameter> parameters) {
  return [method, parameters = std::move(parameters)](
             const Arguments& arguments,
             Session& session) -> absl::StatusOr<Answer> {
    Request request;
    RETURN_IF_ERROR(
        FillRequest(parameters, arguments, session.clock.Now(), &request));
    if (request.request_id().empty()) request.set_request_id(NewRequestId());
    const auto stub = Service::NewStub(session.connection.channel());
    grpc::ClientContext context;
    session.connection.Prepare(kReadingLimit, &context);
    auto answer = std::make_unique<Response>();
    RETURN_IF_ERROR(session.connection.Explain(
        (stub.get()->*method)(&context, request, answer.get())));
    return Answer(std::move(answer));
  };
}

// `--request-id`, which every such verb has.
inline Parameter RequestIdOption() {
  return {.name = "request-id",
          .field = "request_id",
          .help = "The same id never acts twice",
          .value_name = "ID"};
}

}  // namespace regisseur

#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/connection/connection.h"
#include "cli/connection/paging.h"
#include "cli/verb/fill_request.h"
#include "cli/verb/verb.h"
#include "core/base/status_macros.h"

namespace regisseur {

// The daemon gives a reader 30 s; the rest is for the way.
constexpr absl::Duration kReadingLimit = absl::Seconds(60);

// Makes the `ask` of a verb that calls one method and reads all its pages:
//
//   verb.ask = Reading<SourceService>(&SourceService::Stub::ListSources,
//                                     verb.parameters);
//
// The parameters fill the request by their field names.
template <typename Service, typename Request, typename Response>
auto Reading(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                   const Request&, Response*),
             std::vector<Parameter> parameters,
             absl::Duration limit = kReadingLimit) {
  return [method, limit, parameters = std::move(parameters)](
             const Arguments& arguments,
             Session& session) -> absl::StatusOr<Answer> {
    Request request;
    RETURN_IF_ERROR(
        FillRequest(parameters, arguments, session.clock.Now(), &request));
    const auto stub = Service::NewStub(session.connection.channel());
    auto answer = std::make_unique<Response>();
    RETURN_IF_ERROR(CallAllPages(
        [&](const google::protobuf::Message& asked,
            google::protobuf::Message* page) {
          grpc::ClientContext context;
          session.connection.Prepare(limit, &context);
          return session.connection.Explain((stub.get()->*method)(
              &context, static_cast<const Request&>(asked),
              static_cast<Response*>(page)));
        },
        &request, answer.get()));
    return Answer(std::move(answer));
  };
}

}  // namespace regisseur

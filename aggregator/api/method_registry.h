#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/call_pool.h"
#include "aggregator/api/kept_answer.h"
#include "aggregator/api/ownership.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace regisseur {

// Takes the messages of an answer: one of a unary method, any number of a
// server stream.
class ResponseWriter {
 public:
  virtual ~ResponseWriter() = default;
  // CANCELLED when nobody reads any more.
  virtual absl::Status Write(const google::protobuf::Message& message) = 0;
  // The same for an answer whose forms are kept; for a writer that does not
  // take one of them it is a message like any other.
  virtual absl::Status WriteKept(const KeptAnswer& answer) {
    return answer.WithMessage([this](const google::protobuf::Message& message) {
      return Write(message);
    });
  }
};

// Every method that can be called, by its full name in the descriptors
// (regisseur.portfolio.v1.PortfolioService.GetOverview). gRPC and the gateway
// both call here, with the principal that they established, so that a new
// method needs no code in either (DECISIONS 27). Filled at start, then
// immutable and thread-safe.
class MethodRegistry {
 public:
  struct Method {
    const google::protobuf::MethodDescriptor* descriptor = nullptr;
    CallLine line = CallLine::kAnswers;
    std::function<absl::Status(const CallContext&,
                               const google::protobuf::Message& request,
                               ResponseWriter&)>
        handle;
  };

  // `ownership` must outlive it.
  explicit MethodRegistry(const Ownership& ownership) : ownership_(ownership) {}

  template <typename Request, typename Response>
  void AddUnary(absl::string_view name,
                std::function<absl::StatusOr<Response>(const CallContext&,
                                                       const Request&)>
                    handle,
                bool long_running = false) {
    Add(name, long_running ? CallLine::kPartners : CallLine::kAnswers,
        [handle = std::move(handle)](const CallContext& call,
                                     const google::protobuf::Message& request,
                                     ResponseWriter& writer) -> absl::Status {
          absl::StatusOr<Response> response =
              handle(call, static_cast<const Request&>(request));
          if (!response.ok()) return response.status();
          return writer.Write(*response);
        });
  }

  // A unary method whose answers are kept (a KeptAnswer).
  template <typename Request, typename Kept>
  void AddKept(
      absl::string_view name,
      std::function<absl::StatusOr<Kept>(const CallContext&, const Request&)>
          handle) {
    Add(name, CallLine::kAnswers,
        [handle = std::move(handle)](const CallContext& call,
                                     const google::protobuf::Message& request,
                                     ResponseWriter& writer) -> absl::Status {
          absl::StatusOr<Kept> kept =
              handle(call, static_cast<const Request&>(request));
          if (!kept.ok()) return kept.status();
          return writer.WriteKept(*kept);
        });
  }

  template <typename Request, typename Response>
  void AddServerStream(
      absl::string_view name,
      std::function<absl::Status(
          const CallContext&, const Request&,
          const std::function<absl::Status(const Response&)>& write)>
          handle,
      CallLine line = CallLine::kPartners) {
    Add(name, line,
        [handle = std::move(handle)](const CallContext& call,
                                     const google::protobuf::Message& request,
                                     ResponseWriter& writer) -> absl::Status {
          return handle(call, static_cast<const Request&>(request),
                        [&writer](const Response& response) {
                          return writer.Write(response);
                        });
        });
  }

  // Null for a name that nobody handles.
  const Method* Find(absl::string_view name) const;
  // The same by a path of HTTP/2: `/package.Service/Method`.
  const Method* FindByPath(absl::string_view path) const;

  // Calls the method when the caller may (PERMISSION_DENIED otherwise), within
  // the caller's scope (limited_scope.h). `request` is of the method's input
  // type.
  absl::Status Call(const Method& method, const CallContext& call,
                    const google::protobuf::Message& request,
                    ResponseWriter& writer) const;

  const std::map<std::string, Method, std::less<>>& methods() const {
    return methods_;
  }

 private:
  void Add(absl::string_view name, CallLine line,
           std::function<absl::Status(const CallContext&,
                                      const google::protobuf::Message&,
                                      ResponseWriter&)>
               handle);

  const Ownership& ownership_;
  std::map<std::string, Method, std::less<>> methods_;
};

}  // namespace regisseur

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/grpcpp.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"

namespace regisseur {

// An adapter in the test's own process, written without the SDK: it can break
// the contract in ways that the SDK does not let anybody, and waits for what
// the test does. (For the process of an adapter, and for what the SDK does:
// services/sdk/fake.) Delivers nothing until it is told what. Thread-safe.
class AdapterStandIn {
 public:
  using Stream = grpc::ServerWriter<adapter::v1::CollectResponse>;
  using Collects = std::function<grpc::Status(
      grpc::ServerContext&, const adapter::v1::CollectRequest&, Stream&)>;
  using Checks = std::function<grpc::Status(grpc::ServerContext&)>;

  // Serves on a socket in `folder`. It says that it tells all kinds.
  explicit AdapterStandIn(const std::string& folder);
  // The same on a port of localhost, over TLS.
  explicit AdapterStandIn(std::shared_ptr<grpc::ServerCredentials> tls);
  ~AdapterStandIn();

  // Lets everybody go and answers nobody any more.
  void StopServing();
  // Goes on at the same address, with other credentials.
  void ServeAgain(std::shared_ptr<grpc::ServerCredentials> tls);

  const std::string& endpoint() const { return endpoint_; }
  void SetCapabilities(adapter::v1::GetCapabilitiesResponse capabilities);
  void SetCollects(Collects collects);
  void SetChecks(Checks checks);
  // How often somebody asked what it can do.
  int asked() const;

  // Until the caller hangs up.
  static grpc::Status Hang(grpc::ServerContext& context);
  // An empty closing checkpoint.
  static grpc::Status Finish(Stream& stream, const std::string& cursor);

 private:
  class Service;
  void Serve(const std::string& listen,
             std::shared_ptr<grpc::ServerCredentials> credentials);

  std::unique_ptr<Service> service_;
  std::string endpoint_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace regisseur

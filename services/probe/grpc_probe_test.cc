#include "services/probe/grpc_probe.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <sys/socket.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/probe/certificates_for_test.h"
#include "services/probe/loopback_for_test.h"

namespace regisseur::probe {
namespace {

using ::testing::HasSubstr;

// A server that says of the service `shop` that it serves, and of `sleeping`
// that it does not.
class HealthServer {
 public:
  explicit HealthServer(std::shared_ptr<grpc::ServerCredentials> credentials =
                            grpc::InsecureServerCredentials(),
                        bool with_health = true) {
    grpc::EnableDefaultHealthCheckService(with_health);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", std::move(credentials), &port_);
    // A server needs a service; this one refuses every call.
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
    grpc::EnableDefaultHealthCheckService(false);
    EXPECT_NE(server_, nullptr);
    if (with_health) {
      server_->GetHealthCheckService()->SetServingStatus("shop", true);
      server_->GetHealthCheckService()->SetServingStatus("sleeping", false);
    }
  }
  ~HealthServer() { server_->Shutdown(std::chrono::system_clock::now()); }
  int port() const { return port_; }

 private:
  int port_ = 0;
  grpc::CallbackGenericService service_;
  std::unique_ptr<grpc::Server> server_;
};

ProbeLimits Loopback() {
  ProbeLimits limits;
  limits.allow_private = true;
  return limits;
}

ProbeResult Try(int port, const std::string& service, bool tls = false,
                const ProbeLimits& limits = Loopback()) {
  return GrpcProbe({"127.0.0.1", port}, service, tls).Try(limits);
}

TEST(GrpcProbeTest, AsksTheServerOrOneOfItsServices) {
  const HealthServer server;
  EXPECT_EQ(Try(server.port(), "").state, OperationalState::kOperational);
  EXPECT_EQ(Try(server.port(), "shop").state, OperationalState::kOperational);
  const ProbeResult sleeping = Try(server.port(), "sleeping");
  EXPECT_EQ(sleeping.state, OperationalState::kMajorOutage);
  EXPECT_TRUE(sleeping.reached);
}

TEST(GrpcProbeTest, WhatItCannotAskIsNobodysOutage) {
  const HealthServer server;
  const ProbeResult stranger = Try(server.port(), "no.such.Service");
  EXPECT_EQ(stranger.state, OperationalState::kUnknown);
  EXPECT_THAT(stranger.detail, HasSubstr("does not know the service"));
  const HealthServer mute(grpc::InsecureServerCredentials(), false);
  const ProbeResult without = Try(mute.port(), "");
  EXPECT_EQ(without.state, OperationalState::kUnknown);
  EXPECT_THAT(without.detail, HasSubstr("grpc.health.v1"));
  const ProbeResult refused = Try(server.port(), "", false, ProbeLimits{});
  EXPECT_EQ(refused.state, OperationalState::kUnknown);
  EXPECT_THAT(refused.detail, HasSubstr("allow_private"));
}

TEST(GrpcProbeTest, NothingThereOrHangingIsSilent) {
  LoopbackSocket socket(SOCK_STREAM);
  const ProbeResult closed = Try(socket.port(), "");
  EXPECT_EQ(closed.state, OperationalState::kMajorOutage);
  EXPECT_FALSE(closed.reached);
  socket.Listen();
  ProbeLimits limits = Loopback();
  limits.timeout = absl::Milliseconds(500);
  const ProbeResult hangs = Try(socket.port(), "", false, limits);
  EXPECT_EQ(hangs.state, OperationalState::kMajorOutage);
  EXPECT_FALSE(hangs.reached);
}

TEST(GrpcProbeTest, SpeaksTlsWithAnAuthorityThatItKnows) {
  const AuthorityForTest authority;
  const KeyAndCertificate own =
      authority.Issue("IP:127.0.0.1", absl::UnixEpoch(),
                      ParseInstant("2199-01-01T00:00:00Z").value());
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs = {{own.key, own.certificate}};
  const HealthServer server(grpc::SslServerCredentials(options));
  ProbeLimits limits = Loopback();
  limits.ca_file = absl::StrCat(::testing::TempDir(), "/grpc_probe_ca.pem");
  std::ofstream(limits.ca_file) << authority.pem();
  const ProbeResult good = Try(server.port(), "shop", true, limits);
  EXPECT_EQ(good.state, OperationalState::kOperational) << good.detail;
  limits.ca_file.clear();
  EXPECT_EQ(Try(server.port(), "shop", true, limits).state,
            OperationalState::kMajorOutage);
}

}  // namespace
}  // namespace regisseur::probe

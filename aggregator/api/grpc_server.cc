#include "aggregator/api/grpc_server.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/call_pool.h"
#include "aggregator/api/generic_service.h"
#include "aggregator/api/server_credentials.h"
#include "core/base/status_macros.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "wire/message_limits.h"

namespace regisseur {
namespace {

constexpr size_t kMostMemoryBytes = 256u << 20;
constexpr std::chrono::milliseconds kGrace(500);

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMostRequestBytes);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16384);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 100);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 3'600'000);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 3'600'000);
  grpc::ResourceQuota quota("regisseur-api");
  quota.Resize(kMostMemoryBytes);
  builder.SetResourceQuota(quota);
}

}  // namespace

class GrpcServer::Impl {
 public:
  Impl(const MethodRegistry& methods, Callers& callers, const Options& options)
      : options_(options),
        callers_(callers),
        pool_(
            {.threads = options.threads, .long_threads = options.long_threads}),
        service_(methods, callers, pool_),
        address_(options.listen) {}

  ~Impl() { Stop(); }

  absl::Status Start() {
    const bool tls = options_.certificate != nullptr;
    RETURN_IF_ERROR(CheckMayListen(options_.listen,
                                   {.tls = tls, .identities = callers_.any()}));
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    SetLimits(builder);
    builder.RegisterCallbackGenericService(&service_);
    int port = 0;
    credentials_ = tls ? MakeServerCredentials(*options_.certificate)
                       : grpc::InsecureServerCredentials();
    builder.AddListeningPort(options_.listen.ToString(), credentials_, &port);
    int socket_port = 0;
    if (!options_.unix_socket.empty()) {
      if (options_.unix_socket.size() >= sizeof(sockaddr_un::sun_path)) {
        return absl::FailedPreconditionError(absl::StrCat(
            "the path of the socket ", options_.unix_socket,
            " is longer than the system's ", sizeof(sockaddr_un::sun_path) - 1,
            " bytes; choose a shorter data_dir"));
      }
      // What an earlier daemon left; only one holds the data folder.
      unlink(options_.unix_socket.c_str());
      builder.AddListeningPort(absl::StrCat("unix:", options_.unix_socket),
                               grpc::InsecureServerCredentials(), &socket_port);
    }
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      return absl::FailedPreconditionError(absl::StrCat(
          "cannot listen on ", options_.listen.ToString(),
          ": the address is in use or not of this machine; stop the other "
          "program or choose another listen.grpc"));
    }
    if (!options_.unix_socket.empty() &&
        chmod(options_.unix_socket.c_str(), S_IRUSR | S_IWUSR) != 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot listen on ", options_.unix_socket));
    }
    address_.port = port;
    return absl::OkStatus();
  }

  void SetServing(bool serving) {
    if (server_ == nullptr) return;
    if (grpc::HealthCheckServiceInterface* health =
            server_->GetHealthCheckService()) {
      health->SetServingStatus(serving);
    }
  }

  void Stop() {
    if (server_ == nullptr) return;
    if (grpc::HealthCheckServiceInterface* health =
            server_->GetHealthCheckService()) {
      health->SetServingStatus(false);
    }
    service_.CancelAll();
    server_->Shutdown(std::chrono::system_clock::now() + kGrace);
    pool_.Stop();
    server_->Wait();
    server_.reset();
    if (!options_.unix_socket.empty()) unlink(options_.unix_socket.c_str());
  }

  const ListenAddress& address() const { return address_; }

 private:
  const Options options_;
  Callers& callers_;
  CallPool pool_;
  GenericService service_;
  ListenAddress address_;
  // Asked for each connection: longer than the server.
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<grpc::Server> server_;
};

GrpcServer::GrpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcServer::~GrpcServer() = default;

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(
    const MethodRegistry& methods, Callers& callers, const Options& options) {
  auto impl = std::make_unique<Impl>(methods, callers, options);
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

const ListenAddress& GrpcServer::address() const { return impl_->address(); }
void GrpcServer::SetServing(bool serving) { impl_->SetServing(serving); }
void GrpcServer::Stop() { impl_->Stop(); }

}  // namespace regisseur

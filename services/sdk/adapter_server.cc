#include "services/sdk/adapter_server.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "core/base/status_macros.h"
#include "core/base/utf8.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/problem.h"
#include "services/sdk/problem_wire.h"
#include "services/sdk/source_spec.h"
#include "services/sdk/worker_pool.h"
#include "wire/evidence_wire.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {
namespace {

constexpr int kMaxMessage = 1 << 20;
constexpr int kContractVersion = 1;
constexpr int kMaxBatchRows = 10000;
// Streams for calls that need no worker: capabilities, health.
constexpr int kShortCalls = 36;
// A status travels in the trailer, which a client takes up to 8 KiB of.
constexpr size_t kMaxProblemBytes = 1500;

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  Problem problem = ProblemOf(status);
  problem.message = std::string(Utf8Prefix(problem.message, kMaxProblemBytes));
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      problem.message,
                      ProblemToWire(problem).SerializeAsString());
}

// Adapters use libraries that throw; nothing of that gets further than here.
template <typename Function>
auto WithoutExceptions(Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception& e) {
    return absl::InternalError(
        absl::StrCat("the adapter failed: ", RepairUtf8(e.what())));
  } catch (...) {
    return absl::InternalError("the adapter failed");
  }
}

adapter::v1::GetCapabilitiesResponse CapabilitiesOf(const AdapterInfo& info) {
  adapter::v1::GetCapabilitiesResponse response;
  response.set_kind(info.kind);
  response.set_version(info.version);
  response.set_contract_version(kContractVersion);
  for (const FactKind kind : info.facts) {
    response.add_facts(static_cast<adapter::v1::FactKind>(kind));
  }
  for (const OptionSpec& option : info.options) {
    auto* to = response.add_options();
    to->set_name(option.name);
    to->set_description(option.description);
    to->set_required(option.required);
    to->set_secret(option.secret);
  }
  response.set_sums_charges(info.sums_charges);
  return response;
}

// One call of Collect. The worker reads the source and hands each message to
// gRPC, one at a time; gRPC's threads report when it went out. Deletes itself
// when gRPC is done with it, which is after the worker called Finish.
class CollectCall final
    : public grpc::ServerWriteReactor<adapter::v1::CollectResponse>,
      public FactSink {
 public:
  CollectCall(Adapter& adapter, const AdapterInfo& info,
              const adapter::v1::CollectRequest& request)
      : adapter_(adapter),
        info_(info),
        request_(request),
        batch_rows_(request.batch_rows() <= 0
                        ? kMaxBatchRows
                        : std::min<int>(request.batch_rows(), kMaxBatchRows)) {}

  // Blocks; on a worker.
  void Run() {
    const absl::Status status = WithoutExceptions([this] { return Read(); });
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &CollectCall::NothingInFlight));
    }
    Finish(ToGrpc(status));
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    in_flight_ = false;
    if (!ok) cancelled_ = true;
  }
  void OnCancel() override {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
  }
  void OnDone() override { delete this; }

  absl::Status Send(FactBatch batch) override {
    RepairTexts(batch);
    RETURN_IF_ERROR(check_.Check(batch));
    adapter::v1::CollectResponse& message = NextMessage();
    FactBatchToWire(std::move(batch), *message.mutable_batch());
    return Write(message);
  }
  bool Cancelled() const override {
    absl::MutexLock lock(&mutex_);
    return cancelled_;
  }
  int batch_rows() const override { return batch_rows_; }

 private:
  absl::Status Read() {
    if (Cancelled()) return HungUp();
    ASSIGN_OR_RETURN(const SourceSpec source,
                     SourceSpecFromWire(request_.source(), info_));
    RETURN_IF_ERROR(adapter_.Validate(source));
    ASSIGN_OR_RETURN(Checkpoint checkpoint,
                     adapter_.Collect(source, request_.cursor(), *this));
    RepairTexts(checkpoint);
    adapter::v1::CollectResponse& message = NextMessage();
    *message.mutable_checkpoint() = CheckpointToWire(checkpoint);
    return Write(message);
  }

  static absl::Status HungUp() {
    return absl::CancelledError("the caller hung up");
  }

  // The one that is not on its way. Both are used again and again.
  adapter::v1::CollectResponse& NextMessage() {
    return messages_[next_message_];
  }

  absl::Status Write(const adapter::v1::CollectResponse& message) {
    const size_t bytes = message.ByteSizeLong();
    if (bytes > static_cast<size_t>(kMaxMessageBytes)) {
      return absl::InternalError(absl::StrCat(
          "the adapter made a message of ", bytes, " bytes; at most ",
          kMaxMessageBytes, " travel: it has to make smaller batches"));
    }
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &CollectCall::NothingInFlight));
      if (cancelled_) return HungUp();
      next_message_ ^= 1;
      in_flight_ = true;
    }
    // Not under the lock: gRPC may report at once. Nobody else touches
    // the message until it did.
    StartWrite(&message);
    return absl::OkStatus();
  }

  bool NothingInFlight() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !in_flight_;
  }

  // Constant after construction.
  Adapter& adapter_;
  const AdapterInfo& info_;
  const adapter::v1::CollectRequest request_;
  const int batch_rows_;
  // Only the worker's.
  BatchCheck check_;
  std::array<adapter::v1::CollectResponse, 2> messages_;
  size_t next_message_ = 0;

  mutable absl::Mutex mutex_;
  bool in_flight_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

// Refuses a stream before it began.
class RefusedCall final
    : public grpc::ServerWriteReactor<adapter::v1::CollectResponse> {
 public:
  explicit RefusedCall(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

class Service final : public adapter::v1::AdapterService::CallbackService {
 public:
  Service(std::unique_ptr<Adapter> adapter, int max_running, int max_waiting)
      : adapter_(std::move(adapter)),
        info_(adapter_->Info()),
        workers_(max_running, max_waiting) {}

  grpc::ServerUnaryReactor* GetCapabilities(
      grpc::CallbackServerContext* context,
      const adapter::v1::GetCapabilitiesRequest*,
      adapter::v1::GetCapabilitiesResponse* response) override {
    *response = CapabilitiesOf(info_);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  // Asks nobody and waits for nothing: no worker is needed.
  grpc::ServerUnaryReactor* CheckOptions(
      grpc::CallbackServerContext* context,
      const adapter::v1::CheckOptionsRequest* request,
      adapter::v1::CheckOptionsResponse* response) override {
    const absl::Status can_work = WithoutExceptions([&]() -> absl::Status {
      ASSIGN_OR_RETURN(const SourceSpec source,
                       SourceSpecFromWire(request->source(), info_));
      return adapter_->Validate(source);
    });
    if (!can_work.ok()) {
      *response->mutable_problem() = ProblemToWire(ProblemOf(can_work));
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* Check(
      grpc::CallbackServerContext* context,
      const adapter::v1::CheckRequest* request,
      adapter::v1::CheckResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    // Request and response live until Finish.
    if (!workers_.TryRun([this, request, response, reactor] {
          Try(*request, *response);
          reactor->Finish(grpc::Status::OK);
        })) {
      reactor->Finish(Busy());
    }
    return reactor;
  }

  grpc::ServerWriteReactor<adapter::v1::CollectResponse>* Collect(
      grpc::CallbackServerContext*,
      const adapter::v1::CollectRequest* request) override {
    auto* call = new CollectCall(*adapter_, info_, *request);
    if (workers_.TryRun([call] { call->Run(); })) return call;
    delete call;
    return new RefusedCall(Busy());
  }

 private:
  static grpc::Status Busy() {
    return ToGrpc(absl::ResourceExhaustedError(
        "the adapter reads as many sources as it can; try again later"));
  }

  void Try(const adapter::v1::CheckRequest& request,
           adapter::v1::CheckResponse& response) {
    FindingList findings;
    const auto run = WithoutExceptions([&]() -> absl::StatusOr<DryRun> {
      ASSIGN_OR_RETURN(const SourceSpec source,
                       SourceSpecFromWire(request.source(), info_));
      RETURN_IF_ERROR(adapter_->Validate(source));
      return adapter_->Coverage(source, findings);
    });
    // A file can be opened, and not one of its rows be read.
    response.set_usable(run.ok() && run->facts > 0);
    if (run.ok()) {
      for (const FieldCoverage& field : run->fields) {
        auto* to = response.add_coverage();
        to->set_field(RepairUtf8(field.field));
        to->set_total(field.total);
        to->set_filled(field.filled);
        to->set_mandatory(field.mandatory);
      }
    } else {
      *response.mutable_problem() = ProblemToWire(ProblemOf(run.status()));
    }
    Checkpoint carrier;
    carrier.findings = findings.Take();
    RepairTexts(carrier);
    for (const Finding& finding : carrier.findings) {
      *response.add_findings() = ToWire(finding, /*render=*/false);
    }
  }

  const std::unique_ptr<Adapter> adapter_;
  const AdapterInfo info_;
  WorkerPool workers_;  // ends first
};

bool IsUnix(absl::string_view listen) {
  return absl::StartsWith(listen, "unix:");
}

// The host of HOST:PORT or [HOST]:PORT.
std::string HostOf(absl::string_view listen) {
  absl::string_view host = listen.substr(0, listen.rfind(':'));
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return std::string(host);
}

bool IsLoopback(absl::string_view host) {
  return host == "localhost" || host == "::1" || absl::StartsWith(host, "127.");
}

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": cannot be read; name a file in PEM"));
  }
  return text.str();
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(
    const AdapterServerOptions& options) {
  if (options.tls_cert.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions tls(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  ASSIGN_OR_RETURN(tls.pem_root_certs, ReadPem(options.tls_ca));
  ASSIGN_OR_RETURN(pair.cert_chain, ReadPem(options.tls_cert));
  ASSIGN_OR_RETURN(pair.private_key, ReadPem(options.tls_key));
  tls.pem_key_cert_pairs.push_back(std::move(pair));
  return grpc::SslServerCredentials(tls);
}

}  // namespace

absl::Status AdapterServerOptions::Validate() const {
  const int given = !tls_ca.empty() + !tls_cert.empty() + !tls_key.empty();
  if (given != 0 && given != 3) {
    return absl::InvalidArgumentError(
        "--tls-ca, --tls-cert and --tls-key belong together: give all three");
  }
  if (IsUnix(listen)) {
    const std::string path = listen.substr(5);
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--listen ", listen, ": a socket's path has 1 to ",
                       sizeof(sockaddr_un::sun_path) - 1, " bytes"));
    }
    return absl::OkStatus();
  }
  const size_t colon = listen.rfind(':');
  int port;
  if (colon == std::string::npos || colon == 0 ||
      !absl::SimpleAtoi(listen.substr(colon + 1), &port) || port < 0 ||
      port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", listen, ": write unix:/path or HOST:PORT"));
  }
  if (!IsLoopback(HostOf(listen)) && given == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--listen ", listen, ": outside of this machine only with mutual TLS; ",
        "give --tls-ca, --tls-cert and --tls-key"));
  }
  return absl::OkStatus();
}

class AdapterServer::Impl {
 public:
  Impl(const AdapterServerOptions& options, std::unique_ptr<Adapter> adapter)
      : service_(std::move(adapter), options.max_running, options.max_waiting) {
  }
  ~Impl() {
    Stop(absl::ZeroDuration());
    if (stopper_.joinable()) stopper_.join();
  }

  absl::Status Start(const AdapterServerOptions& options) {
    RETURN_IF_ERROR(options.Validate());
    ASSIGN_OR_RETURN(const auto credentials, CredentialsOf(options));
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(options.listen, credentials, &port);
    builder.RegisterService(&service_);
    builder.SetMaxReceiveMessageSize(kMaxMessage);
    builder.SetMaxSendMessageSize(kMaxMessage);
    builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
    builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
    builder.SetDefaultCompressionAlgorithm(GRPC_COMPRESS_NONE);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16384);
    builder.AddChannelArgument(
        GRPC_ARG_MAX_CONCURRENT_STREAMS,
        options.max_running + options.max_waiting + kShortCalls);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 20000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5000);
    builder.AddChannelArgument(
        GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || (port == 0 && !IsUnix(options.listen))) {
      return absl::UnavailableError(absl::StrCat(
          "cannot listen on ", options.listen,
          ": the address is taken, not of this machine, or not allowed",
          options.tls_key.empty()
              ? ""
              : absl::StrCat(", or ", options.tls_key, " is not the key of ",
                             options.tls_cert)));
    }
    address_ =
        IsUnix(options.listen)
            ? options.listen
            : absl::StrCat(options.listen.substr(0, options.listen.rfind(':')),
                           ":", port);
    return absl::OkStatus();
  }

  bool Stop(absl::Duration grace) {
    if (server_ == nullptr) return true;
    {
      absl::MutexLock lock(&mutex_);
      if (!stopper_.joinable()) {
        server_->GetHealthCheckService()->SetServingStatus(false);
        // Shutdown returns only when every call has ended, so not here.
        stopper_ = std::thread([this, grace] {
          server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
          stopped_.Notify();
        });
      }
    }
    return stopped_.WaitForNotificationWithTimeout(grace + absl::Seconds(1));
  }

  const std::string& address() const { return address_; }

 private:
  Service service_;  // outlives the server that calls it
  std::unique_ptr<grpc::Server> server_;
  std::string address_;

  absl::Mutex mutex_;
  std::thread stopper_;
  absl::Notification stopped_;
};

AdapterServer::AdapterServer(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
AdapterServer::~AdapterServer() = default;

absl::StatusOr<std::unique_ptr<AdapterServer>> AdapterServer::Start(
    const AdapterServerOptions& options, std::unique_ptr<Adapter> adapter) {
  auto impl = std::make_unique<Impl>(options, std::move(adapter));
  RETURN_IF_ERROR(impl->Start(options));
  return std::unique_ptr<AdapterServer>(new AdapterServer(std::move(impl)));
}

const std::string& AdapterServer::address() const { return impl_->address(); }

bool AdapterServer::Stop(absl::Duration grace) { return impl_->Stop(grace); }

}  // namespace regisseur::sdk

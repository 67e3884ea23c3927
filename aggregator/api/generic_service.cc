#include "aggregator/api/generic_service.h"

#include <set>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "aggregator/access/callers.h"
#include "aggregator/access/peer_certificate.h"
#include "core/base/utf8.h"
#include "google/protobuf/message.h"
#include "grpc/grpc_security_constants.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace regisseur {
namespace {

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      RepairUtf8(status.message()));
}

// Peers are `ipv4:127.0.0.1:1234`, `ipv6:%5B::1%5D:1234`, `unix:/path`.
CallerEvidence EvidenceOf(const grpc::GenericCallbackServerContext& context,
                          const Callers& callers) {
  CallerEvidence evidence;
  for (const auto& [name, text] : context.client_metadata()) {
    const std::string header(name.data(), name.size());
    if (!callers.IsOfInterest(header)) continue;
    evidence.headers.emplace_back(header,
                                  std::string(text.data(), text.size()));
  }
  const std::string peer = context.peer();
  absl::string_view text = peer;
  if (absl::StartsWith(text, "unix:")) {
    evidence.transport = CallerEvidence::Transport::kUnixSocket;
    return evidence;
  }
  evidence.transport = CallerEvidence::Transport::kTcp;
  if (!absl::ConsumePrefix(&text, "ipv4:")) {
    absl::ConsumePrefix(&text, "ipv6:");
  }
  text = text.substr(0, text.rfind(':'));
  if (!absl::ConsumePrefix(&text, "%5B")) absl::ConsumePrefix(&text, "[");
  if (!absl::ConsumeSuffix(&text, "%5D")) absl::ConsumeSuffix(&text, "]");
  evidence.address = std::string(text);
  // Only TLS gives one, and only one that it found genuine.
  const std::shared_ptr<const grpc::AuthContext> tls = context.auth_context();
  if (tls != nullptr && tls->IsPeerAuthenticated()) {
    for (const grpc::string_ref& pem :
         tls->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME)) {
      absl::StatusOr<PeerCertificate> read =
          ParsePeerCertificate({pem.data(), pem.size()});
      if (read.ok()) evidence.certificate = *std::move(read);
    }
  }
  return evidence;
}

}  // namespace

// The calls that run, so that a stop reaches them.
class GenericService::Calls {
 public:
  void Add(Call* call) {
    absl::MutexLock lock(&mutex_);
    running_.insert(call);
  }
  void Remove(Call* call) {
    absl::MutexLock lock(&mutex_);
    running_.erase(call);
  }
  void CancelAll();

 private:
  absl::Mutex mutex_;
  std::set<Call*> running_ ABSL_GUARDED_BY(mutex_);
};

// One call. Deletes itself when gRPC is done with it, which is after Finish.
class GenericService::Call final : public grpc::ServerGenericBidiReactor,
                                   public ResponseWriter {
 public:
  Call(grpc::GenericCallbackServerContext* context,
       const MethodRegistry& methods, Callers& callers, CallPool& pool,
       std::shared_ptr<Calls> calls)
      : context_(context),
        methods_(methods),
        callers_(callers),
        pool_(pool),
        calls_(std::move(calls)) {
    calls_->Add(this);
    method_ = methods.FindByPath(context->method());
    if (method_ == nullptr) {
      Finish(grpc::Status(
          grpc::StatusCode::UNIMPLEMENTED,
          absl::StrCat("there is no method ", RepairUtf8(context->method()),
                       " in this version")));
      return;
    }
    StartRead(&request_bytes_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT,
                          "the call ended before its request"));
      return;
    }
    const bool taken = pool_.Submit(method_->line, [this] { Run(); });
    if (!taken) {
      Finish(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                          "too many calls wait already; try again later"));
    }
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    broken_ = broken_ || !ok;
  }

  void OnCancel() override { Cancel(); }

  void OnDone() override {
    calls_->Remove(this);
    delete this;
  }

  void Cancel() {
    absl::MutexLock lock(&mutex_);
    if (!cancelled_.HasBeenNotified()) cancelled_.Notify();
  }

  // On the pool's thread.
  absl::Status Write(const google::protobuf::Message& message) override {
    bool own = false;
    grpc::ByteBuffer bytes;
    const grpc::Status made = grpc::GenericSerialize<grpc::ProtoBufferWriter,
                                                     google::protobuf::Message>(
        message, &bytes, &own);
    if (!made.ok()) return absl::InternalError("an answer cannot be written");
    return WriteBytes(&bytes);
  }

  absl::Status WriteKept(const KeptAnswer& answer) override {
    const grpc::Slice slice(answer.Bytes());
    grpc::ByteBuffer bytes(&slice, 1);
    return WriteBytes(&bytes);
  }

 private:
  absl::Status WriteBytes(grpc::ByteBuffer* bytes) {
    {
      absl::MutexLock lock(&mutex_);
      if (broken_ || cancelled_.HasBeenNotified()) {
        return absl::CancelledError("the caller went away");
      }
      writing_ = true;
      response_bytes_.Swap(bytes);
    }
    StartWrite(&response_bytes_);
    absl::MutexLock lock(&mutex_);
    const auto written = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !writing_;
    };
    // Ends at the latest when the call is cancelled: then gRPC completes it.
    mutex_.Await(absl::Condition(&written));
    if (broken_) return absl::CancelledError("the caller went away");
    return absl::OkStatus();
  }

  void Run() { Finish(ToGrpc(Handle())); }

  absl::Status Handle() {
    const absl::StatusOr<Principal> who =
        callers_.Identify(EvidenceOf(*context_, callers_));
    if (!who.ok()) return who.status();
    const std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(method_->descriptor->input_type())
            ->New());
    grpc::ProtoBufferReader reader(&request_bytes_);
    if (!reader.status().ok() || !request->ParseFromZeroCopyStream(&reader)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the request is not a ",
                       method_->descriptor->input_type()->full_name(),
                       ", or a text in it is not UTF-8"));
    }
    return methods_.Call(*method_,
                         CallContext{.who = *who, .cancelled = cancelled_},
                         *request, *this);
  }

  grpc::GenericCallbackServerContext* const context_;
  const MethodRegistry& methods_;
  Callers& callers_;
  CallPool& pool_;
  const std::shared_ptr<Calls> calls_;
  const MethodRegistry::Method* method_ = nullptr;
  grpc::ByteBuffer request_bytes_;
  grpc::ByteBuffer response_bytes_;
  absl::Notification cancelled_;
  absl::Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
};

void GenericService::Calls::CancelAll() {
  absl::MutexLock lock(&mutex_);
  for (Call* call : running_) call->Cancel();
}

GenericService::GenericService(const MethodRegistry& methods, Callers& callers,
                               CallPool& pool)
    : methods_(methods),
      callers_(callers),
      pool_(pool),
      calls_(std::make_shared<Calls>()) {}

GenericService::~GenericService() = default;

void GenericService::CancelAll() { calls_->CancelAll(); }

grpc::ServerGenericBidiReactor* GenericService::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new Call(context, methods_, callers_, pool_, calls_);
}

}  // namespace regisseur

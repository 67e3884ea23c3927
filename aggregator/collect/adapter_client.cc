#include "aggregator/collect/adapter_client.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "aggregator/collect/store_ahead.h"
#include "core/base/local_endpoint.h"
#include "core/base/status_macros.h"
#include "regisseur/adapter/v1/adapter.grpc.pb.h"
#include "wire/evidence_wire.h"
#include "wire/facts_wire.h"

namespace regisseur {
namespace {

constexpr int kContractVersion = 1;
// The contract allows 1 MiB a message; a little room for framing.
constexpr int kMaxMessageBytes = (1 << 20) + (64 << 10);

TryOutcome OutcomeOfKind(type::v1::ProblemKind kind, TryOutcome fallback) {
  switch (kind) {
    case type::v1::PROBLEM_KIND_CONFIGURATION:
      return TryOutcome::kConfiguration;
    case type::v1::PROBLEM_KIND_TRANSIENT:
      return TryOutcome::kTransient;
    case type::v1::PROBLEM_KIND_PARTNER:
      return TryOutcome::kPartner;
    default:
      return fallback;
  }
}

TryOutcome OutcomeOfCode(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::CANCELLED:
      return TryOutcome::kTransient;
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::NOT_FOUND:
    case grpc::StatusCode::UNIMPLEMENTED:
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
      return TryOutcome::kConfiguration;
    default:
      return TryOutcome::kPartner;
  }
}

AdapterFailure FailureOfProblem(const adapter::v1::Problem& problem,
                                TryOutcome fallback) {
  AdapterFailure failure;
  failure.outcome = OutcomeOfKind(problem.kind(), fallback);
  failure.rule = problem.rule();
  failure.message = problem.message();
  failure.retry_after = absl::Seconds(problem.retry_after().seconds()) +
                        absl::Nanoseconds(problem.retry_after().nanos());
  failure.cursor_gone = problem.cursor_gone();
  return failure;
}

AdapterFailure FailureOfStatus(const grpc::Status& status) {
  adapter::v1::Problem problem;
  const TryOutcome by_code = OutcomeOfCode(status.error_code());
  if (!status.error_details().empty() &&
      problem.ParseFromString(status.error_details())) {
    AdapterFailure failure = FailureOfProblem(problem, by_code);
    if (failure.message.empty()) failure.message = status.error_message();
    return failure;
  }
  AdapterFailure failure;
  failure.outcome = by_code;
  failure.rule = "adapter-call-failed";
  failure.message =
      absl::StrCat("The adapter did not answer: ", status.error_message());
  return failure;
}

AdapterFailure SilentFailure(absl::Duration silence) {
  AdapterFailure failure;
  failure.outcome = TryOutcome::kTransient;
  failure.rule = "adapter-hung";
  failure.message =
      absl::StrCat("The adapter said nothing for ",
                   absl::FormatDuration(silence), "; it is asked again later.");
  return failure;
}

AdapterFailure ProtocolFailure(absl::string_view what) {
  AdapterFailure failure;
  failure.outcome = TryOutcome::kPartner;
  failure.rule = "adapter-protocol";
  failure.message = absl::StrCat(
      "The adapter breaks the contract regisseur.adapter.v1: ", what, ".");
  return failure;
}

void FillSource(const SourceConfig& source,
                const std::map<std::string, std::string>& secrets,
                const AdapterClient::Surroundings& surroundings,
                adapter::v1::SourceSpec& spec) {
  spec.set_source_id(source.id);
  spec.mutable_options()->insert(source.options.begin(), source.options.end());
  spec.mutable_secrets()->insert(secrets.begin(), secrets.end());
  spec.set_base_directory(surroundings.base_directory);
  spec.set_time_zone(surroundings.time_zone);
  spec.set_currency(surroundings.currency);
}

// Lets only the adapter in that shows the identity `peer`; gRPC has checked by
// then that our CA signed it.
class PeerVerifier final
    : public grpc::experimental::ExternalCertificateVerifier {
 public:
  explicit PeerVerifier(std::string peer) : peer_(std::move(peer)) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)>,
              grpc::Status* sync_status) override {
    const grpc::string_ref pem = request->peer_cert();
    const absl::Status is =
        CheckPeer(std::string(pem.data(), pem.size()), peer_);
    *sync_status = is.ok() ? grpc::Status::OK
                           : grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                                          std::string(is.message()));
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*) override {
  }

 private:
  const std::string peer_;
};

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(
    const TlsMaterial& tls, const std::string& peer) {
  if (peer.empty()) {
    return grpc::SslCredentials({tls.ca, tls.key, tls.cert});
  }
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
          tls.ca, std::vector<grpc::experimental::IdentityKeyCertPair>{
                      {tls.key, tls.cert}}));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_certificate_verifier(
      grpc::experimental::ExternalCertificateVerifier::Create<PeerVerifier>(
          peer));
  options.set_check_call_host(false);
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace

CallWatch::Call::Call(CallWatch& watch, grpc::ClientContext& context,
                      absl::Duration silence,
                      const absl::Notification* cancelled)
    : watch_(watch),
      context_(context),
      silence_(silence),
      cancelled_(cancelled),
      heard_(absl::Now()) {
  absl::MutexLock lock(&watch_.mutex_);
  watch_.calls_.insert(this);
  if (watch_.cancelled_) context_.TryCancel();
}

CallWatch::Call::~Call() {
  absl::MutexLock lock(&watch_.mutex_);
  watch_.calls_.erase(this);
}

void CallWatch::Call::Heard() {
  absl::MutexLock lock(&watch_.mutex_);
  heard_ = absl::Now();
}

bool CallWatch::Call::TimedOut() const {
  absl::MutexLock lock(&watch_.mutex_);
  return timed_out_;
}

bool CallWatch::Call::SilentFor(absl::Duration silence) const {
  absl::MutexLock lock(&watch_.mutex_);
  return absl::Now() - heard_ > silence;
}

void CallWatch::Sweep(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  for (Call* call : calls_) {
    if (call->cancelled_ != nullptr && call->cancelled_->HasBeenNotified()) {
      call->context_.TryCancel();
    }
    if (!call->timed_out_ && now - call->heard_ > call->silence_) {
      call->timed_out_ = true;
      call->context_.TryCancel();
    }
  }
}

void CallWatch::CancelAll() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  for (Call* call : calls_) call->context_.TryCancel();
}

AdapterClient::AdapterClient(std::shared_ptr<grpc::Channel> channel,
                             CallWatch& watch)
    : channel_(std::move(channel)), watch_(watch) {}

absl::StatusOr<std::shared_ptr<grpc::Channel>> AdapterClient::MakeChannel(
    const std::string& address, const std::optional<TlsMaterial>& tls,
    const std::string& peer) {
  grpc::ChannelArguments arguments;
  // A compressed message passes the size limit while it is inflated: only
  // identity (bit 0) is accepted.
  arguments.SetInt(GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET, 1);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // How long coming about may take (a busy machine, a handshake); how soon it
  // is tried again are the two below.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 50);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5000);
  // One subchannel a channel: a dead adapter's connection is nobody else's.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (tls.has_value()) {
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 20000);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5000);
    return grpc::CreateCustomChannel(address, CredentialsOf(*tls, peer),
                                     arguments);
  }
  if (!IsLocalEndpoint(address)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The endpoint ", address,
        " is on another machine and has no 'tls': give ca, cert and key."));
  }
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

absl::StatusOr<AdapterCapabilities> AdapterClient::GetCapabilities(
    absl::Duration deadline) {
  auto stub = adapter::v1::AdapterService::NewStub(channel_);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  CallWatch::Call call(watch_, context, deadline);
  adapter::v1::GetCapabilitiesResponse response;
  const grpc::Status status = stub->GetCapabilities(
      &context, adapter::v1::GetCapabilitiesRequest(), &response);
  if (!status.ok()) {
    return absl::UnavailableError(absl::StrCat(
        "The adapter does not say what it can do: ", status.error_message()));
  }
  if (response.contract_version() != kContractVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The adapter speaks version ", response.contract_version(),
        " of regisseur.adapter; this daemon speaks ", kContractVersion, "."));
  }
  AdapterCapabilities capabilities;
  capabilities.kind = response.kind();
  capabilities.version = response.version();
  capabilities.sums_charges = response.sums_charges();
  for (const int kind : response.facts()) {
    switch (kind) {
      case adapter::v1::FACT_KIND_STATUS:
        capabilities.tells.insert(FactKind::kStatus);
        break;
      case adapter::v1::FACT_KIND_CHARGES:
        capabilities.tells.insert(FactKind::kCharges);
        break;
      case adapter::v1::FACT_KIND_MEASUREMENTS:
        capabilities.tells.insert(FactKind::kMeasurements);
        break;
      case adapter::v1::FACT_KIND_TICKETS:
        capabilities.tells.insert(FactKind::kTickets);
        break;
      case adapter::v1::FACT_KIND_OBJECTIVES:
        capabilities.tells.insert(FactKind::kObjectives);
        break;
      case adapter::v1::FACT_KIND_INVOICES:
        capabilities.tells.insert(FactKind::kInvoices);
        break;
      case adapter::v1::FACT_KIND_COMMITMENTS:
        capabilities.tells.insert(FactKind::kCommitments);
        break;
      default:
        break;  // of a newer contract: nothing that we could store
    }
  }
  if (capabilities.tells.empty()) {
    return absl::FailedPreconditionError(
        "The adapter names no kind of facts that it tells; its capabilities "
        "must name status, charges, measurements, tickets, objectives, "
        "invoices or commitments.");
  }
  return capabilities;
}

AdapterClient::Outcome AdapterClient::Collect(
    const SourceConfig& source,
    const std::map<std::string, std::string>& secrets,
    const Surroundings& surroundings, const std::string& cursor,
    const Limits& limits,
    const std::function<absl::Status(FactBatch)>& on_batch) {
  Outcome outcome;
  auto stub = adapter::v1::AdapterService::NewStub(channel_);
  adapter::v1::CollectRequest request;
  FillSource(source, secrets, surroundings, *request.mutable_source());
  request.set_cursor(cursor);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + limits.deadline));
  CallWatch::Call call(watch_, context, limits.silence);
  auto stream = stub->Collect(&context, request);

  std::optional<AdapterFailure> ours;     // why we ended the call
  adapter::v1::CollectResponse response;  // reused: Clear keeps capacity
  StoreAhead storing(on_batch, [&context] { context.TryCancel(); });
  while (!ours.has_value() && outcome.stored.ok() && stream->Read(&response)) {
    call.Heard();
    if (outcome.checkpoint.has_value()) {
      ours = ProtocolFailure("it goes on after the checkpoint");
    } else if (response.has_batch()) {
      absl::StatusOr<FactBatch> batch = FactBatchFromWire(response.batch());
      if (batch.ok()) {
        outcome.stored = storing.Begin(*std::move(batch));
        call.Heard();  // the time that we took is not the adapter's silence
      } else {
        ours = ProtocolFailure(batch.status().message());
      }
    } else if (response.has_checkpoint()) {
      absl::StatusOr<Checkpoint> checkpoint =
          CheckpointFromWire(response.checkpoint());
      if (checkpoint.ok()) {
        outcome.checkpoint = *std::move(checkpoint);
      } else {
        ours = ProtocolFailure(checkpoint.status().message());
      }
    } else {
      ours = ProtocolFailure("a message is neither batch nor checkpoint");
    }
  }
  outcome.stored = storing.Finish();
  if (ours.has_value() || !outcome.stored.ok()) context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (!outcome.stored.ok()) {
    // Ours, and it came before whatever the adapter sent next; nothing to say
    // of the adapter.
    outcome.checkpoint.reset();
  } else if (ours.has_value()) {
    outcome.failure = std::move(ours);
  } else if (call.TimedOut()) {
    outcome.failure = SilentFailure(limits.silence);
  } else if (!status.ok()) {
    outcome.failure = FailureOfStatus(status);
    outcome.broke_off = status.error_code() == grpc::StatusCode::UNAVAILABLE &&
                        status.error_details().empty();
  } else if (!outcome.checkpoint.has_value()) {
    outcome.failure = ProtocolFailure("the stream ended without a checkpoint");
  }
  if (outcome.failure.has_value()) outcome.checkpoint.reset();
  return outcome;
}

absl::StatusOr<std::optional<OptionMistake>> AdapterClient::CheckOptions(
    const SourceConfig& source,
    const std::map<std::string, std::string>& secrets,
    const Surroundings& surroundings, absl::Duration deadline) {
  auto stub = adapter::v1::AdapterService::NewStub(channel_);
  adapter::v1::CheckOptionsRequest request;
  FillSource(source, secrets, surroundings, *request.mutable_source());
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  CallWatch::Call call(watch_, context, deadline);
  adapter::v1::CheckOptionsResponse response;
  const grpc::Status status = stub->CheckOptions(&context, request, &response);
  // Of before this method: it says so when it is collected.
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return std::nullopt;
  }
  if (!status.ok()) {
    return absl::UnavailableError(
        absl::StrCat("The adapter does not judge the options: ",
                     FailureOfStatus(status).message));
  }
  if (!response.has_problem()) return std::nullopt;
  return OptionMistake{response.problem().option(),
                       response.problem().message()};
}

AdapterCheck AdapterClient::Check(
    const SourceConfig& source,
    const std::map<std::string, std::string>& secrets,
    const Surroundings& surroundings, const Limits& limits,
    const absl::Notification& cancelled, bool& broke_off) {
  AdapterCheck result;
  auto stub = adapter::v1::AdapterService::NewStub(channel_);
  adapter::v1::CheckRequest request;
  FillSource(source, secrets, surroundings, *request.mutable_source());
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + limits.deadline));
  CallWatch::Call call(watch_, context, limits.deadline, &cancelled);
  adapter::v1::CheckResponse response;
  const grpc::Status status = stub->Check(&context, request, &response);
  broke_off = status.error_code() == grpc::StatusCode::UNAVAILABLE &&
              status.error_details().empty();
  if (!status.ok()) {
    result.failure = FailureOfStatus(status);
    return result;
  }
  result.usable = response.usable();
  for (const adapter::v1::FieldCoverage& field : response.coverage()) {
    result.fields.push_back(
        {field.field(), field.total(), field.filled(), field.mandatory()});
  }
  for (const type::v1::Finding& wire : response.findings()) {
    absl::StatusOr<Finding> finding = FromWire(wire);
    if (!finding.ok()) {
      result.usable = false;
      result.failure = ProtocolFailure(finding.status().message());
      return result;
    }
    result.findings.push_back(*std::move(finding));
  }
  if (response.has_problem()) {
    result.failure = FailureOfProblem(response.problem(), TryOutcome::kPartner);
  }
  return result;
}

}  // namespace regisseur

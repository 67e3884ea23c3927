#include "services/probe/grpc_probe.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/probe/tcp_connection.h"

namespace regisseur::probe {
namespace {

constexpr char kMethod[] = "/grpc.health.v1.Health/Check";
// gRPC reads no folder of authorities and has a list of its own that Debian
// does not install.
constexpr char kSystemAuthorities[] = "/etc/ssl/certs/ca-certificates.crt";
constexpr int kServing = 1;
constexpr int kNotServing = 2;

std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// HealthCheckRequest: the service's name is field 1.
grpc::ByteBuffer RequestFor(const std::string& service) {
  std::string bytes;
  if (!service.empty()) {
    bytes += '\x0a';
    size_t size = service.size();
    for (; size >= 0x80; size >>= 7) {
      bytes += static_cast<char>((size & 0x7f) | 0x80);
    }
    bytes += static_cast<char>(size);
    bytes += service;
  }
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// HealthCheckResponse: the status is field 1, a small enum; what is not there
// is 0, unknown. nullopt for anything else.
std::optional<int> StatusIn(const grpc::ByteBuffer& answer) {
  std::vector<grpc::Slice> slices;
  if (!answer.Dump(&slices).ok()) return std::nullopt;
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  if (bytes.empty()) return 0;
  if (bytes.size() != 2 || bytes[0] != '\x08' || (bytes[1] & 0x80) != 0) {
    return std::nullopt;
  }
  return bytes[1];
}

ProbeResult ResultOfCode(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::CANCELLED:
      return ProbeResult::Silent("it cannot be reached");
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return ProbeResult::Silent("nothing answers in time");
    case grpc::StatusCode::NOT_FOUND:
      return ProbeResult::Unable("it does not know the service");
    case grpc::StatusCode::UNIMPLEMENTED:
      return ProbeResult::Unable("it does not serve grpc.health.v1");
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return ProbeResult::Unable("it does not let us ask");
    default:
      return ProbeResult::Bad(
          absl::StrCat("it answers with the gRPC code ",
                       static_cast<int>(status.error_code())));
  }
}

}  // namespace

ProbeResult GrpcProbe::Try(const ProbeLimits& limits) const {
  const absl::Time deadline = absl::Now() + limits.timeout;
  std::string peer;
  {
    // gRPC resolves by itself and asks nobody which address it may take.
    const auto connection = TcpConnection::Open(where_, limits);
    if (!connection.ok()) return ResultOfConnect(connection.status());
    peer = (*connection)->peer();
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // A compressed message passes the size limit while it is inflated.
  arguments.SetInt(GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET, 1);
  arguments.SetMaxReceiveMessageSize(1024);
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, where_.ToString());
  std::shared_ptr<grpc::ChannelCredentials> credentials =
      grpc::InsecureChannelCredentials();
  if (tls_) {
    grpc::SslCredentialsOptions ssl;
    ssl.pem_root_certs = ReadWhole(kSystemAuthorities);
    if (!limits.ca_file.empty()) {
      absl::StrAppend(&ssl.pem_root_certs, "\n", ReadWhole(limits.ca_file));
    }
    credentials = grpc::SslCredentials(ssl);
    arguments.SetSslTargetNameOverride(where_.host);
  }
  grpc::GenericStub stub(
      grpc::CreateCustomChannel(peer, credentials, arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  const grpc::ByteBuffer request = RequestFor(service_);
  grpc::ByteBuffer answer;
  grpc::Status status;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, kMethod, request, &queue);
  call->StartCall();
  call->Finish(&answer, &status, &queue);
  void* tag = nullptr;
  bool ok = false;
  for (;;) {
    const auto next = queue.AsyncNext(
        &tag, &ok,
        std::chrono::system_clock::now() + std::chrono::milliseconds(200));
    if (next == grpc::CompletionQueue::GOT_EVENT) break;
    if (limits.cancelled != nullptr && limits.cancelled->load()) {
      context.TryCancel();
    }
  }
  queue.Shutdown();
  if (!status.ok()) return ResultOfCode(status);
  switch (StatusIn(answer).value_or(-1)) {
    case kServing:
      return ProbeResult::Good();
    case kNotServing:
      return ProbeResult::Bad("it says that it does not serve");
    case 0:
      return ProbeResult::Bad("it says that it does not know how it is");
    case 3:
      return ProbeResult::Unable("it does not know the service");
    default:
      return ProbeResult::Bad("its answer cannot be read");
  }
}

}  // namespace regisseur::probe

#include "cli/connection/connection.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "core/base/status_macros.h"
#include "core/certificate/certificate.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "wire/message_limits.h"

namespace regisseur {
namespace {

absl::StatusOr<std::string> ReadFile(absl::string_view option,
                                     const std::string& path) {
  if (path.empty()) return std::string();
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return absl::InvalidArgumentError(
        absl::StrCat(option, " ", path, " cannot be read: ",
                     errno != 0 ? std::strerror(errno) : "the file is empty"));
  }
  return text.str();
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  ASSIGN_OR_RETURN(std::string token, ReadFile("--token-file", path));
  absl::StripAsciiWhitespace(&token);
  for (unsigned char c : token) {
    if (c <= 0x20 || c >= 0x7F) {
      return absl::InvalidArgumentError(
          absl::StrCat("--token-file ", path,
                       " holds more than one line or characters that no token "
                       "has; it should hold the token alone"));
    }
  }
  if (!path.empty() && token.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--token-file ", path, " is empty; it should hold the token alone"));
  }
  return token;
}

// gRPC would only say that it has no address to connect to.
absl::Status CheckFiles(const ConnectionOptions& options,
                        const grpc::SslCredentialsOptions& tls) {
  absl::Status fit;
  if (!options.ca_file.empty()) {
    fit = CheckAuthorities(
        {absl::StrCat("--ca ", options.ca_file), tls.pem_root_certs});
  }
  if (fit.ok() && !options.cert_file.empty()) {
    fit = CheckKeyPair(
        {absl::StrCat("--cert ", options.cert_file), tls.pem_cert_chain},
        {absl::StrCat("--key ", options.key_file), tls.pem_private_key});
  }
  if (fit.ok()) return fit;
  return absl::InvalidArgumentError(fit.message());
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const ConnectionOptions& options, const ServerAddress& address) {
  if (options.cert_file.empty() != options.key_file.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.cert_file.empty() ? "--key" : "--cert",
                     " stands alone; a certificate of our own needs both "
                     "--cert FILE and --key FILE"));
  }
  if (address.local && options.ca_file.empty() && options.cert_file.empty()) {
    return grpc::InsecureChannelCredentials();
  }
  grpc::SslCredentialsOptions tls;
  ASSIGN_OR_RETURN(tls.pem_root_certs, ReadFile("--ca", options.ca_file));
  ASSIGN_OR_RETURN(tls.pem_cert_chain, ReadFile("--cert", options.cert_file));
  ASSIGN_OR_RETURN(tls.pem_private_key, ReadFile("--key", options.key_file));
  RETURN_IF_ERROR(CheckFiles(options, tls));
  return grpc::SslCredentials(tls);
}

// gRPC tells its whole way down; the last step is what a person can use.
std::string Cause(const std::string& address, absl::string_view message) {
  constexpr absl::string_view kLast = "last error: ";
  const size_t last = message.find(kLast);
  if (last != absl::string_view::npos)
    message.remove_prefix(last + kLast.size());
  absl::ConsumePrefix(&message, "UNKNOWN: ");
  absl::ConsumePrefix(&message, "UNAVAILABLE: ");
  // Of a socket's failure that it does not know gRPC 1.51 tells whatever errno
  // was last: on TCP "No such file" is no cause, and all of it is told.
  constexpr absl::string_view kNoFile = "No such file or directory";
  if (absl::StartsWith(address, "unix:") &&
      absl::StrContains(message, kNoFile)) {
    return std::string(kNoFile);
  }
  for (absl::string_view known : {"Connection refused", "Permission denied"}) {
    if (absl::StrContains(message, known)) return std::string(known);
  }
  return std::string(message);
}

bool NobodyAnswers(absl::string_view message) {
  for (absl::string_view sign :
       {"failed to connect", "connection refused", "Connection refused",
        "No such file", "DNS resolution failed", "andshake",
        "Connection reset"}) {
    if (absl::StrContains(message, sign)) return true;
  }
  return false;
}

}  // namespace

Connection::Connection(ServerAddress address,
                       std::shared_ptr<grpc::Channel> channel,
                       std::string token, std::optional<absl::Duration> timeout)
    : address_(std::move(address)),
      channel_(std::move(channel)),
      token_(std::move(token)),
      timeout_(timeout) {}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(
    const ConnectionOptions& options) {
  ASSIGN_OR_RETURN(ServerAddress address, ParseServerAddress(options.server));
  ASSIGN_OR_RETURN(std::string token, ReadToken(options.token_file));
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::ChannelCredentials> credentials,
                   MakeCredentials(options, address));
  grpc::ChannelArguments arguments;
  arguments.SetCompressionAlgorithm(GRPC_COMPRESS_NONE);
  // Bit 0 is "not compressed": a compressed message passes the size limit
  // while it is inflated.
  arguments.SetInt(GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET, 1);
  arguments.SetMaxReceiveMessageSize(kMostAnswerBytes);
  // A proxy for the web is no way to a daemon, least of all to 127.0.0.1.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Bounds how long one attempt to connect may take.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  auto channel =
      grpc::CreateCustomChannel(address.target, credentials, arguments);
  return std::unique_ptr<Connection>(
      new Connection(std::move(address), std::move(channel), std::move(token),
                     options.timeout));
}

void Connection::Prepare(absl::Duration usual_limit,
                         grpc::ClientContext* context) const {
  context->set_deadline(
      std::chrono::system_clock::now() +
      absl::ToChronoMilliseconds(timeout_.value_or(usual_limit)));
  context->set_compression_algorithm(GRPC_COMPRESS_NONE);
  if (!token_.empty()) {
    context->AddMetadata("authorization", absl::StrCat("Bearer ", token_));
  }
}

absl::Status Connection::Explain(const grpc::Status& status) const {
  const std::string& said = status.error_message();
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return absl::OkStatus();
    case grpc::StatusCode::UNAVAILABLE:
      if (!NobodyAnswers(said)) break;
      return absl::UnavailableError(absl::StrCat(
          "no daemon answers at ", address_.target, " (",
          Cause(address_.target, said),
          "); start it with `regisseurd --config regisseur.yaml`, or name "
          "another one with --server HOST:PORT or REGISSEUR_SERVER"));
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return absl::DeadlineExceededError(absl::StrCat(
          "the daemon at ", address_.target,
          " did not answer in time; ask for less (--from, --to, --provider) "
          "or allow more time with --timeout 5m"));
    case grpc::StatusCode::UNAUTHENTICATED:
      return absl::UnauthenticatedError(absl::StrCat(
          "the daemon at ", address_.target, " does not know who you are (",
          said, "); give --token-file FILE, or --cert FILE and --key FILE"));
    case grpc::StatusCode::UNIMPLEMENTED:
      return absl::UnimplementedError(absl::StrCat(
          "the daemon at ", address_.target, " does not know this call (", said,
          "); it should be of the same version as this program, see "
          "`regisseur --version` and `regisseurd --version`"));
    default:
      break;
  }
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                      said.empty()
                          ? absl::StrCat("the daemon at ", address_.target,
                                         " refused without a reason")
                          : said);
}

}  // namespace regisseur

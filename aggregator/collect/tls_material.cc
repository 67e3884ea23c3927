#include "aggregator/collect/tls_material.h"

#include <netdb.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "core/base/status_macros.h"
#include "core/certificate/certificate.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

constexpr size_t kMaxPemBytes = 1 << 20;

// How long an adapter may take to say that it refuses our certificate: since
// TLS 1.3 it says so after the handshake.
constexpr absl::Duration kRefusalLag = absl::Seconds(2);

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(addrinfo* found) const { freeaddrinfo(found); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || text.str().size() > kMaxPemBytes) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": cannot be read; tls must name files in PEM, 1 MiB at most"));
  }
  return text.str();
}

Owned<BIO> Memory(const std::string& pem) {
  return Owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// A key behind a passphrase is not asked for on the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

Owned<X509> NextCertificate(BIO* bio) {
  return Owned<X509>(PEM_read_bio_X509(bio, nullptr, NoPassphrase, nullptr));
}

absl::Status Unusable(const std::string& path, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", why));
}

// The last thing that OpenSSL had to say, in its words. gRPC's servers refuse a
// certificate by closing the connection.
std::string LastError() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason =
      code == 0 ? nullptr : ERR_reason_error_string(code);
  if (reason == nullptr ||
      ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    return "it closed the connection; its authority has to have signed our "
           "certificate";
  }
  return reason;
}

struct HostAndPort {
  std::string host;
  std::string port;
};
HostAndPort Split(absl::string_view endpoint) {
  absl::ConsumePrefix(&endpoint, "dns:///");
  absl::ConsumePrefix(&endpoint, "dns:") ||
      absl::ConsumePrefix(&endpoint, "ipv4:") ||
      absl::ConsumePrefix(&endpoint, "ipv6:");
  const size_t colon = endpoint.rfind(':');
  if (colon == absl::string_view::npos) return {};
  absl::string_view host = endpoint.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return {std::string(host), std::string(endpoint.substr(colon + 1))};
}

bool IsAddress(const std::string& host) {
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  const bool is = getaddrinfo(host.c_str(), nullptr, &hints, &found) == 0;
  if (is) freeaddrinfo(found);
  return is;
}

std::string PemOf(X509* certificate) {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  if (certificate == nullptr ||
      PEM_write_bio_X509(out.get(), certificate) != 1) {
    return "";
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

absl::Status WaitFor(int fd, short events, absl::Time deadline) {
  pollfd waiting{fd, events, 0};
  while (true) {
    const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now());
    const int polled =
        poll(&waiting, 1, static_cast<int>(std::max<int64_t>(0, left)));
    if (polled > 0) return absl::OkStatus();
    if (polled < 0 && errno == EINTR) continue;
    return absl::UnavailableError("nobody answers there in time");
  }
}

// A connected socket that does not block.
absl::StatusOr<int> ConnectTo(const HostAndPort& to, absl::Time deadline) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int looked_up =
      getaddrinfo(to.host.c_str(), to.port.c_str(), &hints, &list);
  if (looked_up != 0) {
    return absl::UnavailableError(absl::StrCat(
        "the host ", to.host, " is not found: ", gai_strerror(looked_up)));
  }
  const Owned<addrinfo> found(list);
  absl::Status why = absl::UnavailableError("it has no address");
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    const int fd =
        socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) continue;
    int error = 0;
    if (connect(fd, one->ai_addr, one->ai_addrlen) != 0) error = errno;
    if (error == EINPROGRESS) {
      why = WaitFor(fd, POLLOUT, deadline);
      socklen_t size = sizeof(error);
      getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
      if (why.ok() && error == 0) return fd;
    } else if (error == 0) {
      return fd;
    }
    if (error != 0) why = absl::UnavailableError(std::strerror(error));
    close(fd);
  }
  return why;
}

// What a failed handshake or read means.
absl::Status Refusal(SSL* ssl) {
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    return absl::FailedPreconditionError(
        absl::StrCat("the adapter's certificate is refused: ",
                     X509_verify_cert_error_string(verified)));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("the adapter refuses us: ", LastError()));
}

// Goes on until the call succeeds or fails for good.
template <typename F>
absl::Status Drive(SSL* ssl, int fd, absl::Time deadline, F call) {
  while (true) {
    ERR_clear_error();
    const int done = call();
    if (done > 0) return absl::OkStatus();
    switch (SSL_get_error(ssl, done)) {
      case SSL_ERROR_WANT_READ:
        RETURN_IF_ERROR(WaitFor(fd, POLLIN, deadline));
        break;
      case SSL_ERROR_WANT_WRITE:
        RETURN_IF_ERROR(WaitFor(fd, POLLOUT, deadline));
        break;
      default:
        return Refusal(ssl);
    }
  }
}

}  // namespace

absl::StatusOr<TlsMaterial> ReadTlsMaterial(const TlsFiles& files,
                                            absl::Time now) {
  TlsMaterial material;
  ASSIGN_OR_RETURN(material.ca, ReadPem(files.ca));
  ASSIGN_OR_RETURN(material.cert, ReadPem(files.cert));
  ASSIGN_OR_RETURN(material.key, ReadPem(files.key));
  RETURN_IF_ERROR(CheckAuthorities({files.ca, material.ca}));
  const absl::StatusOr<Certificate> cert = ParseCertificate(material.cert);
  if (cert.ok() && now > cert->until) {
    return Unusable(files.cert,
                    absl::StrCat("the certificate expired on ",
                                 FormatInstant(cert->until), "; renew it"));
  }
  if (cert.ok() && now < cert->from) {
    return Unusable(files.cert, absl::StrCat("the certificate is valid from ",
                                             FormatInstant(cert->from),
                                             " on; is the clock right?"));
  }
  RETURN_IF_ERROR(
      CheckKeyPair({files.cert, material.cert}, {files.key, material.key}));
  return material;
}

absl::Status CheckPeer(const std::string& cert, const std::string& peer) {
  const absl::StatusOr<Certificate> parsed = ParseCertificate(cert);
  if (!parsed.ok()) {
    return absl::FailedPreconditionError("the adapter shows no certificate");
  }
  const std::vector<std::string>& shown =
      absl::StartsWith(peer, "spiffe://") ? parsed->uris : parsed->common_names;
  if (shown.size() == 1 && shown[0] == peer) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the adapter shows the identity '", absl::StrJoin(shown, "' and '"),
      "'; tls.peer expects '", peer, "' and no other"));
}

absl::Status DiagnoseTls(const std::string& endpoint,
                         const TlsMaterial& material, const std::string& peer,
                         absl::Duration timeout) {
  const HostAndPort to = Split(endpoint);
  if (to.host.empty() || to.port.empty()) return absl::OkStatus();
  const absl::Time deadline = absl::Now() + timeout;
  const Owned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  X509_STORE* const store = SSL_CTX_get_cert_store(context.get());
  const Owned<BIO> trusted = Memory(material.ca);
  while (const Owned<X509> ca = NextCertificate(trusted.get())) {
    X509_STORE_add_cert(store, ca.get());
  }
  const Owned<BIO> chain = Memory(material.cert);
  if (const Owned<X509> own = NextCertificate(chain.get())) {
    SSL_CTX_use_certificate(context.get(), own.get());
  }
  while (Owned<X509> between = NextCertificate(chain.get())) {
    SSL_CTX_add0_chain_cert(context.get(), between.release());
  }
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(
      Memory(material.key).get(), nullptr, NoPassphrase, nullptr));
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);

  ASSIGN_OR_RETURN(const int fd, ConnectTo(to, deadline));
  const absl::Cleanup close_it = [fd] { close(fd); };
  const Owned<SSL> ssl(SSL_new(context.get()));
  constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  SSL_set_alpn_protos(ssl.get(), kHttp2, sizeof(kHttp2));
  if (IsAddress(to.host)) {
    if (peer.empty()) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), to.host.c_str());
    }
  } else {
    SSL_set_tlsext_host_name(ssl.get(), to.host.c_str());
    if (peer.empty()) SSL_set1_host(ssl.get(), to.host.c_str());
  }
  SSL_set_fd(ssl.get(), fd);
  RETURN_IF_ERROR(
      Drive(ssl.get(), fd, deadline, [&] { return SSL_connect(ssl.get()); }));
  if (!peer.empty()) {
    const Owned<X509> shown(SSL_get1_peer_certificate(ssl.get()));
    RETURN_IF_ERROR(CheckPeer(PemOf(shown.get()), peer));
  }
  char byte;
  const absl::Status read =
      Drive(ssl.get(), fd, std::min(deadline, absl::Now() + kRefusalLag),
            [&] { return SSL_read(ssl.get(), &byte, 1); });
  // Silence after the handshake is how a healthy one waits for us.
  return absl::IsUnavailable(read) ? absl::OkStatus() : read;
}

}  // namespace regisseur

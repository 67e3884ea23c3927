#include "services/probe/tls_probe.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/probe/tcp_connection.h"

namespace regisseur::probe {
namespace {

template <typename T, void (*free)(T*)>
struct Free {
  void operator()(T* object) const { free(object); }
};
using SslContext = std::unique_ptr<SSL_CTX, Free<SSL_CTX, SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Free<SSL, SSL_free>>;
using Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;

std::optional<absl::Time> TimeOf(const ASN1_TIME* told) {
  tm civil{};
  if (told == nullptr || ASN1_TIME_to_tm(told, &civil) != 1) {
    return std::nullopt;
  }
  return absl::FromCivil(
      absl::CivilSecond(civil.tm_year + 1900, civil.tm_mon + 1, civil.tm_mday,
                        civil.tm_hour, civil.tm_min, civil.tm_sec),
      absl::UTCTimeZone());
}

bool IsAddress(const std::string& name) {
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(name.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

enum class HandshakeEnd { kDone, kTimedOut, kFailed };

// Handshakes on a non-blocking socket until `deadline`.
HandshakeEnd Handshake(SSL* ssl, int fd, absl::Time deadline,
                       const ProbeLimits& limits) {
  for (;;) {
    ERR_clear_error();
    const int done = SSL_connect(ssl);
    if (done == 1) return HandshakeEnd::kDone;
    const int error = SSL_get_error(ssl, done);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
      return HandshakeEnd::kFailed;
    }
    const absl::Duration left = deadline - absl::Now();
    const bool cancelled =
        limits.cancelled != nullptr && limits.cancelled->load();
    if (left <= absl::ZeroDuration() || cancelled) {
      return HandshakeEnd::kTimedOut;
    }
    pollfd waits{
        fd, static_cast<short>(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT),
        0};
    poll(&waits, 1,
         static_cast<int>(absl::ToInt64Milliseconds(std::clamp(
             left, absl::Milliseconds(1), absl::Milliseconds(200)))));
  }
}

ProbeResult Judge(SSL* ssl, X509* certificate,
                  const CertificateExpectation& expectation, absl::Time now) {
  const std::optional<absl::Time> from =
      TimeOf(X509_get0_notBefore(certificate));
  const std::optional<absl::Time> until =
      TimeOf(X509_get0_notAfter(certificate));
  if (!from || !until) {
    return ProbeResult::Bad("its certificate has no readable period");
  }
  if (*until <= now) return ProbeResult::Bad("its certificate has expired");
  if (*from > now) {
    return ProbeResult::Bad("its certificate is not valid yet");
  }
  const std::string& name = expectation.name;
  const int named =
      IsAddress(name)
          ? X509_check_ip_asc(certificate, name.c_str(), 0)
          : X509_check_host(certificate, name.data(), name.size(), 0, nullptr);
  if (named != 1) {
    return ProbeResult::Bad(
        absl::StrCat("its certificate does not name ", name));
  }
  if (const long verified = SSL_get_verify_result(ssl); verified != X509_V_OK) {
    return ProbeResult::Bad(
        absl::StrCat("its certificate is not accepted: ",
                     X509_verify_cert_error_string(verified)));
  }
  if (*until - now < expectation.warn) {
    return ProbeResult::Degraded(
        absl::StrCat("its certificate expires within ",
                     absl::ToInt64Hours(*until - now) / 24 + 1, " days"));
  }
  return ProbeResult::Good();
}

}  // namespace

ProbeResult TlsProbe::Try(const ProbeLimits& limits) const {
  const absl::Time deadline = absl::Now() + limits.timeout;
  const auto connection = TcpConnection::Open(where_, limits);
  if (!connection.ok()) return ResultOfConnect(connection.status());
  const SslContext context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr ||
      SSL_CTX_set_default_verify_paths(context.get()) != 1 ||
      (!limits.ca_file.empty() &&
       SSL_CTX_load_verify_locations(context.get(), limits.ca_file.c_str(),
                                     nullptr) != 1)) {
    return ProbeResult::Unable(
        absl::StrCat("the authorities in ", limits.ca_file, " cannot be read"));
  }
  // The chain is judged below, whatever it is: the handshake goes on.
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context.get()),
                             absl::ToTimeT(limits.now));
  const Ssl ssl(SSL_new(context.get()));
  if (ssl == nullptr || SSL_set_fd(ssl.get(), (*connection)->fd()) != 1) {
    return ProbeResult::Unable("no TLS connection can be made");
  }
  if (!IsAddress(expectation_.name)) {
    SSL_set_tlsext_host_name(ssl.get(), expectation_.name.c_str());
  }
  const HandshakeEnd end =
      Handshake(ssl.get(), (*connection)->fd(), deadline, limits);
  const Certificate certificate(SSL_get1_peer_certificate(ssl.get()));
  if (certificate == nullptr) {
    if (end == HandshakeEnd::kTimedOut) {
      return ProbeResult::Silent("nothing answers in time");
    }
    return ProbeResult::Bad("no secure connection can be made");
  }
  ProbeResult result =
      Judge(ssl.get(), certificate.get(), expectation_, limits.now);
  if (end == HandshakeEnd::kDone) SSL_shutdown(ssl.get());
  return result;
}

}  // namespace regisseur::probe

#include "services/probe/tls_probe.h"

#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/probe/certificates_for_test.h"
#include "services/probe/http_probe.h"
#include "services/probe/loopback_for_test.h"

namespace regisseur::probe {
namespace {

using ::testing::HasSubstr;

// Handshakes with whoever comes, and answers one request of HTTP.
class TlsServer {
 public:
  explicit TlsServer(const KeyAndCertificate& own)
      : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
        socket_(SOCK_STREAM) {
    BIO* const certificate = BIO_new_mem_buf(own.certificate.data(), -1);
    X509* const x509 =
        PEM_read_bio_X509(certificate, nullptr, nullptr, nullptr);
    EXPECT_EQ(SSL_CTX_use_certificate(context_.get(), x509), 1);
    X509_free(x509);
    BIO_free(certificate);
    BIO* const key = BIO_new_mem_buf(own.key.data(), -1);
    EVP_PKEY* const pkey =
        PEM_read_bio_PrivateKey(key, nullptr, nullptr, nullptr);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context_.get(), pkey), 1);
    EVP_PKEY_free(pkey);
    BIO_free(key);
    socket_.Listen();
    server_ = std::make_unique<LoopbackServer>(
        socket_, [this](int fd) { Serve(accept(fd, nullptr, nullptr)); });
  }

  int port() const { return socket_.port(); }

 private:
  void Serve(int client) {
    SSL* const ssl = SSL_new(context_.get());
    SSL_set_fd(ssl, client);
    char request[4096];
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, request, sizeof(request)) > 0) {
      const std::string answer =
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
          "Connection: close\r\n\r\nok";
      SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
      SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    close(client);
  }

  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  LoopbackSocket socket_;
  std::unique_ptr<LoopbackServer> server_;
};

class TlsProbeTest : public ::testing::Test {
 protected:
  TlsProbeTest() {
    signal(SIGPIPE, SIG_IGN);  // as every adapter program does
    limits_.allow_private = true;
    limits_.now = now_;
    limits_.ca_file = absl::StrCat(
        ::testing::TempDir(), "/tls_probe_",
        ::testing::UnitTest::GetInstance()->current_test_info()->name(),
        ".pem");
    std::ofstream(limits_.ca_file) << authority_.pem();
  }

  ProbeResult Try(const KeyAndCertificate& own, const std::string& name,
                  absl::Duration warn = absl::Hours(24 * 14)) {
    const TlsServer server(own);
    return TlsProbe({"127.0.0.1", server.port()}, {name, warn}).Try(limits_);
  }
  KeyAndCertificate Issue(const std::string& alternative, int from_days,
                          int until_days) const {
    return authority_.Issue(alternative, now_ + absl::Hours(24 * from_days),
                            now_ + absl::Hours(24 * until_days));
  }

  const absl::Time now_ = ParseInstant("2026-10-05T08:00:00Z").value();
  const AuthorityForTest authority_;
  ProbeLimits limits_;
};

TEST_F(TlsProbeTest, AValidCertificateOfAKnownAuthorityIsGood) {
  const ProbeResult named = Try(Issue("DNS:a.example", -10, 60), "a.example");
  EXPECT_EQ(named.state, OperationalState::kOperational) << named.detail;
  const ProbeResult any =
      Try(Issue("DNS:*.example.org", -10, 60), "b.example.org");
  EXPECT_EQ(any.state, OperationalState::kOperational) << any.detail;
  const ProbeResult address = Try(Issue("IP:127.0.0.1", -10, 60), "127.0.0.1");
  EXPECT_EQ(address.state, OperationalState::kOperational) << address.detail;
}

TEST_F(TlsProbeTest, OneThatExpiresSoonIsDegraded) {
  const KeyAndCertificate own = Issue("DNS:a.example", -10, 20);
  EXPECT_EQ(Try(own, "a.example").state, OperationalState::kOperational);
  const ProbeResult soon = Try(own, "a.example", absl::Hours(24 * 21));
  EXPECT_EQ(soon.state, OperationalState::kDegradedPerformance);
  // To the second 20 days are left.
  EXPECT_THAT(soon.detail, HasSubstr("within 21 days"));
}

TEST_F(TlsProbeTest, OneThatIsNotValidIsAnOutage) {
  const ProbeResult expired = Try(Issue("DNS:a.example", -60, -1), "a.example");
  EXPECT_EQ(expired.state, OperationalState::kMajorOutage);
  EXPECT_EQ(expired.detail, "its certificate has expired");
  EXPECT_TRUE(expired.reached);
  const ProbeResult early = Try(Issue("DNS:a.example", 1, 60), "a.example");
  EXPECT_EQ(early.state, OperationalState::kMajorOutage);
  EXPECT_EQ(early.detail, "its certificate is not valid yet");
  const ProbeResult other = Try(Issue("DNS:a.example", -10, 60), "b.example");
  EXPECT_EQ(other.state, OperationalState::kMajorOutage);
  EXPECT_EQ(other.detail, "its certificate does not name b.example");
}

TEST_F(TlsProbeTest, AnAuthorityThatNobodyKnowsIsAnOutage) {
  const AuthorityForTest stranger;
  const ProbeResult result =
      Try(stranger.Issue("DNS:a.example", now_ - absl::Hours(24),
                         now_ + absl::Hours(24 * 60)),
          "a.example");
  EXPECT_EQ(result.state, OperationalState::kMajorOutage);
  EXPECT_THAT(result.detail, HasSubstr("not accepted"));
}

TEST_F(TlsProbeTest, WhatIsNoTlsOrHangsIsAnOutage) {
  LoopbackSocket socket(SOCK_STREAM);
  socket.Listen();
  limits_.timeout = absl::Milliseconds(300);
  const TlsProbe probe({"127.0.0.1", socket.port()}, {"a.example"});
  const ProbeResult hangs = probe.Try(limits_);
  EXPECT_EQ(hangs.state, OperationalState::kMajorOutage);
  EXPECT_FALSE(hangs.reached);
  EXPECT_EQ(hangs.detail, "nothing answers in time");
  limits_.timeout = absl::Seconds(10);
  const LoopbackServer server(socket, [](int fd) {
    const int client = accept(fd, nullptr, nullptr);
    const std::string answer = "220 mail.example ESMTP\r\n";
    send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    close(client);
  });
  const ProbeResult plain = probe.Try(limits_);
  EXPECT_EQ(plain.state, OperationalState::kMajorOutage);
  EXPECT_TRUE(plain.reached);
}

TEST_F(TlsProbeTest, APageOverTlsIsHeldAgainstTheSameAuthorities) {
  // libcurl goes by the machine's clock.
  const TlsServer server(
      authority_.Issue("IP:127.0.0.1", absl::UnixEpoch(),
                       ParseInstant("2199-01-01T00:00:00Z").value()));
  const HttpProbe probe(absl::StrCat("https://127.0.0.1:", server.port()), {});
  const ProbeResult good = probe.Try(limits_);
  EXPECT_EQ(good.state, OperationalState::kOperational) << good.detail;
  limits_.ca_file.clear();
  const ProbeResult unknown = probe.Try(limits_);
  EXPECT_EQ(unknown.state, OperationalState::kMajorOutage);
  EXPECT_EQ(unknown.detail, "its certificate is not accepted");
}

}  // namespace
}  // namespace regisseur::probe

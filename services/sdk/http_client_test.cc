#include "services/sdk/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <string>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Answers each connection with the same bytes, or never when `hangs`.
class OneAnswerServer {
 public:
  explicit OneAnswerServer(std::string answer, bool hangs = false)
      : answer_(std::move(answer)), hangs_(hangs) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(
        bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)),
        0);
    EXPECT_EQ(listen(listener_, 8), 0);
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    EXPECT_EQ(pipe(stop_), 0);
    thread_ = std::thread([this] { Serve(); });
  }
  ~OneAnswerServer() {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
    close(listener_);
  }

  std::string url() const { return absl::StrCat("http://127.0.0.1:", port_); }
  // What the last client sent; read after Fetch returned.
  const std::string& request() const { return request_; }

 private:
  // False when the server ends first.
  bool WaitFor(int fd) {
    pollfd fds[2] = {{fd, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    poll(fds, 2, -1);
    return fds[1].revents == 0;
  }

  void Serve() {
    while (WaitFor(listener_)) {
      const int client = accept(listener_, nullptr, nullptr);
      std::string request;
      while (!absl::StrContains(request, "\r\n\r\n") && WaitFor(client)) {
        char buffer[4096];
        const ssize_t got = read(client, buffer, sizeof(buffer));
        if (got <= 0) break;
        request.append(buffer, static_cast<size_t>(got));
      }
      request_ = request;
      if (hangs_) {
        WaitFor(client);
      } else {
        size_t sent = 0;
        while (sent < answer_.size()) {
          const ssize_t put = send(client, answer_.data() + sent,
                                   answer_.size() - sent, MSG_NOSIGNAL);
          if (put <= 0) break;
          sent += static_cast<size_t>(put);
        }
      }
      close(client);
    }
  }

  const std::string answer_;
  const bool hangs_;
  int listener_ = -1;
  int port_ = 0;
  int stop_[2] = {-1, -1};
  std::string request_;
  std::thread thread_;
};

std::string Answer(absl::string_view status_line, absl::string_view headers,
                   absl::string_view body) {
  return absl::StrCat("HTTP/1.1 ", status_line, "\r\nConnection: close\r\n",
                      "Content-Length: ", body.size(), "\r\n", headers, "\r\n",
                      body);
}

HttpOptions Loopback() {
  HttpOptions options;
  options.allow_private = true;
  options.timeout = absl::Seconds(30);
  return options;
}

Problem ProblemFrom(const std::string& answer,
                    HttpOptions options = Loopback()) {
  const OneAnswerServer server(answer);
  const auto document = Fetch(server.url(), options);
  EXPECT_FALSE(document.ok());
  return ProblemOf(document.status());
}

std::string Gzipped(const std::string& text) {
  z_stream zlib{};
  deflateInit2(&zlib, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&zlib, text.size()) + 64, '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  zlib.avail_in = static_cast<uInt>(text.size());
  zlib.next_out = reinterpret_cast<Bytef*>(out.data());
  zlib.avail_out = static_cast<uInt>(out.size());
  deflate(&zlib, Z_FINISH);
  out.resize(zlib.total_out);
  deflateEnd(&zlib);
  return out;
}

TEST(HttpClientTest, FetchesADocument) {
  const OneAnswerServer server(
      Answer("200 OK", "ETag: \"v1\"\r\nContent-Type: application/json\r\n",
             "{\"a\":1}"));
  const auto document = Fetch(server.url() + "/api?key=secret", Loopback());
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->body, "{\"a\":1}");
  EXPECT_EQ(document->etag, "\"v1\"");
  EXPECT_EQ(document->content_type, "application/json");
  EXPECT_FALSE(document->not_modified);
  EXPECT_THAT(server.request(), HasSubstr("GET /api?key=secret HTTP/1.1"));
  EXPECT_THAT(server.request(), HasSubstr("User-Agent: regisseur/"));
}

TEST(HttpClientTest, AsksAgainByETag) {
  const OneAnswerServer server(
      "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
  HttpOptions options = Loopback();
  options.etag = "\"v1\"";
  const auto document = Fetch(server.url(), options);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_TRUE(document->not_modified);
  EXPECT_EQ(document->etag, "\"v1\"");
  EXPECT_EQ(document->body, "");
  EXPECT_THAT(server.request(), HasSubstr("If-None-Match: \"v1\""));
}

TEST(HttpClientTest, SendsATokenAndNeverShowsIt) {
  const OneAnswerServer server(Answer("401 Unauthorized", "", "no"));
  HttpOptions options = Loopback();
  options.bearer_token = "t0ken";
  const auto document = Fetch(server.url() + "/?key=s3cret", options);
  EXPECT_THAT(server.request(), HasSubstr("Authorization: Bearer t0ken"));
  const Problem problem = ProblemOf(document.status());
  EXPECT_EQ(problem.kind, ProblemKind::kConfiguration);
  EXPECT_EQ(problem.rule, "http-status");
  EXPECT_THAT(problem.message, Not(HasSubstr("t0ken")));
  EXPECT_THAT(problem.message, Not(HasSubstr("s3cret")));
}

TEST(HttpClientTest, ANotFoundIsThePartners) {
  const Problem problem = ProblemFrom(Answer("404 Not Found", "", "gone"));
  EXPECT_EQ(problem.kind, ProblemKind::kPartner);
  EXPECT_EQ(problem.rule, "http-status");
  EXPECT_THAT(problem.message, HasSubstr("404"));
}

TEST(HttpClientTest, HonoursRetryAfterInSecondsAndAsADate) {
  const Problem seconds =
      ProblemFrom(Answer("429 Too Many Requests", "Retry-After: 120\r\n", ""));
  EXPECT_EQ(seconds.kind, ProblemKind::kTransient);
  EXPECT_EQ(seconds.rule, "http-too-many-requests");
  EXPECT_EQ(seconds.retry_after, absl::Seconds(120));

  const std::string date =
      absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT",
                       absl::Now() + absl::Hours(2), absl::UTCTimeZone());
  const Problem dated =
      ProblemFrom(Answer("503 Service Unavailable",
                         absl::StrCat("Retry-After: ", date, "\r\n"), ""));
  EXPECT_EQ(dated.kind, ProblemKind::kTransient);
  ASSERT_TRUE(dated.retry_after);
  EXPECT_GT(*dated.retry_after, absl::Minutes(119));
  EXPECT_LE(*dated.retry_after, absl::Minutes(120));

  EXPECT_EQ(
      ProblemFrom(Answer("503 x", "Retry-After: soon\r\n", "")).retry_after,
      std::nullopt);
}

TEST(HttpClientTest, APartnerThatHangsIsTransient) {
  const OneAnswerServer server("", /*hangs=*/true);
  HttpOptions options = Loopback();
  options.timeout = absl::Milliseconds(50);
  const Problem problem = ProblemOf(Fetch(server.url(), options).status());
  EXPECT_EQ(problem.kind, ProblemKind::kTransient);
  EXPECT_EQ(problem.rule, "http-timeout");
}

TEST(HttpClientTest, EndsWhenTheCallerHangsUp) {
  const OneAnswerServer server("", /*hangs=*/true);
  HttpOptions options = Loopback();
  options.cancelled = [] { return true; };
  EXPECT_EQ(Fetch(server.url(), options).status().code(),
            absl::StatusCode::kCancelled);
}

TEST(HttpClientTest, ARefusedConnectionIsTransient) {
  std::string url;
  {
    const OneAnswerServer server("");
    url = server.url();
  }
  const Problem problem = ProblemOf(Fetch(url, Loopback()).status());
  EXPECT_EQ(problem.kind, ProblemKind::kTransient);
  EXPECT_EQ(problem.rule, "http-connect-failed");
}

TEST(HttpClientTest, HalfABodyIsTransient) {
  const Problem problem = ProblemFrom(
      "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhal");
  EXPECT_EQ(problem.kind, ProblemKind::kTransient);
  EXPECT_EQ(problem.rule, "http-incomplete");
}

TEST(HttpClientTest, ARedirectIsNotFollowed) {
  const Problem problem = ProblemFrom(
      Answer("302 Found", "Location: http://169.254.169.254/x?k=1\r\n", ""));
  EXPECT_EQ(problem.kind, ProblemKind::kPartner);
  EXPECT_EQ(problem.rule, "http-redirect");
  EXPECT_THAT(problem.message, HasSubstr("http://169.254.169.254/x"));
}

TEST(HttpClientTest, InflatesGzipUpToTheCap) {
  const std::string body = Gzipped(std::string(100000, 'a'));
  const OneAnswerServer server(
      Answer("200 OK", "Content-Encoding: gzip\r\n", body));
  const auto document = Fetch(server.url(), Loopback());
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->body.size(), 100000u);
}

TEST(HttpClientTest, StopsAGzipBombAtTheCap) {
  HttpOptions options = Loopback();
  options.max_bytes = 1 << 20;
  const Problem problem =
      ProblemFrom(Answer("200 OK", "Content-Encoding: gzip\r\n",
                         Gzipped(std::string(64 << 20, '\0'))),
                  options);
  EXPECT_EQ(problem.kind, ProblemKind::kPartner);
  EXPECT_EQ(problem.rule, "http-too-large");
}

TEST(HttpClientTest, RefusesALargeBodyAndGarbage) {
  HttpOptions options = Loopback();
  options.max_bytes = 10;
  EXPECT_EQ(ProblemFrom(Answer("200 OK", "", "01234567890"), options).rule,
            "http-too-large");
  EXPECT_EQ(
      ProblemFrom(Answer("200 OK", "Content-Encoding: gzip\r\n", "no gzip"))
          .rule,
      "http-garbled");
  EXPECT_EQ(ProblemFrom("SMTP ready\r\n\r\n").kind, ProblemKind::kPartner);
}

TEST(HttpClientTest, RefusesPrivateAddressesUnlessAllowed) {
  const OneAnswerServer server(Answer("200 OK", "", "secret"));
  const std::string port = server.url().substr(server.url().rfind(':'));
  for (const std::string host :
       {"127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]",
        "[::ffff:127.0.0.1]", "0", "localhost"}) {
    const auto document = Fetch(absl::StrCat("http://", host, port), {});
    ASSERT_FALSE(document.ok()) << host;
    EXPECT_EQ(ProblemOf(document.status()).kind, ProblemKind::kConfiguration)
        << host;
    EXPECT_EQ(ProblemOf(document.status()).rule, "http-address-refused")
        << host << " " << document.status();
  }
}

TEST(HttpClientTest, ReadsOnlyHttp) {
  for (const char* url : {"file:///etc/passwd", "gopher://x/", "ftp://x/",
                          "dict://x", "x", "", "http://a\r\nb/", "http://"}) {
    const auto document = Fetch(url, Loopback());
    ASSERT_FALSE(document.ok()) << url;
    EXPECT_EQ(ProblemOf(document.status()).rule, "http-url") << url;
    EXPECT_EQ(ProblemOf(document.status()).kind, ProblemKind::kConfiguration);
  }
}

TEST(HttpClientTest, KnowsPrivateAddresses) {
  for (const char* address : {"0.0.0.0",
                              "10.1.2.3",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "192.0.2.1",
                              "198.18.0.1",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:10.0.0.1",
                              "::10.0.0.1",
                              "fe80::1",
                              "fc00::1",
                              "fd12::1",
                              "ff02::1",
                              "64:ff9b::7f00:1",
                              "2002:7f00:1::",
                              "2001:db8::1",
                              "2001::1",
                              "x",
                              ""}) {
    EXPECT_TRUE(IsPrivateAddress(address)) << address;
  }
  for (const char* address :
       {"1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "193.0.0.1",
        "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8",
        "64:ff9b::808:808"}) {
    EXPECT_FALSE(IsPrivateAddress(address)) << address;
  }
}

TEST(HttpClientTest, ShowsUrlsWithoutSecrets) {
  EXPECT_EQ(DisplayUrl("https://me:pw@host:8443/a/b?key=1#x"),
            "https://host:8443/a/b");
  EXPECT_EQ(DisplayUrl("https://host"), "https://host");
}

TEST(HttpClientTest, HandsOverWhatIsExpectedWithItsCode) {
  const OneAnswerServer server(
      Answer("422 Unprocessable", "", "{\"error\":\"why\"}"));
  HttpOptions options = Loopback();
  EXPECT_FALSE(Fetch(server.url(), options).ok());
  options.expects = [](int code) { return code == 422; };
  const auto document = Fetch(server.url(), options);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->code, 422);
  EXPECT_EQ(document->body, "{\"error\":\"why\"}");
  EXPECT_GT(document->took, absl::ZeroDuration());
  // What it does not expect fails as before, 200 included.
  const OneAnswerServer well(Answer("200 OK", "", "{}"));
  EXPECT_EQ(ProblemOf(Fetch(well.url(), options).status()).rule, "http-status");
}

}  // namespace
}  // namespace regisseur::sdk

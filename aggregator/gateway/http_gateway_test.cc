#include "aggregator/gateway/http_gateway.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "aggregator/api/api_fixture.h"
#include "aggregator/gateway/connect_error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kOverviewPath[] =
    "/regisseur.portfolio.v1.PortfolioService/GetOverview";
constexpr char kCollectPath[] =
    "/regisseur.source.v1.SourceService/CollectSources";

// A client that can do everything wrong.
class RawClient {
 public:
  explicit RawClient(int port) {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    timeval limit{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address),
                         sizeof(address)) == 0;
  }
  ~RawClient() { close(fd_); }

  bool Send(const std::string& bytes) {
    size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t n =
          send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += static_cast<size_t>(n);
    }
    return true;
  }
  // Until the server closes or `enough` is in it.
  std::string Read(const std::string& enough = "\1") {
    while (!absl::StrContains(text_, enough)) {
      char buffer[4096];
      const ssize_t n = recv(fd_, buffer, sizeof(buffer), 0);
      if (n <= 0) break;
      text_.append(buffer, static_cast<size_t>(n));
    }
    return text_;
  }
  // One answer with a Content-Length; what follows it stays.
  std::string ReadAnswer() {
    Read("\r\n\r\n");
    const size_t end = text_.find("\r\n\r\n");
    const size_t at = text_.find("Content-Length: ");
    if (end == std::string::npos || at == std::string::npos) return Read();
    size_t length = 0;
    EXPECT_TRUE(absl::SimpleAtoi(
        text_.substr(at + 16, text_.find("\r\n", at) - at - 16), &length));
    while (text_.size() < end + 4 + length) {
      char buffer[4096];
      const ssize_t n = recv(fd_, buffer, sizeof(buffer), 0);
      if (n <= 0) break;
      text_.append(buffer, static_cast<size_t>(n));
    }
    const std::string answer = text_.substr(0, end + 4 + length);
    text_ = text_.substr(answer.size());
    return answer;
  }
  // True when the server closes without another word; false when it is still
  // open after our patience.
  bool ReadsClose() {
    char byte;
    const ssize_t n = recv(fd_, &byte, 1, 0);
    return n == 0 || (n < 0 && errno == ECONNRESET);
  }
  bool connected() const { return connected_; }

 private:
  int fd_;
  bool connected_;
  std::string text_;
};

// The ways to hold a connection without a request on it.
enum class HalfOpen { kSilent, kHalfHeader, kHalfBody, kKeptAlive };
constexpr HalfOpen kHalfOpen[] = {HalfOpen::kSilent, HalfOpen::kHalfHeader,
                                  HalfOpen::kHalfBody, HalfOpen::kKeptAlive};

class HttpGatewayTest : public ApiFixture {
 protected:
  HttpGatewayTest() {
    SetUpPortfolio();
    Start({});
  }
  ~HttpGatewayTest() override { gateway_->Stop(); }

  void Start(HttpGateway::Options options) {
    options.health = [this] { return health_; };
    auto gateway = HttpGateway::Start(methods(), callers_, std::move(options));
    ASSERT_TRUE(gateway.ok()) << gateway.status();
    gateway_ = std::move(gateway).value();
  }
  int port() const { return gateway_->address().port; }
  std::string Host() const { return gateway_->address().ToString(); }

  std::string Request(
      const std::string& method, const std::string& path,
      const std::string& body = "",
      const std::string& headers = "Content-Type: application/json\r\n") const {
    return absl::StrCat(method, " ", path, " HTTP/1.1\r\nHost: ", Host(),
                        "\r\n", headers, "Content-Length: ", body.size(),
                        "\r\n\r\n", body);
  }
  std::string Ask(const std::string& request) const {
    RawClient client(port());
    client.Send(request);
    return client.ReadAnswer();
  }
  std::string Post(const std::string& path, const std::string& body) const {
    return Ask(Request("POST", path, body));
  }
  // A client that keeps a connection in this way.
  std::unique_ptr<RawClient> Hold(HalfOpen way) const {
    auto client = std::make_unique<RawClient>(port());
    const std::string request = Request("POST", kOverviewPath, "{}");
    switch (way) {
      case HalfOpen::kSilent:
        break;
      case HalfOpen::kHalfHeader:
        client->Send("POST / HTT");
        break;
      case HalfOpen::kHalfBody:
        client->Send(request.substr(0, request.size() - 1));
        break;
      case HalfOpen::kKeptAlive:
        client->Send(request);
        EXPECT_THAT(client->ReadAnswer(), StartsWith("HTTP/1.1 200 "));
        break;
    }
    return client;
  }
  static std::string Body(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }

  absl::Status health_;
  std::unique_ptr<HttpGateway> gateway_;
};

TEST_F(HttpGatewayTest, AnswersTheOverviewInExactlyThisJson) {
  const std::string answer = Post(kOverviewPath, "{}");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Access-Control")));
  const std::string json = Body(answer);
  EXPECT_THAT(
      json,
      StartsWith(
          R"({"portfolio":"Example","month":"2026-10",)"
          R"("providers":[{"id":"hosting",)"
          R"("name":"hosting B.V.","tier":"TIER_STRATEGIC",)"
          R"("state":"OPERATIONAL_STATE_MAJOR_OUTAGE","notMapped":true,)"
          R"("freshness":"FRESHNESS_FRESH",)"
          R"("sources":[{"id":"page","adapter":"statuspage",)"
          R"("freshness":"FRESHNESS_FRESH","shared":false,)"
          R"("lastAnswerTime":"2026-10-15T12:00:00Z",)"
          R"("dataUntilTime":"2026-10-15T11:59:00Z"}],)"
          R"("attention":[{"rule":"attention-major-outage",)"
          R"("message":"Major outage since 2026-10-15 11:59 UTC: Web."}],)"
          R"("coverage":{"contract":"COVERAGE_KIND_ABSENT",)"
          R"("cost":"COVERAGE_KIND_ABSENT",)"
          R"("status":"COVERAGE_KIND_REPORTED",)"
          R"("serviceLevel":"COVERAGE_KIND_ABSENT",)"
          R"("tickets":"COVERAGE_KIND_ABSENT",)"
          R"("experience":"COVERAGE_KIND_ABSENT"},"owner":"",)"
          R"("services":[],"former":false,)"
          R"("stateSinceTime":"2026-10-15T11:59:00Z","openIncidents":0,)"
          R"("agendaItems":0},{"id":"paper",)"));
  EXPECT_TRUE(absl::EndsWith(json, R"("asOf":"2026-10-15T12:00:00Z"})"));
  // What nobody tells is absent and not zero.
  const std::string paper =
      json.substr(json.find(R"({"id":"paper")"),
                  json.find(R"("totals")") - json.find(R"({"id":"paper")"));
  for (const char* absent :
       {"openIncidents", "stateSinceTime", "\"cost\":{", "\"sla\""}) {
    EXPECT_THAT(paper, Not(HasSubstr(absent)));
  }
}

TEST_F(HttpGatewayTest, KeepsAConnectionForTheNextRequest) {
  RawClient client(port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.Send(Request("POST", kOverviewPath, "{}")));
    EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200 OK"));
  }
}

TEST_F(HttpGatewayTest, ErrorsAreConnects) {
  const std::string answer =
      Post("/regisseur.portfolio.v1.PortfolioService/GetProvider",
           R"({"id":"nope"})");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Body(answer), StartsWith(R"({"code":"not_found","message":")"));
  EXPECT_THAT(Post(kOverviewPath, R"({"colour":1})"),
              HasSubstr(R"({"code":"invalid_argument")"));
}

TEST_F(HttpGatewayTest, RefusesWhoMayNotReachIt) {
  const std::string json = "Content-Type: application/json\r\n";
  const struct {
    std::string request;
    const char* status;
  } cases[] = {
      {"POST " + std::string(kOverviewPath) +
           " HTTP/1.1\r\nHost: evil.example\r\n" + json +
           "Content-Length: 2\r\n\r\n{}",
       "HTTP/1.1 403 "},
      {"POST " + std::string(kOverviewPath) + " HTTP/1.1\r\n" + json +
           "Content-Length: 2\r\n\r\n{}",
       "HTTP/1.1 403 "},
      {Request("POST", kOverviewPath, "{}",
               json + "Origin: http://evil.example\r\n"),
       "HTTP/1.1 403 "},
      {Request("POST", kOverviewPath, "{}", json + "Origin: null\r\n"),
       "HTTP/1.1 403 "},
      {Request("POST", kOverviewPath, "{}",
               json + "Origin: http://" + Host() + "\r\n"),
       "HTTP/1.1 200 "},
      {Request("POST", kOverviewPath, "{}", ""), "HTTP/1.1 415 "},
      {Request("POST", kOverviewPath, "{}", "Content-Type: text/plain\r\n"),
       "HTTP/1.1 415 "},
      {Request("POST", kOverviewPath, "{}",
               json + "Content-Encoding: gzip\r\n"),
       "HTTP/1.1 415 "},
      {Request("POST", kCollectPath, "{}"), "HTTP/1.1 415 "},
      {Request("GET", kOverviewPath), "HTTP/1.1 405 "},
      {Request("OPTIONS", kOverviewPath), "HTTP/1.1 405 "},
      {Request("POST", "/healthz"), "HTTP/1.1 405 "},
      {Request("POST", "/regisseur.portfolio.v1.PortfolioService/Nope", "{}"),
       "HTTP/1.1 404 "},
      {Request("GET", "/../etc/passwd"), "HTTP/1.1 404 "},
      {Request("POST", kOverviewPath, "{}",
               json + "Connect-Protocol-Version: 2\r\n"),
       "HTTP/1.1 400 "},
      {Request("POST", kOverviewPath, "{}",
               json + "Connect-Timeout-Ms: soon\r\n"),
       "HTTP/1.1 400 "},
      {Request("POST", kOverviewPath, "{}",
               json + "Connect-Timeout-Ms: 20000\r\n"),
       "HTTP/1.1 200 "},
      {"NONSENSE\r\n\r\n", "HTTP/1.1 400 "},
      {Request("GET", "/healthz", "",
               "X-Long: " + std::string(20'000, 'x') + "\r\n"),
       "HTTP/1.1 431 "},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(Ask(c.request), StartsWith(c.status))
        << c.request.substr(0, 200);
  }
}

TEST_F(HttpGatewayTest, TellsWhetherItServes) {
  EXPECT_THAT(Ask(Request("GET", "/healthz")), HasSubstr("\r\n\r\nok\n"));
  health_ = absl::UnavailableError("the disk is full: imports have stopped");
  const std::string answer = Ask(Request("GET", "/healthz"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("the disk is full"));
  EXPECT_THAT(Ask(Request("GET", "/")), HasSubstr("Regisseur"));
}

TEST_F(HttpGatewayTest, ServesThePageToBrowsersOnly) {
  const PageFile files[] = {{.path = "/index.html",
                             .type = "text/html; charset=utf-8",
                             .hash = "abc",
                             .gzipped = "zipped"}};
  gateway_->Stop();
  HttpGateway::Options options;
  options.page = files;
  Start(std::move(options));
  const std::string browser =
      "Accept: text/html,*/*;q=0.8\r\nAccept-Encoding: gzip, br\r\n";
  for (const char* address : {"/", "/partners/hosting"}) {
    const std::string page = Ask(Request("GET", address, "", browser));
    EXPECT_THAT(page, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(page, HasSubstr("Content-Type: text/html; charset=utf-8\r\n"));
    EXPECT_THAT(page, HasSubstr("Content-Encoding: gzip\r\n"));
    EXPECT_THAT(page, HasSubstr("Content-Security-Policy: default-src 'none'"));
    EXPECT_THAT(page, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
    EXPECT_EQ(Body(page), "zipped");
  }
  EXPECT_THAT(
      Ask(Request("GET", "/", "", browser + "If-None-Match: \"abc-gzip\"\r\n")),
      StartsWith("HTTP/1.1 304 "));
  EXPECT_THAT(Ask(Request("GET", "/", "", "Accept: */*\r\n")),
              HasSubstr("curl -d"));
  EXPECT_THAT(Ask(Request("GET", "/partners/hosting", "", "Accept: */*\r\n")),
              StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Ask(Request("GET", kOverviewPath, "", browser)),
              StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Ask(Request("GET", "/healthz", "", browser)), HasSubstr("ok"));
}

TEST_F(HttpGatewayTest, RefusesDeepJsonAndLongBodiesAtOnce) {
  EXPECT_THAT(Post(kOverviewPath, "{\"x\":" + std::string(500'000, '[')),
              StartsWith("HTTP/1.1 400 "));
  // Announced too long: refused before it is sent.
  RawClient announced(port());
  announced.Send(absl::StrCat("POST ", kOverviewPath,
                              " HTTP/1.1\r\nHost: ", Host(),
                              "\r\nContent-Type: application/json\r\n"
                              "Content-Length: 99999999999\r\n\r\n"));
  // The default of HttpGateway::Options: 1 MiB.
  EXPECT_THAT(announced.Read("\"details\""),
              AllOf(StartsWith("HTTP/1.1 413 "),
                    HasSubstr("longer than 1048576 bytes")));
  // Chunked without end: refused when the limit is reached.
  RawClient chunked(port());
  chunked.Send(absl::StrCat("POST ", kOverviewPath,
                            " HTTP/1.1\r\nHost: ", Host(),
                            "\r\nContent-Type: application/json\r\n"
                            "Transfer-Encoding: chunked\r\n\r\n"));
  const std::string chunk =
      absl::StrCat("10000\r\n", std::string(65'536, ' '), "\r\n");
  int sent = 0;
  while (sent < 1000 && chunked.Send(chunk)) ++sent;
  EXPECT_LT(sent, 1000);
  const std::string answer = chunked.Read("HTTP/1.1 413");
  EXPECT_TRUE(answer.empty() || absl::StartsWith(answer, "HTTP/1.1 413 "));
}

// As curl sends a large file: it waits to be asked for the body.
TEST_F(HttpGatewayTest, TooLongAFileIsToldTheLimitOfFiles) {
  RawClient client(port());
  client.Send(absl::StrCat("POST /push/kpi HTTP/1.1\r\nHost: ", Host(),
                           "\r\nContent-Type: application/octet-stream\r\n"
                           "Content-Length: 34000000\r\n"
                           "Expect: 100-continue\r\n\r\n"));
  // 32 MiB.
  EXPECT_THAT(
      client.Read("\"details\""),
      AllOf(StartsWith("HTTP/1.1 413 "),
            HasSubstr("longer than 33554432 bytes"), HasSubstr("in parts")));
}

TEST_F(HttpGatewayTest, HalfOpenClientsKeepNobodyWaiting) {
  std::vector<std::unique_ptr<RawClient>> held;
  for (int i = 0; i < 200; ++i) held.push_back(Hold(kHalfOpen[i % 4]));
  const absl::Time start = absl::Now();
  EXPECT_THAT(Ask(Request("GET", "/healthz")), HasSubstr("\r\n\r\nok\n"));
  EXPECT_THAT(Post(kOverviewPath, "{}"), StartsWith("HTTP/1.1 200 "));
  // Not only once the first of them is given up, after header_time.
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST_F(HttpGatewayTest, AConnectionThatFallsSilentIsClosed) {
  gateway_->Stop();
  Start({.connections = 4,
         .header_time = absl::Milliseconds(200),
         .body_time = absl::Milliseconds(200),
         .idle_time = absl::Milliseconds(200)});
  std::vector<std::unique_ptr<RawClient>> held;
  for (const HalfOpen way : kHalfOpen) held.push_back(Hold(way));
  for (size_t i = 0; i < held.size(); ++i) {
    EXPECT_TRUE(held[i]->ReadsClose()) << "way " << i;
  }
  // Their places are free again.
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(Post(kOverviewPath, "{}"), StartsWith("HTTP/1.1 200 "));
  }
}

TEST_F(HttpGatewayTest, TakesNoMoreConnectionsThanItSays) {
  gateway_->Stop();
  Start({.connections = 3});
  std::vector<std::unique_ptr<RawClient>> held;
  for (int i = 0; i < 3; ++i) held.push_back(Hold(HalfOpen::kKeptAlive));
  EXPECT_TRUE(RawClient(port()).ReadsClose());
  // Who came first keeps the place.
  ASSERT_TRUE(held[0]->Send(Request("POST", kOverviewPath, "{}")));
  EXPECT_THAT(held[0]->ReadAnswer(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpGatewayTest, SlowClientsAndTooManyAreCutOff) {
  gateway_->Stop();
  Start({.connections = 3, .header_time = absl::Milliseconds(200)});
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 5; ++i) {
    slow.push_back(std::make_unique<RawClient>(port()));
    slow.back()->Send("POST / HTT");
  }
  // Every one of them is closed: the last two at once, the others in time.
  for (const auto& client : slow) EXPECT_EQ(client->Read(), "");
  EXPECT_THAT(Post(kOverviewPath, "{}"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpGatewayTest, SendsLeaveForABodyWhenAsked) {
  RawClient client(port());
  client.Send(
      absl::StrCat("POST ", kOverviewPath, " HTTP/1.1\r\nHost: ", Host(),
                   "\r\nContent-Type: application/json\r\n"
                   "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_EQ(client.Read("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("{}");
  EXPECT_THAT(client.Read("HTTP/1.1 200 OK"), HasSubstr("HTTP/1.1 200 OK"));
}

TEST_F(HttpGatewayTest, StreamsInEnvelopes) {
  const std::string body = ConnectEnvelope(0, R"({"all":true})");
  RawClient client(port());
  client.Send(Request("POST", kCollectPath, body,
                      "Content-Type: application/connect+json\r\n"
                      "Connection: close\r\n"));
  const std::string answer = client.Read();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/connect+json"));
  EXPECT_THAT(answer, HasSubstr(R"({"source":"page","done":false,)"));
  EXPECT_THAT(answer, HasSubstr(R"({"source":"page","done":true,)"));
  EXPECT_THAT(answer, HasSubstr(ConnectEnvelope(2, "{}")));
  EXPECT_THAT(answer, HasSubstr("\r\n0\r\n\r\n"));
}

TEST_F(HttpGatewayTest, AStreamsErrorStandsInItsLastMessage) {
  const std::string body = ConnectEnvelope(0, R"({"ids":["nope"]})");
  RawClient client(port());
  client.Send(Request("POST", kCollectPath, body,
                      "Content-Type: application/connect+json\r\n"
                      "Connection: close\r\n"));
  EXPECT_THAT(client.Read(),
              HasSubstr(R"({"error":{"code":"not_found","message":)"));
}

TEST_F(HttpGatewayTest, ADeadlineEndsAStream) {
  collector_.hang = true;
  RawClient client(port());
  client.Send(Request("POST", kCollectPath,
                      ConnectEnvelope(0, R"({"all":true})"),
                      "Content-Type: application/connect+json\r\n"
                      "Connect-Timeout-Ms: 100\r\nConnection: close\r\n"));
  EXPECT_THAT(client.Read(), HasSubstr(R"("code":"canceled")"));
}

// There are 32 threads for those that watch; whoever comes when all are taken
// is refused at once, and its time to be answered ends with it.
TEST_F(HttpGatewayTest, WhoIsRefusedIsNotWaitedForAnyMore) {
  const std::string watch =
      Request("POST", "/regisseur.partner.v1.PartnerService/WatchInbox",
              ConnectEnvelope(0, R"({"provider":"paper"})"),
              "Content-Type: application/connect+json\r\n"
              "Connect-Timeout-Ms: 300\r\n");
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(std::make_unique<RawClient>(port()));
    clients.back()->Send(watch);
  }
  std::vector<RawClient*> refused;
  for (const auto& client : clients) {
    if (absl::StartsWith(client->Read("}"), "HTTP/1.1 429 ")) {
      refused.push_back(client.get());
    }
  }
  ASSERT_FALSE(refused.empty());
  // Longer than theirs was.
  collector_.hang = true;
  RawClient other(port());
  other.Send(Request("POST", kCollectPath,
                     ConnectEnvelope(0, R"({"all":true})"),
                     "Content-Type: application/connect+json\r\n"
                     "Connect-Timeout-Ms: 400\r\nConnection: close\r\n"));
  EXPECT_THAT(other.Read(), HasSubstr(R"("code":"canceled")"));
  for (RawClient* client : refused) {
    client->ReadAnswer();
    client->Send(Request("GET", "/healthz"));
    EXPECT_THAT(client->ReadAnswer(), StartsWith("HTTP/1.1 200 "));
  }
}

TEST_F(HttpGatewayTest, StopsWhileACollectionRuns) {
  collector_.hang = true;
  RawClient client(port());
  client.Send(Request("POST", kCollectPath,
                      ConnectEnvelope(0, R"({"all":true})"),
                      "Content-Type: application/connect+json\r\n"));
  collector_.hanging.WaitForNotification();
  const absl::Time start = absl::Now();
  gateway_->Stop();
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
}

TEST_F(HttpGatewayTest, ListensOnLoopbackOnlyAndSharesNoPort) {
  EXPECT_EQ(
      HttpGateway::Start(methods(), callers_, {.listen = {.host = "0.0.0.0"}})
          .status()
          .code(),
      absl::StatusCode::kFailedPrecondition);
  const auto second =
      HttpGateway::Start(methods(), callers_, {.listen = gateway_->address()});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("choose another listen.http"));
}

}  // namespace
}  // namespace regisseur

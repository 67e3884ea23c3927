#include "services/simulator/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = HttpServer::Listen("127.0.0.1:0", [](absl::string_view path) {
      if (path != "/page") return HttpAnswer{.code = 404, .body = "none"};
      return HttpAnswer{.etag = "\"v1\"", .body = "{}"};
    });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    thread_ = std::thread([this] { server_->Run(); });
  }
  void TearDown() override {
    server_->Stop();
    thread_.join();
  }

  // Sends bytes and reads until the server closes.
  std::string Exchange(const std::string& bytes) const {
    const std::vector<std::string> parts =
        absl::StrSplit(server_->address(), ':');
    int port = 0;
    EXPECT_TRUE(absl::SimpleAtoi(parts[1], &port));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, parts[0].c_str(), &address.sin_addr);
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(
        connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
    shutdown(fd, SHUT_WR);
    std::string answer;
    char block[4096];
    ssize_t got = 0;
    while ((got = recv(fd, block, sizeof(block), 0)) > 0) {
      answer.append(block, static_cast<size_t>(got));
    }
    close(fd);
    return answer;
  }

  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

TEST_F(HttpServerTest, AnswersAGetAndCutsTheQueryOff) {
  const std::string answer = Exchange(
      "GET /page?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("ETag: \"v1\"\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n{}"));
}

TEST_F(HttpServerTest, SaysNotModifiedToWhoHasItAlready) {
  const std::string answer = Exchange(
      "GET /page HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\"\r\n"
      "Connection: close\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 304 Not Modified\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, AnswersTwoRequestsOnOneConnection) {
  const std::string answer = Exchange(
      "GET /page HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("200 OK"));
  EXPECT_THAT(answer, HasSubstr("404 Not Found"));
}

TEST_F(HttpServerTest, HeadHasNoBody) {
  const std::string answer =
      Exchange("HEAD /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 2\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, RefusesOtherMethodsGarbageAndEndlessHeaders) {
  EXPECT_THAT(Exchange("POST /page HTTP/1.1\r\nHost: a\r\n"
                       "Content-Length: 0\r\n\r\n"),
              StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Exchange("this is not HTTP\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Exchange(absl::StrCat("GET /page HTTP/1.1\r\nX: ",
                                    std::string(8200, 'x'))),
              Not(HasSubstr("200 OK")));
  // It is still there for the next one.
  EXPECT_THAT(Exchange("GET /page HTTP/1.1\r\nHost: a\r\n"
                       "Connection: close\r\n\r\n"),
              HasSubstr("200 OK"));
}

TEST_F(HttpServerTest, AnAddressInUseIsUnavailable) {
  EXPECT_EQ(HttpServer::Listen(server_->address(), nullptr).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(HttpServerAddressTest, RefusesWhatIsNoAddress) {
  for (const char* listen : {"", "localhost", "127.0.0.1", "127.0.0.1:x",
                             "127.0.0.1:70000", "example.org:80"}) {
    EXPECT_EQ(HttpServer::Listen(listen, nullptr).status().code(),
              absl::StatusCode::kInvalidArgument)
        << listen;
  }
}

}  // namespace
}  // namespace regisseur::simulator

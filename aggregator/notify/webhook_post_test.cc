#include "aggregator/notify/webhook_post.h"

#include <poll.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/notify/one_call.h"
#include "aggregator/storage/durable_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class WebhookPostTest : public ::testing::Test {
 protected:
  WebhookPostTest() {
    std::string made = absl::StrCat(::testing::TempDir(), "/post-XXXXXX");
    EXPECT_NE(mkdtemp(made.data()), nullptr);
    folder_ = made;
    std::ofstream(folder_ + "/new")
        << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
    std::ofstream(folder_ + "/old")
        << "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX\n";
  }
  ~WebhookPostTest() override { EXPECT_TRUE(RemoveTree(folder_).ok()); }

  WebhookPost To(const std::string& url) const {
    return {.url = url,
            .secret_files = {folder_ + "/new", ""},
            .content_type = "application/cloudevents+json",
            .allow_private = true,
            .message = {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        .at = absl::FromUnixSeconds(1614265330),
                        .body = "{\"test\": 2432232314}"}};
  }
  // What is made of an answer; `heard` is the request.
  WebhookAnswer Told(const std::string& answer, std::string* heard = nullptr) {
    OneCall server(
        [&](absl::string_view line) -> std::string {
          return line.empty() ? answer : "";
        },
        "");
    const WebhookAnswer told = PostWebhook(
        To(absl::StrCat("http://127.0.0.1:", server.port, "/hook?k=1")),
        never_);
    server.End();
    if (heard != nullptr) *heard = server.heard;
    return told;
  }
  static std::string Http(const std::string& head) {
    return absl::StrCat("HTTP/1.1 ", head,
                        "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  std::string folder_;
  const absl::Notification never_;
};

// The example that Standard Webhooks publishes: id, time, body, secret and the
// signature that belongs to them.
TEST_F(WebhookPostTest, SignsAsThePublishedExample) {
  std::string heard;
  const WebhookAnswer answer = Told(Http("204 Taken"), &heard);
  EXPECT_EQ(answer.code, 204);
  EXPECT_EQ(answer.problem, "");
  EXPECT_THAT(heard,
              AllOf(HasSubstr("POST /hook?k=1 HTTP/1.1"),
                    HasSubstr("webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\r\n"),
                    HasSubstr("webhook-timestamp: 1614265330\r\n"),
                    HasSubstr("webhook-signature: v1,"
                              "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
                              "\r\n"),
                    HasSubstr("Content-Type: application/cloudevents+json"),
                    HasSubstr("\r\n\r\n{\"test\": 2432232314}")));
}

TEST_F(WebhookPostTest, SignsWithBothSecretsWhileTheyChange) {
  std::string heard;
  OneCall server(
      [&](absl::string_view line) -> std::string {
        return line.empty() ? Http("200 OK") : "";
      },
      "");
  WebhookPost post = To(absl::StrCat("http://127.0.0.1:", server.port, "/"));
  post.secret_files[1] = folder_ + "/old";
  EXPECT_EQ(PostWebhook(post, never_).code, 200);
  server.End();
  // The second is openssl's, over the same text with the other key:
  //   printf 'msg_…' | openssl dgst -sha256 -mac HMAC -macopt
  //   hexkey:000102030405060708090a0b0c0d0e0f1011121314151617 -binary | base64
  EXPECT_THAT(server.heard,
              HasSubstr("webhook-signature: v1,"
                        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= "
                        "v1,/485aUtxlie+TIScVpHggMfqOB4so2KWb7+Gf727B44="));
}

TEST_F(WebhookPostTest, SaysWhatCameOfIt) {
  EXPECT_EQ(Told(Http("500 No")).problem,
            "the webhook answered 500; right is 2xx");
  EXPECT_EQ(Told(Http("410 Gone")).code, 410);
  // It is not followed: what was signed for one address is not for another.
  const WebhookAnswer moved =
      Told(Http("307 There\r\nLocation: http://127.0.0.1:9/"));
  EXPECT_EQ(moved.code, 307);
  const WebhookAnswer busy = Told(Http("429 Busy\r\nRetry-After: 120"));
  EXPECT_EQ(busy.code, 429);
  EXPECT_EQ(busy.retry_after, absl::Seconds(120));
  // A minute behind the time of the message.
  EXPECT_EQ(Told(Http("503 Busy\r\nRetry-After: Thu, 25 Feb 2021 15:03:10 GMT"))
                .retry_after,
            absl::Seconds(60));
  EXPECT_FALSE(Told(Http("503 Busy\r\nRetry-After: soon")).retry_after);
  const WebhookAnswer dropped = Told("HTTP/1.1 200 OK\r\nContent-Le");
  EXPECT_EQ(dropped.code, 0);
  EXPECT_NE(dropped.problem, "");
}

TEST_F(WebhookPostTest, ReadsNoMoreOfAnAnswerThanItsBeginning) {
  const WebhookAnswer answer =
      Told(absl::StrCat("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
                        std::string(200000, 'x')));
  EXPECT_EQ(answer.code, 200);
}

TEST_F(WebhookPostTest, IsEndedWhileTheOtherSideSaysNothing) {
  absl::Notification cancelled;
  OneCall server(
      [&](absl::string_view) -> std::string {
        if (!cancelled.HasBeenNotified()) cancelled.Notify();
        return "";
      },
      "");
  const absl::Time begun = absl::Now();
  EXPECT_EQ(PostWebhook(To(absl::StrCat("http://127.0.0.1:", server.port, "/")),
                        cancelled)
                .code,
            0);
  EXPECT_LT(absl::Now() - begun, absl::Seconds(10));
}

TEST_F(WebhookPostTest, ASecretThatIsWrongIsSaidAndNotTold) {
  std::ofstream(folder_ + "/new") << "open sesame";
  const WebhookAnswer answer = PostWebhook(To("http://127.0.0.1:1/"), never_);
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.ours,
              AllOf(HasSubstr("/new: the secret of a webhook is whsec_"),
                    Not(HasSubstr("sesame"))));
  EXPECT_EQ(answer.problem, "the message could not be signed here")
      << "the other side reads no path of ours";
}

// Every way to write an address of our own that the platform notes name, and
// names that resolve to one: what is judged is the address, when it is
// connected to, so that a name cannot change in between.
TEST_F(WebhookPostTest, ReachesNoAddressThatIsNotPublic) {
  const int listening = socket(AF_INET6, SOCK_STREAM, 0);
  const int both = 0;
  ASSERT_EQ(
      setsockopt(listening, IPPROTO_IPV6, IPV6_V6ONLY, &both, sizeof(both)), 0);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_any;
  socklen_t size = sizeof(address);
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(bind(listening, name, size), 0);
  ASSERT_EQ(listen(listening, 16), 0);
  ASSERT_EQ(getsockname(listening, name, &size), 0);
  const int port = ntohs(address.sin6_port);
  for (const char* host : {"127.0.0.1",
                           "127.1",
                           "127.0.1",
                           "2130706433",
                           "0x7f.1",
                           "0x7f000001",
                           "0177.0.0.1",
                           "017700000001",
                           "[::1]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:7f00:1]",
                           "[::127.0.0.1]",
                           "0",
                           "0.0.0.0",
                           "[::]",
                           "localhost",
                           "LOCALHOST.",
                           "169.254.169.254",
                           "[fe80::1]",
                           "[64:ff9b::7f00:1]",
                           "[2002:7f00:1::]",
                           "10.255.255.1",
                           "172.16.0.1",
                           "192.168.255.1",
                           "100.64.0.1",
                           "224.0.0.1",
                           "255.255.255.255"}) {
    WebhookPost post = To(absl::StrCat("http://", host, ":", port, "/"));
    post.allow_private = false;
    const WebhookAnswer answer = PostWebhook(post, never_);
    EXPECT_EQ(answer.code, 0) << host;
    // A name that is not known is as good.
    EXPECT_THAT(answer.problem, ::testing::AnyOf(HasSubstr("allow_private"),
                                                 HasSubstr("not known")))
        << host;
    EXPECT_THAT(answer.problem, Not(HasSubstr("127.0.0.1"))) << host;
  }
  for (const char* scheme : {"file", "gopher", "dict", "ftp", "smtp", "ldap"}) {
    const WebhookAnswer answer = PostWebhook(
        To(absl::StrCat(scheme, "://127.0.0.1:", port, "/")), never_);
    EXPECT_EQ(answer.code, 0) << scheme;
    EXPECT_NE(answer.problem, "") << scheme;
  }
  pollfd came{.fd = listening, .events = POLLIN};
  EXPECT_EQ(poll(&came, 1, 0), 0) << "somebody connected";
  close(listening);
}

TEST_F(WebhookPostTest, UsesNoProxyOfTheEnvironment) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("all_proxy", "http://127.0.0.1:1", 1);
  EXPECT_EQ(Told(Http("200 OK")).code, 200);
  unsetenv("http_proxy");
  unsetenv("all_proxy");
}

}  // namespace
}  // namespace regisseur

#include "core/webhook/webhook_delivery.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Of hours at most: what an attempt at 0 h waits for until the tenth.
// 5 s + 5 min + 30 min + 2 h + 5 h + 10 h + 10 h + 24 h + 24 h = 75 h 35 min 5
// s.
TEST(WebhookDelayTest, TenAttemptsReachOverThreeDays) {
  absl::Duration sum;
  for (int failures = 1; failures < 10; ++failures) {
    sum += WebhookDelay(failures, std::nullopt, 0);
  }
  EXPECT_EQ(sum, absl::Hours(75) + absl::Minutes(35) + absl::Seconds(5));
  const absl::Time begun = absl::FromUnixSeconds(1793599200);
  EXPECT_FALSE(IsWebhookPatienceOver(9, begun, begun + sum));
  EXPECT_FALSE(IsWebhookPatienceOver(10, begun, begun + absl::Hours(71)));
  EXPECT_TRUE(IsWebhookPatienceOver(10, begun, begun + sum));
}

TEST(WebhookDelayTest, WaitsAsLongAsItIsAskedButADayAtMost) {
  EXPECT_EQ(WebhookDelay(1, absl::Seconds(90), 0), absl::Seconds(90));
  EXPECT_EQ(WebhookDelay(4, absl::Seconds(90), 0), absl::Hours(2));
  EXPECT_EQ(WebhookDelay(1, absl::Hours(900), 0), absl::Hours(24));
  EXPECT_EQ(WebhookDelay(2, std::nullopt, 1), absl::Seconds(330));
  EXPECT_EQ(WebhookDelay(99, std::nullopt, 0), absl::Hours(24));
}

TEST(WebhookVerdictTest, TellsTheEventFromTheSystem) {
  const auto verdict = [](int code) {
    return JudgeWebhookAnswer({.code = code});
  };
  for (const int code : {200, 202, 204}) {
    EXPECT_EQ(verdict(code), WebhookVerdict::kTaken) << code;
  }
  for (const int code : {400, 413, 415, 422}) {
    EXPECT_EQ(verdict(code), WebhookVerdict::kRefused) << code;
  }
  for (const int code : {0, 100, 301, 307, 401, 403, 404, 429, 500, 503}) {
    EXPECT_EQ(verdict(code), WebhookVerdict::kFailed) << code;
  }
  EXPECT_EQ(verdict(410), WebhookVerdict::kStopped);
}

// CloudEvents 1.0.2, JSON format 3.1: the required attributes are id, source,
// specversion and type.
TEST(CloudEventTest, IsStructuredJson) {
  const WebhookEvent event{.provider = "cloudnine",
                           .number = 12,
                           .position = 1,
                           .time = absl::FromUnixSeconds(1793599200),
                           .event = "claim.filed",
                           .subject = "claim/a\"b",
                           .data = "{\"number\":\"12\"}"};
  EXPECT_EQ(CloudEventJson("urn:uuid:1", event),
            "{\"specversion\":\"1.0\",\"id\":\"cloudnine_12_1_1793599200\","
            "\"source\":\"urn:uuid:1\",\"type\":\"nl.regisseur.claim.filed\","
            "\"time\":\"2026-11-02T06:00:00Z\",\"subject\":\"claim/a\\\"b\","
            "\"datacontenttype\":\"application/json\","
            "\"data\":{\"number\":\"12\"}}");
  EXPECT_EQ(TestCloudEventJson("urn:uuid:1", "test_1", event.time),
            "{\"specversion\":\"1.0\",\"id\":\"test_1\",\"source\":"
            "\"urn:uuid:1\",\"type\":\"nl.regisseur.webhook.test\","
            "\"time\":\"2026-11-02T06:00:00Z\"}");
}

TEST(WebhookPlanTest, WantsKindsAndMoves) {
  WebhookPlan plan;
  EXPECT_TRUE(plan.Wants("idea.proposed"));
  plan.events = {"claim", "escalation.opened"};
  EXPECT_TRUE(plan.Wants("claim.granted"));
  EXPECT_TRUE(plan.Wants("escalation.opened"));
  EXPECT_FALSE(plan.Wants("escalation.closed"));
  EXPECT_FALSE(plan.Wants("idea.proposed"));
}

TEST(WebhookPlanTest, SendsSignedMessagesOverTlsOrInsideOnly) {
  EXPECT_TRUE(CheckWebhookUrl("https://a.example/h?key=1", false).ok());
  EXPECT_TRUE(CheckWebhookUrl("http://10.0.0.5:8080/h", true).ok());
  for (const char* url :
       {"", "ftp://a.example/", "https://", "https:///path", "https://:443/",
        "https://me:pw@a.example/", "https://a.example/h#x",
        "https://a.example/a b", "https://a.example/\r\nX: y", "file:///etc",
        "HTTPS//a", "http://a.example/h"}) {
    EXPECT_EQ(CheckWebhookUrl(url, false).code(),
              absl::StatusCode::kInvalidArgument)
        << url;
  }
  const absl::Status refused =
      CheckWebhookUrl("http://a.example/h?key=hidden", false);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("allow_private: true"));
  EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("hidden")));
}

}  // namespace
}  // namespace regisseur

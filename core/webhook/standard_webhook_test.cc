#include "core/webhook/standard_webhook.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

// The expected value is OpenSSL's:
//   printf 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}' |
//     openssl dgst -sha256 -mac HMAC -macopt hexkey:$(echo
//     MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | base64 -d | xxd -p) -binary | base64
TEST(StandardWebhookTest, SignsIdTimeAndBody) {
  const auto key = ParseWebhookSecret(kSecret);
  ASSERT_TRUE(key.ok());
  const WebhookMessage message{.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                               .at = absl::FromUnixSeconds(1614265330),
                               .body = "{\"test\": 2432232314}"};
  EXPECT_THAT(StandardWebhookHeaders({*key}, message),
              ElementsAre("webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek",
                          "webhook-timestamp: 1614265330",
                          "webhook-signature: v1,"
                          "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
}

TEST(StandardWebhookTest, RefusesASecretWithoutTellingIt) {
  for (const char* wrong : {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_",
                            "whsec_c2hvcnQ=", "whsec_not base64 at all !!"}) {
    const auto key = ParseWebhookSecret(wrong);
    ASSERT_FALSE(key.ok()) << wrong;
    EXPECT_THAT(std::string(key.status().message()), HasSubstr("whsec_"));
    EXPECT_THAT(std::string(key.status().message()), Not(HasSubstr("c2hvcnQ")));
  }
  EXPECT_TRUE(
      ParseWebhookSecret("  whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").ok());
}

}  // namespace
}  // namespace regisseur

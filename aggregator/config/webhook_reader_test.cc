#include <fstream>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "aggregator/config/daemon_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class WebhookReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_ + "/good.secret")
        << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
    std::ofstream(folder_ + "/bad.secret") << "open sesame\n";
  }
  absl::StatusOr<DaemonConfig> Parse(absl::string_view webhooks,
                                     bool look = true) {
    OptionJudge judge;
    if (look) {
      judge = [](const DaemonConfig&, const SourceConfig&) {
        return std::optional<OptionRefusal>();
      };
    }
    return ParseDaemonConfig(
        "regisseur.yaml", folder_,
        absl::StrCat("portfolio: {name: P}\n"
                     "providers: [{id: cloudnine, name: CloudNine}]\n"
                     "webhooks: [",
                     webhooks, "]\n"),
        std::set<std::string>(), judge);
  }

  const std::string folder_ = ::testing::TempDir();
};

TEST_F(WebhookReaderTest, ReadsAPartnersAndOneOfOurOwn) {
  const auto config = Parse(
      "{id: theirs, provider: cloudnine, url: \"https://a.example/h\", "
      "secret_file: good.secret, events: [claim, escalation.opened]}, "
      "{id: ours, url: \"http://10.0.0.5/h\", secret_file: good.secret, "
      "allow_private: true}");
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_THAT(config->webhooks, SizeIs(2));
  const WebhookPlan& theirs = config->webhooks[0];
  EXPECT_EQ(theirs.provider, "cloudnine");
  EXPECT_THAT(theirs.events, ElementsAre("claim", "escalation.opened"));
  EXPECT_FALSE(theirs.allow_private);
  EXPECT_THAT(theirs.secret_file, HasSubstr("/good.secret"));
  EXPECT_EQ(config->webhooks[1].provider, "");
  EXPECT_TRUE(config->webhooks[1].allow_private);
}

TEST_F(WebhookReaderTest, SaysWhatIsWrong) {
  const std::string good =
      "id: a, url: \"https://a.example/\", secret_file: good.secret";
  const struct {
    std::string text;
    std::string why;
  } kCases[] = {
      {"{" + good + ", provider: nobody}", "is no provider in this file"},
      {"{" + good + "}, {" + good + "}", "which another webhook has already"},
      {"{" + good + ", events: [claim.fled]}", "claim.fled"},
      {"{" + good + ", events: [a.b.c]}", "a.b.c"},
      {"{" + good + ", evnets: [claim]}", "did you mean 'events'"},
      {"{" + good + ", previous_secret_file: gone}", "/gone"},
      {"{id: a, url: \"http://a.example/\", secret_file: good.secret}",
       "allow_private: true"},
      {"{id: a, url: \"https://u:p@a.example/\", secret_file: good.secret}",
       "holds a user"},
      {"{id: a, secret_file: good.secret}", "lacks 'url'"},
      {"{id: a, url: \"https://a.example/\"}", "lacks 'secret_file'"},
      {"{id: a, url: \"https://a.example/\", secret_file: bad.secret}",
       "whsec_"},
  };
  for (const auto& each : kCases) {
    const auto config = Parse(each.text);
    ASSERT_FALSE(config.ok()) << each.text;
    EXPECT_THAT(std::string(config.status().message()),
                AllOf(HasSubstr(each.why), HasSubstr("regisseur.yaml"),
                      Not(HasSubstr("sesame"))))
        << each.text;
  }
}

// A version that was in force is read again though its secrets are gone.
TEST_F(WebhookReaderTest, LooksAtSecretsOfWhatComesIntoForceOnly) {
  EXPECT_TRUE(Parse("{id: a, url: \"https://a.example/\", secret_file: gone}",
                    /*look=*/false)
                  .ok());
}

}  // namespace
}  // namespace regisseur

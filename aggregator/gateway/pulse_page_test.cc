#include "aggregator/gateway/pulse_page.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/access/token.h"
#include "aggregator/api/api_fixture.h"
#include "core/evidence/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "rgs_test";

TEST(PulseFormTest, IsReadAsAFormSendsIt) {
  // application/x-www-form-urlencoded of the URL standard.
  const PulseForm form = ParsePulseForm("score=4&word=caf%C3%A9+%26+tea%0D%0A");
  EXPECT_EQ(form.score, 4);
  EXPECT_EQ(form.word, "caf\xC3\xA9 & tea");
  EXPECT_EQ(ParsePulseForm("").score, 0);
  EXPECT_EQ(ParsePulseForm("score=four").score, 0);
  EXPECT_EQ(ParsePulseForm("word=%zz%4").word, "%zz%4");
  EXPECT_EQ(ParsePulseForm("word=%00%1B%FFa").word,
            "\xEF\xBF\xBD"
            "a");
}

TEST(PulsePathTest, IsItsOwn) {
  EXPECT_EQ(ParsePulsePath("/pulse/rgs_1"), "rgs_1");
  EXPECT_FALSE(ParsePulsePath("/pulses/rgs_1").has_value());
  EXPECT_FALSE(ParsePulsePath("/push/x").has_value());
}

class PulsePageTest : public ApiFixture {
 protected:
  PulsePageTest() {
    AddProvider("cloudnine").services = {{.id = "mail", .name = "Mail & more"}};
    Configure();
    Pulse pulse{.id = "p",
                .provider = "cloudnine",
                .service = "mail",
                .question = "<script>alert(1)</script>\"'?",
                .language = "en",
                .target = Decimal(70, 0),
                .opened = absl::ToCivilDay(clock_.Now(), absl::UTCTimeZone())};
    EXPECT_TRUE(queue_
                    ->Write(WriteQueue::Lane::kAct,
                            [&](Transaction& transaction) {
                              return pulse_store_.Insert(transaction, pulse,
                                                         HashToken(kToken));
                            })
                    .ok());
  }

  PulseDesk desk_{answers(), pulse_changes_, clock_};
};

TEST_F(PulsePageTest, HoldsNothingThatRunsAndNothingFromElsewhere) {
  const PulsePage page = ShowPulse(desk_, kToken);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(page.html, HasSubstr("Mail &amp; more"));
  for (const char* foreign : {"<script", "http", "src=", "url(", "onload"}) {
    EXPECT_THAT(page.html, Not(HasSubstr(foreign))) << foreign;
  }
  // Its style is the one that the policy lets through.
  const size_t from = page.html.find("<style>") + 7;
  const std::string style =
      page.html.substr(from, page.html.find("</style>") - from);
  const Sha256 hash = Sha256Hasher().Hash(style);
  EXPECT_THAT(
      PulsePageHeaders().front().second,
      HasSubstr(absl::StrCat(
          "style-src 'sha256-",
          absl::Base64Escape(std::string(hash.begin(), hash.end())), "'")));
}

TEST_F(PulsePageTest, AFormWithoutAScoreIsShownAgain) {
  const PulsePage again = AnswerPulse(desk_, kToken, {.word = "x"}, "");
  EXPECT_EQ(again.status, 400);
  EXPECT_THAT(again.html, HasSubstr("Please choose one of the five."));
  EXPECT_EQ(AnswerPulse(desk_, kToken, {.score = 5}, "").status, 200);
  EXPECT_EQ(AnswerPulse(desk_, "rgs_other", {.score = 5}, "").status, 404);
}

TEST_F(PulsePageTest, TooManyFromOneAddressAreAskedToWait) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(AnswerPulse(desk_, kToken, {.score = 3}, "192.0.2.1").status,
              200);
  }
  EXPECT_EQ(AnswerPulse(desk_, kToken, {.score = 3}, "192.0.2.1").status, 429);
}

TEST(PulseSenderTest, OnlyTheIdentityProxySaysForWhomItComes) {
  using Transport = CallerEvidence::Transport;
  CallerEvidence caller;
  caller.transport = Transport::kTcp;
  // This machine is an address like every other.
  caller.address = "127.0.0.1";
  EXPECT_EQ(PulseSender(caller, ""), "127.0.0.1");
  // Whoever comes by itself cannot be somebody else each time.
  EXPECT_EQ(PulseSender(caller, "192.0.2.1"), "127.0.0.1");
  caller.transport = Transport::kProxySocket;
  caller.address = "";
  EXPECT_EQ(PulseSender(caller, "192.0.2.1"), "192.0.2.1");
  // What a browser claimed stands before what the proxy saw.
  EXPECT_EQ(PulseSender(caller, "203.0.113.9, 192.0.2.1 "), "192.0.2.1");
  EXPECT_EQ(PulseSender(caller, ""), "");
}

}  // namespace
}  // namespace regisseur

#include "aggregator/notify/courier.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "aggregator/notify/one_call.h"
#include "aggregator/storage/durable_file.h"
#include "core/base/fake_clock.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Parcel Letter() {
  return {.id = "report_monthly_2026-10_1_email",
          .subject = "Maandrapport réservé aan het college van burgemeester",
          .text = "Stand van zaken.\n",
          .html = "<p>Stand van zaken</p>",
          .files = {{"october.pdf", "application/pdf", "%PDF"}},
          .json = "{}"};
}

class CourierTest : public ::testing::Test {
 protected:
  CourierTest() {
    std::string made = absl::StrCat(::testing::TempDir(), "/courier-XXXXXX");
    EXPECT_NE(mkdtemp(made.data()), nullptr);
    folder_ = made;
  }
  ~CourierTest() override { EXPECT_TRUE(RemoveTree(folder_).ok()); }

  std::string folder_;
  FakeClock clock_{*ParseInstant("2026-11-02T06:00:00Z")};
  const absl::Notification never_;
  NetworkCourier courier_{clock_};
};

TEST_F(CourierTest, PutsFilesInAFolderThatItMakes) {
  Recipient recipient{.name = "folder", .folder = folder_ + "/a/b"};
  ASSERT_TRUE(courier_.Deliver(recipient, std::nullopt, Letter(), never_).ok());
  EXPECT_EQ(*ReadWholeFile(folder_ + "/a/b/october.pdf", 100), "%PDF");
  recipient.folder = folder_ + "/a/b/october.pdf/c";
  EXPECT_FALSE(
      courier_.Deliver(recipient, std::nullopt, Letter(), never_).ok());
}

TEST_F(CourierTest, HandsALetterOverInOneMessageWithItsFiles) {
  bool data = false;
  OneCall server(
      [&](absl::string_view line) -> std::string {
        if (data) {
          data = line != ".";
          return data ? "" : "250 taken\r\n";
        }
        data = line == "DATA";
        if (data) return "354 go\r\n";
        return line == "QUIT" ? "221 bye\r\n" : "250 ok\r\n";
      },
      "220 here\r\n");
  const MailServer mail{.host = "127.0.0.1",
                        .port = server.port,
                        .security = MailServer::Security::kNone,
                        .from = "regisseur@example.nl"};
  const Recipient recipient{.name = "email",
                            .kind = Recipient::Kind::kEmail,
                            .emails = {"a@example.nl", "b@example.nl"}};
  ASSERT_TRUE(courier_.Deliver(recipient, mail, Letter(), never_).ok());
  server.End();
  EXPECT_THAT(server.heard,
              AllOf(HasSubstr("MAIL FROM:<regisseur@example.nl>"),
                    HasSubstr("RCPT TO:<a@example.nl>"),
                    HasSubstr("RCPT TO:<b@example.nl>"),
                    HasSubstr("Date: Mon, 02 Nov 2026 06:00:00 +0000"),
                    HasSubstr("Message-ID: <report_monthly_2026-10_1_email@"
                              "example.nl>"),
                    HasSubstr("multipart/alternative"),
                    HasSubstr("filename=\"october.pdf\"")));
  // printf '%%PDF' | base64; printf 'Maandrapport réservé aan het college van'
  // | base64: encoded words of RFC 2047, cut at whole letters.
  EXPECT_THAT(server.heard, HasSubstr("JVBERg=="));
  EXPECT_THAT(server.heard,
              HasSubstr("Subject: =?UTF-8?B?"
                        "TWFhbmRyYXBwb3J0IHLDqXNlcnbDqSBhYW4gaGV0IGNvbGxlZ2Ug"
                        "dmFu?=\r\n =?UTF-8?B?"));
}

TEST_F(CourierTest, WantsTlsFromAServerUnlessToldOtherwise) {
  OneCall server(
      [](absl::string_view line) -> std::string {
        return line == "QUIT" ? "221 bye\r\n" : "250 ok\r\n";
      },
      "220 here\r\n");
  const MailServer mail{
      .host = "127.0.0.1", .port = server.port, .from = "regisseur@example.nl"};
  const Recipient recipient{.name = "email",
                            .kind = Recipient::Kind::kEmail,
                            .emails = {"a@example.nl"}};
  const absl::Status refused =
      courier_.Deliver(recipient, mail, Letter(), never_);
  server.End();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(server.heard, Not(HasSubstr("MAIL FROM")));
}

TEST_F(CourierTest, IsEndedWhileAServerSaysNothing) {
  absl::Notification cancelled;
  OneCall server(
      [&](absl::string_view) -> std::string {
        if (!cancelled.HasBeenNotified()) cancelled.Notify();
        return "";
      },
      "220 here\r\n");
  const MailServer mail{
      .host = "127.0.0.1", .port = server.port, .from = "regisseur@example.nl"};
  const Recipient recipient{.name = "email",
                            .kind = Recipient::Kind::kEmail,
                            .emails = {"a@example.nl"}};
  const absl::Time begun = absl::Now();
  EXPECT_EQ(courier_.Deliver(recipient, mail, Letter(), cancelled).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_LT(absl::Now() - begun, absl::Seconds(20));
}

TEST_F(CourierTest, TellsWhatAWebhookAnswered) {
  std::ofstream(folder_ + "/secret")
      << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n";
  bool refuses = true;
  for (const char* answer :
       {"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 204 Yes\r\nConnection: close\r\n\r\n"}) {
    OneCall server(
        [&](absl::string_view line) -> std::string {
          return line.empty() ? answer : "";
        },
        "");
    const Recipient recipient{
        .name = "chat",
        .kind = Recipient::Kind::kWebhook,
        .url = absl::StrCat("http://127.0.0.1:", server.port, "/hook"),
        .secret_file = folder_ + "/secret",
        .allow_private = true};
    const absl::Status told =
        courier_.Deliver(recipient, std::nullopt, Letter(), never_);
    server.End();
    EXPECT_EQ(told.ok(), !refuses) << told;
    if (refuses) {
      EXPECT_EQ(told.message(), "the webhook answered 500; right is 2xx");
    }
    EXPECT_THAT(server.heard,
                AllOf(HasSubstr("webhook-id: report_monthly_2026-10_1_email"),
                      HasSubstr("webhook-timestamp: 1793599200"),
                      HasSubstr("webhook-signature: v1,")));
    refuses = false;
  }
  std::ofstream(folder_ + "/secret") << "open sesame";
  const Recipient recipient{.name = "chat",
                            .kind = Recipient::Kind::kWebhook,
                            .url = "http://127.0.0.1:1/hook",
                            .secret_file = folder_ + "/secret"};
  EXPECT_THAT(
      std::string(courier_.Deliver(recipient, std::nullopt, Letter(), never_)
                      .message()),
      AllOf(HasSubstr("/secret: the secret of a webhook is whsec_"),
            Not(HasSubstr("sesame"))));
}

}  // namespace
}  // namespace regisseur

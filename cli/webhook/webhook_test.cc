#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/partner/v1/webhook.pb.h"

namespace regisseur {
namespace {

namespace pb = partner::v1;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(WebhookListTest, ShowsHowEachStandsAndWhy) {
  FakeDaemon daemon;
  daemon.Answer("ListWebhooks", FromText<pb::ListWebhooksResponse>(R"pb(
                  webhooks {
                    id: "cloudnine-events"
                    provider: "cloudnine"
                    url: "https://cloudnine.example/hook"
                    state: WEBHOOK_STATE_FAILING
                    failures: 3
                    problem: "the webhook answered 500; right is 2xx"
                    waiting: 12
                    given_up: 4
                  }
                  webhooks { id: "desk" state: WEBHOOK_STATE_WORKING })pb"));
  const Outcome table = RunCommand(&daemon, {"webhook", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("failing"), HasSubstr("answered 500"),
                               HasSubstr("our own"), HasSubstr("never")));
  const Outcome shown =
      RunCommand(&daemon, {"webhook", "show", "cloudnine-events"});
  EXPECT_EQ(shown.code, ExitCode::kDone) << shown.err;
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr("3 in a row"),
                    HasSubstr("regisseur webhook replay cloudnine-events")));
  EXPECT_THAT(daemon.Requests("ListWebhooks"),
              ElementsAre("", "id: \"cloudnine-events\""));
}

TEST(WebhookReplayTest, AsksForOneOrForAll) {
  FakeDaemon daemon;
  daemon.Answer("ReplayWebhookDelivery",
                FromText<pb::ReplayWebhookDeliveryResponse>("replayed: 4"));
  const Outcome all =
      RunCommand(&daemon, {"webhook", "replay", "desk", "--request-id", "r"});
  EXPECT_EQ(all.out, "4 sent again.\n") << all.err;
  RunCommand(&daemon, {"webhook", "replay", "desk", "--event", "c_1_0_2",
                       "--request-id", "s"});
  EXPECT_THAT(
      daemon.Requests("ReplayWebhookDelivery"),
      ElementsAre("webhook: \"desk\" request_id: \"r\"",
                  "webhook: \"desk\" id: \"c_1_0_2\" request_id: \"s\""));
}

TEST(WebhookTestTest, IsACheckThatDoesNotHoldWhenItIsNotTaken) {
  FakeDaemon daemon;
  daemon.Answer("TestWebhook", FromText<pb::TestWebhookResponse>(R"pb(
                  id: "test_1"
                  code: 503
                  problem: "the webhook answered 503; right is 2xx"
                  took { nanos: 12000000 })pb"));
  const Outcome test = RunCommand(&daemon, {"webhook", "test", "desk"});
  EXPECT_EQ(test.code, ExitCode::kCheckFailed);
  EXPECT_THAT(test.out, AllOf(HasSubstr("not taken"), HasSubstr("12 ms")));
}

TEST(WebhookDeliveriesTest, AsksForOneState) {
  FakeDaemon daemon;
  daemon.Answer("ListWebhookDeliveries",
                FromText<pb::ListWebhookDeliveriesResponse>(R"pb(
                  deliveries {
                    webhook: "desk"
                    provider: "cloudnine"
                    id: "cloudnine_12_0_1793599200"
                    event: "claim.filed"
                    state: WEBHOOK_DELIVERY_STATE_GIVEN_UP
                    attempts: 10
                    problem: "nobody listens at the webhook's address"
                  })pb"));
  const Outcome table = RunCommand(
      &daemon, {"webhook", "deliveries", "desk", "--state", "given_up"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("claim.filed"), HasSubstr("given up"),
                               HasSubstr("nobody listens")));
  EXPECT_THAT(daemon.Requests("ListWebhookDeliveries"),
              ElementsAre(HasSubstr("WEBHOOK_DELIVERY_STATE_GIVEN_UP")));
}

}  // namespace
}  // namespace regisseur

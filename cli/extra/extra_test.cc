#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/room/v1/room.pb.h"

namespace regisseur {
namespace {

namespace pb = room::v1;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOrder[] = R"pb(
  id: "0193f2a4"
  provider: "cloudnine"
  contract: "hosting"
  extra: "DDoS test"
  quantity: "1"
  price: "950.00"
  amount: "950.00"
  currency: "EUR"
  state: EXTRA_STATE_ORDERED
  ordered_on: "2026-09-01"
  due_on: "2026-09-06"
  overdue: true
  side: SIDE_CUSTOMER
  within_mandate: true
  bill {
    invoice: "F-2"
    line: "ddos test"
    amount: "1000.00"
    difference: "50.00"
  }
  steps {
    move: "ordered"
    name: "M. Visser"
    time { seconds: 1788253200 }
  }
)pb";

TEST(ExtraListTest, ShowsOrdersTheirBillsAndWhatCanBeOrdered) {
  FakeDaemon daemon;
  daemon.Answer("ListExtras", FromText<pb::ListExtrasResponse>(
                                  absl::StrCat("extras {", kOrder,
                                               R"pb(}
                                                    available {
                 contract: "hosting"
                 extra: "audit"
                 price: "4000.00"
                 currency: "EUR"
                 lead_time: "10 days"
               }
               available {
                 contract: "hosting"
                 extra: "disk"
                 price: "0.333"
                 currency: "EUR"
                 within_mandate: true
                 refused: true
                 refused_by: "value.maximum"
                 why: "0.10 EUR is left"
               })pb")));
  const Outcome table = RunCommand(&daemon, {"extra", "list"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(
      table.out,
      AllOf(HasSubstr("overdue since 2026-09-06"),
            HasSubstr("on F-2, 50.00 more"), HasSubstr("950.00 EUR"),
            HasSubstr("4,000.00 EUR"), HasSubstr("with approval"),
            HasSubstr("0.333 EUR"), HasSubstr("refused by value.maximum"),
            HasSubstr("0.10 EUR is left"), Not(HasSubstr("at once"))));
  EXPECT_THAT(RunCommand(&daemon, {"-o", "json", "extra", "list"}).out,
              AllOf(HasSubstr("\"amount\": \"950.00\""),
                    HasSubstr("\"overdue\": true")));
  EXPECT_THAT(RunCommand(&daemon, {"extra", "show", "0193f2a4"}).out,
              AllOf(HasSubstr("within the mandate"), HasSubstr("M. Visser"),
                    HasSubstr("\"ddos test\", 1,000.00")));
}

TEST(ExtraOrderTest, SendsWhatIsOrdered) {
  FakeDaemon daemon;
  daemon.Answer("OrderExtra", FromText<pb::OrderExtraResponse>(
                                  absl::StrCat("extra {", kOrder, "}")));
  const Outcome ordered =
      RunCommand(&daemon, {"extra", "order", "--contract", "hosting", "--extra",
                           "DDoS test", "--quantity", "2", "--reason", "now",
                           "--override", "--request-id", "r1"});
  EXPECT_EQ(ordered.code, ExitCode::kDone) << ordered.err;
  EXPECT_THAT(daemon.Requests("OrderExtra"),
              ElementsAre("contract: \"hosting\" extra: \"DDoS test\" "
                          "quantity: \"2\" reason: \"now\" override: true "
                          "request_id: \"r1\""));
  EXPECT_EQ(RunCommand(&daemon, {"extra", "order", "--extra", "x"}).code,
            ExitCode::kUsage);
}

TEST(ExtraMovesTest, NameTheOrder) {
  FakeDaemon daemon;
  const std::string extra = absl::StrCat("extra {", kOrder, "}");
  daemon.Answer("ApproveExtra", FromText<pb::ApproveExtraResponse>(extra));
  daemon.Answer("RefuseExtra", FromText<pb::RefuseExtraResponse>(extra));
  daemon.Answer("DeliverExtra", FromText<pb::DeliverExtraResponse>(extra));
  daemon.Answer("CancelExtra", FromText<pb::CancelExtraResponse>(extra));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"extra", "approve", "x", "--for", "h.bakker"},
        {"extra", "refuse", "x", "--reason", "no"},
        {"extra", "deliver", "x", "--day", "2026-09-05"},
        {"extra", "cancel", "x", "--reason", "no"}}) {
    const Outcome outcome = RunCommand(&daemon, words);
    EXPECT_EQ(outcome.code, ExitCode::kDone) << words[1] << outcome.err;
  }
  EXPECT_THAT(daemon.Requests("DeliverExtra").front(),
              HasSubstr("day: \"2026-09-05\""));
  EXPECT_THAT(daemon.Requests("ApproveExtra").front(),
              HasSubstr("on_behalf_of: \"h.bakker\""));
}

}  // namespace
}  // namespace regisseur

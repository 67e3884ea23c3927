#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/contract/v1/flexibility.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace pb = contract::v1;

Place Wide() {
  Place place;
  place.out_kind = {.is_tty = true, .columns = 140};
  place.environment = {{"NO_COLOR", "1"}};
  return place;
}

TEST(ContractRigidityTest, ShowsThePartsAndWhatIsNotKnown) {
  FakeDaemon daemon;
  daemon.Answer("ListRigidity", FromText<pb::ListRigidityResponse>(R"pb(
                  on: "2026-10-15"
                  contracts {
                    contract: "hosting"
                    provider: "cloud"
                    currency: "EUR"
                    rigidity {
                      cost: "18000.00"
                      fixed_share: "0.666667"
                      days_until_exit: 78
                      exit_cost: "2548.39"
                      hours_available: "17.75"
                      extras_available: 1
                      figure_at_least: "0.290"
                      figure_at_most: "0.490"
                      unknown: "How long a change takes is not told."
                    }
                  }
                  portfolio {
                    contracts: 1
                    cost: "18000.00"
                    currency: "EUR"
                    fixed_share: "0.666667"
                    surcharge_share: "0.100000"
                    figure_at_least: "0.290"
                    figure_at_most: "0.490"
                  }
                  trend {
                    month: "2026-09"
                    figure: "0.300"
                    figure_at_least: "0.300"
                    figure_at_most: "0.300"
                    contracts: 1
                  })pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"contract", "rigidity", "--trend", "1"}, Wide());
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("66.7 %"), HasSubstr("78 days"),
            HasSubstr("2,548.39 EUR"), HasSubstr("17.75 h, 1 extra"),
            HasSubstr("0.290–0.490"), HasSubstr("10.0 %"), HasSubstr("2026-09"),
            HasSubstr("0.300"), HasSubstr("hosting: How long a change takes")));
}

TEST(ContractAdviseTest, SaysTheLevelAndItsRegret) {
  FakeDaemon daemon;
  daemon.Answer("AdviseContract", FromText<pb::AdviseContractResponse>(R"pb(
                  provider: "cloud"
                  contract: "hosting"
                  currency: "EUR"
                  first_month: "2026-06"
                  last_month: "2026-09"
                  months: 4
                  advice {
                    kind: "reserved"
                    component: "use"
                    level: "60"
                    per: "month"
                    cost: "1560.00"
                    cost_without: "1800.00"
                    saving: "240.00"
                    regrets {
                      usage: "0.5"
                      cost: "960.00"
                      cost_without: "900.00"
                      best_cost: "780.00"
                      regret: "180.00"
                    }
                  }
                  method: "Every level is priced.")pb"));
  const Outcome outcome =
      RunCommand(&daemon,
                 {"contract", "advise", "--provider", "cloud", "--discount",
                  "20", "--offer", "400.00=10,500.00=25"},
                 Wide());
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("Reserve 60 a month of use: 1,560.00, saves "
                              "240.00"),
                    HasSubstr("× 0.5"), HasSubstr("180.00"),
                    HasSubstr("Every level is priced.")));
  EXPECT_THAT(RunCommand(&daemon,
                         {"contract", "advise", "--provider", "cloud",
                          "--offer", "400"},
                         Wide())
                  .err,
              HasSubstr("is not AMOUNT=PERCENT"));
}

}  // namespace
}  // namespace regisseur

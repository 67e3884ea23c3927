#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/cost/v1/cost.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kConverted[] = R"pb(
  rounded: "-4.61"
  exact: "-4.612546125461"
  rate: "0.922509225092"
  rate_date: "2026-10-02"
  currency: "EUR"
  rate_source: "ECB"
)pb";

TEST(FxConvertTest, TakesNegativeAmounts) {
  FakeDaemon daemon;
  daemon.Answer("ConvertAmount",
                FromText<cost::v1::ConvertAmountResponse>(kConverted));
  const Outcome table =
      RunCommand(&daemon, {"fx", "convert", "-5.00", "--from", "USD", "--to",
                           "EUR", "--on", "2026-10-04"});
  EXPECT_EQ(table.code, ExitCode::kDone) << table.err;
  EXPECT_THAT(table.out,
              AllOf(StartsWith("amount   -4.61 EUR\n"),
                    HasSubstr("0.922509225092 EUR for 1 USD"),
                    HasSubstr("2026-10-02 (the last one on or before "
                              "2026-10-04)")));
  EXPECT_THAT(daemon.Requests("ConvertAmount"),
              ElementsAre("amount: \"-5.00\" from: \"USD\" to: \"EUR\" on: "
                          "\"2026-10-04\""));
}

TEST(FxConvertTest, TakesTheAmountWhereverItStands) {
  FakeDaemon daemon;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"fx", "convert", "--from", "USD", "--to",
                                 "EUR", "--on", "2026-10-04", "-5.00"},
        std::vector<std::string>{"fx", "convert", "--from=USD", "--to=EUR",
                                 "--on=2026-10-04", "--", "-5.00"}}) {
    const Outcome outcome = RunCommand(&daemon, words);
    EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  }
  EXPECT_EQ(daemon.Requests("ConvertAmount")[0],
            daemon.Requests("ConvertAmount")[1]);
}

TEST(FxConvertTest, GivesProgramsTheAnswer) {
  FakeDaemon daemon;
  daemon.Answer("ConvertAmount",
                FromText<cost::v1::ConvertAmountResponse>(kConverted));
  const auto in = [&daemon](const std::string& format) {
    return RunCommand(&daemon, {"-o", format, "fx", "convert", "-5", "--from",
                                "USD", "--to", "EUR", "--on", "2026-10-04"})
        .out;
  };
  EXPECT_THAT(in("json"), AllOf(HasSubstr("\"rounded\": \"-4.61\""),
                                HasSubstr("\"rateDate\": \"2026-10-02\"")));
  EXPECT_THAT(in("csv"), HasSubstr("\"-4.61\",\"-4.612546125461\""));
  EXPECT_THAT(in("yaml"), Not(HasSubstr("'")));
}

}  // namespace
}  // namespace regisseur

#include "absl/strings/str_cat.h"
#include "aggregator/config/contract_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<ContractFile> Contract(absl::string_view fund) {
  return ParseContractFile("c.yaml",
                           absl::StrCat(R"(id: c
provider: p
title: C
currency: EUR
term: {start: 2026-01-01, initial: 12 months}
governance: {improvement_fund: )",
                                        fund, "}\n"),
                           {});
}

TEST(FundKeysTest, ReadsWhatIsAgreed) {
  const auto file = Contract(
      "{credits: 50 %, gains: \"33.5%\", gains_to_provider: 20%, currency: "
      "USD}");
  ASSERT_TRUE(file.ok()) << file.status();
  const FundTerms expected{.credits = Decimal(50, 0),
                           .gains = Decimal(335, 1),
                           .gains_to_provider = Decimal(20, 0),
                           .currency = "USD"};
  EXPECT_EQ(file->contract.governance.improvement_fund, expected);
}

TEST(FundKeysTest, WithoutACurrencyItIsThatOfTheContract) {
  const auto file = Contract("{credits: 10%}");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->contract.governance.improvement_fund->currency, "EUR");
  EXPECT_TRUE(file->contract.governance.improvement_fund->gains.IsZero());
}

TEST(FundKeysTest, SaysWhatWouldBeRight) {
  const struct {
    const char* fund;
    const char* why;
  } kCases[] = {
      {"{credits: 50}", "credits is '50': write a percentage with its sign"},
      {"{credits: 101%}", "credits must be a share from 0% to 100%"},
      {"{gains: -1%}", "gains must be a share from 0% to 100%"},
      {"{gains: NaN%}", "write a percentage with its sign"},
      {"{gains: 60%, gains_to_provider: 41%}",
       "gains_to_provider and gains come to more than 100% of a saving"},
      {"{currency: EURO}", "write an ISO 4217 code such as EUR"},
      {"{credit: 50%}", "credit"},
      {"50%", "improvement_fund"},
  };
  for (const auto& one : kCases) {
    const auto file = Contract(one.fund);
    ASSERT_FALSE(file.ok()) << one.fund;
    EXPECT_THAT(std::string(file.status().message()), HasSubstr(one.why))
        << one.fund;
    EXPECT_THAT(std::string(file.status().message()), HasSubstr("c.yaml:6"));
  }
}

}  // namespace
}  // namespace regisseur

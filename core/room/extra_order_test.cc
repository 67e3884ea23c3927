#include "core/room/extra_order.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

Decimal D(const char* text) { return *Decimal::Parse(text); }

Contract WithCeiling(const char* maximum) {
  Contract contract;
  contract.currency = "EUR";
  contract.value =
      ValueCeiling{.maximum = D(maximum), .reference = "TED 2025/S 123-456"};
  contract.extras = {{.name = "DDoS test", .price = D("950.00")},
                     {.name = "storage", .price = D("0.125"), .unit = "GB"}};
  return contract;
}

TEST(ExtraOrderTest, GoesFromOrderToDelivery) {
  using M = MatterMove;
  EXPECT_EQ(FoldExtra({M::kProposed}), ExtraState::kProposed);
  EXPECT_EQ(FoldExtra({M::kProposed, M::kApproved}), ExtraState::kOrdered);
  EXPECT_EQ(FoldExtra({M::kProposed, M::kRefused}), ExtraState::kRefused);
  EXPECT_EQ(FoldExtra({M::kOrdered, M::kDelivered}), ExtraState::kDelivered);
  EXPECT_EQ(FoldExtra({M::kOrdered, M::kWithdrawn}), ExtraState::kCancelled);
  EXPECT_TRUE(CheckExtraMove(ExtraState::kProposed, M::kApproved).ok());
  for (const auto& [state, move] : std::vector<std::pair<ExtraState, M>>{
           {ExtraState::kOrdered, M::kApproved},
           {ExtraState::kProposed, M::kDelivered},
           {ExtraState::kDelivered, M::kWithdrawn},
           {ExtraState::kRefused, M::kApproved},
           {ExtraState::kCancelled, M::kDelivered}}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckExtraMove(state, move)))
        << ExtraStateWord(state);
  }
}

// 12 GB at 0.125 are 1.50; half a test cannot be bought.
TEST(ExtraOrderTest, PricesWhatIsOrdered) {
  const Contract contract = WithCeiling("1000.00");
  EXPECT_EQ(*AmountOfExtra(contract, contract.extras[1], D("12")), D("1.50"));
  EXPECT_EQ(*AmountOfExtra(contract, contract.extras[0], D("2")), D("1900.00"));
  for (const char* wrong : {"0", "-1", "0.5"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        AmountOfExtra(contract, contract.extras[0], D(wrong)).status()));
  }
}

TEST(ExtraOrderTest, IsRefusedBeyondTheCeilingWithTheClause) {
  const Contract contract = WithCeiling("1200000.00");
  EXPECT_FALSE(
      FindRefusal(contract, D("950.00"), {.left = D("950.00")})->has_value());
  const auto refused =
      *FindRefusal(contract, D("950.00"), {.left = D("949.99")});
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->clause, "value.maximum");
  EXPECT_THAT(refused->why, HasSubstr("949.99 EUR of 1200000.00"));
  EXPECT_THAT(refused->why, HasSubstr("TED 2025/S 123-456"));
  // What cannot be told is never room.
  EXPECT_TRUE(FindRefusal(contract, D("950.00"), {})->has_value());
  Contract without = contract;
  without.value.reset();
  EXPECT_FALSE(FindRefusal(without, D("950.00"), {})->has_value());
}

// 10 % of 20,000.00 are 2,000.00: two of 950.00 fit, a third does not.
TEST(ExtraOrderTest, IsRefusedWhenItChangesTheNatureOfTheContract) {
  Contract contract = WithCeiling("20000.00");
  contract.value->extras_at_most_percent = D("10");
  EXPECT_FALSE(FindRefusal(contract, D("950.00"),
                           {.left = D("9000.00"), .extras = D("950.00")})
                   ->has_value());
  const auto refused = *FindRefusal(
      contract, D("950.00"), {.left = D("9000.00"), .extras = D("1900.00")});
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->clause, "value.extras_at_most");
  EXPECT_THAT(refused->why, HasSubstr("2850.00"));
}

}  // namespace
}  // namespace regisseur

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

// 0.001 GB at 0.125 are 0.000125: an order that costs nothing is none.
TEST(ExtraOrderTest, RefusesWhatCostsNothingAndWhatNobodyOrders) {
  const Contract contract = WithCeiling("1000.00");
  EXPECT_THAT(
      std::string(AmountOfExtra(contract, contract.extras[1], D("0.001"))
                      .status()
                      .message()),
      HasSubstr("come to 0.00 EUR"));
  Contract free = contract;
  free.extras[1].price = D("0");
  EXPECT_EQ(*AmountOfExtra(free, free.extras[1], D("2")), D("0"));
  EXPECT_TRUE(absl::IsInvalidArgument(
      AmountOfExtra(free, free.extras[1], D("1000000000000")).status()));
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
  const auto judge = [&](CeilingRoom room) {
    room.holder = &contract;
    return *JudgeExtra(contract, D("950.00"), {.ceilings = {room}});
  };
  EXPECT_FALSE(judge({.left = D("950.00")}).IsRefused());
  const ExtraVerdict refused = judge({.left = D("949.99")});
  EXPECT_EQ(refused.Clauses(), "value.maximum");
  EXPECT_THAT(refused.Why(), HasSubstr("949.99 EUR of 1200000.00"));
  EXPECT_THAT(refused.Why(), HasSubstr("TED 2025/S 123-456"));
  // What cannot be told is never room.
  EXPECT_THAT(judge({.why_unknown = "nobody tells it"}).Why(),
              HasSubstr("cannot be told, so nobody can say that it fits: "
                        "nobody tells it"));
  Contract without = contract;
  without.value.reset();
  EXPECT_FALSE(JudgeExtra(without, D("950.00"), {})->IsRefused());
}

// 10 % of 20,000.00 are 2,000.00: two of 950.00 fit, a third does not.
TEST(ExtraOrderTest, IsRefusedWhenItChangesTheNatureOfTheContract) {
  Contract contract = WithCeiling("20000.00");
  contract.value->extras_at_most_percent = D("10");
  const auto judge = [&](const char* left, const char* extras) {
    return *JudgeExtra(
        contract, D("950.00"),
        {.ceilings = {
             {.holder = &contract, .left = D(left), .extras = D(extras)}}});
  };
  EXPECT_FALSE(judge("9000.00", "950.00").IsRefused());
  const ExtraVerdict refused = judge("9000.00", "1900.00");
  EXPECT_EQ(refused.Clauses(), "value.extras_at_most");
  EXPECT_THAT(refused.Why(), HasSubstr("2850.00"));
  // Beyond both both are told, and both have to be overridden.
  const ExtraVerdict both = judge("100.00", "1900.00");
  EXPECT_EQ(both.Clauses(), "value.extras_at_most, value.maximum");
  EXPECT_FALSE(both.IsOverriddenBy("value.extras_at_most"));
  EXPECT_TRUE(both.IsOverriddenBy("value.extras_at_most, value.maximum"));
}

// 300.00 are left under the framework: of an order of 950.00 under the call
// the framework's clause says so, and it is overridden by its own name.
TEST(ExtraOrderTest, AFrameworkAboveRefusesToo) {
  Contract framework = WithCeiling("20000.00");
  framework.id = "raam";
  Contract call = WithCeiling("5000.00");
  call.id = "call";
  call.value.reset();
  const ExtraVerdict refused =
      *JudgeExtra(call, D("950.00"),
                  {.ceilings = {{.holder = &framework, .left = D("300.00")}}});
  EXPECT_EQ(refused.Clauses(), "value.maximum of raam");
  EXPECT_FALSE(refused.IsOverriddenBy("value.maximum"));
  framework.currency = "USD";
  EXPECT_THAT(
      JudgeExtra(call, D("950.00"),
                 {.ceilings = {{.holder = &framework, .left = D("9000.00")}}})
          ->Why(),
      HasSubstr("cannot be held against a ceiling in USD"));
}

// 950.00 that came in meanwhile are off 2,000.00, those of before not again.
TEST(ExtraOrderTest, OrdersThatCameInMeanwhileAreTakenOff) {
  const Contract contract = WithCeiling("20000.00");
  const auto order = [](const char* id, ExtraState state) {
    return ExtraOrder{.id = id,
                      .contract = "call",
                      .state = state,
                      .amount = D("950.00"),
                      .currency = "EUR"};
  };
  CeilingRoom room{.holder = &contract, .left = D("2000.00")};
  ASSERT_TRUE(AddOrders({order("before", ExtraState::kDelivered),
                         order("new", ExtraState::kOrdered),
                         order("asked", ExtraState::kProposed)},
                        {"before"}, room)
                  .ok());
  EXPECT_EQ(room.left, D("1050.00"));
  EXPECT_EQ(room.extras, D("1900.00"));
  ExtraOrder foreign = order("usd", ExtraState::kOrdered);
  foreign.currency = "USD";
  ASSERT_TRUE(AddOrders({foreign}, {}, room).ok());
  EXPECT_FALSE(room.left.has_value());
}

}  // namespace
}  // namespace regisseur

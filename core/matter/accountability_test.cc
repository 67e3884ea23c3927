#include "core/matter/accountability.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(AccountabilityTest, IsReadByItsWord) {
  EXPECT_EQ(FindAccountability("force_majeure"), Accountability::kForceMajeure);
  EXPECT_EQ(FindAccountability("supplier"), Accountability::kSubcontractor);
  EXPECT_EQ(AccountabilityWord(Accountability::kThirdParty), "third_party");
  EXPECT_EQ(FindAccountability("nobody"), std::nullopt);
}

TEST(AccountabilityTest, ASubcontractorCountsAsTheProviderUnlessAgreed) {
  Objective objective;
  EXPECT_TRUE(IsLeftOut(objective, Accountability::kCustomer));
  EXPECT_FALSE(IsLeftOut(objective, Accountability::kSubcontractor));
  objective.not_accountable.push_back(Accountability::kSubcontractor);
  EXPECT_TRUE(IsLeftOut(objective, Accountability::kSubcontractor));
}

TEST(AccountabilityTest, TheCustomersFaultNeedsBothViews) {
  EXPECT_TRUE(NeedsOtherView(Accountability::kCustomer));
  EXPECT_TRUE(NeedsOtherView(Accountability::kForceMajeure));
  EXPECT_FALSE(NeedsOtherView(Accountability::kThirdParty));
}

}  // namespace
}  // namespace regisseur

#include "aggregator/storage/contract_applied.h"

#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(ContractAppliedTest, ReadsElementsAsFocusWritesThem) {
  const auto applied = ReadContractApplied(
      R"({"Elements":[{"ContractID":"c-1","ContractCommitmentID":"cc-1",)"
      R"("ContractCommitmentAppliedCost":12.50,)"
      R"("ContractCommitmentAppliedQuantity":null},)"
      R"({"ContractId":"c-1","ContractCommitmentId":"cc-2",)"
      R"("ContractCommitmentAppliedQuantity":"3","ContractCommitmentAppliedUnit":"Hours"}]})");
  ASSERT_TRUE(applied.ok()) << applied.status();
  ASSERT_EQ(applied->size(), 2u);
  EXPECT_EQ((*applied)[0].commitment_id, "cc-1");
  EXPECT_EQ(*(*applied)[0].cost, Decimal(125, 1));
  EXPECT_EQ((*applied)[0].quantity, std::nullopt);
  EXPECT_EQ((*applied)[1].commitment_id, "cc-2");
  EXPECT_EQ(*(*applied)[1].quantity, Decimal(3, 0));
  EXPECT_EQ((*applied)[1].unit, "Hours");
}

TEST(ContractAppliedTest, RefusesWhatItIsNot) {
  for (
      const char* json :
      {"", "none", "7", R"({"Elements":7})", R"({"Other":[]})", R"(["x"])",
       R"([{"ContractID":"c-1"}])",
       R"([{"ContractCommitmentID":"a","ContractCommitmentAppliedCost":"much"}])"}) {
    EXPECT_FALSE(ReadContractApplied(json).ok()) << json;
  }
}

}  // namespace
}  // namespace regisseur

#include "core/contract/contract_diff.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Change = ContractChange;

TEST(ContractDiffTest, TellsWhatChangedCameAndWent) {
  const ContractKeyValues before = {{"title", "A"},
                                    {"pricing[old].amount", "1"},
                                    {"pricing[platform].amount", "9500.00"},
                                    {"owner", "m.visser"}};
  const ContractKeyValues after = {{"title", "A"},
                                   {"pricing[platform].amount", "9800.00"},
                                   {"pricing[new].amount", "2"}};
  EXPECT_THAT(
      DiffContractKeys(before, after),
      ElementsAre(Change{"pricing[old].amount", "1", std::nullopt},
                  Change{"pricing[platform].amount", "9500.00", "9800.00"},
                  Change{"owner", "m.visser", std::nullopt},
                  Change{"pricing[new].amount", std::nullopt, "2"}));
}

TEST(ContractDiffTest, TellsNothingOfEqualFilesInAnotherOrder) {
  EXPECT_THAT(
      DiffContractKeys({{"a", "1"}, {"b", "2"}}, {{"b", "2"}, {"a", "1"}}),
      IsEmpty());
  EXPECT_THAT(DiffContractKeys({}, {}), IsEmpty());
  EXPECT_THAT(DiffContractKeys({}, {{"a", "1"}}),
              ElementsAre(Change{"a", std::nullopt, "1"}));
}

}  // namespace
}  // namespace regisseur

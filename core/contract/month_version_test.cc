#include "core/contract/month_version.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Contract Version(const char* name, absl::CivilDay from) {
  Contract contract;
  contract.id = "beheer";
  contract.version = name;
  contract.term.start = absl::CivilDay(2026, 1, 15);
  contract.valid_from = from;
  return contract;
}

const ContractRegister& Contracts() {
  static const auto* const contracts =
      new ContractRegister(std::vector<ContractRegister::Entry>{
          {"1.yaml", Version("1", absl::CivilDay(2026, 1, 15))},
          {"2.yaml", Version("2", absl::CivilDay(2026, 4, 1))},
          {"3.yaml", Version("3", absl::CivilDay(2026, 6, 30))}});
  return *contracts;
}

std::string VersionIn(int month) {
  return VersionOfMonth(Contracts(), "beheer", absl::CivilMonth(2026, month))
      ->version;
}

TEST(MonthVersionTest, AMonthHasTheVersionOfItsLastDay) {
  EXPECT_EQ(VersionIn(1), "1");
  EXPECT_EQ(VersionIn(3), "1");
  EXPECT_EQ(VersionIn(4), "2");
  EXPECT_EQ(VersionIn(6), "3");
  EXPECT_EQ(VersionOfMonth(Contracts(), "another", absl::CivilMonth(2026, 1)),
            nullptr);
}

TEST(MonthVersionTest, StretchesBeginWithTheTerm) {
  std::vector<std::string> told;
  for (const MonthStretch& stretch :
       StretchesOf(Contracts(), "beheer", absl::CivilMonth(2025, 11),
                   absl::CivilMonth(2026, 7))) {
    told.push_back(stretch.version->version + ":" +
                   std::to_string(stretch.first.month()) + "-" +
                   std::to_string(stretch.last.month()));
  }
  EXPECT_THAT(told, ElementsAre("1:1-3", "2:4-5", "3:6-7"));
}

// The third one begins on 30 June; that the first begins within a month leaves
// no month with two.
TEST(MonthVersionTest, VersionsThatBeginWithinAMonthAreTold) {
  const auto within = [](int first, int last) {
    return VersionsWithinMonths(Contracts(), "beheer",
                                absl::CivilMonth(2026, first),
                                absl::CivilMonth(2026, last));
  };
  ASSERT_EQ(within(1, 12).size(), 1u);
  EXPECT_EQ(within(1, 12)[0]->version, "3");
  EXPECT_THAT(within(1, 5), IsEmpty());
}

}  // namespace
}  // namespace regisseur

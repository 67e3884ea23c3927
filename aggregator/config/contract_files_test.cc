#include "aggregator/config/contract_files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/time/instant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHosting[] = R"(id: hosting
provider: cloudnine
title: Hosting
currency: EUR
term: {start: 2026-01-01, initial: 36 months, renewal: 12 months, notice: 3 months}
pricing:
  - {component: platform, form: fixed, amount: "9500.00", per: month}
objectives:
  - {id: up, service: web, kind: availability, target: 99.9, window: {calendar: month}, counts_as_down: [major_outage]}
)";

class ContractFilesTest : public ::testing::Test {
 protected:
  ContractFilesTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/contract-files-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ + "/contracts");
    ProviderConfig& provider = portfolio_.providers.emplace_back();
    provider.id = "cloudnine";
    provider.formerly = {"cloud9"};
    provider.services.push_back({.id = "web", .name = "Web"});
  }
  ~ContractFilesTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }
  BuiltRegister Read(const ContractTexts& in_force = {}) {
    return ReadContractFiles({patterns_, folder_}, portfolio_, in_force);
  }

  const std::string folder_;
  Portfolio portfolio_;
  std::vector<std::string> patterns_ = {"contracts/*.yaml"};
};

TEST_F(ContractFilesTest, ReadsEveryFileOfThePatternsOnce) {
  Write("contracts/a.yaml", kHosting);
  Write("contracts/b.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"}}));
  patterns_.push_back("contracts/a.yaml");
  const BuiltRegister built = Read();
  EXPECT_THAT(built.refused, IsEmpty());
  EXPECT_THAT(built.contracts.ids(), ElementsAre("hosting", "second"));
  EXPECT_EQ(built.texts.contracts.at("contracts/a.yaml"), kHosting);
  EXPECT_TRUE(CheckNothingIsMissing(built).ok());
}

TEST_F(ContractFilesTest, TheVersionBeforeStaysWhileAFileIsBroken) {
  Write("contracts/a.yaml", kHosting);
  const ContractTexts good = Read().texts;
  Write("contracts/a.yaml",
        absl::StrReplaceAll(kHosting, {{"title: Hosting", "titel: Hosting"}}));
  const BuiltRegister built = Read(good);
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/a.yaml");
  EXPECT_TRUE(built.refused[0].earlier_in_force);
  EXPECT_THAT(built.refused[0].why,
              AllOf(HasSubstr("contracts/a.yaml:3"), HasSubstr("titel"),
                    HasSubstr("title")));
  EXPECT_EQ(built.texts, good);
  EXPECT_EQ(built.contracts.Find("hosting", absl::CivilDay(2026, 5, 1))->title,
            "Hosting");
  EXPECT_TRUE(CheckNothingIsMissing(built).ok());
}

TEST_F(ContractFilesTest, ABrokenFileThatNeverWasGoodIsLeftOutAndSaid) {
  Write("contracts/a.yaml", kHosting);
  Write("contracts/b.yaml", "id: [\n");
  const BuiltRegister built = Read();
  EXPECT_THAT(built.contracts.ids(), ElementsAre("hosting"));
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_FALSE(built.refused[0].earlier_in_force);
  EXPECT_THAT(CheckNothingIsMissing(built).message(),
              HasSubstr("contracts/b.yaml:"));
}

TEST_F(ContractFilesTest, RefusesAProviderAndAServiceThatAreNotConfigured) {
  Write("contracts/a.yaml",
        absl::StrReplaceAll(kHosting, {{"cloudnine", "cloudnin"}}));
  Write("contracts/b.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: second"},
                                       {"service: web", "service: wbe"}}));
  Write("contracts/c.yaml",
        absl::StrReplaceAll(
            kHosting, {{"id: hosting", "id: third"}, {"cloudnine", "cloud9"}}));
  const BuiltRegister built = Read();
  EXPECT_THAT(built.contracts.ids(), ElementsAre("third"));
  ASSERT_EQ(built.refused.size(), 2u);
  EXPECT_THAT(built.refused[0].why,
              AllOf(HasSubstr("contracts/a.yaml:2"),
                    HasSubstr("no provider 'cloudnin'"),
                    HasSubstr("perhaps cloudnine is meant")));
  EXPECT_THAT(built.refused[1].why,
              AllOf(HasSubstr("contracts/b.yaml:9"), HasSubstr("'wbe'"),
                    HasSubstr("it has web")));
}

TEST_F(ContractFilesTest, WhatCannotStandBesideTheOthersGivesWay) {
  Write("contracts/a.yaml", kHosting);
  const ContractTexts good = Read().texts;
  // Another version from the same day: neither says which holds.
  Write("contracts/b.yaml", kHosting);
  const BuiltRegister built = Read(good);
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/b.yaml");
  EXPECT_THAT(built.refused[0].why,
              AllOf(HasSubstr("contracts/b.yaml:"), HasSubstr("2026-01-01"),
                    HasSubstr("contracts/a.yaml")));
  EXPECT_EQ(built.contracts.Versions("hosting").size(), 1u);
}

TEST_F(ContractFilesTest, AnEarlierVersionThatCannotStandEitherIsLeftOut) {
  Write("contracts/parent.yaml",
        absl::StrReplaceAll(kHosting, {{"id: hosting", "id: frame"}}));
  Write("contracts/child.yaml", absl::StrCat(kHosting, "parent: frame\n"));
  const ContractTexts good = Read().texts;
  ASSERT_EQ(good.contracts.size(), 2u);
  std::filesystem::remove(folder_ + "/contracts/parent.yaml");
  const BuiltRegister built = Read(good);
  EXPECT_TRUE(built.contracts.empty());
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/child.yaml");
  EXPECT_FALSE(built.refused[0].earlier_in_force);
  EXPECT_THAT(built.refused[0].why, HasSubstr("no contract 'frame'"));
}

TEST_F(ContractFilesTest, ANameWithoutWildcardsHasToBeThere) {
  patterns_ = {"contracts/gone.yaml", "contracts/none-*.yaml"};
  const BuiltRegister built = Read();
  ASSERT_EQ(built.refused.size(), 1u);
  EXPECT_EQ(built.refused[0].file, "contracts/gone.yaml");
  EXPECT_THAT(built.refused[0].why, HasSubstr("cannot be read"));
}

TEST_F(ContractFilesTest, KeepsFilesThatContractsNameAndReadsThemAgain) {
  Write("days.txt", "2026-05-01 Own day\n");
  Write("contracts/a.yaml",
        absl::StrCat(kHosting, "holidays: {file: days.txt}\n"));
  const BuiltRegister built = Read();
  ASSERT_THAT(built.refused, IsEmpty()) << built.refused[0].why;
  EXPECT_EQ(built.texts.attachments.at("days.txt"), "2026-05-01 Own day\n");
  std::filesystem::remove_all(folder_);
  const absl::StatusOr<ContractRegister> again =
      ParseContractTexts(built.texts);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again->Find("hosting", absl::CivilDay(2026, 5, 1)),
            *built.contracts.Find("hosting", absl::CivilDay(2026, 5, 1)));
}

TEST_F(ContractFilesTest, MarksChangeWithFilesAndWithWhatTheyName) {
  Write("days.txt", "2026-05-01 Own day\n");
  Write("contracts/a.yaml",
        absl::StrCat(kHosting, "holidays: {file: days.txt}\n"));
  const ContractTexts texts = Read().texts;
  const ContractPlaces places = {patterns_, folder_};
  const auto before = ContractFileMarks(places, texts);
  EXPECT_EQ(ContractFileMarks(places, texts), before);
  Write("days.txt", "2026-05-01 Own day\n2026-05-02 Another\n");
  const auto changed = ContractFileMarks(places, texts);
  EXPECT_NE(changed, before);
  Write("contracts/b.yaml", kHosting);
  EXPECT_NE(ContractFileMarks(places, texts), changed);
}

}  // namespace
}  // namespace regisseur

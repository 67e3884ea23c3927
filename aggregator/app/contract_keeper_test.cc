#include "aggregator/app/contract_keeper.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "core/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHosting[] = R"(id: hosting
provider: cloudnine
title: First title
currency: EUR
term: {start: 2026-01-01, initial: 36 months, renewal: none, notice: 3 months}
)";

class ContractKeeperTest : public ::testing::Test {
 protected:
  ContractKeeperTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/contract-keeper-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    portfolio_.providers.emplace_back().id = "cloudnine";
    database_ = OpenSqlite(folder_ + "/facts.db").value();
    queue_ = std::make_unique<WriteQueue>(*database_);
    store_ = std::make_unique<ConfigStore>(*database_, *queue_, clock_);
  }
  ~ContractKeeperTest() override {
    store_.reset();
    queue_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }
  absl::Status PutInForce(ContractKeeper& keeper, bool first_start = false) {
    absl::StatusOr<PreparedContracts> prepared =
        keeper.Prepare({{"*.yaml"}, folder_}, portfolio_, first_start);
    if (!prepared.ok()) return prepared.status();
    absl::Status stored =
        store_->PutInForce(Principal::System("test"), prepared->files, {});
    return stored.ok() ? keeper.Adopt(*std::move(prepared)) : stored;
  }
  absl::Time LastKnown() {
    return store_->List(Principal::System("test"), "contracts")
        ->back()
        .known_from;
  }
  static std::string TitleAt(const ContractKeeper& keeper, absl::Time known) {
    const Contract* contract =
        keeper.At(known)->Find("hosting", absl::CivilDay(2026, 6, 1));
    return contract == nullptr ? "none" : contract->title;
  }

  const std::string folder_;
  const SystemClock clock_;
  Portfolio portfolio_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<WriteQueue> queue_;
  std::unique_ptr<ConfigStore> store_;
};

TEST_F(ContractKeeperTest, EachTimeHasTheContractsThatWereKnownThen) {
  ContractKeeper keeper(*store_);
  ASSERT_TRUE(keeper.Load().ok());
  Write("a.yaml", kHosting);
  ASSERT_TRUE(PutInForce(keeper, /*first_start=*/true).ok());
  const absl::Time first = LastKnown();
  Write("a.yaml", absl::StrReplaceAll(kHosting, {{"First", "Second"}}));
  ASSERT_TRUE(PutInForce(keeper).ok());
  const absl::Time second = LastKnown();
  std::filesystem::remove(folder_ + "/a.yaml");
  ASSERT_TRUE(PutInForce(keeper).ok());

  // The same from memory and by a daemon that started anew.
  ContractKeeper anew(*store_);
  ASSERT_TRUE(anew.Load().ok());
  for (const ContractKeeper* one : {&keeper, &anew}) {
    EXPECT_EQ(TitleAt(*one, first - absl::Microseconds(1)), "none");
    EXPECT_EQ(TitleAt(*one, first), "First title");
    EXPECT_EQ(TitleAt(*one, second - absl::Microseconds(1)), "First title");
    EXPECT_EQ(TitleAt(*one, second), "Second title");
    EXPECT_EQ(TitleAt(*one, absl::InfiniteFuture()), "none");
  }
}

TEST_F(ContractKeeperTest, WhatDidNotChangeMakesNoVersion) {
  ContractKeeper keeper(*store_);
  Write("a.yaml", kHosting);
  ASSERT_TRUE(PutInForce(keeper).ok());
  ASSERT_TRUE(PutInForce(keeper).ok());
  EXPECT_EQ(store_->List(Principal::System("test"), "contracts")->size(), 1u);
  EXPECT_EQ(store_->List(Principal::System("test"), "contract:a.yaml")->size(),
            1u);
}

TEST_F(ContractKeeperTest, ABrokenFileIsListedAndAStartGoesOnWithTheLastGood) {
  ContractKeeper keeper(*store_);
  Write("a.yaml", kHosting);
  ASSERT_TRUE(PutInForce(keeper).ok());
  Write("a.yaml", absl::StrCat(kHosting, "nonsense: true\n"));
  ContractKeeper anew(*store_);
  ASSERT_TRUE(anew.Load().ok());
  ASSERT_TRUE(PutInForce(anew, /*first_start=*/true).ok());
  EXPECT_EQ(TitleAt(anew, absl::InfiniteFuture()), "First title");
  ASSERT_EQ(anew.ListRefused().size(), 1u);
  EXPECT_TRUE(anew.ListRefused()[0].earlier_in_force);
  EXPECT_THAT(anew.ListRefused()[0].why, HasSubstr("nonsense"));

  Write("a.yaml", kHosting);
  ASSERT_TRUE(PutInForce(anew).ok());
  EXPECT_THAT(anew.ListRefused(), IsEmpty());
}

TEST_F(ContractKeeperTest, AFileThatIsGoneIsRememberedUntilItIsBack) {
  ContractKeeper keeper(*store_);
  ASSERT_TRUE(keeper.Load().ok());
  Write("a.yaml", kHosting);
  ASSERT_TRUE(PutInForce(keeper).ok());
  const absl::Time first = LastKnown();
  std::filesystem::remove(folder_ + "/a.yaml");
  ASSERT_TRUE(PutInForce(keeper).ok());
  const absl::Time removed = LastKnown();

  // By a daemon that started anew, and after another look, too.
  ContractKeeper anew(*store_);
  ASSERT_TRUE(anew.Load().ok());
  ASSERT_TRUE(PutInForce(anew).ok());
  EXPECT_EQ(LastKnown(), removed);
  for (const ContractKeeper* one : {&keeper, &anew}) {
    EXPECT_THAT(one->At(first)->removed(), IsEmpty());
    const auto now = one->At(absl::InfiniteFuture());
    ASSERT_NE(now->FindRemoved("hosting"), nullptr);
    EXPECT_EQ(now->FindRemoved("hosting")->file, "a.yaml");
  }
  // Under another name it is back all the same.
  Write("b.yaml", kHosting);
  ASSERT_TRUE(PutInForce(anew).ok());
  EXPECT_THAT(anew.At(absl::InfiniteFuture())->removed(), IsEmpty());
  EXPECT_NE(anew.At(removed)->FindRemoved("hosting"), nullptr);
}

TEST_F(ContractKeeperTest, NothingStartsWithABrokenFileThatNeverWasGood) {
  ContractKeeper keeper(*store_);
  Write("a.yaml", "id: hosting\n");
  const absl::Status refused = PutInForce(keeper, /*first_start=*/true);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(refused.message(), HasSubstr("a.yaml:1"));
}

}  // namespace
}  // namespace regisseur

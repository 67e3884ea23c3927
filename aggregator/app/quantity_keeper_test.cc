#include "aggregator/app/quantity_keeper.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

constexpr absl::CivilMonth kOctober(2026, 10);

class QuantityKeeperTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = absl::StrCat(::testing::TempDir(), "/quantities-", getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  QuantityConfig Write(const std::string& id, const std::string& csv) const {
    const std::string file = absl::StrCat(folder_, "/", id, ".csv");
    std::ofstream(file) << csv;
    return {.id = id, .file = file};
  }

  std::string folder_;
};

// What a file said stays known when it says something else.
TEST_F(QuantityKeeperTest, KeepsWhatWasInForce) {
  const SystemClock clock;
  const auto database = OpenSqlite(folder_ + "/facts.db").value();
  WriteQueue queue(*database);
  ConfigStore store(*database, queue, clock);
  const Principal who = Principal::System("test");
  const QuantityConfig fte = Write("fte", "month,value\n2026-10,7\n");
  for (const char* residents : {"41250", "41310"}) {
    const QuantityConfig config = Write(
        "residents", absl::StrCat("month,value\n2026-10,", residents, "\n"));
    auto prepared = QuantityKeeper::Prepare({config, fte});
    ASSERT_TRUE(prepared.ok()) << prepared.status();
    ASSERT_TRUE(store.PutInForce(who, {prepared->file}, {}).ok());
  }
  const auto stored = store.List(who, "quantities");
  ASSERT_TRUE(stored.ok()) << stored.status();
  ASSERT_EQ(stored->size(), 2u);
  QuantityKeeper keeper(store);
  ASSERT_TRUE(keeper.Load().ok());
  const auto residents = [&](absl::Time known) {
    return keeper.At(known)->at("residents").Of(kOctober)->ToString();
  };
  EXPECT_EQ(residents(stored->at(0).known_from), "41250");
  EXPECT_EQ(residents(absl::InfiniteFuture()), "41310");
  EXPECT_EQ(
      keeper.At(absl::InfiniteFuture())->at("fte").Of(kOctober)->ToString(),
      "7");
}

TEST_F(QuantityKeeperTest, ABrokenFileIsRefusedWithItsLine) {
  const auto broken =
      QuantityKeeper::Prepare({Write("q", "month,value\nsoon,1\n")});
  EXPECT_THAT(broken.status().message(), HasSubstr("q.csv:2: \"soon\" is no"));
  EXPECT_FALSE(
      QuantityKeeper::Prepare({{.id = "gone", .file = folder_ + "/gone.csv"}})
          .ok());
}

}  // namespace
}  // namespace regisseur

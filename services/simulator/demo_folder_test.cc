#include "services/simulator/demo_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace regisseur::simulator {
namespace {

namespace fs = std::filesystem;

class DemoFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) /
              (std::string("demo_folder_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  absl::Status Write(absl::Time now, const std::string& sub = "") const {
    const SimulatedWorld world(1, now);
    return WriteDemoFolder((folder_ / sub).string(), world, now, {}, {});
  }

  std::vector<std::string> Names(const std::string& sub,
                                 const std::string& part) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / sub)) {
      const std::string name = entry.path().filename().string();
      if (absl::StartsWith(name, part)) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string Bytes(const std::string& name) const {
    std::ostringstream bytes;
    bytes << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return bytes.str();
  }

  const absl::Time november_ =
      absl::FromCivil(absl::CivilHour(2026, 11, 23, 9), absl::UTCTimeZone());
  fs::path folder_;
};

TEST_F(DemoFolderTest, HoldsThirteenMonthsAndTheRunningOne) {
  ASSERT_TRUE(Write(november_).ok());
  const auto cloud = Names("focus", "nimbaro");
  ASSERT_EQ(cloud.size(), 14u);
  EXPECT_EQ(cloud.front(), "nimbaro-2025-10.csv");
  EXPECT_EQ(cloud.back(), "nimbaro-2026-11.csv");
  EXPECT_EQ(Names("captures", "swiftfjord").size(), 14u);
  EXPECT_EQ(Names("focus", "swiftfjord").back(), "swiftfjord-2026-11.csv.gz");
  EXPECT_EQ(Names("kpi", "klinkhamer").size(), 13u);
  EXPECT_EQ(Names("finance", "").size(), 1u);
  EXPECT_TRUE(fs::exists(folder_ / "regisseur.yaml"));
  EXPECT_TRUE(fs::exists(folder_ / "rates/eurofxref-hist.xml"));
}

TEST_F(DemoFolderTest, TheTelecomPartnerHasNotSentItsLastMonth) {
  ASSERT_TRUE(Write(november_).ok());
  EXPECT_EQ(Names("focus", "koperlijn").back(), "koperlijn-2026-09.csv");
}

TEST_F(DemoFolderTest, TheSmallPartnerSendsNeitherCostNorStatus) {
  ASSERT_TRUE(Write(november_).ok());
  EXPECT_TRUE(Names("focus", "klinkhamer").empty());
  EXPECT_TRUE(Names("captures", "klinkhamer").empty());
  EXPECT_TRUE(Names("focus", "bureaublauw").empty());
}

TEST_F(DemoFolderTest, PastMonthsHaveTheSameBytesWhateverNowIs) {
  ASSERT_TRUE(Write(november_, "now").ok());
  ASSERT_TRUE(Write(november_ + absl::Hours(24 * 40), "later").ok());
  for (const char* name :
       {"focus/nimbaro-2026-08.csv", "focus/swiftfjord-2026-08.csv.gz",
        "focus/koperlijn-2026-08.csv", "captures/polderstack-2026-08.jsonl",
        "captures/bureaublauw-2026-08.jsonl", "kpi/klinkhamer-2026-08.csv"}) {
    const std::string now = Bytes(std::string("now/") + name);
    EXPECT_FALSE(now.empty()) << name;
    EXPECT_EQ(now, Bytes(std::string("later/") + name)) << name;
  }
}

TEST_F(DemoFolderTest, ReplacesItsOwnFilesAndRefusesThoseOfOthers) {
  ASSERT_TRUE(Write(november_, "own").ok());
  std::ofstream(folder_ / "own/focus/nimbaro-2019-01.csv") << "old";
  ASSERT_TRUE(Write(november_, "own").ok());
  EXPECT_FALSE(fs::exists(folder_ / "own/focus/nimbaro-2019-01.csv"));

  fs::create_directories(folder_ / "theirs/focus");
  std::ofstream(folder_ / "theirs/focus/real.csv") << "precious";
  const absl::Status status = Write(november_, "theirs");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Bytes("theirs/focus/real.csv"), "precious");
}

}  // namespace
}  // namespace regisseur::simulator

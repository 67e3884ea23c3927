#include "aggregator/app/configuration_keeper.h"

#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

ConfigVersion Version(int64_t second, const std::string& sha256) {
  ConfigVersion version;
  version.sha256 = sha256;
  version.known_from = absl::FromUnixSeconds(second);
  return version;
}

TEST(VersionedFileTest, OthersAskWhileAnOldVersionIsRead) {
  const VersionedFile<std::string>* all = nullptr;
  VersionedFile<std::string> versions(
      [](const std::string& sha256) -> absl::StatusOr<std::string> {
        return absl::StrCat("text of ", sha256);
      },
      [&all](const std::string&,
             const std::string& content) -> absl::StatusOr<std::string> {
        // Would wait for ever under the lock.
        EXPECT_EQ(*all->At(absl::InfiniteFuture(), nullptr), "new");
        return content;
      });
  all = &versions;
  versions.Add(Version(1, "a"), nullptr);
  versions.Add(Version(2, "b"), std::make_shared<const std::string>("new"));
  EXPECT_EQ(*versions.At(absl::FromUnixSeconds(1), nullptr), "text of a");
}

TEST(VersionedFileTest, TriesAgainWhatCouldNotBeFetched) {
  int fetched = 0;
  VersionedFile<std::string> versions(
      [&fetched](const std::string&) -> absl::StatusOr<std::string> {
        if (++fetched == 1) return absl::UnavailableError("busy");
        return "text";
      },
      [](const std::string&, const std::string& content)
          -> absl::StatusOr<std::string> { return content; });
  versions.Add(Version(1, "a"), nullptr);
  EXPECT_EQ(versions.At(absl::InfiniteFuture(), nullptr), nullptr);
  EXPECT_EQ(*versions.At(absl::InfiniteFuture(), nullptr), "text");
  EXPECT_EQ(*versions.At(absl::InfiniteFuture(), nullptr), "text");
  EXPECT_EQ(fetched, 2);
}

TEST(VersionedFileTest, TakesTheLastVersionUpOnce) {
  VersionedFile<std::string> versions(
      [](const std::string&) -> absl::StatusOr<std::string> {
        return absl::NotFoundError("nothing is fetched");
      },
      [](const std::string&, const std::string& content)
          -> absl::StatusOr<std::string> { return content; });
  versions.Add(Version(1, "a"), nullptr);
  versions.Add(Version(1, "a"), std::make_shared<const std::string>("parsed"));
  EXPECT_EQ(versions.size(), 1u);
  EXPECT_EQ(*versions.At(absl::InfiniteFuture(), nullptr), "parsed");
}

TEST(ConfigurationKeeperTest, ReadsAnOldVersionFromTheStore) {
  const std::string folder =
      absl::StrCat(::testing::TempDir(), "/configuration-", getpid());
  std::filesystem::create_directories(folder);
  {
    const SystemClock clock;
    const auto database = OpenSqlite(folder + "/facts.db").value();
    WriteQueue queue(*database);
    ConfigStore store(*database, queue, clock);
    const Principal who = Principal::System("test");
    for (const char* name : {"Old", "New"}) {
      ASSERT_TRUE(store
                      .PutInForce(who,
                                  {{"config", "/etc/regisseur.yaml",
                                    absl::StrCat("portfolio: {name: ", name,
                                                 "}\nproviders: []\n")}},
                                  {})
                      .ok());
    }
    const auto stored = store.List(who, "config");
    ASSERT_TRUE(stored.ok()) << stored.status();
    ASSERT_EQ(stored->size(), 2u);
    ConfigurationKeeper keeper(store);
    ASSERT_TRUE(keeper.Load().ok());
    EXPECT_EQ(keeper.At(stored->at(0).known_from)->name, "Old");
    EXPECT_EQ(keeper.At(absl::InfiniteFuture())->name, "New");
    EXPECT_EQ(store.GetContent(who, "00").status().code(),
              absl::StatusCode::kNotFound);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace regisseur

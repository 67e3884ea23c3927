// The original documents that adapters send along, into a real store: kept once
// by their hash, compressed, whole or not at all.

#include <dirent.h>

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/row_hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/collect_fixture.h"

namespace regisseur {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class OriginalsTest : public CollectFixture {
 protected:
  // Files of a folder below the data.
  std::vector<std::string> Files(const std::string& folder) const {
    std::vector<std::string> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(folder_ + "/" + folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    return files;
  }
  // As services/sdk/fake makes it.
  static std::string Original(size_t kib) {
    std::string bytes(kib << 10, '\0');
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<char>(i % 251);
    }
    return bytes;
  }
};

TEST_F(OriginalsTest, ADocumentOfSeveralMessagesIsKeptOnceAndCompressed) {
  Add("a", {{"original", "2000"}, {"batches", "4"}});
  Add("b", {{"original", "2000"}, {"batches", "5"}});
  Start();
  const auto ended = Collect({"a", "b"});
  EXPECT_FALSE(ended.at("a").failure.has_value());
  EXPECT_THAT(Findings("a"), IsEmpty());
  const std::vector<std::string> kept = Files("originals");
  ASSERT_THAT(kept, SizeIs(1));  // the same bytes from two sources
  EXPECT_LT(std::filesystem::file_size(kept[0]), 200 << 10);
  EXPECT_EQ(kept[0], OriginalPath(folder_ + "/originals",
                                  ToHex(Sha256Hasher().Hash(Original(2000)))));
  EXPECT_EQ(HashPackedContent(kept[0])->bytes, 2000 << 10);
  EXPECT_THAT(Files("originals/incoming"), IsEmpty());
}

TEST_F(OriginalsTest, AnAdapterThatDiesMidwayLeavesNothingHalf) {
  // It dies behind its first batch, alone too.
  Add("a", {{"original", "2000"},
            {"batches", "4"},
            {"behaviour", "die"},
            {"fail_after", "1"}});
  Start();
  EXPECT_TRUE(Collect({"a"}).at("a").failure.has_value());
  EXPECT_THAT(Files("originals"), IsEmpty());
  EXPECT_EQ(Measured(), 0u);

  // It goes on where it was, and the document is whole.
  portfolio_.providers[0].sources[0].options.erase("behaviour");
  portfolio_.providers[0].sources[0].options.erase("fail_after");
  PutInForce();
  EXPECT_FALSE(Collect({"a"}).at("a").failure.has_value());
  const std::vector<std::string> kept = Files("originals");
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0], OriginalPath(folder_ + "/originals",
                                  ToHex(Sha256Hasher().Hash(Original(2000)))));
  EXPECT_EQ(HashPackedContent(kept[0])->bytes, 2000 << 10);
  EXPECT_THAT(Files("originals/incoming"), IsEmpty());
  EXPECT_THAT(Findings("a"), IsEmpty());
  EXPECT_EQ(Measured(), 8u);
}

TEST_F(OriginalsTest, AReaderOfAnotherVersionReadsAgainAndNothingCountsTwice) {
  Add("a", {{"original", "10"}});
  Start();
  EXPECT_EQ(Collect({"a"}).at("a").batches, 3);
  const auto before = Record("a");
  EXPECT_TRUE(Collect({"a"}).at("a").unchanged);

  portfolio_.providers[0].sources[0].options["reader"] = "99.0.0";
  PutInForce();
  const CollectProgress again = Collect({"a"}).at("a");
  EXPECT_FALSE(again.failure.has_value());
  EXPECT_FALSE(again.unchanged);
  EXPECT_EQ(again.batches, 3);  // all of it
  EXPECT_EQ(Measured(), 6u);
  EXPECT_EQ(Record("a").deliveries_in_force, before.deliveries_in_force);
  EXPECT_THAT(Files("originals"), SizeIs(1));
  EXPECT_TRUE(Collect({"a"}).at("a").unchanged);
}

}  // namespace
}  // namespace regisseur

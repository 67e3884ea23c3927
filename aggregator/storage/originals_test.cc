#include <dirent.h>

#include <filesystem>

#include "aggregator/storage/packed_file.h"
#include "aggregator/storage/row_hash.h"
#include "aggregator/storage/storage_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Files(const std::string& folder) {
  std::vector<std::string> names;
  DIR* const open = opendir(folder.c_str());
  EXPECT_NE(open, nullptr) << folder;
  while (const dirent* entry = readdir(open)) {
    const std::string name = entry->d_name;
    if (name != "." && name != ".." && name != "incoming") {
      names.push_back(name);
    }
  }
  closedir(open);
  return names;
}

std::string Named(absl::string_view bytes) {
  return ToHex(Sha256Hasher().Hash(bytes)) + kPackedEnding;
}

class OriginalsTest : public StorageFixture {
 protected:
  OriginalsTest() { OpenOriginals(); }
  void OpenOriginals() {
    originals_ =
        std::make_unique<Originals>(folder_, *database_, *queue_, clock_);
  }
  absl::Status Append(const std::string& run, int64_t offset,
                      const std::string& data, bool last) {
    OriginalChunk chunk;
    chunk.name = "../cost of/september.csv";
    chunk.offset = offset;
    chunk.data = data;
    chunk.last = last;
    return originals_->Append(who_, "bill", run, chunk);
  }
  std::string Kept() const { return absl::StrCat(folder_, "/originals"); }
  std::string Incoming() const { return absl::StrCat(Kept(), "/incoming"); }

  std::unique_ptr<Originals> originals_;
};

TEST_F(OriginalsTest, AreKeptUnderTheHashOfTheirBytes) {
  ASSERT_TRUE(Append("r1", 0, "a,b\n", false).ok());
  EXPECT_THAT(Files(Kept()), IsEmpty());
  ASSERT_TRUE(Append("r1", 4, "1,2\n", true).ok());
  const std::string hash = ToHex(Sha256Hasher().Hash("a,b\n1,2\n"));
  EXPECT_THAT(Files(Kept()), ElementsAre(Named("a,b\n1,2\n")));
  const auto content = HashPackedContent(OriginalPath(Kept(), hash));
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->sha256, hash);
  EXPECT_EQ(content->bytes, 8);
  EXPECT_THAT(Files(Incoming()), IsEmpty());
}

TEST_F(OriginalsTest, PiecesThatComeAgainAreTakenOnce) {
  ASSERT_TRUE(Append("r1", 0, "abcd", false).ok());
  ASSERT_TRUE(Append("r1", 0, "abcd", false).ok());
  ASSERT_TRUE(Append("r1", 2, "cdef", true).ok());
  ASSERT_TRUE(Append("r1", 2, "cdef", true).ok());
  ASSERT_TRUE(Append("r1", 0, "abcd", false).ok());
  EXPECT_THAT(Files(Kept()), ElementsAre(Named("abcdef")));
  EXPECT_THAT(Files(Incoming()), IsEmpty());
}

TEST_F(OriginalsTest, TheSameDocumentTwiceIsOneFile) {
  ASSERT_TRUE(Append("r1", 0, "same", true).ok());
  ASSERT_TRUE(Append("r2", 0, "same", true).ok());
  EXPECT_THAT(Files(Kept()), SizeIs(1));
}

TEST_F(OriginalsTest, AHoleIsRefused) {
  EXPECT_EQ(Append("r1", 4, "late", true).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(OriginalsTest, AnEmptyDocumentIsKeptToo) {
  ASSERT_TRUE(Append("r1", 0, "", true).ok());
  EXPECT_THAT(Files(Kept()), SizeIs(1));
}

TEST_F(OriginalsTest, AFolderThatCannotBeWrittenIsNoHole) {
  ASSERT_TRUE(Append("r1", 0, "abc", false).ok());
  // What has the name of the kept file cannot be replaced.
  std::filesystem::create_directories(absl::StrCat(Kept(), "/", Named("abcd")));
  EXPECT_EQ(Append("r1", 3, "d", true).code(), absl::StatusCode::kUnavailable);
  std::filesystem::remove(absl::StrCat(Kept(), "/", Named("abcd")));
  EXPECT_TRUE(Append("r1", 3, "d", true).ok());
}

TEST_F(OriginalsTest, AStartKeepsOnlyWhatAStagedRunGoesOnWith) {
  StagedBatch batch = MakeBatch("bill", "r1", 1, false);
  ASSERT_TRUE(Append("r1", 0, "first", false).ok());
  ASSERT_TRUE(writer_->StoreBatch(who_, batch).ok());
  ASSERT_TRUE(Append("stray", 0, "gone", false).ok());
  EXPECT_THAT(Files(Incoming()), SizeIs(2));
  originals_.reset();
  Reopen();
  OpenOriginals();
  EXPECT_THAT(Files(Incoming()), SizeIs(1));
  ASSERT_TRUE(Append("r1", 5, " second", true).ok());
  EXPECT_THAT(Files(Kept()), ElementsAre(Named("first second")));
}

}  // namespace
}  // namespace regisseur

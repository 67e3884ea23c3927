#include "services/sdk/original_sender.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/batch_check.h"
#include "services/sdk/problem.h"
#include "wire/facts_wire.h"

namespace regisseur::sdk {
namespace {

std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>(i * 7 + i / 251);
  return bytes;
}

class OriginalSenderTest : public ::testing::Test {
 protected:
  OriginalSenderTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/originals_",
            ::testing::UnitTest::GetInstance()->current_test_info()->name(),
            "_", getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~OriginalSenderTest() override { std::filesystem::remove_all(folder_); }

  InputFile Write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
    SourceSpec source;
    source.base_directory = folder_;
    return ExpandGlob(source, name).value().at(0);
  }

  const std::string folder_;
};

TEST_F(OriginalSenderTest, CutsFilesIntoPiecesThatFit) {
  const std::string large = Bytes(3'000'000);
  OriginalSender sender({Write("a", large), Write("b", ""), Write("c", "c")});
  std::string a;
  std::vector<std::pair<std::string, bool>> others;
  int batches = 0;
  while (!sender.done()) {
    FactBatch batch;
    batch.run = "r";
    ASSERT_TRUE(sender.FillUp(batch).ok());
    ASSERT_FALSE(batch.originals.empty());
    EXPECT_LT(FactBatchToWire(batch).ByteSizeLong(), kMaxMessageBytes);
    ++batches;
    for (const OriginalChunk& chunk : batch.originals) {
      if (chunk.name == "a") {
        EXPECT_EQ(chunk.offset, a.size());
        a += chunk.data;
        EXPECT_EQ(chunk.last, a.size() == large.size());
      } else {
        others.emplace_back(absl::StrCat(chunk.name, "=", chunk.data),
                            chunk.last);
      }
    }
  }
  EXPECT_EQ(a, large);
  // An empty document is one, too.
  EXPECT_THAT(others, testing::ElementsAre(std::pair("b=", true),
                                           std::pair("c=c", true)));
  EXPECT_EQ(batches, 4);
}

TEST_F(OriginalSenderTest, RowsComeFirst) {
  OriginalSender sender({Write("a", Bytes(100'000))});
  FactBatch full;
  full.dictionary = {"", std::string(kMaxMessageBytes - (100 << 10), 'x')};
  ASSERT_TRUE(sender.FillUp(full).ok());
  EXPECT_TRUE(full.originals.empty());
  FactBatch half;
  half.dictionary = {"", std::string(800 << 10, 'x')};
  ASSERT_TRUE(sender.FillUp(half).ok());
  ASSERT_EQ(half.originals.size(), 1u);
  EXPECT_FALSE(half.originals[0].last);
  FactBatch rest;
  ASSERT_TRUE(sender.FillUp(rest).ok());
  EXPECT_TRUE(sender.done());
  EXPECT_EQ(half.originals[0].data + rest.originals.at(0).data, Bytes(100'000));
}

TEST_F(OriginalSenderTest, GoesOnFromAPositionWithTheSamePieces) {
  const std::vector<InputFile> files = {Write("a", Bytes(2'000'000)),
                                        Write("b", Bytes(10))};
  OriginalSender whole(files);
  std::vector<std::string> expected;
  std::vector<std::string> positions;
  while (!whole.done()) {
    FactBatch batch;
    ASSERT_TRUE(whole.FillUp(batch).ok());
    expected.push_back(FactBatchToWire(batch).SerializeAsString());
    positions.push_back(whole.position().ToString());
  }
  for (size_t i = 0; i + 1 < positions.size(); ++i) {
    OriginalSender rest(files, OriginalPosition::Parse(positions[i]));
    for (size_t j = i + 1; j < expected.size(); ++j) {
      FactBatch batch;
      ASSERT_TRUE(rest.FillUp(batch).ok());
      EXPECT_EQ(FactBatchToWire(batch).SerializeAsString(), expected[j]);
    }
    EXPECT_TRUE(rest.done());
  }
}

TEST_F(OriginalSenderTest, KeepsACompressedFileCompressed) {
  const std::string gzip("\x1f\x8b\x08 not inflated", 16);
  OriginalSender sender({Write("a.gz", gzip)});
  FactBatch batch;
  ASSERT_TRUE(sender.FillUp(batch).ok());
  EXPECT_EQ(batch.originals.at(0).data, gzip);
}

TEST_F(OriginalSenderTest, TakesADocumentFromMemory) {
  OriginalSender sender("page.json", Bytes(1'500'000));
  std::string document;
  while (!sender.done()) {
    FactBatch batch;
    ASSERT_TRUE(sender.FillUp(batch).ok());
    document += batch.originals.at(0).data;
    EXPECT_EQ(batch.originals.at(0).last, sender.done());
  }
  EXPECT_EQ(document, Bytes(1'500'000));
}

TEST_F(OriginalSenderTest, RefusesAFileThatChanged) {
  const InputFile file = Write("a", "first");
  Write("a", "second edition");
  OriginalSender sender({file});
  FactBatch batch;
  const absl::Status status = sender.FillUp(batch);
  EXPECT_EQ(ProblemOf(status).rule, "file-changed");
}

TEST(OriginalPositionTest, AnythingElseIsTheStart) {
  for (const char* text : {"", "1", "x:2", "1:y", "-1:0", "0:-5"}) {
    const OriginalPosition position = OriginalPosition::Parse(text);
    EXPECT_EQ(position.document, 0) << text;
    EXPECT_EQ(position.offset, 0) << text;
  }
  EXPECT_EQ(OriginalPosition::Parse("3:17").ToString(), "3:17");
}

}  // namespace
}  // namespace regisseur::sdk

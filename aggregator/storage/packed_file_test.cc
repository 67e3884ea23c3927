#include "aggregator/storage/packed_file.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "aggregator/storage/row_hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

class PackedFileTest : public ::testing::Test {
 protected:
  PackedFileTest() { std::filesystem::create_directories(folder_); }
  ~PackedFileTest() override { std::filesystem::remove_all(folder_); }

  // Packs these bytes.
  absl::StatusOr<FileHash> Pack(const std::string& bytes) {
    EXPECT_TRUE(WriteFileDurably(folder_ + "/plain", bytes).ok());
    return PackFile(folder_ + "/plain", path_);
  }

  const std::string folder_ = absl::StrCat(
      ::testing::TempDir(), "/packed-", getpid(), "-",
      ::testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::string path_ = folder_ + "/packed";
};

// Does not compress.
std::string Noise(size_t size) {
  std::string bytes(size, '\0');
  uint64_t state = 1;
  for (char& c : bytes) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    c = static_cast<char>(state >> 56);
  }
  return bytes;
}

TEST_F(PackedFileTest, HoldsTheSameBytesWhateverTheirSize) {
  // The buffers of zstd are 128 KiB, ours 256 KiB.
  for (const size_t size : {0, 1, 131071, 131072, 131073, 262144, 3000000}) {
    for (const std::string& bytes : {std::string(size, 'x'), Noise(size)}) {
      SCOPED_TRACE(size);
      const auto packed = Pack(bytes);
      ASSERT_TRUE(packed.ok()) << packed.status();
      EXPECT_EQ(packed->bytes, static_cast<int64_t>(size));
      EXPECT_EQ(packed->sha256, ToHex(Sha256Hasher().Hash(bytes)));
      const auto content = HashPackedContent(path_);
      ASSERT_TRUE(content.ok()) << content.status();
      EXPECT_EQ(content->sha256, packed->sha256);
      EXPECT_EQ(content->bytes, packed->bytes);
    }
  }
}

TEST_F(PackedFileTest, IsSmaller) {
  ASSERT_TRUE(Pack(std::string(3000000, 'x')).ok());
  EXPECT_LT(std::filesystem::file_size(path_), 3000u);
}

TEST_F(PackedFileTest, ACutFileAndAFlippedByteAreDataLoss) {
  for (const std::string& bytes :
       {std::string(), std::string(300000, 'x'), Noise(300000)}) {
    ASSERT_TRUE(Pack(bytes).ok());
    const std::string sound = ReadWholeFile(path_, 1 << 30).value();
    for (const size_t size :
         {size_t{0}, size_t{1}, sound.size() / 2, sound.size() - 1}) {
      ASSERT_TRUE(WriteFileDurably(path_, sound.substr(0, size)).ok());
      EXPECT_EQ(HashPackedContent(path_).status().code(),
                absl::StatusCode::kDataLoss)
          << size;
    }
    ASSERT_TRUE(WriteFileDurably(path_, sound + "more").ok());
    EXPECT_EQ(HashPackedContent(path_).status().code(),
              absl::StatusCode::kDataLoss);
    std::string flipped = sound;
    flipped.back() ^= 1;
    ASSERT_TRUE(WriteFileDurably(path_, flipped).ok());
    EXPECT_EQ(HashPackedContent(path_).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST_F(PackedFileTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(HashPackedContent(path_).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace regisseur

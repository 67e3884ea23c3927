#include "aggregator/storage/line_codec.h"

#include <zlib.h>

#include <limits>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();

std::string Write(const std::vector<int64_t>& values) {
  NumberWriter writer;
  writer.Column(values);
  return writer.Take();
}

TEST(LineCodecTest, NumbersComeBack) {
  const std::vector<std::vector<int64_t>> columns = {
      {},         {0},          {-1, -1, -1},
      {1, 2, 3},  {kLeast, 0},  {kLeast, kLargest, 0, -1, 1},
      {kLargest}, {5, 5, 5, 6}, {-300, 70000, 12},
  };
  for (const std::vector<int64_t>& values : columns) {
    const std::string bytes = Write(values);
    NumberReader reader(bytes);
    std::vector<int64_t> read(values.size());
    ASSERT_TRUE(reader.Column(absl::MakeSpan(read)).ok());
    EXPECT_EQ(read, values);
    EXPECT_TRUE(reader.AtEnd());
  }
}

TEST(LineCodecTest, NumbersOfEveryWidthComeBack) {
  std::mt19937_64 dice(20261005);
  for (int width = 0; width <= 64; ++width) {
    for (const size_t count : {1, 2, 7, 63, 64, 65, 1000}) {
      std::vector<int64_t> values(count);
      for (int64_t& value : values) {
        const uint64_t roll = dice();
        value = static_cast<int64_t>(width == 0 ? 0 : roll >> (64 - width));
      }
      const std::string bytes = Write(values);
      NumberReader reader(bytes);
      std::vector<int64_t> read(count);
      ASSERT_TRUE(reader.Column(absl::MakeSpan(read)).ok());
      ASSERT_EQ(read, values) << width;
      EXPECT_TRUE(reader.AtEnd());
    }
  }
}

TEST(LineCodecTest, AColumnOfOneValueTakesThreeBytes) {
  // Of 13: zigzag 26 in one byte, width 0 in one. 300 needs two for zigzag 600.
  EXPECT_EQ(Write(std::vector<int64_t>(5000, 13)).size(), 2u);
  EXPECT_EQ(Write(std::vector<int64_t>(5000, 300)).size(), 3u);
  // 16 values from 0 to 15 take four bits each.
  std::vector<int64_t> nibbles;
  for (int i = 0; i < 1600; ++i) nibbles.push_back(i % 16);
  EXPECT_EQ(Write(nibbles).size(), 2u + 800u);
}

TEST(LineCodecTest, NumbersThatAreCutAreDamage) {
  const std::string bytes = Write({1, 1000, 100000});
  for (size_t size = 0; size < bytes.size(); ++size) {
    NumberReader reader(absl::string_view(bytes).substr(0, size));
    std::vector<int64_t> read(3);
    EXPECT_EQ(reader.Column(absl::MakeSpan(read)).code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(LineCodecTest, TextsComeBackAndShareTheirStarts) {
  const std::vector<std::string> texts = {
      "//cloud.example/disk-1",  "//cloud.example/disk-12",
      "//cloud.example/disk-12", "",
      "\xc3\xa9\xc3\xa8",        "\xc3\xa9\xc3\xa9"};
  TextWriter writer;
  writer.StartColumn();
  for (const std::string& text : texts) writer.Add(text);
  // 22 bytes, then `2`, nothing, nothing, 4 bytes, 1 byte; two lengths each.
  EXPECT_EQ(writer.bytes().size(), 22u + 1 + 0 + 0 + 4 + 1 + 6 * 2);
  TextReader reader(writer.bytes());
  reader.StartColumn();
  for (const std::string& text : texts) {
    const auto read = reader.Next();
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, text);
  }
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_EQ(reader.Next().status().code(), absl::StatusCode::kDataLoss);
}

TEST(LineCodecTest, PackedTextComesBackAndDamageIsFound) {
  TextPacker packer;
  for (const std::string& text :
       {std::string(), std::string("abc"), std::string(100000, 'x')}) {
    const auto packed = packer.Pack(text);
    ASSERT_TRUE(packed.ok());
    const auto size = static_cast<int64_t>(text.size());
    const auto unpacked = Unpack(*packed, size);
    ASSERT_TRUE(unpacked.ok());
    EXPECT_EQ(*unpacked, text);
    EXPECT_EQ(Unpack(*packed, size + 1).status().code(),
              absl::StatusCode::kDataLoss);
    EXPECT_EQ(Unpack(packed->substr(1), size).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

// Stores of before have blocks that zlib packed.
TEST(LineCodecTest, WhatZlibPackedIsRead) {
  const std::string text(1000, 'x');
  std::string packed(compressBound(text.size()), '\0');
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(text.data()), text.size()),
            Z_OK);
  packed.resize(size);
  const auto unpacked = Inflate(packed, 1000);
  ASSERT_TRUE(unpacked.ok());
  EXPECT_EQ(*unpacked, text);
  EXPECT_EQ(Inflate(packed, 1001).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace regisseur

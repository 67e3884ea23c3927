#include "core/base/word_table.h"

#include <utility>

#include "gtest/gtest.h"

namespace regisseur {
namespace {

enum class Colour { kRed, kGreen, kBlue };
constexpr std::pair<Colour, absl::string_view> kColours[] = {
    {Colour::kRed, "red"}, {Colour::kGreen, "green"}};

TEST(WordTableTest, FindsBothWays) {
  EXPECT_EQ(WordIn(kColours, Colour::kGreen), "green");
  EXPECT_EQ(FindIn<Colour>(kColours, "red"), Colour::kRed);
  EXPECT_EQ(WordsOf(kColours), "red, green");
}

TEST(WordTableTest, WhatItLacksIsNothing) {
  EXPECT_EQ(WordIn(kColours, Colour::kBlue), "");
  EXPECT_EQ(FindIn<Colour>(kColours, "blue"), std::nullopt);
  EXPECT_EQ(FindIn<Colour>(kColours, "Red"), std::nullopt);
}

}  // namespace
}  // namespace regisseur

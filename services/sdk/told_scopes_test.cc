#include "services/sdk/told_scopes.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur::sdk {
namespace {

TEST(ToldScopesTest, GivesBackWhatWasTold) {
  ToldScopes told;
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(told.ToString(), "");
  const auto hosting = ToldScopes::MakeTold("a.xml 1", "9500.00");
  told.Set("invoice 1", hosting);
  told.Set("invoice 2", ToldScopes::MakeTold("b.xml 1", "10.00"));
  EXPECT_EQ(told.ToString().size(), 32u);  // 12 bytes each
  const ToldScopes read = ToldScopes::Parse(told.ToString());
  EXPECT_EQ(read.Find("invoice 1"), hosting);
  EXPECT_NE(read.Find("invoice 2"), hosting);
  EXPECT_EQ(read.Find("invoice 3"), std::nullopt);
}

TEST(ToldScopesTest, WhatIsNoneTellsNothing) {
  for (const char* text : {"", "?", "AAAA", "AAAAAAAAAAAAAAAAA"}) {
    EXPECT_TRUE(ToldScopes::Parse(text).empty()) << text;
  }
}

// 6,000 entries of 16 letters fit into the 128 KiB that are kept for a cursor.
TEST(ToldScopesTest, FitsACursor) {
  ToldScopes told;
  for (int i = 0; i < 7000; ++i) {
    told.Set(absl::StrCat("invoice ", i), ToldScopes::MakeTold("e", "c"));
  }
  EXPECT_EQ(told.ToString().size(), 96000u);
}

}  // namespace
}  // namespace regisseur::sdk

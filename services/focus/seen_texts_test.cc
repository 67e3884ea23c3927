#include "services/focus/seen_texts.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

TEST(SeenTextsTest, FindsWhatItRemembers) {
  SeenTexts seen;
  EXPECT_EQ(seen.Find("Compute"), nullptr);
  SeenText* const compute = seen.Remember("Compute");
  ASSERT_NE(compute, nullptr);
  EXPECT_EQ(compute->text, "Compute");
  SeenText* const storage = seen.Remember("Storage");
  EXPECT_EQ(seen.Find("Compute"), compute);
  EXPECT_EQ(seen.Find("Storage"), storage);
  EXPECT_EQ(seen.Find("Storag"), nullptr);
  EXPECT_EQ(seen.Find("Compute with a name of more than sixteen"), nullptr);
}

TEST(SeenTextsTest, TextsOfAnySizeDifferByAnyByte) {
  for (size_t size = 0; size < 150; ++size) {
    const std::string text(size, 'x');
    EXPECT_TRUE(SameText(text, std::string(size, 'x'))) << size;
    EXPECT_FALSE(SameText(text, text + "x")) << size;
    SeenTexts seen;
    SeenText* const remembered = seen.Remember(text);
    EXPECT_EQ(seen.Find(std::string(size, 'x')), remembered) << size;
    for (size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      EXPECT_FALSE(SameText(text, other)) << size << " at " << at;
      EXPECT_EQ(seen.Find(other), nullptr) << size << " at " << at;
    }
  }
}

TEST(SeenTextsTest, FindsManyAtOnce) {
  // Every second cell of a row is of the column.
  const std::vector<absl::string_view> cells = {
      "Compute", "-", "Storage", "-", "Network", "-", "", "-", "Compute", "-"};
  SeenTexts seen;
  std::array<SeenText*, SeenTexts::kMostAtOnce> found;
  seen.FindMany(cells.data(), 2, 5, found.data());
  EXPECT_THAT(absl::MakeSpan(found).first(5), Each(nullptr));
  SeenText* const compute = seen.Remember("Compute");
  SeenText* const storage = seen.Remember("Storage");
  seen.FindMany(cells.data(), 2, 5, found.data());
  EXPECT_THAT(absl::MakeSpan(found).first(5),
              ElementsAre(compute, storage, nullptr, nullptr, compute));
}

TEST(SeenTextsTest, FindsTextsThatFollowThemselves) {
  std::vector<absl::string_view> cells(SeenTexts::kMostAtOnce, "EUR");
  SeenTexts seen;
  SeenText* const euro = seen.Remember("EUR");
  SeenText* const dollar = seen.Remember("USD");
  std::array<SeenText*, SeenTexts::kMostAtOnce> found;
  for (int round = 0; round < 3; ++round) {
    seen.FindMany(cells.data(), 1, cells.size(), found.data());
    EXPECT_THAT(found, Each(euro)) << round;
  }
  // Then others: Find knows them still, and soon all are found again.
  std::fill(cells.begin(), cells.end(), "USD");
  seen.FindMany(cells.data(), 1, cells.size(), found.data());
  EXPECT_EQ(seen.Find("USD"), dollar);
  seen.FindMany(cells.data(), 1, cells.size(), found.data());
  EXPECT_THAT(found, Each(dollar));
}

TEST(SeenTextsTest, KeepsAddressesWhileItGrows) {
  SeenTexts seen;
  SeenText* const first = seen.Remember("0");
  for (int i = 1; i < 3000; ++i) {
    ASSERT_NE(seen.Remember(absl::StrCat(i)), nullptr);
  }
  for (int i = 2999; i >= 0; --i) {
    ASSERT_NE(seen.Find(absl::StrCat(i)), nullptr) << i;
  }
  EXPECT_EQ(seen.Find("0"), first);
}

TEST(SeenTextsTest, LeavesAColumnAloneWhoseTextsSeldomRepeat) {
  SeenTexts seen;
  seen.Remember("once");
  for (int i = 0; i < 5000; ++i) EXPECT_EQ(seen.Find(absl::StrCat(i)), nullptr);
  EXPECT_EQ(seen.Remember("twice"), nullptr);
}

TEST(SeenTextsTest, IsBounded) {
  SeenTexts seen;
  int remembered = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string text(100'000, static_cast<char>('a' + i % 26));
    remembered += seen.Remember(text + absl::StrCat(i)) != nullptr ? 1 : 0;
  }
  EXPECT_EQ(remembered, 11) << "until there is a mebibyte";
}

}  // namespace
}  // namespace regisseur::focus

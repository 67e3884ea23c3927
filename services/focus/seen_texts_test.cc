#include "services/focus/seen_texts.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

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

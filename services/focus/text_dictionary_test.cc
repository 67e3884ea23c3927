#include "services/focus/text_dictionary.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

using ::testing::ElementsAre;

TEST(TextDictionaryTest, StoresEachTextOnceAndKeepsZeroForNull) {
  TextDictionary dictionary;
  EXPECT_EQ(dictionary.Intern(""), 0);
  EXPECT_EQ(dictionary.Intern("EUR"), 1);
  EXPECT_EQ(dictionary.Intern("Usage"), 2);
  EXPECT_EQ(dictionary.Intern(std::string("EUR")), 1);
  EXPECT_EQ(dictionary.bytes(), 8);
  EXPECT_THAT(dictionary.Take(), ElementsAre("", "EUR", "Usage"));
  EXPECT_EQ(dictionary.Intern("Usage"), 1);
  EXPECT_THAT(dictionary.Take(), ElementsAre("", "Usage"));
}

TEST(TextDictionaryTest, TakesTheTextOfTheRowBefore) {
  TextDictionary dictionary;
  const int32_t euro = dictionary.InternAfter(0, "EUR");
  EXPECT_EQ(dictionary.InternAfter(euro, "EUR"), euro);
  const int32_t dollar = dictionary.InternAfter(euro, "USD");
  EXPECT_NE(dollar, euro);
  EXPECT_EQ(dictionary.InternAfter(dollar, "EUR"), euro);
  EXPECT_EQ(dictionary.InternAfter(dollar, ""), 0);
}

TEST(TextDictionaryTest, KeepsItsTextsApartWhileItGrows) {
  TextDictionary dictionary;
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_EQ(dictionary.Intern(absl::StrCat("t", i)), i + 1);
  }
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_EQ(dictionary.Intern(absl::StrCat("t", i)), i + 1);
  }
}

}  // namespace
}  // namespace regisseur::focus

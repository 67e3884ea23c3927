#include "services/sdk/option_lines.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/sdk/problem.h"

namespace regisseur::sdk {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::StatusOr<std::vector<OptionLine>> Read(const std::string& text,
                                             size_t max = 10) {
  SourceSpec source;
  source.options["things"] = text;
  return ReadOptionLines(source, "things", "ID [(NAME)] THING", max);
}

TEST(OptionLinesTest, ReadsIdNameAndTheRest) {
  const auto lines = Read(
      "# for people\n"
      "web (Website (NL)) https://a.example x=1\r\n"
      "\n"
      "  mail\ttcp://b.example:25\n");
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_THAT(*lines, SizeIs(2));
  EXPECT_EQ((*lines)[0].id, "web");
  EXPECT_EQ((*lines)[0].name, "Website (NL)");
  EXPECT_EQ((*lines)[0].rest, "https://a.example x=1");
  EXPECT_EQ((*lines)[0].text, "web (Website (NL)) https://a.example x=1");
  EXPECT_EQ((*lines)[1].id, "mail");
  EXPECT_EQ((*lines)[1].name, "mail");
  EXPECT_EQ((*lines)[1].rest, "tcp://b.example:25");
}

TEST(OptionLinesTest, WithoutTheOptionThereAreNone) {
  const auto lines = Read("");
  ASSERT_TRUE(lines.ok());
  EXPECT_THAT(*lines, IsEmpty());
}

TEST(OptionLinesTest, RefusesWhatIsNoLineAndNamesIt) {
  for (const std::string text :
       {"web", "web (Website)", "web (Website https://a.example"}) {
    const auto lines = Read("a (A) x\n" + text);
    ASSERT_FALSE(lines.ok()) << text;
    EXPECT_EQ(lines.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ProblemOf(lines.status()).message, HasSubstr(text));
    EXPECT_THAT(ProblemOf(lines.status()).message,
                HasSubstr("ID [(NAME)] THING"));
  }
}

TEST(OptionLinesTest, RefusesAnIdThatStandsTwiceAndTooMany) {
  const auto twice = Read("a x\nb y\na z");
  EXPECT_THAT(ProblemOf(twice.status()).message, HasSubstr("the id a"));
  const auto many = Read("a x\nb y\nc z", 2);
  EXPECT_THAT(ProblemOf(many.status()).message, HasSubstr("at most 2"));
}

}  // namespace
}  // namespace regisseur::sdk

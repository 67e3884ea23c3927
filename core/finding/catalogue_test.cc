#include "core/finding/catalogue.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

TEST(CatalogueTest, IsOrderedAndUnique) {
  absl::string_view previous;
  for (const CatalogueEntry& entry : Catalogue()) {
    EXPECT_TRUE(previous < entry.rule) << "misplaced or double: " << entry.rule;
    previous = entry.rule;
  }
}

TEST(CatalogueTest, RulesAreKebabCaseWithAFamily) {
  for (const CatalogueEntry& entry : Catalogue()) {
    EXPECT_TRUE(absl::StrContains(entry.rule, "-")) << entry.rule;
    for (const char c : entry.rule) {
      EXPECT_TRUE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
          << entry.rule;
    }
    EXPECT_FALSE(absl::StrContains(entry.rule, "--")) << entry.rule;
  }
}

// What stands above a part of the page for a partner's lawyer.
bool IsHeading(absl::string_view rule) {
  for (const char* part :
       {"check", "follows", "held", "kept", "object", "seen"}) {
    if (rule == absl::StrCat("pack-", part)) return true;
  }
  return false;
}

TEST(CatalogueTest, TemplatesAreSentences) {
  for (const CatalogueEntry& entry : Catalogue()) {
    EXPECT_NE(absl::EndsWith(entry.text, "."), IsHeading(entry.rule))
        << entry.rule;
    EXPECT_FALSE(absl::StrContains(entry.text, "  ")) << entry.rule;
    const char first = entry.text[0];
    EXPECT_TRUE((first >= 'A' && first <= 'Z') || first == '{' || first == '\'')
        << entry.rule;
  }
}

TEST(CatalogueTest, PlaceholdersAreWellFormed) {
  for (const CatalogueEntry& entry : Catalogue()) {
    const absl::string_view text = entry.text;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '{') continue;
      if (text[i + 1] == '"') continue;  // an example of JSON
      const size_t close = text.find('}', i);
      ASSERT_NE(close, absl::string_view::npos) << entry.rule;
      ASSERT_GT(close, i + 1) << entry.rule;
      for (const char c : text.substr(i + 1, close - i - 1)) {
        EXPECT_TRUE((c >= 'a' && c <= 'z') || c == '_') << entry.rule;
      }
    }
  }
}

// Every program text but tests and the catalogue itself, of the folders beside
// `core`. Tests run in the folder of their source.
std::string ProgramTexts() {
  const std::filesystem::path root =
      std::filesystem::current_path().parent_path().parent_path();
  std::ostringstream texts;
  for (const char* part : {"core", "wire", "services", "aggregator", "cli"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(root / part)) {
      const std::string name = entry.path().filename().string();
      const bool program =
          (absl::EndsWith(name, ".cc") || absl::EndsWith(name, ".h")) &&
          !absl::EndsWith(name, "_test.cc") && name != "catalogue.cc";
      if (program) texts << std::ifstream(entry.path()).rdbuf();
    }
  }
  return texts.str();
}

std::string Quoted(absl::string_view rule) {
  return absl::StrCat("\"", rule, "\"");
}

// What says a rule: itself; of what follows from a choice the choice; of why an
// item of the agenda is over its kind; of a source that is pushed what is said
// of any other.
std::string SaidBy(absl::string_view rule) {
  if (absl::StartsWith(rule, "choice-") && absl::EndsWith(rule, "-then")) {
    return Quoted(absl::StripSuffix(rule, "-then"));
  }
  if (absl::EndsWith(rule, "-pushed")) {
    return Quoted(absl::StripSuffix(rule, "-pushed"));
  }
  if (absl::StartsWith(rule, "closed-")) {
    return Quoted(
        absl::StrReplaceAll(absl::StripPrefix(rule, "closed-"), {{"-", "_"}}));
  }
  return Quoted(rule);
}

// A row that nothing says is a promise that nobody keeps: use it, or delete it.
TEST(CatalogueTest, EveryRuleIsSaidSomewhere) {
  if (!std::filesystem::exists("catalogue.cc")) {
    GTEST_SKIP() << "not run in core/finding, where its sources lie";
  }
  const std::string texts = ProgramTexts();
  for (const CatalogueEntry& entry : Catalogue()) {
    EXPECT_TRUE(absl::StrContains(texts, Quoted(entry.rule)) ||
                absl::StrContains(texts, SaidBy(entry.rule)))
        << entry.rule;
  }
}

TEST(CatalogueTest, FillsInTheArguments) {
  EXPECT_EQ(
      RenderMessage("focus-value-not-allowed", {{"field", "ChargeCategory"},
                                                {"value", "usage"},
                                                {"allowed", "Usage, Tax"},
                                                {"by", "FOCUS"}}),
      "ChargeCategory is 'usage'; FOCUS allows Usage, Tax (FOCUS).");
}

TEST(CatalogueTest, AMissingArgumentIsAQuestionMark) {
  EXPECT_EQ(RenderMessage("file-not-regular", {}),
            "? is not a regular file; name a file.");
}

TEST(CatalogueTest, AnArgumentIsNotATemplate) {
  EXPECT_EQ(RenderMessage("file-not-regular", {{"origin", "{origin}"}}),
            "{origin} is not a regular file; name a file.");
}

TEST(CatalogueTest, KeepsTheBracesOfAnExample) {
  const std::string message =
      RenderMessage("focus-tags-format",
                    {{"field", "Tags"}, {"value", "x"}, {"by", "FOCUS"}});
  EXPECT_TRUE(absl::EndsWith(message, "{\"app\": \"shop\"} (FOCUS)."))
      << message;
}

TEST(CatalogueTest, AnUnknownRuleDropsNothing) {
  EXPECT_EQ(RenderMessage("acme-odd", {{"a", "1"}, {"b", "2"}}),
            "acme-odd (a=1, b=2)");
  EXPECT_EQ(RenderMessage("acme-odd", {}), "acme-odd");
  EXPECT_FALSE(IsKnownRule("acme-odd"));
  EXPECT_TRUE(IsKnownRule("source-missing"));
}

}  // namespace
}  // namespace regisseur

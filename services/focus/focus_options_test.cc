#include "services/focus/focus_options.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur::focus {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<FocusOptions> Parse(std::map<std::string, std::string> options) {
  sdk::SourceSpec source;
  source.options = std::move(options);
  return FocusOptions::Parse(source, {.focus = true, .tables = CloudFormats()});
}

TEST(FocusOptionsTest, HasDefaults) {
  const auto options = Parse({{"path", "costs/*.csv"}});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->path, "costs/*.csv");
  EXPECT_EQ(options->files, FilesOption::kSeparate);
  EXPECT_FALSE(options->separator.has_value());
  EXPECT_FALSE(options->rows.keep_personal_tags);
  EXPECT_TRUE(options->formats.focus);
  EXPECT_EQ(options->formats.tables.size(), 3);
  EXPECT_TRUE(options->keep_original);
}

TEST(FocusOptionsTest, ReadsEveryOption) {
  const auto options = Parse({{"path", "a.csv"},
                              {"files", "latest"},
                              {"separator", "tab"},
                              {"format", "focus"},
                              {"keep_personal_tags", "true"},
                              {"keep_original", "false"}});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->files, FilesOption::kLatest);
  EXPECT_EQ(options->separator, '\t');
  EXPECT_TRUE(options->rows.keep_personal_tags);
  EXPECT_TRUE(options->formats.focus);
  EXPECT_TRUE(options->formats.tables.empty());
  EXPECT_FALSE(options->keep_original);
}

TEST(FocusOptionsTest, RefusesWhatCannotWorkAndSaysWhatWould) {
  struct Case {
    std::string key;
    std::string value;
    std::string says;
  };
  const Case cases[] = {
      {"path", "", "required"},
      {"files", "newest", "latest"},
      {"separator", "::", "; |"},
      {"separator", "x", "; |"},
      {"keep_personal_tags", "yes", "true or false"},
      {"keep_original", "no", "true or false"},
      {"format", "cur", "auto, focus, oci-cost, aws-cur, azure-usage"},
      {"decimal", "dot", "comma, point or auto"},
  };
  for (const Case& c : cases) {
    std::map<std::string, std::string> options = {{"path", "a.csv"}};
    options[c.key] = c.value;
    const auto parsed = Parse(options);
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument)
        << c.key;
    EXPECT_THAT(parsed.status().message(), HasSubstr(c.key));
    EXPECT_THAT(parsed.status().message(), HasSubstr(c.says));
  }
}

TEST(FocusOptionsTest, FingerprintTellsEditionsApart) {
  EXPECT_NE(Parse({{"path", "a"}})->Fingerprint(),
            Parse({{"path", "a"}, {"files", "parts"}})->Fingerprint());
  EXPECT_EQ(Parse({{"path", "a"}})->Fingerprint(),
            Parse({{"path", "b"}})->Fingerprint());
}

}  // namespace
}  // namespace regisseur::focus

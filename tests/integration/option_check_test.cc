// Options of sources, judged by the adapters that know them before anything is
// in force.

#include "aggregator/collect/option_check.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/base/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

class OptionCheckTest : public ::testing::Test {
 protected:
  std::optional<OptionMistake> Check(
      std::map<std::string, std::string> options) {
    SourceConfig source;
    source.id = "odd";
    source.adapter = "fake";
    source.options = std::move(options);
    auto checked = check_.Check(source, {"/", "Europe/Amsterdam", "EUR"});
    EXPECT_TRUE(checked.ok()) << checked.status();
    return checked.ok() ? *checked : std::nullopt;
  }

  const SystemClock clock_;
  OptionCheck check_{REGISSEUR_TEST_ADAPTERS, clock_};
};

TEST_F(OptionCheckTest, NamesTheOptionAndWhatWouldBeRight) {
  EXPECT_FALSE(Check({{"batches", "2"}}).has_value());
  EXPECT_FALSE(Check({{"behaviour", "hang"}}).has_value()) << "it is not read";
  const auto unknown = Check({{"batchs", "2"}});
  ASSERT_TRUE(unknown.has_value());
  EXPECT_EQ(unknown->option, "batchs");
  EXPECT_THAT(unknown->message, HasSubstr("the nearest is batches"));
  const auto impossible = Check({{"batches", "-1"}});
  ASSERT_TRUE(impossible.has_value());
  EXPECT_EQ(impossible->option, "batches");
  EXPECT_THAT(impossible->message, HasSubstr("a number from 0 to 1000000"));
}

TEST_F(OptionCheckTest, AnAdapterThatDoesNotStartIsTriedOnce) {
  const std::string folder =
      absl::StrCat(::testing::TempDir(), "/option-check-", getpid());
  std::filesystem::create_directories(folder);
  // Leaves a mark for each start, and ends.
  const std::string program = folder + "/regisseur-adapter-broken";
  std::ofstream(program) << "#!/bin/sh\necho started >> " << folder
                         << "/starts\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  OptionCheck check(folder, clock_);
  SourceConfig source;
  source.id = "odd";
  source.adapter = "broken";
  for (int i = 0; i < 2; ++i) {
    const auto checked = check.Check(source, {});
    ASSERT_FALSE(checked.ok());
    EXPECT_THAT(checked.status().message(), HasSubstr("before it was ready"));
  }
  std::ifstream starts(folder + "/starts");
  int lines = 0;
  for (std::string line; std::getline(starts, line);) ++lines;
  EXPECT_EQ(lines, 1);
  std::filesystem::remove_all(folder);
}

TEST_F(OptionCheckTest, RemoteOnesAndUnreadableSecretsAreJudgedElsewhere) {
  SourceConfig remote;
  remote.endpoint = "dns:///adapter.example:7443";
  const auto not_asked = check_.Check(remote, {});
  ASSERT_TRUE(not_asked.ok()) << not_asked.status();
  EXPECT_FALSE(not_asked->has_value());
  SourceConfig secret;
  secret.adapter = "fake";
  secret.secret_files["token"] = "/nonexistent/token";
  const auto unreadable = check_.Check(secret, {});
  ASSERT_TRUE(unreadable.ok()) << unreadable.status();
  EXPECT_FALSE(unreadable->has_value());
}

}  // namespace
}  // namespace regisseur

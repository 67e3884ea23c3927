#include <unistd.h>

#include <cstdio>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/command/global_options.h"
#include "cli/command/verb_table.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// What bash offers after these words, the last one being typed.
std::set<std::string> Offered(const std::string& script,
                              const std::vector<std::string>& words) {
  std::string ask = script + "\nCOMP_WORDS=(regisseur";
  for (const std::string& word : words) absl::StrAppend(&ask, " '", word, "'");
  absl::StrAppend(&ask, ")\nCOMP_CWORD=", words.size(),
                  "\n_regisseur\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
  const std::string path = ::testing::TempDir() + "/completion-" +
                           std::to_string(getpid()) + ".bash";
  std::FILE* const file = std::fopen(path.c_str(), "w");
  std::fputs(ask.c_str(), file);
  std::fclose(file);
  std::FILE* const bash = popen(("bash " + path).c_str(), "r");
  std::string out;
  char buffer[4096];
  size_t size = 0;
  while ((size = fread(buffer, 1, sizeof(buffer), bash)) > 0) {
    out.append(buffer, size);
  }
  EXPECT_EQ(pclose(bash), 0);
  unlink(path.c_str());
  return absl::StrSplit(out, '\n', absl::SkipEmpty());
}

TEST(CompletionTest, BashOffersNounsVerbsAndOptions) {
  const Outcome script = RunCommand(nullptr, {"completion", "bash"});
  ASSERT_EQ(script.code, ExitCode::kDone) << script.err;
  EXPECT_THAT(Offered(script.out, {""}),
              AllOf(Contains("source"), Contains("doctor")));
  EXPECT_THAT(Offered(script.out, {"sou"}), ::testing::ElementsAre("source"));
  EXPECT_THAT(Offered(script.out, {"source", ""}), Contains("list"));
  EXPECT_THAT(Offered(script.out, {"-o", "json", "source", "li"}),
              ::testing::ElementsAre("list"));
  EXPECT_THAT(Offered(script.out, {"source", "collect", "--wa"}),
              ::testing::ElementsAre("--wait"));
  EXPECT_THAT(Offered(script.out, {"overview", "--own"}),
              ::testing::ElementsAre("--owner"));
}

TEST(CompletionTest, EveryShellKnowsEveryVerb) {
  for (const char* const shell : {"bash", "zsh", "fish"}) {
    const Outcome script = RunCommand(nullptr, {"completion", shell});
    ASSERT_EQ(script.code, ExitCode::kDone) << script.err;
    for (const Verb& verb : Verbs()) {
      EXPECT_THAT(script.out, HasSubstr(verb.noun)) << shell;
      EXPECT_THAT(script.out, HasSubstr(verb.name)) << shell;
    }
  }
  EXPECT_EQ(RunCommand(nullptr, {"completion", "tcsh"}).code, ExitCode::kUsage);
}

TEST(ManualTest, HasEveryVerbAndEveryOption) {
  const Outcome manual = RunCommand(nullptr, {"manual"});
  ASSERT_EQ(manual.code, ExitCode::kDone) << manual.err;
  EXPECT_THAT(manual.out, StartsWith(".TH REGISSEUR 1"));
  for (const Verb& verb : Verbs()) {
    EXPECT_THAT(manual.out, HasSubstr(".SS regisseur " + verb.noun));
  }
  // The table of common options is the one that the parser has.
  const Outcome help = RunCommand(nullptr, {"--help"});
  for (const GlobalOption& option : GlobalOptionTable()) {
    EXPECT_THAT(help.out, HasSubstr(option.name));
  }
}

// Secrets come by file: no option of any verb takes one itself.
TEST(ManualTest, NoOptionCarriesASecret) {
  for (const GlobalOption& option : GlobalOptionTable()) {
    const std::string name = option.name;
    for (const char* const word : {"token", "password", "secret", "key"}) {
      if (name.find(word) == std::string::npos) continue;
      EXPECT_STREQ(option.value_name, "FILE") << name;
    }
  }
  for (const Verb& verb : Verbs()) {
    for (const Parameter& parameter : verb.parameters) {
      for (const char* const word : {"token", "password", "secret"}) {
        if (parameter.name.find(word) == std::string::npos) continue;
        EXPECT_EQ(parameter.value_name, "FILE")
            << verb.noun << " " << verb.name << " --" << parameter.name;
      }
    }
  }
}

}  // namespace
}  // namespace regisseur

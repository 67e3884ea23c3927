#include "cli/command/run.h"

#include <sys/stat.h>

#include <fstream>

#include "absl/strings/match.h"
#include "cli/command/verb_table.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/cost/v1/cost.pb.h"
#include "regisseur/portfolio/v1/portfolio.pb.h"
#include "regisseur/source/v1/source.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

bool IsOneLine(const std::string& text) {
  return !text.empty() && text.find('\n') == text.size() - 1;
}

struct StatusCase {
  grpc::StatusCode status;
  ExitCode code;
};

TEST(RunTest, ExitCodesFollowWhatTheDaemonSays) {
  const StatusCase cases[] = {
      {grpc::StatusCode::INVALID_ARGUMENT, ExitCode::kUsage},
      {grpc::StatusCode::OUT_OF_RANGE, ExitCode::kUsage},
      {grpc::StatusCode::NOT_FOUND, ExitCode::kNotFound},
      {grpc::StatusCode::PERMISSION_DENIED, ExitCode::kNotAllowed},
      {grpc::StatusCode::UNAUTHENTICATED, ExitCode::kNotAllowed},
      {grpc::StatusCode::UNAVAILABLE, ExitCode::kUnavailable},
      {grpc::StatusCode::DEADLINE_EXCEEDED, ExitCode::kUnavailable},
      {grpc::StatusCode::FAILED_PRECONDITION, ExitCode::kFailed},
      {grpc::StatusCode::INTERNAL, ExitCode::kFailed},
      {grpc::StatusCode::UNIMPLEMENTED, ExitCode::kFailed},
  };
  FakeDaemon daemon;
  for (const StatusCase& c : cases) {
    daemon.Fail("GetProvider", grpc::Status(c.status, "no provider 'x'\nhere"));
    const Outcome outcome = RunCommand(&daemon, {"provider", "show", "x"});
    EXPECT_EQ(outcome.code, c.code) << c.status;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_TRUE(IsOneLine(outcome.err)) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("regisseur: "));
  }
}

TEST(RunTest, AnAbsentDaemonIsNamedWithWhatToDo) {
  const Outcome outcome =
      RunCommand(nullptr, {"--server", "unix:/nonexistent/socket", "overview"});
  EXPECT_EQ(outcome.code, ExitCode::kUnavailable);
  EXPECT_TRUE(IsOneLine(outcome.err)) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("unix:/nonexistent/socket"),
                                 HasSubstr("regisseurd --config"),
                                 HasSubstr("REGISSEUR_SERVER")));
}

TEST(RunTest, TheFlagWinsOverTheEnvironment) {
  FakeDaemon daemon;
  const Place place{.environment = {{"REGISSEUR_SERVER", daemon.address()}}};
  EXPECT_EQ(RunCommand(nullptr, {"source", "list"}, place).code,
            ExitCode::kDone);
  EXPECT_EQ(
      RunCommand(nullptr,
                 {"--server", "unix:/nonexistent/socket", "source", "list"},
                 place)
          .code,
      ExitCode::kUnavailable);
}

struct RefusedCase {
  std::vector<std::string> words;
  const char* says;
};

TEST(RunTest, RefusesWhatCannotBeMeant) {
  const RefusedCase cases[] = {
      {{"sorce", "list"}, "did you mean `regisseur source`?"},
      {{"source", "lst"}, "did you mean `regisseur source list`?"},
      {{"zebra"}, "there is overview, source"},
      {{"source", "zebra"}, "there is list, show, collect, check"},
      {{"incident", "list", "--provder", "x"}, "did you mean --provider?"},
      {{"component", "list"}, "--provider is required"},
      {{"source", "show"}, "ID is required"},
      {{"source", "show", "a", "b"}, "b"},
      {{"incident", "list", "--provider", ""}, "--provider is empty"},
      {{"-o", "xml", "overview"}, "should be table, json, yaml or csv"},
      {{"--timeout", "soon", "overview"}, "30s"},
      {{"--server", "here", "overview"}, "HOST:PORT"},
      {{"--cert", "/c.pem", "overview"}, "--cert stands alone"},
      {{"--token-file", "/nonexistent", "overview"}, "cannot be read"},
      {{"--server", "h.example:1", "--ca", "/nonexistent", "overview"},
       "--ca /nonexistent cannot be read"},
      {{"overview", "--as-known-on", "yesterday"}, "is no moment"},
      {{"source", "collect"}, "--all"},
      {{"source", "collect", "a", "--all"}, "exclude each other"},
  };
  for (const RefusedCase& c : cases) {
    const Outcome outcome = RunCommand(nullptr, c.words);
    EXPECT_EQ(outcome.code, ExitCode::kUsage) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(c.says));
    EXPECT_TRUE(IsOneLine(outcome.err)) << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(RunTest, HelpIsThereAtEachLevelWithExamples) {
  EXPECT_THAT(RunCommand(nullptr, {"--help"}).out,
              AllOf(HasSubstr("overview"), HasSubstr("measurement"),
                    HasSubstr("Examples:"), HasSubstr("Exit codes:")));
  EXPECT_THAT(RunCommand(nullptr, {"source", "--help"}).out,
              AllOf(HasSubstr("collect"), HasSubstr("dry run")));
  for (const Verb& verb : Verbs()) {
    std::vector<std::string> words = {verb.noun};
    if (!verb.name.empty()) words.push_back(verb.name);
    words.push_back("--help");
    const Outcome outcome = RunCommand(nullptr, words);
    EXPECT_EQ(outcome.code, ExitCode::kDone) << verb.noun << outcome.err;
    ASSERT_FALSE(verb.examples.empty());
    EXPECT_THAT(outcome.out, HasSubstr(verb.examples[0]));
  }
}

TEST(RunTest, AnIncompleteCommandShowsItsHelpAndIsAUsageError) {
  const Outcome bare = RunCommand(nullptr, {});
  EXPECT_EQ(bare.code, ExitCode::kUsage);
  EXPECT_THAT(bare.err, HasSubstr("overview"));
  const Outcome noun = RunCommand(nullptr, {"source"});
  EXPECT_EQ(noun.code, ExitCode::kUsage);
  EXPECT_THAT(noun.err, HasSubstr("collect"));
}

TEST(RunTest, TellsItsVersion) {
  EXPECT_THAT(RunCommand(nullptr, {"--version"}).out,
              StartsWith("regisseur 0."));
}

TEST(RunTest, OptionsForEveryVerbMayStandBehindIt) {
  FakeDaemon daemon;
  daemon.Answer("ListSources", source::v1::ListSourcesResponse());
  EXPECT_THAT(RunCommand(&daemon, {"source", "list", "-o", "json"}).out,
              StartsWith("{"));
  EXPECT_THAT(RunCommand(&daemon, {"source", "list", "--output=yaml"}).out,
              StartsWith("sources: []"));
}

TEST(RunTest, FollowsPagesAndMergesThem) {
  FakeDaemon daemon;
  auto first = std::make_shared<source::v1::ListSourcesResponse>();
  first->add_sources()->set_id("one");
  first->set_next_page_token("p2");
  auto second = std::make_shared<source::v1::ListSourcesResponse>();
  second->add_sources()->set_id("two");
  daemon.Answer("ListSources", {first, second});
  const Outcome outcome = RunCommand(&daemon, {"-o", "yaml", "source", "list"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("id: one"), HasSubstr("id: two"),
                                 HasSubstr("nextPageToken: \"\"")));
  EXPECT_THAT(
      daemon.Requests("ListSources"),
      ElementsAre("page_size: 1000", "page_size: 1000 page_token: \"p2\""));
}

TEST(RunTest, GapsAreShownInEveryFormatAndCanFailTheCommand) {
  FakeDaemon daemon;
  daemon.Answer("SummarizeCost",
                FromText<cost::v1::SummarizeCostResponse>(
                    R"pb(gaps {
                           provider: "kantoor"
                           message: "no period\x1b[2J delivered"
                         })pb"));
  for (const char* format : {"table", "json", "yaml", "csv"}) {
    const std::vector<std::string> words = {"-o", format, "cost", "summary"};
    const Outcome plain = RunCommand(&daemon, words);
    EXPECT_EQ(plain.code, ExitCode::kDone) << format;
    EXPECT_THAT(plain.out + plain.err, HasSubstr("delivered"));
    EXPECT_FALSE(absl::StrContains(plain.out + plain.err, "\x1b")) << format;
    std::vector<std::string> strict = words;
    strict.push_back("--fail-on-gaps");
    EXPECT_EQ(RunCommand(&daemon, strict).code, ExitCode::kIncomplete)
        << format;
  }
}

// `overview --fail-on-gaps` can succeed: what this version does not have is no
// incomplete answer.
TEST(RunTest, FailOnGapsIsContentWithNotices) {
  FakeDaemon daemon;
  daemon.Answer("SummarizeCost",
                FromText<cost::v1::SummarizeCostResponse>(
                    R"pb(gaps { message: "running" notice: true })pb"));
  const Outcome outcome =
      RunCommand(&daemon, {"--fail-on-gaps", "-o", "csv", "cost", "summary"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("note: running"));
}

// What a verb is told may be called like a noun or a verb.
TEST(RunTest, AnIdMayBeCalledLikeANoun) {
  FakeDaemon daemon;
  for (const char* id : {"cost", "source", "show", "overview"}) {
    EXPECT_EQ(RunCommand(&daemon, {"source", "show", id}).code, ExitCode::kDone)
        << id;
  }
  EXPECT_THAT(daemon.Requests("GetSource"),
              ElementsAre("id: \"cost\"", "id: \"source\"", "id: \"show\"",
                          "id: \"overview\""));
  EXPECT_THAT(RunCommand(nullptr, {"overview", "cost"}).err,
              AllOf(HasSubstr("cost"), Not(HasSubstr("did you mean"))));
}

TEST(RunTest, FailOnGapsIsContentWithoutGaps) {
  FakeDaemon daemon;
  EXPECT_EQ(RunCommand(&daemon, {"--fail-on-gaps", "cost", "summary"}).code,
            ExitCode::kDone);
}

// The files are of the program `openssl`; core/certificate says what they are.
TEST(RunTest, SaysWhichFileOfTlsDoesNotFit) {
  const std::string folder = "../../core/certificate/testdata/";
  const std::vector<std::vector<std::string>> cases = {
      {"--cert", folder + "one.pem", "--key", folder + "two.key",
       "two.key is not the key of --cert"},
      {"--cert", folder + "one.key", "--key", folder + "one.key",
       "one.key holds no certificate in PEM"},
      {"--cert", folder + "one.pem", "--key", folder + "locked.key",
       "locked.key holds no key in PEM without a passphrase"},
      {"--ca", folder + "one.key", "--timeout", "5s",
       "--ca ../../core/certificate/testdata/one.key holds no certificate"}};
  for (const std::vector<std::string>& words : cases) {
    std::vector<std::string> line(words.begin(), words.end() - 1);
    line.push_back("overview");
    const Outcome outcome = RunCommand(nullptr, line);
    EXPECT_EQ(outcome.code, ExitCode::kUsage) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(words.back()));
  }
}

TEST(RunTest, SendsTheTokenOfItsFile) {
  const std::string path = ::testing::TempDir() + "/run_test_token";
  std::ofstream(path) << "s3cret\n";
  FakeDaemon daemon;
  EXPECT_EQ(RunCommand(&daemon, {"--token-file", path, "source", "list"}).code,
            ExitCode::kDone);
  EXPECT_EQ(daemon.LastAuthorization(), "Bearer s3cret");
}

TEST(RunTest, WarnsOfATokenFileThatOthersCanRead) {
  const std::string path = ::testing::TempDir() + "/run_test_open_token";
  std::ofstream(path) << "s3cret\n";
  FakeDaemon daemon;
  const std::vector<std::string> words = {"--token-file", path, "source",
                                          "list"};
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  const Outcome open = RunCommand(&daemon, words);
  EXPECT_EQ(open.code, ExitCode::kDone);
  EXPECT_THAT(open.err, HasSubstr("can be read by others"));
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  EXPECT_THAT(RunCommand(&daemon, words).err, Not(HasSubstr("others")));
}

}  // namespace
}  // namespace regisseur

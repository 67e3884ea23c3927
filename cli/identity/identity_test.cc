#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/identity/v1/identity.pb.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCreated[] = R"pb(
  identity {
    id: "0193f2a4-7c11-7a63-9d2e-1f0a5b6c7d8e"
    name: "CloudNine agent"
    role: ROLE_PROVIDER
    kind: IDENTITY_KIND_MACHINE
    provider: "cloudnine"
    state: IDENTITY_STATE_ACTIVE
    expire_time { seconds: 1800000000 }
  }
  token: "rgs_secret"
)pb";

class IdentityTest : public ::testing::Test {
 protected:
  FakeDaemon daemon_;
};

TEST_F(IdentityTest, CreateShowsTheTokenOnce) {
  daemon_.Answer("CreateIdentity",
                 FromText<identity::v1::CreateIdentityResponse>(kCreated));
  const Outcome made = RunCommand(
      &daemon_, {"identity", "create", "--name", "CloudNine agent", "--role",
                 "provider", "--provider", "cloudnine", "--request-id", "r1"});
  EXPECT_EQ(made.code, ExitCode::kDone) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("rgs_secret"), HasSubstr("shown once"),
                              HasSubstr("cloudnine")));
  EXPECT_EQ(daemon_.Requests("CreateIdentity")[0],
            "name: \"CloudNine agent\" role: ROLE_PROVIDER kind: "
            "IDENTITY_KIND_MACHINE provider: \"cloudnine\" request_id: \"r1\"");
}

TEST_F(IdentityTest, CreateWritesTheTokenToANewFileOfItsOwn) {
  daemon_.Answer("CreateIdentity",
                 FromText<identity::v1::CreateIdentityResponse>(kCreated));
  const std::string file =
      absl::StrCat(::testing::TempDir(), "/token-", getpid());
  std::filesystem::remove(file);
  const std::vector<std::string> words = {
      "identity", "create", "--name",     "A",  "--role", "operator",
      "--kind",   "person", "--token-to", file, "-o",     "json"};
  const Outcome made = RunCommand(&daemon_, words);
  EXPECT_EQ(made.code, ExitCode::kDone) << made.err;
  EXPECT_THAT(made.out, Not(HasSubstr("rgs_secret")));
  std::stringstream token;
  token << std::ifstream(file).rdbuf();
  EXPECT_EQ(token.str(), "rgs_secret\n");
  EXPECT_EQ(
      std::filesystem::status(file).permissions(),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  // A file that is there is somebody's.
  const Outcome again = RunCommand(&daemon_, words);
  EXPECT_EQ(again.code, ExitCode::kUsage);
  EXPECT_EQ(daemon_.Requests("CreateIdentity").size(), 1u);
  std::filesystem::remove(file);
}

TEST_F(IdentityTest, ARepeatedCreateNamesNoFileThatHasNoToken) {
  auto repeated = FromText<identity::v1::CreateIdentityResponse>(kCreated);
  repeated.clear_token();
  daemon_.Answer("CreateIdentity", repeated);
  const std::string file =
      absl::StrCat(::testing::TempDir(), "/no-token-", getpid());
  const Outcome again = RunCommand(
      &daemon_, {"identity", "create", "--name", "A", "--role", "operator",
                 "--request-id", "r1", "--token-to", file});
  EXPECT_EQ(again.code, ExitCode::kDone) << again.err;
  EXPECT_THAT(again.out, AllOf(HasSubstr("exists already"),
                               HasSubstr("only once"), Not(HasSubstr(file))));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(IdentityTest, CreateSaysWhatItsWordsCanBe) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--role", "king"},
        std::vector<std::string>{"--role", "cio", "--kind", "cat"},
        std::vector<std::string>{"--role", "cio", "--limit", "5000"},
        std::vector<std::string>{"--role", "cio", "--expires", "soon"}}) {
    std::vector<std::string> words = {"identity", "create", "--name", "A"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    const Outcome outcome = RunCommand(&daemon_, words);
    EXPECT_EQ(outcome.code, ExitCode::kUsage) << wrong.back();
    EXPECT_THAT(outcome.err, HasSubstr(wrong.back()));
  }
  EXPECT_TRUE(daemon_.Requests("CreateIdentity").empty());
}

TEST_F(IdentityTest, EveryActHasARequestIdOfItsOwn) {
  daemon_.Answer("RevokeIdentity",
                 FromText<identity::v1::RevokeIdentityResponse>(
                     "identity { id: \"x\" state: IDENTITY_STATE_REVOKED }"));
  for (int i = 0; i < 2; ++i) {
    const Outcome ended = RunCommand(&daemon_, {"identity", "revoke", "x"});
    EXPECT_EQ(ended.code, ExitCode::kDone) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("revoked"));
  }
  const auto requests = daemon_.Requests("RevokeIdentity");
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_THAT(requests[0], HasSubstr("request_id: \""));
  EXPECT_NE(requests[0], requests[1]);
}

TEST_F(IdentityTest, AnEmptyListSaysHowToBegin) {
  daemon_.Answer("ListIdentities", identity::v1::ListIdentitiesResponse());
  const Outcome list = RunCommand(&daemon_, {"identity", "list"});
  EXPECT_EQ(list.code, ExitCode::kDone) << list.err;
  EXPECT_THAT(list.out, HasSubstr("identity create --role administrator"));
}

}  // namespace
}  // namespace regisseur

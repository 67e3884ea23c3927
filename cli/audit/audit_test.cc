#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/testing/fake_daemon.h"
#include "core/evidence/evidence_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regisseur/evidence/v1/evidence.pb.h"

namespace regisseur {
namespace {

namespace pb = evidence::v1;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AuditFileTest : public ::testing::Test {
 protected:
  AuditFileTest() {
    builder_.chains = {{"cloudnine",
                        {{.rows = {"first row", "second row"}},
                         {.act = true},
                         {.rows = {"third row"}, .totals = {"a total"}}}}};
    builder_.roots = {{{2}}};
    lines_ = builder_.Lines();
    Write("key.pub", builder_.key->verifying_key().pem());
    Write("root.jsonl", lines_[1] + "\n");
    Write("all.jsonl", absl::StrJoin(lines_, "\n") + "\n");
  }

  static std::string Path(const std::string& name) {
    return absl::StrCat(
        ::testing::TempDir(), "/audit-",
        ::testing::UnitTest::GetInstance()->current_test_info()->name(), "-",
        name);
  }
  static void Write(const std::string& name, const std::string& text) {
    std::ofstream(Path(name), std::ios::binary) << text;
  }
  static Outcome Verify(const std::string& file,
                        std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"audit", "verify", "--file", Path(file)};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(nullptr, words);
  }

  ExportBuilder builder_;
  std::vector<std::string> lines_;
};

TEST_F(AuditFileTest, AnExportIsItsOwnersAloneAndReplacesNothingUnasked) {
  namespace fs = std::filesystem;
  FakeDaemon daemon;
  pb::ExportEvidenceResponse piece;
  piece.set_piece("a line\n");
  daemon.Answer("ExportEvidence", piece);
  const std::string path = Path("out.jsonl");
  fs::remove(path);
  std::vector<std::string> words = {"audit", "export", "--out", path};
  const Outcome first = RunCommand(&daemon, words);
  EXPECT_EQ(first.code, ExitCode::kDone) << first.err;
  EXPECT_EQ(fs::status(path).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);

  const Outcome second = RunCommand(&daemon, words);
  EXPECT_EQ(second.code, ExitCode::kUsage);
  EXPECT_THAT(second.err, HasSubstr("--force"));
  EXPECT_EQ(daemon.Requests("ExportEvidence").size(), 1u);
  words.push_back("--force");
  EXPECT_EQ(RunCommand(&daemon, words).code, ExitCode::kDone);
  fs::remove(path);
}

TEST_F(AuditFileTest, AnExportIsCheckedWithoutADaemon) {
  const Outcome plain = Verify("all.jsonl");
  EXPECT_EQ(plain.code, ExitCode::kDone) << plain.err;
  EXPECT_THAT(plain.out, AllOf(HasSubstr("cloudnine"), HasSubstr("whole"),
                               HasSubstr("Everything holds."),
                               HasSubstr("no public key was given"),
                               HasSubstr("no root kept elsewhere")));
  const Outcome held = Verify("all.jsonl", {"--public-key", Path("key.pub"),
                                            "--root", Path("root.jsonl")});
  EXPECT_EQ(held.code, ExitCode::kDone) << held.err;
  EXPECT_THAT(held.out, AllOf(HasSubstr("This does not prove:"),
                              HasSubstr("withheld before it was told"),
                              Not(HasSubstr("no public key was given"))));
}

TEST_F(AuditFileTest, AChangedByteEndsWithSevenAndItsPlace) {
  std::string text = absl::StrJoin(lines_, "\n") + "\n";
  const size_t row = text.find("{\"row\":2");
  text[text.find("\"bytes\":\"", row) + 12] ^= 1;
  Write("bent.jsonl", text);
  const Outcome outcome = Verify("bent.jsonl");
  EXPECT_EQ(outcome.code, ExitCode::kCheckFailed);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("BROKEN"),
                                 HasSubstr("chain cloudnine, entry 1, row 2")));
}

TEST_F(AuditFileTest, OtherKeysAndRootsAreFound) {
  const ExportBuilder other;
  Write("other.pub", other.key->verifying_key().hex());
  const Outcome key = Verify("all.jsonl", {"--public-key", Path("other.pub")});
  EXPECT_EQ(key.code, ExitCode::kCheckFailed);
  EXPECT_THAT(key.out, HasSubstr("and you gave"));
  // An older state than a root that was kept.
  builder_.roots.push_back({{3}});
  Write("later.jsonl", builder_.Lines()[3] + "\n");
  const Outcome back = Verify("all.jsonl", {"--root", Path("later.jsonl")});
  EXPECT_EQ(back.code, ExitCode::kCheckFailed);
  EXPECT_THAT(back.out, HasSubstr("rolled back or cut off"));
}

TEST_F(AuditFileTest, MistakesAreSaid) {
  const Outcome missing = Verify("nowhere.jsonl");
  EXPECT_EQ(missing.code, ExitCode::kNotFound);
  const Outcome no_key =
      Verify("all.jsonl", {"--public-key", Path("all.jsonl")});
  EXPECT_EQ(no_key.code, ExitCode::kUsage);
  EXPECT_THAT(no_key.err, HasSubstr("not a public key"));
  const Outcome no_root = Verify("all.jsonl", {"--root", Path("key.pub")});
  EXPECT_EQ(no_root.code, ExitCode::kUsage);
  EXPECT_THAT(no_root.err, HasSubstr("neither a signed root nor a receipt"));
  FakeDaemon daemon;
  const Outcome online =
      RunCommand(&daemon, {"audit", "verify", "--root", Path("root.jsonl")});
  EXPECT_EQ(online.code, ExitCode::kUsage);
  EXPECT_THAT(online.err, HasSubstr("--file"));
}

TEST(AuditTest, TheDaemonsCheckEndsWithSevenToo) {
  FakeDaemon daemon;
  daemon.Answer("VerifyEvidence", FromText<pb::VerifyEvidenceResponse>(R"pb(
                  sound: false
                  chains { name: "cloudnine" deliveries: 3 broken: true }
                  broken: "chain cloudnine, entry 2: its rows are not those"
                  does_not_prove: "everything"
                )pb"));
  const Outcome outcome = RunCommand(&daemon, {"audit", "verify"});
  EXPECT_EQ(outcome.code, ExitCode::kCheckFailed);
  EXPECT_THAT(outcome.out, HasSubstr("entry 2: its rows are not those"));
  EXPECT_EQ(RunCommand(&daemon, {"-o", "json", "audit", "verify"}).code,
            ExitCode::kCheckFailed);
}

TEST(AuditTest, ListsWhoDidWhat) {
  FakeDaemon daemon;
  daemon.Answer(
      "ListActs", FromText<pb::ListActsResponse>(R"pb(
        acts {
          time { seconds: 1790000000 }
          chain: "portfolio"
          number: 7
          identity: "8f2c"
          name: "A. Vos"
          role: "administrator"
          method: "regisseur.identity.v1.IdentityService.RevokeIdentity"
          subject: "identity 3fa2"
          arguments { name: "role" value: "cio" }
        }
        acts {
          time { seconds: 1780000000 }
          method: "daemon.Purge"
        }
      )pb"));
  const Outcome outcome = RunCommand(
      &daemon, {"audit", "list", "--chain", "portfolio", "--from", "2026-09"});
  EXPECT_EQ(outcome.code, ExitCode::kDone) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("A. Vos"), HasSubstr("RevokeIdentity"),
                    HasSubstr("identity 3fa2"), HasSubstr("(erased)")));
  EXPECT_THAT(daemon.Requests("ListActs"),
              ElementsAre("chain: \"portfolio\" from: \"2026-09\" "
                          "page_size: 1000"));
}

TEST(AuditTest, AReceiptNeedsANumber) {
  FakeDaemon daemon;
  daemon.Answer("GetReceipt", FromText<pb::Receipt>(R"pb(
                  provider: "cloudnine"
                  number: 12
                  line: "{\"receipt\":12}"
                )pb"));
  const Outcome good =
      RunCommand(&daemon, {"audit", "receipt", "cloudnine", "12"});
  EXPECT_EQ(good.code, ExitCode::kDone) << good.err;
  EXPECT_THAT(good.out, HasSubstr("\n{\"receipt\":12}\n"));
  EXPECT_THAT(daemon.Requests("GetReceipt"),
              ElementsAre("provider: \"cloudnine\" number: 12"));
  EXPECT_EQ(RunCommand(&daemon, {"audit", "receipt", "cloudnine", "x"}).code,
            ExitCode::kUsage);
}

}  // namespace
}  // namespace regisseur

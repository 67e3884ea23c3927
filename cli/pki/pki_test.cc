#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/pki/certificate_authority.h"
#include "cli/testing/fake_daemon.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PkiTest : public ::testing::Test {
 protected:
  PkiTest()
      : folder_(absl::StrCat(
            ::testing::TempDir(), "/pki-", getpid(), "-",
            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {}
  ~PkiTest() override { std::filesystem::remove_all(folder_); }

  Outcome Init(std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"pki", "init", folder_};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(nullptr, words);
  }
  Outcome Issue(const std::string& what,
                std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"pki", "issue", folder_, "--for", what};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(nullptr, words);
  }
  std::string Path(const std::string& file) const {
    return absl::StrCat(folder_, "/", file);
  }
  std::string Read(const std::string& file) const {
    std::ostringstream text;
    text << std::ifstream(Path(file)).rdbuf();
    return text.str();
  }
  mode_t ModeOf(const std::string& path) const {
    struct stat about {};
    EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
    return about.st_mode & 0777;
  }

  // Both sides of a handshake of these files, each checking the other against
  // `ca`; the server as `host`. True when both are content.
  bool Shake(const std::string& ca, const std::string& server,
             const std::string& client, const char* host) const {
    SSL_CTX* const contexts[2] = {SSL_CTX_new(TLS_server_method()),
                                  SSL_CTX_new(TLS_client_method())};
    SSL* ends[2];
    bool ready = true;
    for (int i = 0; i < 2; ++i) {
      const std::string& own = i == 0 ? server : client;
      SSL_CTX_set_verify(contexts[i],
                         SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                         nullptr);
      ready =
          ready &&
          SSL_CTX_load_verify_locations(contexts[i], Path(ca + ".pem").c_str(),
                                        nullptr) == 1 &&
          SSL_CTX_use_certificate_chain_file(contexts[i],
                                             Path(own + ".pem").c_str()) == 1 &&
          SSL_CTX_use_PrivateKey_file(contexts[i], Path(own + ".key").c_str(),
                                      SSL_FILETYPE_PEM) == 1;
      ends[i] = SSL_new(contexts[i]);
    }
    EXPECT_TRUE(ready) << server << " and " << client;
    BIO* bios[2];
    BIO_new_bio_pair(&bios[0], 0, &bios[1], 0);
    SSL_set_bio(ends[0], bios[0], bios[0]);
    SSL_set_bio(ends[1], bios[1], bios[1]);
    SSL_set_accept_state(ends[0]);
    SSL_set_connect_state(ends[1]);
    X509_VERIFY_PARAM* const wanted = SSL_get0_param(ends[1]);
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host) != 1) {
      SSL_set1_host(ends[1], host);
    }
    bool done[2] = {false, false};
    for (int turn = 0; turn < 20 && !(done[0] && done[1]); ++turn) {
      for (const int i : {1, 0}) done[i] = SSL_do_handshake(ends[i]) == 1;
    }
    for (int i = 0; i < 2; ++i) {
      SSL_free(ends[i]);
      SSL_CTX_free(contexts[i]);
    }
    return ready && done[0] && done[1];
  }

  const std::string folder_;
};

TEST_F(PkiTest, MakesWhatADaemonNeedsAndSaysWhatIsNext) {
  const Outcome made =
      Init({"--name", "Gemeente Voorbeeld", "--san", "regisseur.example.nl"});
  ASSERT_EQ(made.code, ExitCode::kDone) << made.err;
  const std::string year = absl::FormatTime(
      "%Y-%m-%d", absl::Now() + absl::Hours(24 * 397), absl::UTCTimeZone());
  EXPECT_THAT(made.out, AllOf(HasSubstr("ca.pem, ca.key"),
                              HasSubstr(absl::StrCat("until ", year)),
                              HasSubstr("cert: " + Path("daemon.pem")),
                              HasSubstr("--for client --name NAME"),
                              HasSubstr("where the daemon cannot read them")));
  EXPECT_EQ(ModeOf(folder_), 0700u);
  for (const char* name : {"ca", "adapters-ca", "daemon", "collector"}) {
    EXPECT_EQ(ModeOf(Path(absl::StrCat(name, ".key"))), 0600u);
    EXPECT_THAT(Read(absl::StrCat(name, ".pem")),
                StartsWith("-----BEGIN CERTIFICATE-----\n"));
  }
}

TEST_F(PkiTest, WhatItMakesShakesHands) {
  ASSERT_EQ(Init({"--san", "regisseur.example.nl,192.0.2.7"}).code,
            ExitCode::kDone);
  ASSERT_EQ(Issue("client", {"--name", "monitoring"}).code, ExitCode::kDone);
  ASSERT_EQ(
      Issue("adapter", {"--name", "shop", "--san", "adapter.partner.example"})
          .code,
      ExitCode::kDone);
  for (const char* host :
       {"localhost", "127.0.0.1", "::1", "regisseur.example.nl", "192.0.2.7"}) {
    EXPECT_TRUE(Shake("ca", "daemon", "client-monitoring", host)) << host;
  }
  EXPECT_TRUE(Shake("adapters-ca", "adapter-shop", "collector",
                    "adapter.partner.example"));
}

TEST_F(PkiTest, NothingServesForAnotherPurpose) {
  ASSERT_EQ(Init().code, ExitCode::kDone);
  ASSERT_EQ(
      Issue("client", {"--name", "monitoring", "--san", "localhost"}).code,
      ExitCode::kDone);
  for (const char* name : {"shop", "other"}) {
    ASSERT_EQ(Issue("adapter", {"--name", name, "--san", "localhost"}).code,
              ExitCode::kDone);
  }
  ASSERT_TRUE(Shake("adapters-ca", "adapter-shop", "collector", "localhost"));
  // Whoever may call the daemon may not call adapters, adapters call nobody,
  // and a caller cannot pass for the daemon.
  EXPECT_FALSE(
      Shake("adapters-ca", "adapter-shop", "client-monitoring", "localhost"));
  EXPECT_FALSE(
      Shake("adapters-ca", "adapter-shop", "adapter-other", "localhost"));
  EXPECT_FALSE(
      Shake("ca", "client-monitoring", "client-monitoring", "localhost"));
  EXPECT_FALSE(Shake("ca", "daemon", "client-monitoring", "elsewhere"));
}

TEST_F(PkiTest, WritesOverNothing) {
  ASSERT_EQ(Init().code, ExitCode::kDone);
  const std::string key = Read("daemon.key");
  const Outcome again = Init();
  EXPECT_EQ(again.code, ExitCode::kFailed);
  EXPECT_THAT(again.err, AllOf(HasSubstr(Path("ca.key")),
                               HasSubstr("nothing was written over")));
  EXPECT_EQ(Issue("daemon").code, ExitCode::kFailed);
  EXPECT_EQ(Read("daemon.key"), key);
}

TEST_F(PkiTest, LeavesNothingBehindWhenItCannotWriteAll) {
  std::filesystem::create_directories(folder_);
  std::ofstream(Path("daemon.pem")) << "somebody's own";
  EXPECT_EQ(Init().code, ExitCode::kFailed);
  EXPECT_EQ(Read("daemon.pem"), "somebody's own");
  EXPECT_FALSE(std::filesystem::exists(Path("ca.key")));
  EXPECT_FALSE(std::filesystem::exists(Path("daemon.key")));
}

TEST_F(PkiTest, ARenewedCertificateKeepsItsNamesAndGetsANewKey) {
  ASSERT_EQ(Init({"--san", "regisseur.example.nl"}).code, ExitCode::kDone);
  ASSERT_EQ(Issue("client", {"--name", "monitoring"}).code, ExitCode::kDone);
  const std::string key = Read("daemon.key");
  const Outcome renewed = Issue("daemon", {"--renew", "--days", "30"});
  ASSERT_EQ(renewed.code, ExitCode::kDone) << renewed.err;
  EXPECT_NE(Read("daemon.key"), key);
  EXPECT_EQ(ModeOf(Path("daemon.key")), 0600u);
  EXPECT_THAT(renewed.out, HasSubstr(absl::FormatTime(
                               "%Y-%m-%d", absl::Now() + absl::Hours(24 * 30),
                               absl::UTCTimeZone())));
  EXPECT_TRUE(
      Shake("ca", "daemon", "client-monitoring", "regisseur.example.nl"));
  const Outcome missing = Issue("client", {"--name", "nobody", "--renew"});
  EXPECT_EQ(missing.code, ExitCode::kNotFound) << missing.err;
}

TEST_F(PkiTest, ARenewedKeyStaysReadableForWhoReadItBefore) {
  ASSERT_EQ(Init().code, ExitCode::kDone);
  const std::string key = Path("daemon.key");
  ASSERT_EQ(chmod(key.c_str(), 0640), 0);
  ASSERT_EQ(chmod(Path("daemon.pem").c_str(), 0640), 0);
  // Only root gives files away; for anybody else they stay its own.
  const uid_t owner = geteuid() == 0 ? 65534 : geteuid();
  const gid_t group = geteuid() == 0 ? 65534 : getegid();
  ASSERT_EQ(chown(key.c_str(), owner, group), 0);
  const Outcome renewed = Issue("daemon", {"--renew"});
  ASSERT_EQ(renewed.code, ExitCode::kDone) << renewed.err;
  struct stat info;
  ASSERT_EQ(stat(key.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  EXPECT_EQ(info.st_uid, owner);
  EXPECT_EQ(info.st_gid, group);
  EXPECT_EQ(ModeOf(Path("daemon.pem")), 0640u);
}

TEST_F(PkiTest, SaysWhatCannotBeMade) {
  ASSERT_EQ(Init().code, ExitCode::kDone);
  const struct {
    std::string what;
    std::vector<std::string> more;
    const char* why;
  } cases[] = {
      {"printer", {}, "daemon, collector, client or adapter"},
      {"client", {}, "needs a --name"},
      {"daemon", {"--name", "x"}, "leave it out"},
      {"client", {"--name", "../ca"}, "is no name"},
      {"client", {"--name", "a b"}, "is no name"},
      {"client", {"--name", std::string(65, 'a')}, "1 to 64 characters"},
      {"adapter", {"--name", "a", "--san", "URI:spiffe://x/y"}, "is no name"},
      {"adapter", {"--name", "a", "--san", "a b"}, "is no name"},
      {"adapter", {"--name", "a", "--san", "IP:host"}, "is no name"},
      {"adapter", {"--name", "a", "--days", "0"}, "from 1 to 36500"},
      {"daemon", {"--renew", "--san", "x"}, "keeps the names"},
  };
  for (const auto& c : cases) {
    const Outcome outcome = Issue(c.what, c.more);
    EXPECT_EQ(outcome.code, ExitCode::kUsage) << c.why;
    EXPECT_THAT(outcome.err, HasSubstr(c.why));
  }
  EXPECT_EQ(Issue("client", {"--name", "a"}).code, ExitCode::kDone);
  std::filesystem::remove(Path("ca.key"));
  EXPECT_THAT(Issue("client", {"--name", "b"}).err,
              HasSubstr("`regisseur pki init` makes an authority"));
}

TEST(CertificateAuthorityTest, IssuesNothingThatOutlivesIt) {
  const absl::Time now = absl::FromUnixSeconds(1790000000);
  const auto authority = CertificateAuthority::Make("Example CA", "example.nl",
                                                    now, now + absl::Hours(24));
  ASSERT_TRUE(authority.ok()) << authority.status();
  const CertificatePair own = authority->Own();
  const auto read = CertificateAuthority::Parse(own.cert, own.key);
  ASSERT_TRUE(read.ok()) << read.status();
  CertificateWish wish{.name = "a",
                       .path = "client/a",
                       .hosts = {},
                       .server = false,
                       .client = true,
                       .from = now,
                       .until = now + absl::Hours(999)};
  EXPECT_EQ(read->Issue(wish)->until, now + absl::Hours(24));
  EXPECT_EQ(read->SpiffeId("client/a"), "spiffe://example.nl/client/a");
  wish.from = now + absl::Hours(25);
  EXPECT_EQ(read->Issue(wish).status().code(),
            absl::StatusCode::kFailedPrecondition);
  const CertificatePair leaf =
      *authority->Issue({.name = "a",
                         .path = "client/a",
                         .hosts = {},
                         .server = false,
                         .client = true,
                         .from = now,
                         .until = now + absl::Hours(1)});
  EXPECT_EQ(CertificateAuthority::Parse(leaf.cert, leaf.key).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CertificateAuthority::Parse(own.cert, leaf.key).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regisseur

#include "core/certificate/certificate.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The files are of the program `openssl` (req -x509): one.pem for
// /O=Example/CN=agent with URI:spiffe://example.nl/agent, two.pem for /CN=two
// with three URIs, locked.key is one.key behind a passphrase.
NamedPem File(const std::string& name) {
  std::ifstream in(absl::StrCat("testdata/", name));
  EXPECT_TRUE(in.good()) << "run in the folder of the sources";
  return {name, {std::istreambuf_iterator<char>(in), {}}};
}

TEST(CertificateTest, SaysWhatOpensslSays) {
  const auto one = ParseCertificate(File("one.pem").pem);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->subject, "CN=agent,O=Example");
  EXPECT_THAT(one->common_names, ElementsAre("agent"));
  EXPECT_THAT(one->spiffe_ids, ElementsAre("spiffe://example.nl/agent"));
  // openssl x509 -noout -dates
  EXPECT_EQ(absl::FormatTime(one->from, absl::UTCTimeZone()),
            "2026-11-29T03:10:42+00:00");
  EXPECT_EQ(absl::FormatTime(one->until, absl::UTCTimeZone()),
            "2036-11-26T03:10:42+00:00");
}

TEST(CertificateTest, TellsEveryUriAndWhichAreOfSpiffe) {
  const auto two = ParseCertificate(File("two.pem").pem);
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_THAT(two->uris,
              ElementsAre("spiffe://example.nl/a", "spiffe://example.nl/b",
                          "https://example.nl"));
  EXPECT_THAT(two->spiffe_ids,
              ElementsAre("spiffe://example.nl/a", "spiffe://example.nl/b"));
}

TEST(CertificateTest, SomethingElseIsNone) {
  for (const std::string& text :
       {std::string(), std::string("hello"), File("one.key").pem,
        File("one.pem").pem.substr(0, 300)}) {
    EXPECT_EQ(ParseCertificate(text).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(KeyPairTest, FitsOrSaysWhichFileDoesNot) {
  const NamedPem one = File("one.pem");
  EXPECT_TRUE(CheckKeyPair(one, File("one.key")).ok());
  NamedPem chain = one;
  chain.pem += File("two.pem").pem;
  EXPECT_TRUE(CheckKeyPair(chain, File("one.key")).ok());
  NamedPem half_chain = one;
  half_chain.pem += File("two.pem").pem.substr(0, 300);
  struct Case {
    NamedPem cert;
    NamedPem key;
    const char* what;
  };
  for (const Case& wrong :
       {Case{one, File("two.key"), "two.key is not the key of one.pem"},
        Case{one, one, "one.pem holds no key in PEM"},
        Case{one, File("locked.key"),
             "locked.key holds no key in PEM without a passphrase"},
        Case{one, {"empty", ""}, "empty holds no key"},
        Case{File("one.key"), File("one.key"),
             "one.key holds no certificate in PEM"},
        Case{half_chain, File("one.key"), "something broken behind"}}) {
    const absl::Status status = CheckKeyPair(wrong.cert, wrong.key);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr(wrong.what));
  }
}

TEST(AuthoritiesTest, AreCertificatesAndNothingBroken) {
  NamedPem both = File("one.pem");
  both.pem += File("two.pem").pem;
  EXPECT_TRUE(CheckAuthorities(both).ok());
  both.pem.resize(both.pem.size() - 100);
  EXPECT_THAT(std::string(CheckAuthorities(both).message()),
              HasSubstr("one.pem holds something broken"));
  EXPECT_THAT(std::string(CheckAuthorities(File("one.key")).message()),
              HasSubstr("one.key holds no certificate"));
}

}  // namespace
}  // namespace regisseur

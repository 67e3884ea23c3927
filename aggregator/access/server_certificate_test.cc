#include "aggregator/access/server_certificate.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;

std::string Fixture(const std::string& name) {
  std::ifstream in(absl::StrCat("../../core/certificate/testdata/", name));
  EXPECT_TRUE(in.good()) << "run in the folder of the sources";
  return {std::istreambuf_iterator<char>(in), {}};
}

class ServerCertificateTest : public ::testing::Test {
 protected:
  ServerCertificateTest() {
    std::string folder = ::testing::TempDir() + "/server-certificate-XXXXXX";
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    Put("cert.pem", Fixture("one.pem"));
    Put("key.pem", Fixture("one.key"));
    Put("ca.pem", Fixture("two.pem"));
  }
  // As a careful administrator does: renamed into place.
  void Put(const std::string& name, const std::string& content) {
    const std::string path = absl::StrCat(folder_, "/", name);
    std::ofstream(path + ".new", std::ios::binary) << content;
    ASSERT_EQ(std::rename((path + ".new").c_str(), path.c_str()), 0);
  }
  ServerCertificate::Files Files() const {
    return {folder_ + "/cert.pem", folder_ + "/key.pem", folder_ + "/ca.pem"};
  }

  std::string folder_;
};

TEST_F(ServerCertificateTest, RefusesWhatDoesNotFitByItsName) {
  Put("key.pem", Fixture("two.key"));
  const auto wrong = ServerCertificate::Load(Files());
  EXPECT_EQ(wrong.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(wrong.status().message()),
              HasSubstr("/key.pem is not the key of"));
  Put("key.pem", Fixture("one.key"));
  Put("ca.pem", "no certificate");
  EXPECT_THAT(std::string(ServerCertificate::Load(Files()).status().message()),
              HasSubstr("/ca.pem holds no certificate"));
  unlink((folder_ + "/cert.pem").c_str());
  EXPECT_THAT(std::string(ServerCertificate::Load(Files()).status().message()),
              HasSubstr("/cert.pem cannot be read"));
}

TEST_F(ServerCertificateTest, KeepsTheOldPairWhileTheNewOneIsHalfThere) {
  auto loaded = ServerCertificate::Load(Files());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  ServerCertificate& certificate = **loaded;
  const auto first = certificate.Current();
  EXPECT_EQ(first->cert, Fixture("one.pem"));
  EXPECT_TRUE(certificate.Check().ok());

  Put("cert.pem", Fixture("two.pem"));
  EXPECT_EQ(certificate.Current(), first);
  const absl::Status half = certificate.Check();
  EXPECT_EQ(half.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(half.message()), HasSubstr("is not the key of"));

  Put("key.pem", Fixture("two.key"));
  const auto second = certificate.Current();
  EXPECT_EQ(second->cert, Fixture("two.pem"));
  EXPECT_EQ(second->key, Fixture("two.key"));
  EXPECT_NE(second->version, first->version);
  EXPECT_TRUE(certificate.Check().ok());

  for (const char* name : {"cert.pem", "key.pem", "ca.pem"}) {
    unlink(absl::StrCat(folder_, "/", name).c_str());
    EXPECT_EQ(certificate.Current(), second);
    EXPECT_FALSE(certificate.Check().ok());
  }
}

}  // namespace
}  // namespace regisseur

#include "core/evidence/signature.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regisseur {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// RFC 8032 §7.1, test 2.
constexpr char kSecret[] =
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
constexpr char kPublic[] =
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr char kMessage[] = "72";
constexpr char kSignature[] =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

// RFC 8410 §7: what stands before the 32 bytes of the key.
std::string Pem(absl::string_view secret_hex) {
  return absl::StrCat(
      "-----BEGIN PRIVATE KEY-----\n",
      absl::Base64Escape(
          absl::HexStringToBytes("302e020100300506032b657004220420") +
          absl::HexStringToBytes(secret_hex)),
      "\n-----END PRIVATE KEY-----\n");
}

TEST(SignatureTest, SignsAsTheStandardDoes) {
  const auto key = SigningKey::Parse(Pem(kSecret));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ((*key)->verifying_key().hex(), kPublic);
  const std::string message = absl::HexStringToBytes(kMessage);
  EXPECT_EQ(absl::BytesToHexString((*key)->Sign(message)), kSignature);
  EXPECT_EQ((*key)->pem(), Pem(kSecret));
}

TEST(SignatureTest, VerifiesOnlyWhatWasSigned) {
  const VerifyingKey key = *VerifyingKey::Parse(kPublic);
  const std::string message = absl::HexStringToBytes(kMessage);
  const std::string signature = absl::HexStringToBytes(kSignature);
  EXPECT_TRUE(key.Verify(message, signature));
  EXPECT_FALSE(key.Verify("other", signature));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string bent = signature;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    EXPECT_FALSE(key.Verify(message, bent)) << i;
  }
  EXPECT_FALSE(key.Verify(message, ""));
  EXPECT_FALSE(
      SigningKey::Generate()->verifying_key().Verify(message, signature));
}

TEST(SignatureTest, KeysComeBackFromText) {
  const std::unique_ptr<SigningKey> key = SigningKey::Generate();
  const VerifyingKey known = key->verifying_key();
  EXPECT_EQ(*VerifyingKey::Parse(known.pem()), known);
  EXPECT_EQ(*VerifyingKey::Parse(known.hex()), known);
  EXPECT_EQ((*SigningKey::Parse(key->pem()))->verifying_key(), known);
}

TEST(SignatureTest, RefusesWhatIsNoKey) {
  for (const char* text : {"", "secret-text",
                           "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC "
                           "KEY-----\n"}) {
    EXPECT_EQ(VerifyingKey::Parse(text).status().code(),
              absl::StatusCode::kInvalidArgument);
    const absl::Status refused = SigningKey::Parse(text).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("secret-text")));
  }
}

}  // namespace
}  // namespace regisseur

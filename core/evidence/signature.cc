#include "core/evidence/signature.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "core/base/status_macros.h"
#include "core/evidence/sha256.h"

namespace regisseur {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Bio = std::unique_ptr<BIO, FreeBio>;

// What fails only without memory or without the library.
void Require(bool done) {
  if (!done) std::abort();
}

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Bio ReadingBio(absl::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string Written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);  // NOLINT: OpenSSL's type
  return std::string(data, static_cast<size_t>(size));
}

std::string RawPublic(EVP_PKEY* key) {
  std::string bytes(VerifyingKey::kBytes, '\0');
  size_t size = bytes.size();
  Require(EVP_PKEY_get_raw_public_key(
              key, reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1);
  return bytes;
}

// A key asked for in a prompt would stop the daemon: there is none to type.
int NoPassphrase(char*, int, int, void*) { return 0; }

}  // namespace

absl::StatusOr<VerifyingKey> VerifyingKey::FromBytes(absl::string_view bytes) {
  if (bytes.size() != kBytes) {
    return absl::InvalidArgumentError("a public key of Ed25519 is 32 bytes");
  }
  return VerifyingKey(std::string(bytes));
}

absl::StatusOr<VerifyingKey> VerifyingKey::Parse(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (const std::optional<Sha256> raw = HashFromHex(text)) {
    return FromBytes(ToBytes(*raw));
  }
  const Bio bio = ReadingBio(text);
  const Key key(
      PEM_read_bio_PUBKEY(bio.get(), nullptr, &NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError(
        "not a public key of Ed25519: write -----BEGIN PUBLIC KEY----- or 64 "
        "hexadecimal digits, as `regisseur audit key` gives it");
  }
  return VerifyingKey(RawPublic(key.get()));
}

bool VerifyingKey::Verify(absl::string_view message,
                          absl::string_view signature) const {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                            Bytes(bytes_), bytes_.size()));
  if (key == nullptr || signature.size() != 64) return false;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  Require(context != nullptr);
  const absl::Cleanup free_context = [&] { EVP_MD_CTX_free(context); };
  const bool good =
      EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key.get()) ==
          1 &&
      EVP_DigestVerify(context, Bytes(signature), signature.size(),
                       Bytes(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

std::string VerifyingKey::hex() const { return absl::BytesToHexString(bytes_); }

std::string VerifyingKey::pem() const {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                            Bytes(bytes_), bytes_.size()));
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(key != nullptr && PEM_write_bio_PUBKEY(bio.get(), key.get()) == 1);
  return Written(bio.get());
}

class SigningKey::Impl {
 public:
  explicit Impl(Key key) : key(std::move(key)) {}
  const Key key;
};

SigningKey::SigningKey(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SigningKey::~SigningKey() = default;

std::unique_ptr<SigningKey> SigningKey::Generate() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  Require(key != nullptr);
  return std::unique_ptr<SigningKey>(
      new SigningKey(std::make_unique<Impl>(std::move(key))));
}

absl::StatusOr<std::unique_ptr<SigningKey>> SigningKey::Parse(
    absl::string_view pem) {
  const Bio bio = ReadingBio(pem);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError(
        "not a private key of Ed25519 without passphrase; `openssl genpkey "
        "-algorithm ed25519` makes one");
  }
  return std::unique_ptr<SigningKey>(
      new SigningKey(std::make_unique<Impl>(std::move(key))));
}

std::string SigningKey::Sign(absl::string_view message) const {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  Require(context != nullptr);
  const absl::Cleanup free_context = [&] { EVP_MD_CTX_free(context); };
  std::string signature(64, '\0');
  size_t size = signature.size();
  Require(EVP_DigestSignInit(context, nullptr, nullptr, nullptr,
                             impl_->key.get()) == 1);
  Require(EVP_DigestSign(context,
                         reinterpret_cast<unsigned char*>(signature.data()),
                         &size, Bytes(message), message.size()) == 1);
  return signature;
}

VerifyingKey SigningKey::verifying_key() const {
  return *VerifyingKey::FromBytes(RawPublic(impl_->key.get()));
}

std::string SigningKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PKCS8PrivateKey(bio.get(), impl_->key.get(), nullptr,
                                        nullptr, 0, nullptr, nullptr) == 1);
  return Written(bio.get());
}

}  // namespace regisseur

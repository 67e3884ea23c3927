#include "core/evidence/sha256.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "absl/strings/escaping.h"

namespace regisseur {
namespace {

// OpenSSL fails at SHA-256 only without memory or without its library.
void Require(bool done) {
  if (!done) std::abort();
}

}  // namespace

std::string ToHex(const Sha256& hash) {
  return absl::BytesToHexString(ToBytes(hash));
}

absl::string_view ToBytes(const Sha256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Sha256 HashFromBytes(absl::string_view bytes) {
  Sha256 hash{};
  std::memcpy(hash.data(), bytes.data(), std::min(bytes.size(), hash.size()));
  return hash;
}

std::optional<Sha256> HashFromHex(absl::string_view hex) {
  const bool digits =
      hex.size() == 64 && std::all_of(hex.begin(), hex.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      });
  if (!digits) return std::nullopt;
  return HashFromBytes(absl::HexStringToBytes(hex));
}

class Sha256Hasher::Impl {
 public:
  Impl()
      : context_(EVP_MD_CTX_new()),
        digest_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
    Require(context_ != nullptr && digest_ != nullptr);
  }
  ~Impl() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(digest_);
  }

  void Start() { Require(EVP_DigestInit_ex2(context_, digest_, nullptr) == 1); }
  void Add(absl::string_view bytes) {
    Require(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1);
  }
  Sha256 Finish() {
    Sha256 hash;
    Require(EVP_DigestFinal_ex(context_, hash.data(), nullptr) == 1);
    return hash;
  }

 private:
  EVP_MD_CTX* const context_;
  // Fetched once: looking it up at each hash costs more than a short hash.
  EVP_MD* const digest_;
};

Sha256Hasher::Sha256Hasher() : impl_(std::make_unique<Impl>()) {}
Sha256Hasher::~Sha256Hasher() = default;

Sha256 Sha256Hasher::Hash(absl::string_view bytes) {
  impl_->Start();
  impl_->Add(bytes);
  return impl_->Finish();
}

void Sha256Hasher::Start() { impl_->Start(); }
void Sha256Hasher::Add(absl::string_view bytes) { impl_->Add(bytes); }
Sha256 Sha256Hasher::Finish() { return impl_->Finish(); }

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                     static_cast<int>(count)) == 1);
  return bytes;
}

}  // namespace regisseur

#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// Ed25519 (RFC 8032), the pure form, through OpenSSL.

// Checks signatures. A value.
class VerifyingKey {
 public:
  static constexpr size_t kBytes = 32;

  // INVALID_ARGUMENT unless it is 32 bytes.
  static absl::StatusOr<VerifyingKey> FromBytes(absl::string_view bytes);
  // Reads `-----BEGIN PUBLIC KEY-----`, or 64 hexadecimal digits.
  static absl::StatusOr<VerifyingKey> Parse(absl::string_view text);

  bool Verify(absl::string_view message, absl::string_view signature) const;

  absl::string_view bytes() const { return bytes_; }
  std::string hex() const;
  // SubjectPublicKeyInfo, as other programs read it.
  std::string pem() const;
  friend bool operator==(const VerifyingKey&, const VerifyingKey&) = default;

 private:
  explicit VerifyingKey(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string bytes_;
};

// Signs. Thread-safe. Its text is a secret: it goes to one file and nowhere
// else.
class SigningKey {
 public:
  static std::unique_ptr<SigningKey> Generate();
  // Reads `-----BEGIN PRIVATE KEY-----` (PKCS #8). INVALID_ARGUMENT for
  // anything but an Ed25519 key; the message never repeats the text.
  static absl::StatusOr<std::unique_ptr<SigningKey>> Parse(
      absl::string_view pem);
  ~SigningKey();

  // 64 bytes.
  std::string Sign(absl::string_view message) const;
  VerifyingKey verifying_key() const;
  std::string pem() const;

 private:
  class Impl;
  explicit SigningKey(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur

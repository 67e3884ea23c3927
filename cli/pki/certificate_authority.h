#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// A certificate with its key, both in PEM.
struct CertificatePair {
  std::string cert;
  std::string key;
  absl::Time until;
};

// What a certificate has to say.
struct CertificateWish {
  std::string name;  // common name of its subject
  std::string path;  // of its SPIFFE id: `adapter/shop`
  // Further names: `DNS:host`, `IP:address`, or either without the word.
  std::vector<std::string> hosts;
  bool server = false;  // may be called
  bool client = false;  // may call
  absl::Time from;
  absl::Time until;  // at the latest when the authority itself ends
};

// One that signs certificates: EC P-256 with SHA-256, each with one SPIFFE id
// in the authority's trust domain and for one purpose. Immutable; the key
// stays in memory while it lives.
class CertificateAuthority {
 public:
  // A new one. INVALID_ARGUMENT for a name or trust domain that cannot stand
  // in a certificate.
  static absl::StatusOr<CertificateAuthority> Make(
      const std::string& name, const std::string& trust_domain, absl::Time from,
      absl::Time until);
  // One that Make made. INVALID_ARGUMENT for anything else.
  static absl::StatusOr<CertificateAuthority> Parse(absl::string_view cert_pem,
                                                    absl::string_view key_pem);
  CertificateAuthority(CertificateAuthority&&);
  ~CertificateAuthority();

  // INVALID_ARGUMENT for names that cannot stand in a certificate,
  // FAILED_PRECONDITION when the authority ended.
  absl::StatusOr<CertificatePair> Issue(const CertificateWish& wish) const;
  // The same certificate, of another time and for a new key.
  absl::StatusOr<CertificatePair> Renew(absl::string_view cert_pem,
                                        absl::Time from,
                                        absl::Time until) const;

  // Its own.
  CertificatePair Own() const;
  // `spiffe://example.nl/adapter/shop`.
  std::string SpiffeId(absl::string_view path) const;

 private:
  struct Impl;
  explicit CertificateAuthority(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regisseur

#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace regisseur {

// What a certificate says of itself. That it is genuine is for TLS to establish
// before anybody reads this.
struct Certificate {
  // Its alternative names that are URIs, in its order.
  std::vector<std::string> uris;
  // Those of them that begin with `spiffe://`. SPIFFE allows one
  // (X.509-SVID 2).
  std::vector<std::string> spiffe_ids;
  // As RFC 2253 writes it: `CN=agent,O=Example`.
  std::string subject;
  std::vector<std::string> common_names;  // of the subject
  absl::Time from = absl::InfinitePast();
  absl::Time until = absl::InfinitePast();
};

// Reads the first certificate of a PEM text. INVALID_ARGUMENT when there is
// none.
absl::StatusOr<Certificate> ParseCertificate(absl::string_view pem);

// A text in PEM, and what people call the place that it came from: a path, or
// an option with its path.
struct NamedPem {
  std::string name;
  std::string pem;
};

// OK when `cert` begins with a certificate whose key is in `key`, and what
// follows in it are certificates too. FAILED_PRECONDITION that names the place
// and what is wrong there: TLS libraries say only later, and only that no
// handshake succeeds. A key behind a passphrase is refused, not asked for.
absl::Status CheckKeyPair(const NamedPem& cert, const NamedPem& key);

// OK when there is at least one certificate and nothing that is broken.
// FAILED_PRECONDITION that names the place.
absl::Status CheckAuthorities(const NamedPem& ca);

}  // namespace regisseur

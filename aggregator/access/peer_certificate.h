#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regisseur {

// What a certificate says of who shows it. That it is genuine is for TLS to
// establish before anybody reads this.
struct PeerCertificate {
  // Its names of the form `spiffe://…`. SPIFFE allows one; with more it is
  // nobody's.
  std::vector<std::string> spiffe_ids;
  // As RFC 2253 writes it: `CN=agent,O=Example`.
  std::string subject;

  // True when it is `name`: its one SPIFFE id, or, for a certificate without
  // any, its subject. Never by a part of either.
  bool Is(absl::string_view name) const;
};

// Reads the first certificate of a PEM text. INVALID_ARGUMENT when there is
// none.
absl::StatusOr<PeerCertificate> ParsePeerCertificate(absl::string_view pem);

}  // namespace regisseur

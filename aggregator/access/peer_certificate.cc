#include "aggregator/access/peer_certificate.h"

#include <utility>

#include "core/base/status_macros.h"
#include "core/certificate/certificate.h"

namespace regisseur {

bool PeerCertificate::Is(absl::string_view name) const {
  if (name.empty()) return false;
  if (!spiffe_ids.empty()) {
    return spiffe_ids.size() == 1 && spiffe_ids.front() == name;
  }
  return subject == name;
}

absl::StatusOr<PeerCertificate> ParsePeerCertificate(absl::string_view pem) {
  ASSIGN_OR_RETURN(Certificate read, ParseCertificate(pem));
  return PeerCertificate{std::move(read.spiffe_ids), std::move(read.subject)};
}

}  // namespace regisseur

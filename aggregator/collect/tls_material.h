#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/portfolio/portfolio.h"

namespace regisseur {

// What the certificate files of a source hold, in PEM.
struct TlsMaterial {
  std::string ca;
  std::string cert;
  std::string key;

  bool operator==(const TlsMaterial&) const = default;
};

// Reads the files and makes sure that they can be used: certificates in `ca`, a
// certificate in `cert` that is valid at `now`, and its key in `key`.
// FAILED_PRECONDITION that names the file and what is wrong with it: gRPC
// itself only says later that no handshake succeeds.
absl::StatusOr<TlsMaterial> ReadTlsMaterial(const TlsFiles& files,
                                            absl::Time now);

// Whether a certificate in PEM, whose signature was checked, shows the identity
// `peer`: a SPIFFE URI (the only URI that it may have, X.509-SVID 2), else the
// common name of its subject. FAILED_PRECONDITION that names what it shows.
absl::Status CheckPeer(const std::string& cert, const std::string& peer);

// Shakes hands with a remote adapter once more, only to find out why it does
// not work: OK when it does or when `endpoint` has no host and port.
// UNAVAILABLE when nobody answers within `timeout`; FAILED_PRECONDITION when
// one side refuses the other's certificate, with the reason.
absl::Status DiagnoseTls(const std::string& endpoint,
                         const TlsMaterial& material, const std::string& peer,
                         absl::Duration timeout);

}  // namespace regisseur

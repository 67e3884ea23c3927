#pragma once

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "services/probe/host_port.h"
#include "services/probe/probe.h"

namespace regisseur::probe {

// What a server's certificate has to be.
struct CertificateExpectation {
  std::string name;                            // that it has to carry
  absl::Duration warn = absl::Hours(24 * 14);  // left, below it is degraded
};

// Whether a server shows a certificate that is valid, of a known authority,
// carries its name, and for how long.
class TlsProbe final : public Probe {
 public:
  TlsProbe(HostPort where, CertificateExpectation expectation)
      : where_(std::move(where)), expectation_(std::move(expectation)) {}
  ProbeResult Try(const ProbeLimits& limits) const override;

 private:
  const HostPort where_;
  const CertificateExpectation expectation_;
};

}  // namespace regisseur::probe

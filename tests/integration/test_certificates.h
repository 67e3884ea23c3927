#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "openssl/types.h"

namespace regisseur {

// A certificate with its key, in PEM.
struct TestCertificate {
  std::string cert;
  std::string key;
};

// A certificate authority for one test.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name);
  ~TestAuthority();

  // Signs a certificate for `name` with the alternative names of `alternative`
  // in OpenSSL's words ("DNS:localhost,URI:spiffe://example/a"), valid until
  // `until`.
  TestCertificate Issue(const std::string& name,
                        const std::string& alternative = "DNS:localhost",
                        absl::Time until = absl::Now() + absl::Hours(1)) const;
  const std::string& cert() const { return cert_; }

 private:
  std::string cert_;
  EVP_PKEY* key_;
  X509* own_;
};

// Writes `content` where it can be renamed to in one step.
void WriteFile(const std::string& path, absl::string_view content);

}  // namespace regisseur

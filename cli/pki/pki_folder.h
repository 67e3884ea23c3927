#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/pki/certificate_authority.h"

namespace regisseur {

// A folder of certificates, with two authorities:
// - `ca` for the daemon and for those who call it;
// - `adapters-ca` for adapters and for the daemon when it calls them. An
//   adapter answers every caller of the authority that it trusts, so nobody
//   but the daemon may have a caller's certificate of this one.
// X.pem (0644) is a certificate, X.key (0600) its key. Nothing that is there is
// ever written over; a renewal takes the place of the old pair in two renames.
class PkiFolder {
 public:
  explicit PkiFolder(std::string path) : path_(std::move(path)) {}

  // A pair of files and what it is for.
  struct Entry {
    std::string name;
    CertificatePair pair;
    std::string purpose;
  };

  // Writes all of them, or none. The folder is made (0700) where it is not
  // there. FAILED_PRECONDITION when one of the files is there already.
  absl::Status AddAll(const std::vector<Entry>& entries) const;
  // Puts one in the place of another, whose owners and modes its files keep.
  // PERMISSION_DENIED when they cannot be given away.
  absl::Status Replace(const Entry& entry) const;

  // NOT_FOUND when it is not there.
  absl::StatusOr<CertificateAuthority> ReadAuthority(
      const std::string& name) const;
  absl::StatusOr<std::string> ReadCertificate(const std::string& name) const;

  std::string CertPath(const std::string& name) const;
  std::string KeyPath(const std::string& name) const;

 private:
  std::string path_;
};

// The table that the verbs end with: files, purpose, last day.
std::string RenderEntries(const std::vector<PkiFolder::Entry>& entries);

// When a certificate made now begins and ends. It begins an hour ago: clocks of
// partners may be late by that. INVALID_ARGUMENT for days that are no number
// from 1 to 36500.
struct Validity {
  absl::Time from;
  absl::Time until;
};
absl::StatusOr<Validity> ValidityOf(const std::string& days, absl::Time now);

inline constexpr char kCallersAuthority[] = "ca";
inline constexpr char kAdaptersAuthority[] = "adapters-ca";

}  // namespace regisseur

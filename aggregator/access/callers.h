#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "aggregator/access/peer_certificate.h"
#include "core/base/clock.h"
#include "core/principal/identity.h"
#include "core/principal/identity_proxy.h"

namespace regisseur {

// What a server knows of who called.
struct CallerEvidence {
  enum class Transport {
    kUnixSocket,  // our own, which only the daemon's user can open
    kTcp,
    kProxySocket,  // the one of the identity proxy
  };
  Transport transport = Transport::kTcp;
  // The peer's IP address without its port; empty on a Unix socket.
  std::string address;
  // What TLS found genuine; absent when none was shown.
  std::optional<PeerCertificate> certificate;
  // Those headers of the request that Callers::IsOfInterest, as they came,
  // names in lower case.
  std::vector<std::pair<std::string, std::string>> headers;
};

// Who is who. Thread-safe.
class Callers final : public IdentityDirectory {
 public:
  // `clock` must outlive it.
  explicit Callers(const Clock& clock) : clock_(clock) {}

  // The identities and the proxy of the configuration; replaces those before.
  void Configure(std::vector<Identity> identities,
                 std::optional<IdentityProxy> proxy);
  // The identities that were made while running; replaces those before.
  void SetStored(std::vector<Identity> identities);

  // True once there is anybody to tell apart: an identity, also one that ended,
  // or a proxy. From then on nobody is the administrator just by being on the
  // machine.
  bool any() const;
  // True for a header that says who calls, by its name in any case.
  bool IsOfInterest(absl::string_view header) const;

  // Who called. Without identities everyone on loopback is the administrator
  // (DECISIONS 26). Our own Unix socket stays the administrator's: who can open
  // it can open the data too. Otherwise a person of the proxy, the holder of a
  // token, or of a certificate, in this order.
  //
  // UNAUTHENTICATED for anybody else, with the same words for a token that is
  // unknown, proposed, expired or revoked. PERMISSION_DENIED for a header of
  // the proxy that did not come from it, and for a person without a known
  // group.
  absl::StatusOr<Principal> Identify(const CallerEvidence& evidence);

  // Every identity, those of the configuration first, with their last use.
  std::vector<Identity> List() const;
  std::optional<Identity> Find(absl::string_view id) const override;
  bool ConfiguresAnAdministrator() const override;
  // When stored identities last called, where that is later by a minute or more
  // than what SetStored said.
  std::map<std::string, absl::Time> NewUses() const;

 private:
  struct Known {
    std::vector<Identity> configured;
    std::vector<Identity> stored;
    std::optional<IdentityProxy> proxy;
    bool any() const {
      return !configured.empty() || !stored.empty() || proxy.has_value();
    }
  };

  std::shared_ptr<const Known> known() const {
    absl::MutexLock lock(&mutex_);
    return known_;
  }
  // Remembers that it called now.
  Principal Used(Principal who, const char* via);

  const Clock& clock_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Known> known_ ABSL_GUARDED_BY(mutex_) =
      std::make_shared<const Known>();
  std::map<std::string, absl::Time> uses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "core/principal/principal.h"

namespace regisseur {

// Somebody who may call: who it is, how it proves that, and for how long.
struct Identity {
  enum class State { kActive, kProposed, kExpired, kRevoked };

  // With the limit that it has once it is approved.
  Principal who;
  // The certificate that it shows: a SPIFFE id (`spiffe://…`) or a subject as
  // RFC 2253 writes it (`CN=agent,O=Example`). Only of the configuration.
  std::string certificate;
  // SHA-256 of its token, 32 bytes; empty without one.
  std::string token_sha256;
  // True when the configuration names it.
  bool configured = false;
  absl::Time created;
  std::string created_by;  // an identity
  bool needs_approval = false;
  std::string approved_by;  // an identity; empty while it waits
  absl::Time expires = absl::InfiniteFuture();
  std::optional<absl::Time> revoked;
  std::optional<absl::Time> last_used;
  // Who deputises for it, and until when. Only of the configuration.
  struct Deputation {
    std::string deputy;  // an identity
    absl::Time until;
  };
  std::vector<Deputation> deputies;

  State StateAt(absl::Time moment) const {
    if (revoked.has_value()) return State::kRevoked;
    if (moment >= expires) return State::kExpired;
    if (needs_approval && approved_by.empty()) return State::kProposed;
    return State::kActive;
  }
};

// Looks identities up. Thread-safe.
class IdentityDirectory {
 public:
  virtual ~IdentityDirectory() = default;
  // Who somebody is, whether it can call or not; absent when nobody.
  virtual std::optional<Identity> Find(absl::string_view id) const = 0;
  // True when the configuration makes somebody an administrator.
  virtual bool ConfiguresAnAdministrator() const = 0;
};

// OK when role, kind, scope and limit fit each other: a provider names its
// provider, an owner its owner, nobody else anything; only a person has a
// limit, and only one whose role decides. INVALID_ARGUMENT with the field
// otherwise.
absl::Status CheckPrincipal(const Principal& who);

// True for the roles that can bind the organisation: cio, contract_manager,
// controller, owner.
bool MayDecide(Principal::Role role);

}  // namespace regisseur

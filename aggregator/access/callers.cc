#include "aggregator/access/callers.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "aggregator/access/proxy_person.h"
#include "aggregator/access/token.h"
#include "core/base/loopback_address.h"

namespace regisseur {
namespace {

constexpr absl::string_view kAuthorization = "authorization";

// The one value of a header. INVALID_ARGUMENT for a header that comes twice:
// two readers could believe two different ones.
absl::StatusOr<std::optional<std::string>> HeaderOf(
    const CallerEvidence& evidence, absl::string_view name) {
  std::optional<std::string> value;
  for (const auto& [header, text] : evidence.headers) {
    if (header != name) continue;
    if (value.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the header ", name, " comes more than once"));
    }
    value = text;
  }
  return value;
}

// Its one sentence for every token that is good for nothing, so that nobody
// learns which tokens there were.
absl::Status NoSuchToken() {
  return absl::UnauthenticatedError(
      "this token is not known, not approved yet, expired or revoked");
}

absl::Status NoIdentity(const PeerCertificate& certificate) {
  const std::vector<std::string>& ids = certificate.spiffe_ids;
  if (ids.size() > 1) {
    return absl::UnauthenticatedError(absl::StrCat(
        "this certificate shows ", ids.size(), " SPIFFE ids (",
        absl::StrJoin(ids, ", "),
        "), and one that shows several is nobody's; have one issued with a "
        "single id"));
  }
  return absl::UnauthenticatedError(absl::StrCat(
      "this certificate (", ids.empty() ? certificate.subject : ids.front(),
      ") is no identity here; `identities` of the configuration names them"));
}

}  // namespace

void Callers::Configure(std::vector<Identity> identities,
                        std::optional<IdentityProxy> proxy) {
  absl::MutexLock lock(&mutex_);
  auto changed = std::make_shared<Known>(*known_);
  changed->configured = std::move(identities);
  changed->proxy = std::move(proxy);
  known_ = std::move(changed);
}

void Callers::SetStored(std::vector<Identity> identities) {
  absl::MutexLock lock(&mutex_);
  auto changed = std::make_shared<Known>(*known_);
  changed->stored = std::move(identities);
  known_ = std::move(changed);
}

bool Callers::any() const { return known()->any(); }

bool Callers::IsOfInterest(absl::string_view header) const {
  if (absl::EqualsIgnoreCase(header, kAuthorization)) return true;
  const std::shared_ptr<const Known> known = this->known();
  // Without a proxy the usual names are refused all the same: whoever sends
  // them believes that there is one.
  const IdentityProxy usual;
  const IdentityProxy& proxy = known->proxy.has_value() ? *known->proxy : usual;
  return absl::EqualsIgnoreCase(header, proxy.user_header) ||
         absl::EqualsIgnoreCase(header, proxy.groups_header);
}

absl::StatusOr<Principal> Callers::Identify(const CallerEvidence& evidence) {
  using Transport = CallerEvidence::Transport;
  const std::shared_ptr<const Known> known = this->known();
  const absl::Time now = clock_.Now();

  const bool from_proxy =
      known->proxy.has_value() &&
      (evidence.transport == Transport::kProxySocket ||
       (evidence.certificate.has_value() &&
        evidence.certificate->Is(known->proxy->certificate)));
  if (from_proxy) {
    const auto user = HeaderOf(evidence, known->proxy->user_header);
    if (!user.ok()) return user.status();
    const auto groups = HeaderOf(evidence, known->proxy->groups_header);
    if (!groups.ok()) return groups.status();
    absl::StatusOr<Principal> person =
        PersonOfProxy(*known->proxy, user->value_or(""), groups->value_or(""));
    if (person.ok()) person->via = "proxy";
    return person;
  }
  for (const auto& [header, text] : evidence.headers) {
    if (header == kAuthorization) continue;
    return absl::PermissionDeniedError(absl::StrCat(
        "the header ", header,
        " is accepted from the identity proxy only; leave it out"));
  }

  const auto authorization = HeaderOf(evidence, kAuthorization);
  if (!authorization.ok()) return authorization.status();
  if (authorization->has_value()) {
    absl::string_view token = **authorization;
    if (token.size() < 7 ||
        !absl::EqualsIgnoreCase(token.substr(0, 7), "Bearer ")) {
      return absl::UnauthenticatedError(
          "the header authorization has to be `Bearer TOKEN`");
    }
    token.remove_prefix(7);
    if (!LooksLikeToken(token)) return NoSuchToken();
    const std::string hash = HashToken(token);
    const Identity* holder = nullptr;
    for (const Identity& identity : known->stored) {
      if (SameHash(identity.token_sha256, hash)) holder = &identity;
    }
    if (holder == nullptr || holder->StateAt(now) != Identity::State::kActive) {
      return NoSuchToken();
    }
    return Used(holder->who, "token");
  }

  if (evidence.certificate.has_value()) {
    for (const Identity& identity : known->configured) {
      if (!evidence.certificate->Is(identity.certificate)) continue;
      if (identity.StateAt(now) != Identity::State::kActive) break;
      return Used(identity.who, "certificate");
    }
    return NoIdentity(*evidence.certificate);
  }

  if (evidence.transport == Transport::kUnixSocket) {
    Principal local = Principal::LocalAdministrator();
    local.via = "socket";
    return local;
  }
  if (!known->any() && evidence.transport == Transport::kTcp &&
      IsLoopbackAddress(evidence.address)) {
    Principal local = Principal::LocalAdministrator();
    local.via = "loopback";
    return local;
  }
  if (known->any()) {
    return absl::UnauthenticatedError(
        "say who you are, with a token (`authorization: Bearer …`) or a "
        "certificate");
  }
  return absl::UnauthenticatedError(
      absl::StrCat("a caller from ", evidence.address,
                   " has to identify itself, and no identities are configured; "
                   "call from the machine itself"));
}

Principal Callers::Used(Principal who, const char* via) {
  who.via = via;
  absl::MutexLock lock(&mutex_);
  uses_[who.identity] = clock_.Now();
  return who;
}

std::vector<Identity> Callers::List() const {
  const std::shared_ptr<const Known> known = this->known();
  std::vector<Identity> all = known->configured;
  all.insert(all.end(), known->stored.begin(), known->stored.end());
  absl::MutexLock lock(&mutex_);
  for (Identity& identity : all) {
    const auto used = uses_.find(identity.who.identity);
    if (used != uses_.end() && (!identity.last_used.has_value() ||
                                *identity.last_used < used->second)) {
      identity.last_used = used->second;
    }
  }
  return all;
}

std::optional<Identity> Callers::Find(absl::string_view id) const {
  for (Identity& identity : List()) {
    if (identity.who.identity == id) return std::move(identity);
  }
  return std::nullopt;
}

bool Callers::ConfiguresAnAdministrator() const {
  constexpr auto kAdministrator = Principal::Role::kAdministrator;
  const std::shared_ptr<const Known> known = this->known();
  for (const Identity& identity : known->configured) {
    if (identity.who.role == kAdministrator) return true;
  }
  if (!known->proxy.has_value()) return false;
  for (const auto& [group, grant] : known->proxy->groups) {
    if (grant.role == kAdministrator) return true;
  }
  return false;
}

std::map<std::string, absl::Time> Callers::NewUses() const {
  const std::shared_ptr<const Known> known = this->known();
  std::map<std::string, absl::Time> uses;
  absl::MutexLock lock(&mutex_);
  for (const Identity& identity : known->stored) {
    const auto used = uses_.find(identity.who.identity);
    if (used == uses_.end()) continue;
    if (!identity.last_used.has_value() ||
        used->second - *identity.last_used >= absl::Minutes(1)) {
      uses[used->first] = used->second;
    }
  }
  return uses;
}

}  // namespace regisseur

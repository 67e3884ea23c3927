#include "aggregator/changes/identity_changes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "aggregator/changes/deputy.h"
#include "core/base/status_macros.h"
#include "core/principal/binding_act.h"

namespace regisseur {
namespace {

constexpr absl::Duration kLongestLife = absl::Hours(400 * 24);
constexpr size_t kMostNameBytes = 200;

}  // namespace

Act IdentityChanges::ActOf(const Request& request,
                           const std::string& id) const {
  Act act;
  act.method = request.method;
  act.request_id = request.id;
  act.content = request.content;
  act.subject = absl::StrCat("identity ", id);
  return act;
}

absl::StatusOr<IdentityChanges::Created> IdentityChanges::Create(
    const Principal& who, const Request& request, Identity identity) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  RETURN_IF_ERROR(CheckPrincipal(identity.who));
  const absl::Time now = clock_.Now();
  if (identity.who.name.size() > kMostNameBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("name: longer than ", kMostNameBytes, " bytes"));
  }
  if (identity.expires <= now || identity.expires > now + kLongestLife) {
    return absl::InvalidArgumentError(
        "expire_time: has to lie in the future, at most 400 days from now");
  }
  identity.created = now;
  identity.created_by = who.identity;
  identity.needs_approval = identity.who.limit.has_value();
  identity.approved_by.clear();

  ASSIGN_OR_RETURN(
      const Acts::Done done,
      acts_.Do(
          who, ActOf(request, identity.who.identity),
          [&](Transaction& transaction,
              Act& act) -> absl::StatusOr<std::string> {
            const bool administers =
                identity.who.role == Principal::Role::kAdministrator;
            if (!administers && !directory_.ConfiguresAnAdministrator()) {
              ASSIGN_OR_RETURN(const bool any,
                               store_.HasAdministrator(transaction, now));
              if (!any) {
                return absl::FailedPreconditionError(
                    "role: the first identity has to be an administrator; "
                    "once there is an identity nobody is administrator just "
                    "by being on this machine, and nobody could make "
                    "another");
              }
            }
            act.arguments = {
                {"role", std::string(RoleWord(identity.who.role))},
                {"kind", std::string(PrincipalKindWord(identity.who.kind))},
                {"scope", identity.who.scope}};
            if (identity.who.limit.has_value()) {
              act.arguments.emplace_back(
                  "limit", absl::StrCat(identity.who.limit->amount.ToString(),
                                        " ", identity.who.limit->currency));
            }
            act.personal = {{"name", identity.who.name}};
            RETURN_IF_ERROR(store_.Insert(transaction, identity, act));
            return identity.who.identity;
          }));
  RETURN_IF_ERROR(Tell(who));
  ASSIGN_OR_RETURN(Identity made, Get(who, done.answer));
  return Created{.identity = std::move(made), .repeated = done.repeated};
}

absl::StatusOr<Identity> IdentityChanges::Approve(
    const Principal& who, const Request& request, const std::string& id,
    const std::string& on_behalf_of) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const std::optional<Deputy> deputy,
                   FindDeputy(directory_, who, on_behalf_of, now));
  Act act = ActOf(request, id);
  if (deputy.has_value()) {
    act.via = absl::StrCat("deputy of ", on_behalf_of);
  }
  RETURN_IF_ERROR(
      acts_
          .Do(who, std::move(act),
              [&](Transaction& transaction,
                  Act& told) -> absl::StatusOr<std::string> {
                ASSIGN_OR_RETURN(const Identity proposed,
                                 store_.Get(transaction, id));
                if (proposed.StateAt(now) != Identity::State::kProposed) {
                  return absl::FailedPreconditionError(absl::StrCat(
                      "id: identity ", id,
                      " does not wait for an approval; `identity list` shows "
                      "which do"));
                }
                if (id == who.identity) {
                  return absl::PermissionDeniedError(
                      "nobody approves a limit of its own");
                }
                RETURN_IF_ERROR(
                    CheckMayApprove({.what = "granting a limit",
                                     .amount = proposed.who.limit,
                                     .proposed_by = proposed.created_by,
                                     .proposed_for = ""},
                                    who, deputy, now));
                if (proposed.who.limit.has_value()) {
                  told.arguments = {
                      {"limit",
                       absl::StrCat(proposed.who.limit->amount.ToString(), " ",
                                    proposed.who.limit->currency)}};
                }
                RETURN_IF_ERROR(
                    store_.SetApproved(transaction, id, who.identity, told));
                return id;
              })
          .status());
  RETURN_IF_ERROR(Tell(who));
  return Get(who, id);
}

absl::StatusOr<Identity> IdentityChanges::Revoke(const Principal& who,
                                                 const Request& request,
                                                 const std::string& id) {
  RETURN_IF_ERROR(RequireRequestId(request.id));
  const std::optional<Identity> known = directory_.Find(id);
  if (known.has_value() && known->configured) {
    return absl::FailedPreconditionError(
        absl::StrCat("id: identity ", id,
                     " stands in the configuration; take it out there"));
  }
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(acts_
                      .Do(who, ActOf(request, id),
                          [&](Transaction& transaction,
                              Act& act) -> absl::StatusOr<std::string> {
                            ASSIGN_OR_RETURN(const Identity identity,
                                             store_.Get(transaction, id));
                            // When it ended first is when it ended.
                            if (!identity.revoked.has_value()) {
                              RETURN_IF_ERROR(
                                  store_.SetRevoked(transaction, id, now, act));
                            }
                            return id;
                          })
                      .status());
  RETURN_IF_ERROR(Tell(who));
  return Get(who, id);
}

absl::StatusOr<Identity> IdentityChanges::Get(const Principal& who,
                                              const std::string& id) {
  const std::optional<Identity> identity = directory_.Find(id);
  if (identity.has_value()) return *identity;
  return absl::InternalError(
      absl::StrCat("identity ", id, " was stored and is not known"));
}

absl::Status IdentityChanges::Tell(const Principal& who) {
  absl::MutexLock lock(&telling_);
  ASSIGN_OR_RETURN(std::vector<Identity> all, store_.List(who));
  changed_(std::move(all));
  return absl::OkStatus();
}

}  // namespace regisseur

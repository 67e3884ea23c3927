#pragma once

#include "absl/status/statusor.h"
#include "aggregator/access/callers.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/identity_changes.h"
#include "regisseur/identity/v1/identity.pb.h"

namespace regisseur {

// IdentityService. Thread-safe; what it is given must outlive it.
class IdentityHandlers {
 public:
  IdentityHandlers(const Answers& answers, const Callers& callers,
                   IdentityChanges& changes)
      : answers_(answers), callers_(callers), changes_(changes) {}

  void Register(MethodRegistry& methods);

 private:
  absl::StatusOr<identity::v1::ListIdentitiesResponse> List(
      const CallContext& call,
      const identity::v1::ListIdentitiesRequest& request) const;
  absl::StatusOr<identity::v1::CreateIdentityResponse> Create(
      const CallContext& call,
      const identity::v1::CreateIdentityRequest& request);

  const Answers& answers_;
  const Callers& callers_;
  IdentityChanges& changes_;
};

}  // namespace regisseur

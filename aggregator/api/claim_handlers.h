#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/changes/settling.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "regisseur/claim/v1/claim.pb.h"

namespace regisseur {

// ClaimService: the claim desk. Thread-safe; what it is given must outlive it.
class ClaimHandlers {
 public:
  // Without `settling` what changes something is UNIMPLEMENTED; without
  // `evidence` a bundle has no receipts.
  ClaimHandlers(const Answers& answers, Settling* settling,
                const EvidenceKeeper* evidence)
      : answers_(answers), settling_(settling), evidence_(evidence) {}

  void Register(MethodRegistry& methods);

 private:
  void RegisterMoves(MethodRegistry& methods);
  void RegisterWaivers(MethodRegistry& methods);
  absl::StatusOr<ClaimChanges*> Changes() const;
  absl::StatusOr<ClaimsAnswer> Find(const CallContext& call,
                                    const std::string& id) const;
  // The claim as it is now.
  absl::StatusOr<claim::v1::Claim> Changed(
      const CallContext& call, const absl::StatusOr<std::string>& id) const;
  absl::StatusOr<claim::v1::ListClaimsResponse> List(
      const CallContext& call,
      const claim::v1::ListClaimsRequest& request) const;
  absl::Status Export(
      const CallContext& call,
      const claim::v1::ExportClaimEvidenceRequest& request,
      const std::function<absl::Status(
          const claim::v1::ExportClaimEvidenceResponse&)>& write) const;
  absl::StatusOr<claim::v1::ReceiveCreditResponse> Receive(
      const CallContext& call, const claim::v1::ReceiveCreditRequest& request);

  const Answers& answers_;
  Settling* const settling_;
  const EvidenceKeeper* const evidence_;
};

}  // namespace regisseur

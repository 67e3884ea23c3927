#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/evidence/evidence_keeper.h"
#include "regisseur/evidence/v1/evidence.pb.h"

namespace regisseur {

// regisseur.evidence.v1.EvidenceService. Thread-safe.
class EvidenceHandlers {
 public:
  // `evidence` null: there is none, every call is UNIMPLEMENTED.
  EvidenceHandlers(const Answers& answers, EvidenceKeeper* evidence)
      : answers_(answers), evidence_(evidence) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<evidence::v1::ListActsResponse> ListActs(
      const CallContext& call,
      const evidence::v1::ListActsRequest& request) const;
  absl::StatusOr<evidence::v1::Receipt> GetReceipt(
      const CallContext& call,
      const evidence::v1::GetReceiptRequest& request) const;
  absl::StatusOr<evidence::v1::ListReceiptsResponse> ListReceipts(
      const CallContext& call,
      const evidence::v1::ListReceiptsRequest& request) const;
  absl::StatusOr<evidence::v1::ListSignedRootsResponse> ListSignedRoots(
      const CallContext& call,
      const evidence::v1::ListSignedRootsRequest& request) const;
  absl::StatusOr<evidence::v1::SignedRoot> CreateSignedRoot(
      const CallContext& call,
      const evidence::v1::CreateSignedRootRequest& request);
  absl::StatusOr<evidence::v1::SigningKey> GetSigningKey(
      const CallContext& call,
      const evidence::v1::GetSigningKeyRequest& request) const;
  absl::StatusOr<evidence::v1::VerifyEvidenceResponse> VerifyEvidence(
      const CallContext& call,
      const evidence::v1::VerifyEvidenceRequest& request) const;
  absl::Status ExportEvidence(
      const CallContext& call,
      const evidence::v1::ExportEvidenceRequest& request,
      const std::function<absl::Status(
          const evidence::v1::ExportEvidenceResponse&)>& write) const;
  absl::StatusOr<evidence::v1::ErasePersonalTextsResponse> ErasePersonalTexts(
      const CallContext& call,
      const evidence::v1::ErasePersonalTextsRequest& request);

 private:
  // The chains of a provider by its ids, the one that it has now last.
  std::vector<std::string> ChainsOf(const std::string& provider) const;
  absl::StatusOr<EvidenceKeeper*> Get() const;

  const Answers& answers_;
  EvidenceKeeper* const evidence_;
};

}  // namespace regisseur

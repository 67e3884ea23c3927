#pragma once

#include "absl/status/statusor.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/call_context.h"
#include "aggregator/api/method_registry.h"
#include "core/contract/contract_reader.h"
#include "core/register_sheet/sheet.h"
#include "regisseur/contract/v1/contract.pb.h"

namespace regisseur {

// regisseur.contract.v1.ContractService over the answers. Thread-safe.
class ContractHandlers {
 public:
  // Without readers the methods that need one are UNIMPLEMENTED.
  ContractHandlers(const Answers& answers, const ContractReader* reader,
                   const SheetReader* sheets)
      : answers_(answers), reader_(reader), sheets_(sheets) {}

  // Adds every method; this object must outlive the registry.
  void Register(MethodRegistry& methods);

  absl::StatusOr<contract::v1::ListContractsResponse> ListContracts(
      const CallContext& call,
      const contract::v1::ListContractsRequest& request) const;
  absl::StatusOr<contract::v1::Contract> GetContract(
      const CallContext& call,
      const contract::v1::GetContractRequest& request) const;
  absl::StatusOr<contract::v1::LintContractsResponse> LintContracts(
      const CallContext& call,
      const contract::v1::LintContractsRequest& request) const;
  absl::StatusOr<contract::v1::DiffContractResponse> DiffContract(
      const CallContext& call,
      const contract::v1::DiffContractRequest& request) const;
  absl::StatusOr<contract::v1::ListClauseGapsResponse> ListClauseGaps(
      const CallContext& call,
      const contract::v1::ListClauseGapsRequest& request) const;
  absl::StatusOr<contract::v1::DraftContractsResponse> DraftContracts(
      const CallContext& call,
      const contract::v1::DraftContractsRequest& request) const;
  absl::StatusOr<contract::v1::ReplayContractResponse> ReplayContract(
      const CallContext& call,
      const contract::v1::ReplayContractRequest& request) const;

 private:
  absl::Status RequireReader() const;

  const Answers& answers_;
  const ContractReader* const reader_;
  const SheetReader* const sheets_;
};

}  // namespace regisseur

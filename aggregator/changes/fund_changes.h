#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "aggregator/changes/partnership_act.h"
#include "aggregator/storage/fund_records.h"
#include "core/base/clock.h"
#include "core/contract/contract_history.h"

namespace regisseur {

// Draws on a joint fund and deposits into it: one side asks, the other agrees
// (core/partnership/fund.h). What is free is computed in the transaction in
// which somebody agrees, so that a fund is never overdrawn. Thread-safe.
class FundChanges {
 public:
  // What it is given must outlive it.
  FundChanges(Acts& acts, const MatterStore& store,
              const ContractHistory& contracts, const Clock& clock)
      : matters_{acts, store}, contracts_(contracts), clock_(clock) {}

  struct NewTransfer {
    TransferKind kind = TransferKind::kDraw;
    std::string amount;    // as it was written
    std::string currency;  // empty: that of the only fund
    std::string idea;      // of a draw
    std::string contract;  // of a deposit; may be empty
    std::string text;
  };
  // Asks for one; its id. INVALID_ARGUMENT naming the field; NOT_FOUND without
  // such a fund, idea or contract; FAILED_PRECONDITION for more than what is
  // free, and for an idea that is declined or realised.
  absl::StatusOr<std::string> Propose(const Principal& who,
                                      const MatterRequest& request,
                                      const PartnershipPlace& place,
                                      const NewTransfer& transfer);

  struct Step {
    std::string id;
    MatterMove move = MatterMove::kCommented;
    std::string text;
    bool internal = false;  // of a comment
  };
  // A step. FAILED_PRECONDITION where it stands elsewhere and for a draw of
  // more than what is free; PERMISSION_DENIED for a machine, for the side whose
  // step it is not, and, of ours, for whose limit is lower; NOT_FOUND;
  // INVALID_ARGUMENT for a text that is missing.
  absl::StatusOr<std::string> Move(const Principal& who,
                                   const MatterRequest& request,
                                   const PartnershipPlace& place,
                                   const Step& step);

  // NOT_FOUND.
  absl::StatusOr<Matter> Get(const Principal& who,
                             const std::string& id) const {
    return matters_.Get(who, MatterKind::kFund, id);
  }

 private:
  // Whether somebody may agree: within the limit, and while there is enough.
  absl::Status CheckMayAgree(const Principal& who,
                             const PartnershipPlace& place,
                             const FundSources& sources,
                             const TransferRecord& record,
                             const Matter& matter) const;

  const SharedMatters matters_;
  const ContractHistory& contracts_;
  const Clock& clock_;
};

}  // namespace regisseur

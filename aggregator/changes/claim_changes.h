#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/matter_act.h"
#include "aggregator/changes/proposal_changes.h"
#include "aggregator/storage/claim_record.h"
#include "core/base/clock.h"
#include "core/credit/claim.h"
#include "core/money/decimal.h"
#include "core/principal/identity.h"

namespace regisseur {

// A claim as it is computed when somebody acts on it.
struct DueClaim {
  MatterSubject subject;
  ClaimState state = ClaimState::kEligible;
  std::string currency;
  std::optional<Decimal> amount;  // absent: a price is not known
  // What it rests on; stored with the step that freezes it.
  std::vector<std::pair<std::string, std::string>> basis;
  std::string claim_by;  // a day; empty without one
};

// The moves of claims (USERS U13). What can be claimed is computed and never
// stored as such; the first move stores what was due then. Thread-safe.
class ClaimChanges {
 public:
  // What it is given must outlive it.
  ClaimChanges(Acts& acts, const MatterStore& store,
               const IdentityDirectory& directory, const Clock& clock,
               Provenance provenance)
      : acts_(acts),
        store_(store),
        directory_(directory),
        clock_(clock),
        provenance_(std::move(provenance)) {}

  struct Move {
    std::string id;
    std::string reason;
    std::string document;
    // As the method needs it: what is claimed, granted or came in, net; absent:
    // all that is open.
    std::optional<Decimal> amount;
    std::string on_behalf_of;
  };

  // Claims it: the amount is frozen. `due` is what is computed now; its amount
  // may be unknown when the move names one. FAILED_PRECONDITION when it cannot
  // be filed any more.
  absl::StatusOr<std::string> File(const Principal& who,
                                   const MatterRequest& request,
                                   const Move& move, const DueClaim& due);
  // The provider said yes, to all or a part.
  absl::StatusOr<std::string> Grant(const Principal& who,
                                    const MatterRequest& request,
                                    const Move& move);
  // The provider said no.
  absl::StatusOr<std::string> Refuse(const Principal& who,
                                     const MatterRequest& request,
                                     const Move& move);
  struct Receipt {
    std::vector<DueClaim> claims;  // in the order in which they are paid
    Decimal net;
    std::string vat;       // exact decimal; empty when it was not told
    std::string document;  // the credit note
  };
  // Money came in: each claim gets what it lacks, in order. Of one currency and
  // provider. INVALID_ARGUMENT when it is more than what is open.
  absl::StatusOr<std::vector<std::string>> Receive(const Principal& who,
                                                   const MatterRequest& request,
                                                   const Receipt& receipt);
  // Proposes to give up what is open. The provider is not told.
  absl::StatusOr<std::string> ProposeWaiver(const Principal& who,
                                            const MatterRequest& request,
                                            const Move& move,
                                            const DueClaim& due);
  // A second person's yes, within its limit in money, or its no.
  absl::StatusOr<std::string> AnswerWaiver(const Principal& who,
                                           const MatterRequest& request,
                                           const Move& move, bool approves);

 private:
  // The claim as it is stored, else as it is due.
  struct Current {
    MatterSubject subject;
    ClaimAccount account;
    bool stored = false;
    std::string currency;
  };
  absl::StatusOr<Current> Find(const Principal& who, Transaction& transaction,
                               const DueClaim& due) const;
  absl::StatusOr<Current> FindStored(const Principal& who,
                                     Transaction& transaction,
                                     const std::string& id) const;
  // Of a claim that is due, on today's day: nothing expires while it is moved.
  NewMatterStep FirstStep(const DueClaim& due, MatterMove move) const;
  absl::StatusOr<std::string> Single(
      const Principal& who, const MatterRequest& request,
      const std::function<absl::StatusOr<MatterAct>(Transaction&)>& decide);

  Acts& acts_;
  const MatterStore& store_;
  const IdentityDirectory& directory_;
  const Clock& clock_;
  const Provenance provenance_;
};

}  // namespace regisseur

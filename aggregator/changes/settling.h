#pragma once

#include "aggregator/changes/claim_changes.h"
#include "aggregator/changes/figure_changes.h"
#include "aggregator/changes/proposal_changes.h"

namespace regisseur {

// All that people settle, made of one set of parts. Thread-safe; what it is
// given must outlive it.
struct Settling {
  Settling(Acts& acts, const MatterStore& store,
           const ContractHistory& contracts, const IdentityDirectory& directory,
           Originals& originals, const Clock& clock,
           const Provenance& provenance)
      : proposals(acts, store, contracts, directory, clock, provenance),
        claims(acts, store, directory, clock, provenance),
        figures(acts, store, contracts, originals, clock) {}

  ProposalChanges proposals;
  ClaimChanges claims;
  FigureChanges figures;
};

}  // namespace regisseur

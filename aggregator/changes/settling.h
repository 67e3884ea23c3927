#pragma once

#include "aggregator/changes/claim_changes.h"
#include "aggregator/changes/decision_changes.h"
#include "aggregator/changes/escalation_changes.h"
#include "aggregator/changes/extra_changes.h"
#include "aggregator/changes/figure_changes.h"
#include "aggregator/changes/fund_changes.h"
#include "aggregator/changes/hour_changes.h"
#include "aggregator/changes/idea_changes.h"
#include "aggregator/changes/mandate_changes.h"
#include "aggregator/changes/obligation_changes.h"
#include "aggregator/changes/outage_changes.h"
#include "aggregator/changes/plan_changes.h"
#include "aggregator/changes/proposal_changes.h"
#include "aggregator/changes/review_changes.h"
#include "aggregator/changes/version_changes.h"

namespace regisseur {

// All that people settle, made of one set of parts. Thread-safe; what it is
// given must outlive it.
struct Settling {
  Settling(Acts& acts, const MatterStore& store,
           const ContractHistory& contracts, const IdentityDirectory& directory,
           Originals& originals, const Clock& clock,
           const Provenance& provenance,
           const VersionReader* versions_reader = nullptr,
           const std::function<void()>& on_agreed = nullptr,
           const PlanReader* plan_reader = nullptr)
      : proposals(acts, store, contracts, directory, clock, provenance),
        claims(acts, store, directory, clock, provenance),
        figures(acts, store, contracts, originals, clock),
        extras(acts, store, contracts, directory, clock),
        hours(acts, store, contracts, directory, originals, clock),
        mandates(acts, store, contracts),
        outages(acts, store),
        decisions(acts, store),
        versions(acts, store, contracts, directory, clock, versions_reader,
                 on_agreed),
        escalations(acts, store),
        obligations(acts, store),
        ideas(acts, store),
        funds(acts, store, contracts, clock),
        reviews(acts, store),
        plans(acts, store, plan_reader) {}

  ProposalChanges proposals;
  ClaimChanges claims;
  FigureChanges figures;
  ExtraChanges extras;
  HourChanges hours;
  MandateChanges mandates;
  OutageChanges outages;
  DecisionChanges decisions;
  VersionChanges versions;
  EscalationChanges escalations;
  ObligationChanges obligations;
  IdeaChanges ideas;
  FundChanges funds;
  ReviewChanges reviews;
  PlanChanges plans;
};

}  // namespace regisseur

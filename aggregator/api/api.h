#pragma once

#include <memory>

#include "aggregator/access/callers.h"
#include "aggregator/answers/answers.h"
#include "aggregator/api/audited_operation.h"
#include "aggregator/api/cost_handlers.h"
#include "aggregator/api/evidence_handlers.h"
#include "aggregator/api/identity_handlers.h"
#include "aggregator/api/known_ownership.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/api/operation_handlers.h"
#include "aggregator/api/portfolio_handlers.h"
#include "aggregator/api/source_handlers.h"
#include "aggregator/api/status_handlers.h"
#include "aggregator/changes/acts.h"
#include "aggregator/changes/identity_changes.h"
#include "aggregator/collect/collector.h"

namespace regisseur {

// What the services are made of.
struct ApiParts {
  const Answers& answers;
  Collector& collector;
  const Callers& callers;
  Acts& acts;
  IdentityChanges& identities;
  // Without it its methods are UNIMPLEMENTED.
  Operation* operation = nullptr;
  // The same.
  EvidenceKeeper* evidence = nullptr;
};

// All services that people and programs call, in one registry for gRPC and the
// gateway. Thread-safe. The parts must outlive it.
class Api {
 public:
  explicit Api(const ApiParts& parts)
      : portfolio_(parts.answers),
        source_(parts.answers, parts.collector, parts.acts),
        status_(parts.answers),
        cost_(parts.answers),
        identity_(parts.answers, parts.callers, parts.identities),
        audited_operation_(parts.operation == nullptr
                               ? nullptr
                               : std::make_unique<AuditedOperation>(
                                     *parts.operation, parts.acts)),
        operation_(audited_operation_.get()),
        evidence_(parts.answers, parts.evidence),
        ownership_(parts.answers),
        methods_(ownership_) {
    portfolio_.Register(methods_);
    source_.Register(methods_);
    status_.Register(methods_);
    cost_.Register(methods_);
    identity_.Register(methods_);
    operation_.Register(methods_);
    evidence_.Register(methods_);
  }
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  const MethodRegistry& methods() const { return methods_; }

 private:
  PortfolioHandlers portfolio_;
  SourceHandlers source_;
  StatusHandlers status_;
  CostHandlers cost_;
  IdentityHandlers identity_;
  const std::unique_ptr<AuditedOperation> audited_operation_;
  OperationHandlers operation_;
  EvidenceHandlers evidence_;
  KnownOwnership ownership_;
  MethodRegistry methods_;
};

}  // namespace regisseur

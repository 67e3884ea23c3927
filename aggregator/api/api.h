#pragma once

#include "aggregator/answers/answers.h"
#include "aggregator/api/cost_handlers.h"
#include "aggregator/api/known_ownership.h"
#include "aggregator/api/method_registry.h"
#include "aggregator/api/portfolio_handlers.h"
#include "aggregator/api/source_handlers.h"
#include "aggregator/api/status_handlers.h"
#include "aggregator/collect/collector.h"

namespace regisseur {

// All services that people and programs call, in one registry for gRPC and the
// gateway. Thread-safe. `answers` and `collector` must outlive it.
class Api {
 public:
  Api(const Answers& answers, Collector& collector)
      : portfolio_(answers),
        source_(answers, collector),
        status_(answers),
        cost_(answers),
        ownership_(answers),
        methods_(ownership_) {
    portfolio_.Register(methods_);
    source_.Register(methods_);
    status_.Register(methods_);
    cost_.Register(methods_);
  }
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  const MethodRegistry& methods() const { return methods_; }

 private:
  PortfolioHandlers portfolio_;
  SourceHandlers source_;
  StatusHandlers status_;
  CostHandlers cost_;
  KnownOwnership ownership_;
  MethodRegistry methods_;
};

}  // namespace regisseur

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/contract_rigidity.h"

namespace regisseur {

// How rigid the contracts are that run today.
struct RigidityToday {
  std::vector<ContractRigidity> rows;  // by contract
};

// Keeps the last one: the lines of a year need not be counted again because a
// page changed. It is another one once charges, tickets, accepted hours, orders
// of extras, contracts, rates or the day are. Only of now; by whomever it is
// asked, it is the same. Thread-safe.
class RigidityKeeper {
 public:
  absl::StatusOr<std::shared_ptr<const RigidityToday>> Get(
      const AnswerContext& context, const Principal& who,
      const KnownPortfolio& known, AsOf as_of);

 private:
  // What it was computed from.
  struct Basis {
    std::string in_force;
    int64_t hours = 0;
    int64_t extras = 0;
    std::shared_ptr<const Portfolio> portfolio;
    std::shared_ptr<const ContractRegister> contracts;
    absl::CivilDay day;
    friend bool operator==(const Basis&, const Basis&) = default;
  };

  absl::Mutex mutex_;
  Basis basis_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const RigidityToday> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace regisseur

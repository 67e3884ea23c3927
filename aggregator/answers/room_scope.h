#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/known_portfolio.h"
#include "aggregator/storage/matter_store.h"
#include "core/contract/contract_register.h"

namespace regisseur {

// What questions about the room under contracts are asked for.
struct RoomQuestion {
  std::string provider;  // empty for all
  std::string contract;  // empty for all
  std::string owner;     // who answers for the contract; empty for all
  std::string on;        // a day; empty for today in the portfolio's zone
};

// What is known then, and the contracts that are asked for.
struct RoomScope {
  KnownPortfolio known;
  std::shared_ptr<const ContractRegister> contracts;
  RoomQuestion question;
  absl::CivilDay today;
  absl::CivilDay on;

  // The versions of that day of contracts that run on it, by id.
  std::vector<const Contract*> Running() const { return RunningOn(on); }
  std::vector<const Contract*> RunningOn(absl::CivilDay day) const;
  // Whether a matter is of what is asked for.
  bool Holds(const MatterSubject& subject) const;
};

// INVALID_ARGUMENT for a day that cannot be read; NOT_FOUND for an unknown
// provider or contract, also for a contract of another provider.
absl::StatusOr<RoomScope> OpenRoom(const AnswerContext& context,
                                   const Principal& who,
                                   const RoomQuestion& question, AsOf as_of);

// The matters of a kind that are asked for, by the names that providers have
// now, in the order in which they were begun.
absl::StatusOr<std::vector<Matter>> ReadRoomMatters(
    const AnswerContext& context, const Principal& who, const RoomScope& scope,
    MatterKind kind, AsOf as_of);

// NOT_FOUND, as for one that is not there, unless `owner` answers for the
// contract; empty: anybody.
absl::Status CheckOwnerOfContract(const AnswerContext& context,
                                  const Principal& who,
                                  const std::string& contract,
                                  const std::string& owner);

}  // namespace regisseur

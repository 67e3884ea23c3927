#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/contract_rigidity.h"
#include "aggregator/answers/contract_value.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"
#include "core/contract/contract_register.h"
#include "core/contract/notice_dates.h"

namespace regisseur {

struct ContractsQuestion {
  std::string provider;  // empty for all
  // Who answers for the contract or its provider; empty for all.
  std::string owner;
  std::string on;  // a day; empty for today in the portfolio's zone
};

struct ContractQuestion {
  std::string id;
  std::string on;  // as above
  // NOT_FOUND unless it is this provider's and this owner's; empty: any.
  std::string provider;
  std::string owner;
};

// A contract as it holds on a day. Points into `contracts`, which it keeps.
struct ContractAnswer {
  std::shared_ptr<const ContractRegister> contracts;
  const ContractRegister::Entry* entry = nullptr;  // the version that holds
  std::string provider;  // by the id that the portfolio has for it
  std::string owner;     // the contract's, else its provider's
  absl::CivilDay on;
  NoticeDates dates;
  ContractState state = ContractState::kRunning;
  std::optional<ContractValue> value;  // with a ceiling

  const Contract& contract() const { return entry->contract; }
  std::vector<const ContractRegister::Entry*> Versions() const {
    return contracts->VersionEntries(contract().id);
  }

  // Only of one contract by itself.
  std::vector<const Contract*> children;
  std::vector<ClauseGap> clause_gaps;
  std::optional<ContractRigidity> rigidity;  // of one that runs
  std::vector<Gap> gaps;
};

struct ContractsAnswer {
  std::vector<ContractAnswer> contracts;  // by id
  std::vector<Gap> gaps;
};

// INVALID_ARGUMENT for a day that cannot be read, NOT_FOUND for an unknown
// provider.
absl::StatusOr<ContractsAnswer> AnswerContracts(
    const AnswerContext& context, const Principal& who,
    const ContractsQuestion& question, AsOf as_of);

// NOT_FOUND, naming what is near, when the register has no such contract.
absl::StatusOr<ContractAnswer> AnswerContract(const AnswerContext& context,
                                              const Principal& who,
                                              const ContractQuestion& question,
                                              AsOf as_of);

struct ClauseGapsQuestion {
  // By this checklist, for every contract; empty: by those that each names.
  std::string checklist;
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string on;        // as above; only contracts that have not ended
};

// A clause that a contract has not.
struct ContractClauseGap {
  std::string contract;
  std::string provider;
  ClauseGap gap;
};

struct ClauseGapsAnswer {
  std::vector<ContractClauseGap> clause_gaps;  // by contract and checklist
  std::vector<std::string> checklists;         // those that there are
  std::vector<Gap> gaps;
};

// Errors as AnswerContracts; NOT_FOUND for an unknown checklist.
absl::StatusOr<ClauseGapsAnswer> AnswerClauseGaps(
    const AnswerContext& context, const Principal& who,
    const ClauseGapsQuestion& question, AsOf as_of);

}  // namespace regisseur

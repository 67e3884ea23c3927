#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/known_portfolio.h"

namespace regisseur {

struct InformationRegisterQuestion {
  std::string on;  // the reference date; empty for today
};

// One row of a template of the register.
struct RegisterRow {
  std::map<std::string, std::string> cells;  // by column, c0010
  std::string about;  // the contract, provider or function that can fill it
};

// The register of information (Implementing Regulation (EU) 2024/2956) as far
// as configuration, contracts and cost fill it. What nobody said is absent and
// no gap: whoever holds it against the templates' rules names it.
struct InformationRegisterAnswer {
  std::string entity;  // the LEI of the entity that keeps it, if known
  bool consolidated = false;
  absl::CivilDay on;
  std::string currency;  // of amounts of cost
  std::map<std::string, std::vector<RegisterRow>> templates;  // with rows
  std::vector<Gap> gaps;
};

// INVALID_ARGUMENT for a day that cannot be read.
absl::StatusOr<InformationRegisterAnswer> AnswerInformationRegister(
    const AnswerContext& context, const Principal& who,
    const InformationRegisterQuestion& question, AsOf as_of);

}  // namespace regisseur

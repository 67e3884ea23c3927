#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "aggregator/answers/agenda.h"
#include "aggregator/answers/contracts.h"
#include "aggregator/answers/gap.h"
#include "core/money/decimal.h"

namespace regisseur {

struct RehearsalQuestion {
  std::string provider;
  std::string on;  // a day; empty for today
};

// A function that needs the provider.
struct TouchedFunction {
  const FunctionConfig* function = nullptr;  // of `portfolio`
  std::vector<std::string> services;
};

// Hours that were paid and not used.
struct UnusedHours {
  std::string component;
  std::string hours;
  std::string amount;
};

// A contract with it that has not ended.
struct LeavingContract {
  ContractAnswer answer;
  std::vector<UnusedHours> unused;
};

// A day that counts.
struct LeavingDeadline {
  absl::CivilDay day;
  Sentence what;
  std::string contract;
  bool late = false;
};

// Something that is prepared, or missing.
struct Readiness {
  Sentence what;
  std::string subject;
};

struct RehearsalAnswer {
  std::shared_ptr<const Portfolio> portfolio;
  std::string provider;
  std::string name;
  absl::CivilDay on;
  std::vector<TouchedFunction> functions;  // the critical first
  std::vector<std::string> services;
  std::vector<LeavingContract> contracts;  // by id
  std::optional<std::string> month_cost;   // rounded, of the portfolio
  absl::CivilMonth month;
  std::vector<LeavingDeadline> deadlines;  // the earliest first
  std::vector<Readiness> prepared;
  std::vector<Readiness> missing;
  std::vector<std::string> other_providers;  // of the same functions
  std::vector<Gap> gaps;
};

// What a provider's leaving on a day touches, and what is prepared for it.
// INVALID_ARGUMENT without a provider and for a day that cannot be read,
// NOT_FOUND for an unknown provider.
absl::StatusOr<RehearsalAnswer> AnswerRehearsal(
    const AnswerContext& context, const Principal& who,
    const RehearsalQuestion& question, AsOf as_of);

}  // namespace regisseur

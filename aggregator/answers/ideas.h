#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/funds.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/shared_matters.h"
#include "aggregator/storage/partnership_records.h"

namespace regisseur {

struct IdeasQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string service;   // empty for all
  std::string id;        // only this one; empty for all
  std::optional<IdeaState> state;
};

struct IdeaRow {
  Matter matter;
  IdeaRecord record;
  int rank = 0;  // among those of the same state that were asked for
  // By currency; empty for those who only use the service.
  std::map<std::string, IdeaFunding> funding;
  std::set<std::string> known_names;

  bool ProposedBy(const Principal& who) const {
    return matter.steps.front().act.identity == who.identity;
  }
  bool EndorsedBy(const Principal& who) const;
};

// What an idea can be about.
struct IdeaPlace {
  struct Service {
    std::string id;
    std::string name;
  };
  std::string provider;
  std::string name;
  std::vector<Service> services;
};

struct IdeasAnswer {
  std::vector<IdeaRow> ideas;     // by agreement, the older first
  std::vector<IdeaPlace> places;  // in the order of the configuration
  std::vector<Gap> gaps;
};

// NOT_FOUND for an unknown provider or id.
absl::StatusOr<IdeasAnswer> AnswerIdeas(const AnswerContext& context,
                                        const Principal& who,
                                        const IdeasQuestion& question,
                                        AsOf as_of);

// The whole months that a check compares: `2026-01`; empty for the usual ones.
struct IdeaCheckQuestion {
  std::string id;
  std::string before_from;
  std::string before_to;
  std::string after_from;
  std::string after_to;
};

// What came of an idea.
struct IdeaCheck {
  absl::CivilMonth before_from;
  absl::CivilMonth before_to;
  absl::CivilMonth after_from;
  absl::CivilMonth after_to;
  // A month of cost, an attained level, a share of satisfied people in percent.
  std::optional<Decimal> before;
  std::optional<Decimal> after;
  std::string unknown_why;  // where one is absent
  std::string method;       // a rule of the catalogue
  // As of a cost, and of an objective such as reopened tickets.
  bool lower_is_better = false;

  int before_months() const {
    return static_cast<int>(before_to - before_from) + 1;
  }
  int after_months() const {
    return static_cast<int>(after_to - after_from) + 1;
  }
};

// Compares what the same answers said before and after; of cost the ledger's.
// NOT_FOUND; INVALID_ARGUMENT for months that cannot be read;
// FAILED_PRECONDITION for an idea that is not realised or expected nothing, and
// while no whole month after is over.
absl::StatusOr<IdeaCheck> CheckIdea(const AnswerContext& context,
                                    const Principal& who,
                                    const IdeaCheckQuestion& question);

}  // namespace regisseur

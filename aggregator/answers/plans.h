#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/gap.h"
#include "aggregator/answers/joint_progress.h"
#include "aggregator/answers/shared_matters.h"

namespace regisseur {

struct PlansQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string id;        // only this version; empty for all
  std::string period;    // of the figures; empty: the last three whole months
  bool history = false;  // every version, not only those in force or waiting
  // Figures only of objectives whose day is there.
  bool only_due = false;
};

// A version of a relationship plan.
struct PlanRow {
  Matter matter;
  PlanRecord record;
  int version = 0;
  std::optional<absl::Time> replaced;
  std::vector<JointRow> rows;          // its objectives, in order
  std::vector<const Contract*> exits;  // those that say how one gets out
  std::string customer_name;           // who proposed or agreed
  std::string provider_name;
  std::set<std::string> known_names;

  bool Waits() const { return record.state == PlanState::kProposed; }
  bool IsInForce() const {
    return record.state == PlanState::kAgreed && !replaced.has_value();
  }
};

struct PlansAnswer {
  std::shared_ptr<const ContractRegister> contracts;  // what is pointed into
  std::vector<PlanRow> plans;  // by provider, the newest version first
  absl::CivilDay today;
};

// Before both agreed a provider gets no figures. NOT_FOUND for an unknown
// provider or id; INVALID_ARGUMENT for a period that cannot be read.
absl::StatusOr<PlansAnswer> AnswerPlans(const AnswerContext& context,
                                        const Principal& who,
                                        const PlansQuestion& question,
                                        AsOf as_of);

}  // namespace regisseur

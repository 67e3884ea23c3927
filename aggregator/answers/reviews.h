#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "aggregator/answers/joint_progress.h"
#include "aggregator/answers/obligations.h"
#include "aggregator/answers/shared_matters.h"
#include "aggregator/storage/partnership_records.h"

namespace regisseur {

struct ReviewsQuestion {
  std::string provider;  // empty for all
  std::string owner;     // empty for all
  std::string id;        // only this one; empty for all
  std::string quarter;   // only of it; empty for all
  // The plan with its figures is not asked for.
  bool without_plan = false;
};

// A question and what `who` may see of both answers.
struct ReviewAnswerRow {
  std::string question;
  std::string rule;  // of its statement
  std::optional<int> customer;
  std::optional<int> provider;
  std::string customer_remark;
  std::string provider_remark;
  std::optional<int> gap;         // ours less theirs
  std::optional<int> gap_before;  // in the review before
};

struct ReviewRow {
  Matter matter;
  ReviewRecord record;
  std::vector<ReviewAnswerRow> answers;
  std::vector<ObligationRow> actions;
  std::vector<ObligationRow> carried;  // of earlier ones, not done
  std::string customer_name;           // who signed; empty: nobody
  std::string provider_name;
  std::set<std::string> known_names;
  std::optional<ReviewedPlan> plan;  // when one was in force
};

struct ReviewsAnswer {
  std::vector<ReviewRow> reviews;  // the newest quarter first
};

// What the other side answered is left out until both did. NOT_FOUND for an
// unknown provider or id.
absl::StatusOr<ReviewsAnswer> AnswerReviews(const AnswerContext& context,
                                            const Principal& who,
                                            const ReviewsQuestion& question,
                                            AsOf as_of);

}  // namespace regisseur

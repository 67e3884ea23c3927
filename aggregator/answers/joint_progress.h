#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "aggregator/answers/month_figures.h"
#include "aggregator/storage/matter_store.h"
#include "aggregator/storage/partnership_records.h"
#include "aggregator/storage/plan_record.h"
#include "core/partnership/plan.h"

namespace regisseur {

// How far a joint objective is.
struct JointProgress {
  absl::CivilDay from;
  absl::CivilDay to;
  // Met, and why that is not known; a figure where the measure has one.
  ObjectiveFigure told;
  Sentence method;
  // What both sides said of a statement, as far as it is to be seen, and in
  // which review.
  std::optional<ReviewJudgement> customer;
  std::optional<ReviewJudgement> provider;
  std::string review;
};

struct JointRow {
  JointObjective objective;
  std::optional<JointProgress> progress;

  // Its day is there, and it is not reached or not known to be.
  bool IsDueOn(absl::CivilDay day) const {
    return objective.due_on <= day && progress.has_value() &&
           progress->told.met != true;
  }
};

// The plan as a review has it.
struct ReviewedPlan {
  std::string id;
  int version = 0;
  RelationshipPlan plan;
  std::vector<JointRow> rows;  // its objectives, in order
  std::optional<absl::Time> fixed;
};

// By what the measure is computed: a rule of the catalogue.
Sentence MethodOf(const PlanMeasure& measure, const ReportPeriod& months);
// Required: not a statement.
absl::StatusOr<JointProgress> MeasureObjective(const MonthFigures& figures,
                                               const JointObjective& objective,
                                               const ReportPeriod& months);
// Of a statement what was said in a review: of the other side's word nothing
// before both gave theirs.
JointProgress JudgedIn(const Matter& review, const ReviewRecord& record,
                       const std::string& objective, Participant reader);
// Of one that nobody judged.
JointProgress NotJudged(const ReportPeriod& months);

// The versions of a provider's plan, in the order in which they were proposed.
class PlanVersions {
 public:
  struct Version {
    const Matter* matter = nullptr;
    PlanRecord record;
    int number = 0;  // from 1
  };
  // Refers to `matters`, of which those of other providers are left out.
  static absl::StatusOr<PlanVersions> Read(const std::vector<Matter>& matters,
                                           const std::string& provider);

  const std::vector<Version>& versions() const { return versions_; }
  // The one in force at a moment; null without one.
  const Version* InForceAt(absl::Time at) const;
  const Version* Find(absl::string_view id) const;
  // When a later one took its place; absent while none did.
  std::optional<absl::Time> ReplacedAt(const Version& version) const;

 private:
  std::vector<Version> versions_;
};

// What a review has of the plan: the version in force at `at` over the months
// of the quarter or, once somebody signed, what was written down then. Absent
// when none was in force.
absl::StatusOr<std::optional<ReviewedPlan>> PlanInReview(
    const MonthFigures& figures, const PlanVersions& plans,
    const Matter& review, const ReviewRecord& record, absl::Time at,
    Participant reader);

// What the first signature writes down of it.
StepValues ValuesOf(const ReviewedPlan& plan);

}  // namespace regisseur

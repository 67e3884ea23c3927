#include "aggregator/answers/plans.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

constexpr int kUsualMonths = 3;

absl::StatusOr<ReportPeriod> MonthsOf(const SharedScope& scope,
                                      const std::string& period) {
  if (!period.empty()) {
    return ParseReportPeriod(period, scope.now(), scope.zone());
  }
  const absl::CivilMonth running(scope.room().today);
  return ReportPeriod{running - kUsualMonths, running - 1};
}

// What it says besides what is only ours.
bool SaysHowToLeave(const Contract& contract) {
  if (!contract.dossier.exit.has_value()) return false;
  const ExitTerms& exit = *contract.dossier.exit;
  return exit.assistance_hours.has_value() || !exit.data_format.empty() ||
         exit.data_within.has_value() || exit.data_erased_after.has_value() ||
         !exit.escrow.empty();
}

std::string NameOf(const Matter& matter, Participant side) {
  for (const MatterStep& step : matter.steps) {
    const auto party = ParticipantOf(step);
    if ((step.move == MatterMove::kProposed ||
         step.move == MatterMove::kAccepted) &&
        party.ok() && *party == side) {
      return step.Text("actor");
    }
  }
  return "";
}

// A review that both sides answered.
struct AnsweredReview {
  const Matter* matter = nullptr;
  ReviewRecord record;
};

// The last quarter first.
absl::StatusOr<std::vector<AnsweredReview>> AnsweredReviews(
    const std::vector<Matter>& matters) {
  std::vector<AnsweredReview> reviews;
  for (const Matter& matter : matters) {
    if (IsSignOff(matter)) continue;
    AnsweredReview review{.matter = &matter};
    ASSIGN_OR_RETURN(review.record, ReadReview(matter));
    if (review.record.standing.BothScored()) {
      reviews.push_back(std::move(review));
    }
  }
  std::stable_sort(reviews.begin(), reviews.end(),
                   [](const AnsweredReview& a, const AnsweredReview& b) {
                     return a.record.quarter.first > b.record.quarter.first;
                   });
  return reviews;
}

class PlanReport {
 public:
  PlanReport(const AnswerContext& context, const Principal& who,
             const PlansQuestion& question, const SharedScope& scope,
             ReportPeriod months, const std::vector<AnsweredReview>& reviews,
             AsOf as_of)
      : context_(context),
        who_(who),
        question_(question),
        scope_(scope),
        months_(months),
        reviews_(reviews),
        as_of_(as_of) {}

  absl::StatusOr<PlanRow> RowOf(const PlanVersions& plans,
                                const PlanVersions::Version& version) const {
    PlanRow row;
    row.matter = *version.matter;
    row.record = version.record;
    row.version = version.number;
    row.replaced = plans.ReplacedAt(version);
    const std::string& provider = row.matter.subject.provider;
    const std::vector<const Contract*> running = scope_.ContractsOf(provider);
    row.known_names = NamesKnownTo(running);
    std::copy_if(running.begin(), running.end(), std::back_inserter(row.exits),
                 [](const Contract* c) { return SaysHowToLeave(*c); });
    row.customer_name = NameOf(row.matter, Participant::kCustomer);
    row.provider_name = NameOf(row.matter, Participant::kProvider);
    // What a provider wants to be held to is no window into our figures.
    const bool hidden = ParticipantOf(who_) == Participant::kProvider &&
                        !row.record.agreed.has_value();
    for (const JointObjective& objective : row.record.plan.objectives) {
      JointRow& joint = row.rows.emplace_back();
      joint.objective = objective;
      if (hidden ||
          (question_.only_due && objective.due_on > scope_.room().today)) {
        continue;
      }
      ASSIGN_OR_RETURN(joint.progress, ProgressOf(provider, objective));
    }
    return row;
  }

 private:
  absl::StatusOr<JointProgress> ProgressOf(
      const std::string& provider, const JointObjective& objective) const {
    if (objective.measure.kind != MeasureKind::kStatement) {
      return MeasureObjective(MonthFigures(context_, who_, provider, as_of_),
                              objective, months_);
    }
    for (const AnsweredReview& review : reviews_) {
      if (review.matter->subject.provider != provider) continue;
      JointProgress judged = JudgedIn(*review.matter, review.record,
                                      objective.id, ParticipantOf(who_));
      if (judged.customer.has_value() || judged.provider.has_value()) {
        return judged;
      }
    }
    return NotJudged(months_);
  }

  const AnswerContext& context_;
  const Principal& who_;
  const PlansQuestion& question_;
  const SharedScope& scope_;
  const ReportPeriod months_;
  const std::vector<AnsweredReview>& reviews_;
  const AsOf as_of_;
};

}  // namespace

absl::StatusOr<PlansAnswer> AnswerPlans(const AnswerContext& context,
                                        const Principal& who,
                                        const PlansQuestion& question,
                                        AsOf as_of) {
  ASSIGN_OR_RETURN(const SharedScope scope,
                   SharedScope::Open(context, who, question.provider,
                                     question.owner, as_of));
  ASSIGN_OR_RETURN(const ReportPeriod months, MonthsOf(scope, question.period));
  ASSIGN_OR_RETURN(const std::vector<Matter> matters,
                   scope.Read(MatterKind::kPlan));
  ASSIGN_OR_RETURN(const std::vector<Matter> review_matters,
                   scope.Read(MatterKind::kReview));
  ASSIGN_OR_RETURN(const std::vector<AnsweredReview> reviews,
                   AnsweredReviews(review_matters));
  const PlanReport report(context, who, question, scope, months, reviews,
                          as_of);
  PlansAnswer answer;
  answer.contracts = scope.room().contracts;
  answer.today = scope.room().today;
  // Of a provider that left the configuration too.
  std::set<std::string> providers;
  for (const Matter& matter : matters) {
    providers.insert(matter.subject.provider);
  }
  for (const std::string& provider : providers) {
    ASSIGN_OR_RETURN(const PlanVersions plans,
                     PlanVersions::Read(matters, provider));
    const std::vector<PlanVersions::Version>& versions = plans.versions();
    for (auto version = versions.rbegin(); version != versions.rend();
         ++version) {
      const bool asked =
          !question.id.empty()
              ? version->matter->subject.name == question.id
              : question.history ||
                    version->record.state == PlanState::kProposed ||
                    (version->record.agreed.has_value() &&
                     !plans.ReplacedAt(*version).has_value());
      if (!asked) continue;
      ASSIGN_OR_RETURN(PlanRow row, report.RowOf(plans, *version));
      answer.plans.push_back(std::move(row));
    }
  }
  if (!question.id.empty() && answer.plans.empty()) {
    return absl::NotFoundError(
        absl::StrCat("id: no plan is called \"", question.id, "\""));
  }
  return answer;
}

}  // namespace regisseur

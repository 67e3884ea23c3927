#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/reviews.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/partnership_wire.h"
#include "aggregator/api/plan_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "regisseur/partnership/v1/review.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.ReviewService.";

pb::ReviewState StateToWire(const ReviewStanding& standing) {
  if (standing.IsSigned()) return pb::REVIEW_STATE_SIGNED;
  return standing.BothScored() ? pb::REVIEW_STATE_SCORED
                               : pb::REVIEW_STATE_OPEN;
}

pb::ReviewAnswer AnswerToWire(const ReviewAnswerRow& row) {
  pb::ReviewAnswer wire;
  wire.set_question(row.question);
  *wire.mutable_statement() = SentenceToWire({row.rule, {}});
  if (row.customer.has_value()) wire.set_customer(*row.customer);
  if (row.provider.has_value()) wire.set_provider_score(*row.provider);
  wire.set_customer_remark(row.customer_remark);
  wire.set_provider_remark(row.provider_remark);
  if (row.gap.has_value()) wire.set_gap(*row.gap);
  if (row.gap_before.has_value()) wire.set_gap_before(*row.gap_before);
  return wire;
}

pb::ReviewPlan ReviewedPlanToWire(const ReviewedPlan& plan,
                                  const ReviewQuarter& quarter) {
  pb::ReviewPlan wire;
  wire.set_id(plan.id);
  wire.set_version(plan.version);
  wire.set_stage(StageToWire(plan.plan.stage.value()));
  wire.set_purpose(plan.plan.purpose);
  for (const JointRow& row : plan.rows) {
    *wire.add_objectives() = JointObjectiveToWire(row);
  }
  *wire.mutable_count() = PlanCountToWire(plan.rows, quarter.End() - 1);
  SetTime(plan.fixed, &wire, &pb::ReviewPlan::mutable_fixed_time);
  return wire;
}

pb::Review ReviewToWire(const ReviewRow& row, const Principal& reader) {
  const ReviewRecord& record = row.record;
  const ReviewStanding& standing = record.standing;
  pb::Review wire;
  wire.set_id(row.matter.subject.name);
  wire.set_provider(row.matter.subject.provider);
  wire.set_quarter(record.quarter.ToString());
  wire.set_state(StateToWire(standing));
  wire.set_opened_by(ParticipantToWire(record.opened_by));
  wire.set_customer_answered(standing.customer.has_value());
  wire.set_provider_answered(standing.provider.has_value());
  for (const ReviewAnswerRow& answer : row.answers) {
    *wire.add_answers() = AnswerToWire(answer);
  }
  if (standing.BothScored()) {
    wire.set_customer_mean(MeanOfScores(*standing.customer));
    wire.set_provider_mean(MeanOfScores(*standing.provider));
  }
  for (const ObligationRow& action : row.actions) {
    *wire.add_actions() = ObligationToWire(action, reader);
  }
  for (const ObligationRow& action : row.carried) {
    *wire.add_carried() = ObligationToWire(action, reader);
  }
  wire.set_customer_name(row.customer_name);
  wire.set_provider_name(row.provider_name);
  SetTime(record.signed_time, &wire, &pb::Review::mutable_signed_time);
  EntriesToWire(row.matter, reader, row.known_names, wire.mutable_entries(),
                wire.mutable_notes());
  if (row.plan.has_value()) {
    *wire.mutable_plan() = ReviewedPlanToWire(*row.plan, record.quarter);
  }
  return wire;
}

// The review as it is now, in the response of a change.
template <typename Response>
absl::StatusOr<Response> Told(const AnswerContext& context,
                              const CallContext& call,
                              const absl::StatusOr<std::string>& id) {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const ReviewsAnswer answer,
                   AnswerReviews(context, call.who, {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_review() = ReviewToWire(answer.reviews.front(), call.who);
  response.set_provider(response.review().provider());
  return response;
}

// INVALID_ARGUMENT for what is answered twice.
absl::StatusOr<ReviewChanges::Answers> ReadAnswers(
    const pb::ScoreReviewRequest& request) {
  ReviewChanges::Answers answers;
  for (const pb::ReviewScore& score : request.scores()) {
    if (!answers.scores.emplace(score.question(), score.score()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("scores: ", score.question(), " is answered twice"));
    }
    if (!score.remark().empty()) {
      answers.remarks[score.question()] = score.remark();
    }
  }
  for (const pb::ObjectiveJudgement& judgement : request.judgements()) {
    const bool first =
        answers.judgements
            .try_emplace(judgement.objective(),
                         ReviewJudgement{judgement.met(), judgement.remark()})
            .second;
    if (first) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "judgements: ", judgement.objective(), " is judged twice"));
  }
  return answers;
}

// INVALID_ARGUMENT for what is no statement of the review's plan.
absl::Status CheckJudgements(const std::optional<ReviewedPlan>& plan,
                             const ReviewJudgements& judgements) {
  for (const auto& [id, judgement] : judgements) {
    const JointObjective* const objective =
        plan.has_value() ? plan->plan.Find(id) : nullptr;
    if (objective == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("judgements: the plan of this review has no joint "
                       "objective \"",
                       id.substr(0, 40), "\"; `review show` has those of it"));
    }
    if (objective->measure.kind != MeasureKind::kStatement) {
      return absl::InvalidArgumentError(absl::StrCat(
          "judgements: ", id, " is held by its ",
          MeasureKindWord(objective->measure.kind), " and judged by nobody"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

void PartnershipHandlers::RegisterReviews(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListReviewsRequest, pb::ListReviewsResponse>(
      service + "ListReviews",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListReviewsResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const ReviewsAnswer answer,
                         AnswerReviews(context(), call.who,
                                       {.provider = request.provider(),
                                        .owner = request.owner(),
                                        .id = request.id(),
                                        .quarter = request.quarter()},
                                       page.as_of));
        pb::ListReviewsResponse response;
        RETURN_IF_ERROR(
            FillPage(page, answer.reviews, response,
                     [&](const ReviewRow& row) -> absl::StatusOr<size_t> {
                       *response.add_reviews() = ReviewToWire(row, call.who);
                       return response.reviews().rbegin()->ByteSizeLong();
                     }));
        return response;
      });
  methods.AddUnary<pb::OpenReviewRequest, pb::OpenReviewResponse>(
      service + "OpenReview",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::OpenReviewResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        ASSIGN_OR_RETURN(const PartnershipPlace place, PlaceOf(call, request));
        return Told<pb::OpenReviewResponse>(
            context(), call,
            changes->reviews.Open(call.who,
                                  MatterRequestOf(kService, "OpenReview",
                                                  request, answers_.Now()),
                                  place, request.quarter()));
      });
  // The plan as the review has it now.
  const auto plan_of = [this](const Principal& who, const std::string& id)
      -> absl::StatusOr<std::optional<ReviewedPlan>> {
    ASSIGN_OR_RETURN(const ReviewsAnswer answer,
                     AnswerReviews(context(), who, {.id = id}, AsOf{}));
    return answer.reviews.front().plan;
  };
  AddAct<pb::ScoreReviewRequest, pb::ScoreReviewResponse>(
      methods, kService, "ScoreReview", &Settling::reviews,
      [plan_of](ReviewChanges& reviews, const Principal& who,
                const pb::ScoreReviewRequest& request, const PartnershipPlace&,
                const MatterRequest& act) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const ReviewChanges::Answers answers,
                         ReadAnswers(request));
        if (!answers.judgements.empty()) {
          ASSIGN_OR_RETURN(const std::optional<ReviewedPlan> plan,
                           plan_of(who, request.id()));
          RETURN_IF_ERROR(CheckJudgements(plan, answers.judgements));
        }
        return reviews.Score(who, act, request.id(), answers);
      },
      Told<pb::ScoreReviewResponse>);
  AddAct<pb::CommentOnReviewRequest, pb::CommentOnReviewResponse>(
      methods, kService, "CommentOnReview", &Settling::reviews,
      [](ReviewChanges& reviews, const Principal& who,
         const pb::CommentOnReviewRequest& request, const PartnershipPlace&,
         const MatterRequest& act) {
        return reviews.Comment(who, act, request.id(), request.text(),
                               request.internal());
      },
      Told<pb::CommentOnReviewResponse>);
  AddAct<pb::SignReviewRequest, pb::SignReviewResponse>(
      methods, kService, "SignReview", &Settling::reviews,
      [plan_of](ReviewChanges& reviews, const Principal& who,
                const pb::SignReviewRequest& request, const PartnershipPlace&,
                const MatterRequest& act) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const std::optional<ReviewedPlan> plan,
                         plan_of(who, request.id()));
        return reviews.Sign(who, act, request.id(), request.text(),
                            plan.has_value() ? ValuesOf(*plan) : StepValues());
      },
      Told<pb::SignReviewResponse>);
}

}  // namespace regisseur

#include <utility>

#include "aggregator/answers/plans.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/plan_wire.h"
#include "core/base/status_macros.h"
#include "regisseur/partnership/v1/plan.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.PlanService.";

// The plan as it is now, in the response of a change.
template <typename Response>
absl::StatusOr<Response> Told(const AnswerContext& context,
                              const CallContext& call,
                              const absl::StatusOr<std::string>& id) {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const PlansAnswer answer,
                   AnswerPlans(context, call.who, {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_plan() =
      PlanToWire(answer.plans.front(), answer.today, call.who);
  response.set_provider(response.plan().provider());
  return response;
}

// How somebody decides about a version.
template <MatterMove move>
auto Deciding() {
  return [](PlanChanges& plans, const Principal& who, const auto& request,
            const PartnershipPlace&, const MatterRequest& act) {
    return plans.Decide(who, act, request.id(), move, request.text());
  };
}

absl::StatusOr<pb::Plan> GetPlan(const AnswerContext& context,
                                 const CallContext& call,
                                 const pb::GetPlanRequest& request,
                                 AsOf as_of) {
  if (request.provider().empty() && request.id().empty()) {
    return absl::InvalidArgumentError(
        "provider: is missing; name the one whose plan it is");
  }
  ASSIGN_OR_RETURN(const PlansAnswer answer,
                   AnswerPlans(context, call.who,
                               {.provider = request.provider(),
                                .owner = request.owner(),
                                .id = request.id(),
                                .period = request.period()},
                               as_of));
  // Of a provider's two the one in force; the newest is first.
  const PlanRow* found = nullptr;
  for (const PlanRow& row : answer.plans) {
    if (found == nullptr || row.IsInForce()) found = &row;
  }
  if (found == nullptr) {
    return absl::NotFoundError(absl::StrCat("provider: there is no plan with ",
                                            request.provider(),
                                            "; `plan propose` makes one"));
  }
  return PlanToWire(*found, answer.today, call.who);
}

}  // namespace

void PartnershipHandlers::RegisterPlans(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListPlansRequest, pb::ListPlansResponse>(
      service + "ListPlans",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ListPlansResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const PlansAnswer answer,
                         AnswerPlans(context(), call.who,
                                     {.provider = request.provider(),
                                      .owner = request.owner(),
                                      .period = request.period(),
                                      .history = request.history()},
                                     page.as_of));
        pb::ListPlansResponse response;
        RETURN_IF_ERROR(FillPage(
            page, answer.plans, response,
            [&](const PlanRow& row) -> absl::StatusOr<size_t> {
              *response.add_plans() = PlanToWire(row, answer.today, call.who);
              return response.plans().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::GetPlanRequest, pb::Plan>(
      service + "GetPlan",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::Plan> {
        ASSIGN_OR_RETURN(const AsOf as_of,
                         AsOfFromWire(request.has_as_known_on(),
                                      request.as_known_on(), answers_.Now()));
        return GetPlan(context(), call, request, as_of);
      });
  methods.AddUnary<pb::ProposePlanRequest, pb::ProposePlanResponse>(
      service + "ProposePlan",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::ProposePlanResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        ASSIGN_OR_RETURN(const PartnershipPlace place, PlaceOf(call, request));
        RelationshipPlan plan;
        if (!request.document().empty()) {
          ASSIGN_OR_RETURN(plan, changes->plans.Read(request.document()));
        }
        RETURN_IF_ERROR(PlanFromWire(request, plan));
        return Told<pb::ProposePlanResponse>(
            context(), call,
            changes->plans.Propose(call.who,
                                   MatterRequestOf(kService, "ProposePlan",
                                                   request, answers_.Now()),
                                   place, plan, request.text()));
      });
  AddAct<pb::AgreePlanRequest, pb::AgreePlanResponse>(
      methods, kService, "AgreePlan", &Settling::plans,
      Deciding<MatterMove::kAccepted>(), Told<pb::AgreePlanResponse>);
  AddAct<pb::RefusePlanRequest, pb::RefusePlanResponse>(
      methods, kService, "RefusePlan", &Settling::plans,
      Deciding<MatterMove::kRefused>(), Told<pb::RefusePlanResponse>);
  AddAct<pb::WithdrawPlanRequest, pb::WithdrawPlanResponse>(
      methods, kService, "WithdrawPlan", &Settling::plans,
      Deciding<MatterMove::kWithdrawn>(), Told<pb::WithdrawPlanResponse>);
  AddAct<pb::CommentOnPlanRequest, pb::CommentOnPlanResponse>(
      methods, kService, "CommentOnPlan", &Settling::plans,
      [](PlanChanges& plans, const Principal& who,
         const pb::CommentOnPlanRequest& request, const PartnershipPlace&,
         const MatterRequest& act) {
        return plans.Comment(who, act, request.id(), request.text(),
                             request.internal());
      },
      Told<pb::CommentOnPlanResponse>);
}

}  // namespace regisseur

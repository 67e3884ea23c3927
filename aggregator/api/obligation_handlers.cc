#include <utility>

#include "absl/strings/str_cat.h"
#include "aggregator/answers/obligations.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/partnership_wire.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "regisseur/partnership/v1/obligation.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.ObligationService.";

// The obligation as it is now, in the response of a change.
template <typename Response>
absl::StatusOr<Response> Told(const AnswerContext& context,
                              const CallContext& call,
                              const absl::StatusOr<std::string>& id) {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const ObligationsAnswer answer,
                   AnswerObligations(context, call.who, {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_obligation() =
      ObligationToWire(answer.obligations.front(), call.who);
  response.set_provider(response.obligation().provider());
  return response;
}

template <typename Request>
ObligationChanges::Step StepOf(const Request& request, MatterMove move) {
  ObligationChanges::Step step{
      .id = request.id(), .move = move, .text = request.text()};
  if constexpr (requires { request.internal(); }) {
    step.internal = request.internal();
  }
  if constexpr (requires { request.responsible(); }) {
    step.responsible = request.responsible();
  }
  return step;
}

}  // namespace

void PartnershipHandlers::RegisterObligations(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListObligationsRequest, pb::ListObligationsResponse>(
      service + "ListObligations",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListObligationsResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const auto side, ParticipantFromWire(request.side()));
        ASSIGN_OR_RETURN(const ObligationsAnswer answer,
                         AnswerObligations(context(), call.who,
                                           {.provider = request.provider(),
                                            .owner = request.owner(),
                                            .id = request.id(),
                                            .side = side,
                                            .open = request.open(),
                                            .overdue = request.overdue(),
                                            .review = request.review()},
                                           page.as_of));
        pb::ListObligationsResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        RETURN_IF_ERROR(FillPage(
            page, answer.obligations, response,
            [&](const ObligationRow& row) -> absl::StatusOr<size_t> {
              *response.add_obligations() = ObligationToWire(row, call.who);
              return response.obligations().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::ListObligationScoresRequest,
                   pb::ListObligationScoresResponse>(
      service + "ListObligationScores",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListObligationScoresResponse> {
        ASSIGN_OR_RETURN(const AsOf as_of,
                         AsOfFromWire(request.has_as_known_on(),
                                      request.as_known_on(), answers_.Now()));
        ASSIGN_OR_RETURN(
            const ObligationScoresAnswer answer,
            AnswerObligationScores(context(), call.who, request.provider(),
                                   request.owner(), request.period(), as_of));
        pb::ListObligationScoresResponse response;
        for (const ObligationScore& score : answer.scores) {
          *response.add_scores() = ObligationScoreToWire(score);
        }
        for (const WaitedForCustomer& waited : answer.waited) {
          *response.add_waited() = WaitedToWire(waited);
        }
        response.set_from(FormatDay(answer.period.first));
        response.set_to(FormatDay(answer.period.last));
        GapsToWire(answer.gaps, response.mutable_gaps());
        return response;
      });
  methods.AddUnary<pb::AddObligationRequest, pb::AddObligationResponse>(
      service + "AddObligation",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::AddObligationResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        ASSIGN_OR_RETURN(const PartnershipPlace place, PlaceOf(call, request));
        ASSIGN_OR_RETURN(const auto side, ParticipantFromWire(request.side()));
        if (!side.has_value() || *side == Participant::kEndUser) {
          return absl::InvalidArgumentError(
              "side: say which side owes it, PARTY_CUSTOMER or PARTY_PROVIDER");
        }
        if (!request.ticket().empty()) {
          RETURN_IF_ERROR(CheckTicketIsTold(context(), call.who, place.provider,
                                            request.ticket()));
        }
        return Told<pb::AddObligationResponse>(
            context(), call,
            changes->obligations.Add(call.who,
                                     MatterRequestOf(kService, "AddObligation",
                                                     request, answers_.Now()),
                                     place,
                                     {.side = *side,
                                      .what = request.what(),
                                      .due_on = request.due_on(),
                                      .ticket = request.ticket(),
                                      .review = request.review(),
                                      .responsible = request.responsible()}));
      });
  const auto add = [&]<typename Request, typename Response>(const char* name,
                                                            MatterMove move) {
    AddAct<Request, Response>(
        methods, kService, name, &Settling::obligations,
        [move](auto& matters, const Principal& who, const Request& request,
               const PartnershipPlace& place,
               const MatterRequest& act) -> absl::StatusOr<std::string> {
          return matters.Move(who, act, place.now, StepOf(request, move));
        },
        Told<Response>);
  };
#define REGISSEUR_MOVE(name, move) \
  add.template operator()<pb::name##Request, pb::name##Response>(#name, move)
  REGISSEUR_MOVE(PromiseObligation, MatterMove::kPromised);
  REGISSEUR_MOVE(RefuseObligation, MatterMove::kRefused);
  REGISSEUR_MOVE(WaitObligation, MatterMove::kWaiting);
  REGISSEUR_MOVE(ResumeObligation, MatterMove::kResumed);
  REGISSEUR_MOVE(FulfilObligation, MatterMove::kFulfilled);
  REGISSEUR_MOVE(ReopenObligation, MatterMove::kReopened);
  REGISSEUR_MOVE(WithdrawObligation, MatterMove::kWithdrawn);
  REGISSEUR_MOVE(CommentOnObligation, MatterMove::kCommented);
#undef REGISSEUR_MOVE
}

}  // namespace regisseur

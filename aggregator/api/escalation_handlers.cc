#include <utility>

#include "aggregator/answers/escalation_links.h"
#include "aggregator/answers/escalations.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/page.h"
#include "aggregator/api/partnership_handlers.h"
#include "aggregator/api/partnership_wire.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"
#include "regisseur/partnership/v1/escalation.pb.h"

namespace regisseur {
namespace {

namespace pb = partnership::v1;

constexpr char kService[] = "regisseur.partnership.v1.EscalationService.";

// The escalation as it is now, in the response of a change.
template <typename Response>
absl::StatusOr<Response> Told(const AnswerContext& context,
                              const CallContext& call,
                              const absl::StatusOr<std::string>& id) {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const EscalationsAnswer answer,
                   AnswerEscalations(context, call.who, {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_escalation() = EscalationToWire(
      answer.escalations.front(), call.who, context.clock.Now());
  response.set_provider(response.escalation().provider());
  if constexpr (requires { response.mutable_gaps(); }) {
    GapsToWire(answer.gaps, response.mutable_gaps());
  }
  return response;
}

template <typename Request>
EscalationChanges::Step StepOf(const Request& request, MatterMove move) {
  EscalationChanges::Step step{.id = request.id(), .move = move};
  if constexpr (requires { request.text(); }) step.text = request.text();
  if constexpr (requires { request.internal(); }) {
    step.internal = request.internal();
  }
  if constexpr (requires { request.links(); }) {
    step.links = LinksFromWire(request.links());
  }
  return step;
}

}  // namespace

void PartnershipHandlers::RegisterEscalations(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListEscalationsRequest, pb::ListEscalationsResponse>(
      service + "ListEscalations",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListEscalationsResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const auto opened_by,
                         ParticipantFromWire(request.opened_by()));
        ASSIGN_OR_RETURN(const EscalationsAnswer answer,
                         AnswerEscalations(context(), call.who,
                                           {.provider = request.provider(),
                                            .owner = request.owner(),
                                            .service = request.service(),
                                            .id = request.id(),
                                            .open = request.open(),
                                            .opened_by = opened_by},
                                           page.as_of));
        pb::ListEscalationsResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        const absl::Time now = context().MomentOf(page.as_of);
        RETURN_IF_ERROR(
            FillPage(page, answer.escalations, response,
                     [&](const EscalationRow& row) -> absl::StatusOr<size_t> {
                       *response.add_escalations() =
                           EscalationToWire(row, call.who, now);
                       return response.escalations().rbegin()->ByteSizeLong();
                     }));
        return response;
      });
  methods.AddUnary<pb::ListEscalationTimesRequest,
                   pb::ListEscalationTimesResponse>(
      service + "ListEscalationTimes",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListEscalationTimesResponse> {
        ASSIGN_OR_RETURN(const AsOf as_of,
                         AsOfFromWire(request.has_as_known_on(),
                                      request.as_known_on(), answers_.Now()));
        ASSIGN_OR_RETURN(
            const EscalationTimesAnswer answer,
            AnswerEscalationTimes(context(), call.who, request.provider(),
                                  request.owner(), request.period(), as_of));
        pb::ListEscalationTimesResponse response;
        for (const EscalationTimesRow& row : answer.rows) {
          *response.add_times() = EscalationTimesToWire(row);
        }
        response.set_from(FormatDay(answer.period.first));
        response.set_to(FormatDay(answer.period.last));
        GapsToWire(answer.gaps, response.mutable_gaps());
        return response;
      });
  methods.AddUnary<pb::OpenEscalationRequest, pb::OpenEscalationResponse>(
      service + "OpenEscalation",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::OpenEscalationResponse> {
        ASSIGN_OR_RETURN(Settling* const changes, Changes());
        ASSIGN_OR_RETURN(const PartnershipPlace place, PlaceOf(call, request));
        const EscalationLinks links = LinksFromWire(request.links());
        RETURN_IF_ERROR(
            CheckEscalationLinks(context(), call.who, place, links));
        return Told<pb::OpenEscalationResponse>(
            context(), call,
            changes->escalations.Open(
                call.who,
                MatterRequestOf(kService, "OpenEscalation", request,
                                answers_.Now()),
                place,
                {.subject = request.subject(),
                 .priority = request.priority(),
                 .text = request.text(),
                 .level = request.level(),
                 .links = links}));
      });
  const auto add = [&]<typename Request, typename Response>(const char* name,
                                                            MatterMove move) {
    AddAct<Request, Response>(
        methods, kService, name, &Settling::escalations,
        [this, move](auto& matters, const Principal& who,
                     const Request& request, const PartnershipPlace& place,
                     const MatterRequest& act) -> absl::StatusOr<std::string> {
          EscalationChanges::Step step = StepOf(request, move);
          RETURN_IF_ERROR(
              CheckEscalationLinks(context(), who, place, step.links));
          if (move == MatterMove::kRaisedHigher) {
            ASSIGN_OR_RETURN(
                const EscalationsAnswer answer,
                AnswerEscalations(context(), who, {.id = step.id}, AsOf{}));
            step.target = answer.escalations.front().record.target;
          }
          return matters.Move(who, act, place, step);
        },
        Told<Response>);
  };
#define REGISSEUR_MOVE(name, move) \
  add.template operator()<pb::name##Request, pb::name##Response>(#name, move)
  REGISSEUR_MOVE(AcknowledgeEscalation, MatterMove::kAcknowledged);
  REGISSEUR_MOVE(AnswerEscalation, MatterMove::kAnswered);
  REGISSEUR_MOVE(RaiseEscalation, MatterMove::kRaisedHigher);
  REGISSEUR_MOVE(CommentOnEscalation, MatterMove::kCommented);
  REGISSEUR_MOVE(LinkEscalation, MatterMove::kLinked);
  REGISSEUR_MOVE(CloseEscalation, MatterMove::kClosed);
  REGISSEUR_MOVE(ReopenEscalation, MatterMove::kReopened);
#undef REGISSEUR_MOVE
}

}  // namespace regisseur

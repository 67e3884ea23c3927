#include "aggregator/api/objective_handlers.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/objective_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace pb = objective::v1;

constexpr char kService[] = "regisseur.objective.v1.ObjectiveService.";

// The three lists differ in the kind and in what a row becomes.
template <typename Response, typename Request, typename Add>
absl::StatusOr<Response> List(const Answers& answers, const CallContext& call,
                              const Request& request, MatterKind kind,
                              Add add) {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers.Now()));
  ASSIGN_OR_RETURN(const MattersAnswer answer,
                   answers.ListMatters(call.who,
                                       {.kind = kind,
                                        .provider = request.provider(),
                                        .contract = request.contract(),
                                        .objective = request.objective(),
                                        .owner = request.owner(),
                                        .from = request.from(),
                                        .to = request.to()},
                                       page.as_of));
  Response response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(page, answer.matters, response,
                           [&](const Matter& matter) -> absl::StatusOr<size_t> {
                             return add(matter, response);
                           }));
  return response;
}

// Reported unless it says otherwise.
absl::StatusOr<FigureOrigin> OriginOfFigure(type::v1::Origin wire) {
  switch (wire) {
    case type::v1::ORIGIN_UNSPECIFIED:
    case type::v1::ORIGIN_REPORTED:
      return FigureOrigin::kReported;
    case type::v1::ORIGIN_MEASURED:
      return FigureOrigin::kMeasured;
    case type::v1::ORIGIN_SETTLED:
      return FigureOrigin::kSettled;
    default:
      return absl::InvalidArgumentError("origin: say reported or measured");
  }
}

}  // namespace

absl::StatusOr<ProposalChanges*> ObjectiveHandlers::Changes() const {
  if (settling_ != nullptr) return &settling_->proposals;
  return absl::UnimplementedError("on this server nothing can be settled");
}

absl::StatusOr<Matter> ObjectiveHandlers::Changed(
    const CallContext& call, const absl::StatusOr<std::string>& id) const {
  RETURN_IF_ERROR(id.status());
  return settling_->proposals.Get(call.who, *id);
}

void ObjectiveHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListExclusionsRequest, pb::ListExclusionsResponse>(
      service + "ListExclusions",
      [this](const auto& call, const auto& request) {
        return List<pb::ListExclusionsResponse>(
            answers_, call, request, MatterKind::kExclusion,
            [](const Matter& matter, auto& response) {
              *response.add_exclusions() = ExclusionToWire(matter);
              return response.exclusions().rbegin()->ByteSizeLong();
            });
      });
  methods.AddUnary<pb::ListSettlementsRequest, pb::ListSettlementsResponse>(
      service + "ListSettlements",
      [this](const auto& call, const auto& request) {
        return List<pb::ListSettlementsResponse>(
            answers_, call, request, MatterKind::kSettlement,
            [](const Matter& matter, auto& response) {
              *response.add_settlements() = SettlementToWire(matter);
              return response.settlements().rbegin()->ByteSizeLong();
            });
      });
  methods.AddUnary<pb::ListObjectionsRequest, pb::ListObjectionsResponse>(
      service + "ListObjections",
      [this](const auto& call, const auto& request) {
        return List<pb::ListObjectionsResponse>(
            answers_, call, request, MatterKind::kObjection,
            [](const Matter& matter, auto& response) {
              *response.add_objections() = ObjectionToWire(matter);
              return response.objections().rbegin()->ByteSizeLong();
            });
      });
  RegisterProposing(methods);
  RegisterDeciding(methods);
  RegisterFigures(methods);
}

void ObjectiveHandlers::RegisterProposing(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ProposeExclusionRequest, pb::ProposeExclusionResponse>(
      service + "ProposeExclusion",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ProposeExclusionResponse> {
        ASSIGN_OR_RETURN(ProposalChanges* const changes, Changes());
        ASSIGN_OR_RETURN(std::string accountability,
                         AccountabilityFromWire(request.accountability()));
        ASSIGN_OR_RETURN(
            const Matter matter,
            Changed(call,
                    changes->ProposeExclusion(
                        call.who,
                        MatterRequestOf(kService, "ProposeExclusion", request,
                                        answers_.Now()),
                        {.promise = {request.provider(), request.contract(),
                                     request.objective()},
                         .from = request.from(),
                         .to = request.to(),
                         .accountability = std::move(accountability),
                         .reason = request.reason(),
                         .evidence = request.evidence(),
                         .view = request.other_view()})));
        pb::ProposeExclusionResponse response;
        *response.mutable_exclusion() = ExclusionToWire(matter);
        response.set_provider(matter.subject.provider);
        return response;
      });
  methods.AddUnary<pb::ProposeSettlementRequest, pb::ProposeSettlementResponse>(
      service + "ProposeSettlement",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ProposeSettlementResponse> {
        ASSIGN_OR_RETURN(ProposalChanges* const changes, Changes());
        ASSIGN_OR_RETURN(
            const Matter matter,
            Changed(call, changes->ProposeSettlement(
                              call.who,
                              MatterRequestOf(kService, "ProposeSettlement",
                                              request, answers_.Now()),
                              {.promise = {"", request.contract(),
                                           request.objective()},
                               .period = request.period(),
                               .value = request.value(),
                               .document = request.document()})));
        pb::ProposeSettlementResponse response;
        *response.mutable_settlement() = SettlementToWire(matter);
        return response;
      });
  methods.AddUnary<pb::RaiseObjectionRequest, pb::RaiseObjectionResponse>(
      service + "RaiseObjection",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::RaiseObjectionResponse> {
        ASSIGN_OR_RETURN(ProposalChanges* const changes, Changes());
        ASSIGN_OR_RETURN(
            const Matter matter,
            Changed(call,
                    changes->RaiseObjection(
                        call.who,
                        MatterRequestOf(kService, "RaiseObjection", request,
                                        answers_.Now()),
                        {.promise = {request.provider(), request.contract(),
                                     request.objective()},
                         .period = request.period(),
                         .figure = request.figure(),
                         .reason = request.reason(),
                         .evidence = request.evidence()})));
        pb::RaiseObjectionResponse response;
        *response.mutable_objection() = ObjectionToWire(matter);
        response.set_provider(matter.subject.provider);
        return response;
      });
}

template <typename Request>
absl::StatusOr<Matter> ObjectiveHandlers::Decide(
    const CallContext& call, const char* method, const Request& request,
    ProposalChanges::Decision decision) {
  ASSIGN_OR_RETURN(ProposalChanges* const changes, Changes());
  decision.id = request.id();
  decision.reason = request.reason();
  decision.on_behalf_of = request.on_behalf_of();
  return Changed(
      call,
      changes->Decide(
          call.who, MatterRequestOf(kService, method, request, answers_.Now()),
          decision, [&](const Matter& matter) {
            return answers_.FindStake(call.who, matter.subject);
          }));
}

void ObjectiveHandlers::RegisterDeciding(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ApproveProposalRequest, pb::ApproveProposalResponse>(
      service + "ApproveProposal",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ApproveProposalResponse> {
        ASSIGN_OR_RETURN(
            const Matter matter,
            Decide(call, "ApproveProposal", request,
                   {.approves = true, .view = request.other_view()}));
        pb::ApproveProposalResponse response;
        *response.mutable_proposal() = ProposalToWire(matter);
        return response;
      });
  methods.AddUnary<pb::RefuseProposalRequest, pb::RefuseProposalResponse>(
      service + "RefuseProposal",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::RefuseProposalResponse> {
        ASSIGN_OR_RETURN(const Matter matter,
                         Decide(call, "RefuseProposal", request, {}));
        pb::RefuseProposalResponse response;
        *response.mutable_proposal() = ProposalToWire(matter);
        return response;
      });
  methods.AddUnary<pb::WithdrawProposalRequest, pb::WithdrawProposalResponse>(
      service + "WithdrawProposal",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::WithdrawProposalResponse> {
        ASSIGN_OR_RETURN(ProposalChanges* const changes, Changes());
        ASSIGN_OR_RETURN(
            const Matter matter,
            Changed(call, changes->Withdraw(
                              call.who,
                              MatterRequestOf(kService, "WithdrawProposal",
                                              request, answers_.Now()),
                              request.id(), request.reason())));
        pb::WithdrawProposalResponse response;
        *response.mutable_proposal() = ProposalToWire(matter);
        response.set_provider(matter.subject.provider);
        return response;
      });
}

void ObjectiveHandlers::RegisterFigures(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::EnterFigureRequest, pb::EnterFigureResponse>(
      service + "EnterFigure",
      [this](const auto& call,
             const auto& request) -> absl::StatusOr<pb::EnterFigureResponse> {
        RETURN_IF_ERROR(Changes().status());
        ASSIGN_OR_RETURN(const FigureOrigin origin,
                         OriginOfFigure(request.origin()));
        FigureChanges& figures = settling_->figures;
        ASSIGN_OR_RETURN(const std::string id,
                         figures.Enter(call.who,
                                       MatterRequestOf(kService, "EnterFigure",
                                                       request, answers_.Now()),
                                       {.provider = request.provider(),
                                        .contract = request.contract(),
                                        .objective = request.objective(),
                                        .period = request.period(),
                                        .value = request.value(),
                                        .unit = request.unit(),
                                        .origin = origin,
                                        .document = request.document(),
                                        .content = request.document_content(),
                                        .expires = request.expires(),
                                        .remark = request.remark()}));
        ASSIGN_OR_RETURN(const Matter matter, figures.Get(call.who, id));
        pb::EnterFigureResponse response;
        *response.mutable_figure() =
            EnteredFigureToWire(matter, /*expired=*/false);
        return response;
      });
  methods.AddUnary<pb::WithdrawFigureRequest, pb::WithdrawFigureResponse>(
      service + "WithdrawFigure",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::WithdrawFigureResponse> {
        RETURN_IF_ERROR(Changes().status());
        FigureChanges& figures = settling_->figures;
        ASSIGN_OR_RETURN(
            const std::string id,
            figures.Withdraw(call.who,
                             MatterRequestOf(kService, "WithdrawFigure",
                                             request, answers_.Now()),
                             request.id(), request.reason()));
        ASSIGN_OR_RETURN(const Matter matter, figures.Get(call.who, id));
        pb::WithdrawFigureResponse response;
        *response.mutable_figure() =
            EnteredFigureToWire(matter, /*expired=*/false);
        return response;
      });
}

}  // namespace regisseur

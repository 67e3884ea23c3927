#include "aggregator/api/negotiation_handlers.h"

#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/matter_request.h"
#include "aggregator/api/negotiation_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace pb = negotiation::v1;

constexpr char kService[] = "regisseur.negotiation.v1.NegotiationService.";

bool IsPartner(const CallContext& call) {
  return call.who.role == Principal::Role::kProvider;
}

}  // namespace

absl::StatusOr<VersionChanges*> NegotiationHandlers::Changes() const {
  if (settling_ != nullptr) return &settling_->versions;
  return absl::UnimplementedError("on this server nothing can be proposed");
}

absl::CivilDay NegotiationHandlers::Today() const {
  return absl::ToCivilDay(answers_.Now(),
                          answers_.PortfolioAt(AsOf{})->time_zone);
}

template <typename Request>
absl::Status NegotiationHandlers::CheckTheirs(const CallContext& call,
                                              const Request& request) const {
  if (request.id().empty()) {
    return absl::InvalidArgumentError(
        "id: is missing; `contract proposals` shows which there are");
  }
  ASSIGN_OR_RETURN(const Matter version,
                   settling_->versions.Get(call.who, request.id()));
  if (request.provider().empty() ||
      version.subject.provider == request.provider()) {
    return absl::OkStatus();
  }
  return absl::NotFoundError(absl::StrCat(
      "id: there is nothing that is called \"", request.id(), "\""));
}

template <typename Response>
absl::StatusOr<Response> NegotiationHandlers::Told(
    const CallContext& call, const absl::StatusOr<std::string>& id) const {
  RETURN_IF_ERROR(id.status());
  ASSIGN_OR_RETURN(const VersionProposalsAnswer answer,
                   answers_.ListVersionProposals(call.who, reader_, versions_,
                                                 {.id = *id}, AsOf{}));
  Response response;
  *response.mutable_proposal() =
      ContractProposalToWire(answer.proposals.front(), IsPartner(call));
  response.set_provider(answer.proposals.front().matter.subject.provider);
  return response;
}

absl::StatusOr<std::optional<Principal::MoneyLimit>>
NegotiationHandlers::WorthOf(const CallContext& call,
                             const std::string& id) const {
  using Worth = std::optional<Principal::MoneyLimit>;
  if (IsPartner(call)) return Worth();
  ASSIGN_OR_RETURN(const VersionProposalsAnswer answer,
                   answers_.ListVersionProposals(call.who, reader_, versions_,
                                                 {.id = id}, AsOf{}));
  const VersionProposal& proposal = answer.proposals.front();
  if (!proposal.version.has_value()) {
    return absl::FailedPreconditionError(
        "id: what it says cannot stand beside the contracts as they are now; "
        "propose it anew");
  }
  return WorthOfVersion(proposal.version->contract);
}

void NegotiationHandlers::Register(MethodRegistry& methods) {
  const std::string service = kService;
  methods.AddUnary<pb::ListContractProposalsRequest,
                   pb::ListContractProposalsResponse>(
      service + "ListContractProposals",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ListContractProposalsResponse> {
        ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
        ASSIGN_OR_RETURN(const VersionProposalsAnswer answer,
                         answers_.ListVersionProposals(
                             call.who, reader_, versions_,
                             {.room = {.provider = request.provider(),
                                       .contract = request.contract(),
                                       .owner = request.owner()},
                              .id = request.id(),
                              .open = request.open()},
                             page.as_of));
        pb::ListContractProposalsResponse response;
        if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
        RETURN_IF_ERROR(FillPage(
            page, answer.proposals, response,
            [&](const VersionProposal& proposal) -> absl::StatusOr<size_t> {
              *response.add_proposals() =
                  ContractProposalToWire(proposal, IsPartner(call));
              return response.proposals().rbegin()->ByteSizeLong();
            }));
        return response;
      });
  methods.AddUnary<pb::ProposeContractVersionRequest,
                   pb::ProposeContractVersionResponse>(
      service + "ProposeContractVersion",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::ProposeContractVersionResponse> {
        ASSIGN_OR_RETURN(VersionChanges* const changes, Changes());
        return Told<pb::ProposeContractVersionResponse>(
            call,
            changes->Propose(call.who,
                             MatterRequestOf(kService, "ProposeContractVersion",
                                             request, answers_.Now()),
                             {.provider = request.provider(),
                              .contract = request.contract(),
                              .text = request.text(),
                              .reason = request.reason(),
                              .answers = request.answers()},
                             Today()));
      });
  methods.AddUnary<pb::CommentOnContractProposalRequest,
                   pb::CommentOnContractProposalResponse>(
      service + "CommentOnContractProposal",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::CommentOnContractProposalResponse> {
        ASSIGN_OR_RETURN(VersionChanges* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request));
        return Told<pb::CommentOnContractProposalResponse>(
            call,
            changes->Comment(
                call.who,
                MatterRequestOf(kService, "CommentOnContractProposal", request,
                                answers_.Now()),
                request.id(), request.text(), request.internal(), Today()));
      });
  methods.AddUnary<pb::AcceptContractProposalRequest,
                   pb::AcceptContractProposalResponse>(
      service + "AcceptContractProposal",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::AcceptContractProposalResponse> {
        ASSIGN_OR_RETURN(VersionChanges* const changes, Changes());
        // Whose it is is told before anything of it is read.
        RETURN_IF_ERROR(CheckTheirs(call, request));
        ASSIGN_OR_RETURN(std::optional<Principal::MoneyLimit> worth,
                         WorthOf(call, request.id()));
        return Told<pb::AcceptContractProposalResponse>(
            call,
            changes->Accept(call.who,
                            MatterRequestOf(kService, "AcceptContractProposal",
                                            request, answers_.Now()),
                            {.id = request.id(),
                             .document = request.document(),
                             .on_behalf_of = request.on_behalf_of(),
                             .amount = std::move(worth)},
                            Today()));
      });
  methods.AddUnary<pb::WithdrawContractProposalRequest,
                   pb::WithdrawContractProposalResponse>(
      service + "WithdrawContractProposal",
      [this](const auto& call, const auto& request)
          -> absl::StatusOr<pb::WithdrawContractProposalResponse> {
        ASSIGN_OR_RETURN(VersionChanges* const changes, Changes());
        RETURN_IF_ERROR(CheckTheirs(call, request));
        return Told<pb::WithdrawContractProposalResponse>(
            call, changes->Withdraw(
                      call.who,
                      MatterRequestOf(kService, "WithdrawContractProposal",
                                      request, answers_.Now()),
                      request.id(), request.reason(), Today()));
      });
}

}  // namespace regisseur

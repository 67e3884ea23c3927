#include "aggregator/api/service_level_handlers.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/service_level_wire.h"
#include "core/base/status_macros.h"

namespace regisseur {
namespace {

namespace pb = service_level::v1;

absl::StatusOr<std::optional<FigureOrigin>> OriginFromWire(
    type::v1::Origin origin) {
  switch (origin) {
    case type::v1::ORIGIN_UNSPECIFIED:
      return std::nullopt;
    case type::v1::ORIGIN_REPORTED:
      return FigureOrigin::kReported;
    case type::v1::ORIGIN_MEASURED:
      return FigureOrigin::kMeasured;
    case type::v1::ORIGIN_SETTLED:
      return FigureOrigin::kSettled;
    default:
      return absl::InvalidArgumentError(
          absl::StrCat("origin: ", static_cast<int>(origin),
                       " is none; ask for reported, measured or settled"));
  }
}

// What we may claim and until when, which a partner learns from the claim, and
// what other partners attained.
bool IsOurs(const LevelNote& line) {
  constexpr absl::string_view kFamilies[] = {
      "sla-line-automatic", "sla-line-cap",         "sla-line-claim-by",
      "sla-line-credit",    "sla-line-earned-back", "sla-line-member",
      "sla-line-penalty"};
  return std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [&](absl::string_view family) {
                       return absl::StartsWith(line.rule, family);
                     });
}

}  // namespace

void ServiceLevelHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.service_level.v1.ServiceLevelService.";
  methods.AddUnary<pb::ListServiceLevelsRequest, pb::ListServiceLevelsResponse>(
      service + "ListServiceLevels",
      [this](const auto& call, const auto& request) {
        return ListServiceLevels(call, request);
      });
  methods.AddUnary<pb::ExplainServiceLevelRequest,
                   pb::ExplainServiceLevelResponse>(
      service + "ExplainServiceLevel",
      [this](const auto& call, const auto& request) {
        return ExplainServiceLevel(call, request);
      });
  methods.AddUnary<pb::ListServiceLevelHistoryRequest,
                   pb::ListServiceLevelHistoryResponse>(
      service + "ListServiceLevelHistory",
      [this](const auto& call, const auto& request) {
        return ListServiceLevelHistory(call, request);
      });
  methods.AddUnary<pb::ListObjectivesRequest, pb::ListObjectivesResponse>(
      service + "ListObjectives",
      [this](const auto& call, const auto& request) {
        return ListObjectives(call, request);
      });
}

absl::StatusOr<pb::ListServiceLevelsResponse>
ServiceLevelHandlers::ListServiceLevels(
    const CallContext& call,
    const pb::ListServiceLevelsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const ServiceLevelsAnswer answer,
                   answers_.ListServiceLevels(call.who,
                                              {.period = request.period(),
                                               .provider = request.provider(),
                                               .contract = request.contract(),
                                               .owner = request.owner()},
                                              page.as_of));
  pb::ListServiceLevelsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_period(answer.period.Label());
  RETURN_IF_ERROR(
      FillPage(page, answer.levels, response,
               [&](const ServiceLevelRow& row) -> absl::StatusOr<size_t> {
                 *response.add_objectives() = ServiceLevelToWire(row);
                 return response.objectives().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ExplainServiceLevelResponse>
ServiceLevelHandlers::ExplainServiceLevel(
    const CallContext& call,
    const pb::ExplainServiceLevelRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ServiceLevelQuestion question{.contract = request.contract(),
                                .objective = request.objective(),
                                .period = request.period(),
                                .all = request.all(),
                                .provider = request.provider(),
                                .owner = request.owner()};
  ASSIGN_OR_RETURN(question.origin, OriginFromWire(request.origin()));
  ASSIGN_OR_RETURN(
      const ServiceLevelExplanation answer,
      answers_.ExplainServiceLevel(call.who, question, page.as_of));
  pb::ExplainServiceLevelResponse response;
  *response.mutable_level() = ServiceLevelToWire(answer.row);
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    const bool to_provider = call.who.role == Principal::Role::kProvider;
    for (const LevelNote& line : answer.arithmetic) {
      if (to_provider && IsOurs(line)) continue;
      *response.add_arithmetic() = NoteToWire(line);
    }
    for (const Witness& witness : answer.witnesses) {
      *response.add_witnesses() = WitnessToWire(witness);
    }
    for (const FigureDifference& difference : answer.differences) {
      *response.add_differences() = DifferenceToWire(difference);
    }
    for (const ServiceLevelRow& row : answer.windows) {
      *response.add_windows() = ServiceLevelToWire(row);
    }
    for (const Restatement& restatement : answer.restatements) {
      *response.add_restatements() = RestatementToWire(restatement);
    }
  }
  RETURN_IF_ERROR(
      FillPage(page, answer.pieces, response,
               [&](const ExplainedPiece& piece) -> absl::StatusOr<size_t> {
                 *response.add_pieces() = PieceToWire(piece);
                 return response.pieces().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListServiceLevelHistoryResponse>
ServiceLevelHandlers::ListServiceLevelHistory(
    const CallContext& call,
    const pb::ListServiceLevelHistoryRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const ServiceLevelsAnswer answer,
      answers_.ListServiceLevelHistory(call.who,
                                       {.contract = request.contract(),
                                        .objective = request.objective(),
                                        .from = request.from(),
                                        .to = request.to(),
                                        .provider = request.provider(),
                                        .owner = request.owner()},
                                       page.as_of));
  pb::ListServiceLevelHistoryResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.levels, response,
               [&](const ServiceLevelRow& row) -> absl::StatusOr<size_t> {
                 *response.add_objectives() = ServiceLevelToWire(row);
                 return response.objectives().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListObjectivesResponse> ServiceLevelHandlers::ListObjectives(
    const CallContext& call, const pb::ListObjectivesRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const ObjectivesAnswer answer,
                   answers_.ListObjectives(call.who,
                                           {.provider = request.provider(),
                                            .contract = request.contract(),
                                            .owner = request.owner()},
                                           page.as_of));
  pb::ListObjectivesResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(FillPage(
      page, answer.objectives, response,
      [&](const ObjectiveStanding& standing) -> absl::StatusOr<size_t> {
        *response.add_objectives() = ObjectiveToWire(standing);
        return response.objectives().rbegin()->ByteSizeLong();
      }));
  return response;
}

}  // namespace regisseur

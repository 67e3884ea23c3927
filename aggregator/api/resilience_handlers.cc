#include "aggregator/api/resilience_handlers.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/resilience_wire.h"
#include "core/base/status_macros.h"
#include "core/money/currency.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = resilience::v1;

absl::StatusOr<std::optional<Dimension>> DimensionFromWire(pb::Dimension by) {
  switch (by) {
    case pb::DIMENSION_UNSPECIFIED:
      return std::optional<Dimension>();
    case pb::DIMENSION_PROVIDER:
      return std::optional<Dimension>(Dimension::kProvider);
    case pb::DIMENSION_COUNTRY:
      return std::optional<Dimension>(Dimension::kCountry);
    case pb::DIMENSION_SERVICE_CATEGORY:
      return std::optional<Dimension>(Dimension::kServiceCategory);
    case pb::DIMENSION_FOURTH_PARTY:
      return std::optional<Dimension>(Dimension::kFourthParty);
    case pb::DIMENSION_TIER:
      return std::optional<Dimension>(Dimension::kTier);
    default:
      return absl::InvalidArgumentError(
          "by: this version does not know that dimension");
  }
}

}  // namespace

void ResilienceHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.resilience.v1.ResilienceService.";
  methods.AddUnary<pb::ListConcentrationRequest, pb::ListConcentrationResponse>(
      service + "ListConcentration",
      [this](const auto& call, const auto& request) {
        return Concentration(call, request);
      });
  methods.AddUnary<pb::ListChainsRequest, pb::ListChainsResponse>(
      service + "ListChains", [this](const auto& call, const auto& request) {
        return Chains(call, request);
      });
  methods.AddUnary<pb::ListOverlapsRequest, pb::ListOverlapsResponse>(
      service + "ListOverlaps", [this](const auto& call, const auto& request) {
        return Overlaps(call, request);
      });
  methods.AddUnary<pb::RehearseExitRequest, pb::RehearseExitResponse>(
      service + "RehearseExit", [this](const auto& call, const auto& request) {
        return Rehearse(call, request);
      });
}

absl::StatusOr<pb::ListConcentrationResponse> ResilienceHandlers::Concentration(
    const CallContext& call,
    const pb::ListConcentrationRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const std::optional<Dimension> by,
                   DimensionFromWire(request.by()));
  ASSIGN_OR_RETURN(
      const ConcentrationAnswer answer,
      answers_.ListConcentration(
          call.who, {.by = by, .from = request.from(), .to = request.to()},
          page.as_of));
  pb::ListConcentrationResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_currency(answer.currency);
  response.set_total(
      answer.total.RoundedHalfAwayFromZero(MinorUnitDigits(answer.currency))
          .ToString());
  response.set_from(FormatMonth(answer.from));
  response.set_to(FormatMonth(answer.to));
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const ConcentrationRow& row) -> absl::StatusOr<size_t> {
                 *response.add_rows() = ConcentrationToWire(row, answer);
                 return response.rows().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListChainsResponse> ResilienceHandlers::Chains(
    const CallContext& call, const pb::ListChainsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const ChainsAnswer answer,
                   answers_.ListChains(call.who,
                                       {.function = request.function(),
                                        .from = request.from(),
                                        .to = request.to()},
                                       page.as_of));
  pb::ListChainsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  *response.mutable_from_time() = ToWire(answer.range.from);
  *response.mutable_to_time() = ToWire(answer.range.to);
  RETURN_IF_ERROR(FillPage(page, answer.chains, response,
                           [&](const ChainRow& row) -> absl::StatusOr<size_t> {
                             *response.add_chains() = ChainToWire(row);
                             return response.chains().rbegin()->ByteSizeLong();
                           }));
  return response;
}

absl::StatusOr<pb::ListOverlapsResponse> ResilienceHandlers::Overlaps(
    const CallContext& call, const pb::ListOverlapsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const OverlapsAnswer answer,
      answers_.ListOverlaps(
          call.who, {.from = request.from(), .to = request.to()}, page.as_of));
  pb::ListOverlapsResponse response;
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.overlaps, response,
               [&](const OverlapRow& row) -> absl::StatusOr<size_t> {
                 *response.add_overlaps() = OverlapToWire(row);
                 return response.overlaps().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::RehearseExitResponse> ResilienceHandlers::Rehearse(
    const CallContext& call, const pb::RehearseExitRequest& request) const {
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(
      const RehearsalAnswer answer,
      answers_.RehearseExit(
          call.who, {.provider = request.provider(), .on = request.on()},
          as_of));
  return RehearsalToWire(answer);
}

}  // namespace regisseur

#include "aggregator/api/flexibility_handlers.h"

#include <optional>
#include <string>

#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/rigidity_wire.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = contract::v1;

template <typename Message>
void SetNumber(const std::optional<Decimal>& number, Message* message,
               std::string* (Message::*field)()) {
  if (number.has_value()) *(message->*field)() = number->ToString();
}

pb::RigidityTrend TrendToWire(const RigidityTrend& point) {
  pb::RigidityTrend wire;
  wire.set_month(FormatMonth(point.month));
  SetNumber(point.mean.figure(), &wire, &pb::RigidityTrend::mutable_figure);
  SetNumber(point.mean.figure_at_least, &wire,
            &pb::RigidityTrend::mutable_figure_at_least);
  SetNumber(point.mean.figure_at_most, &wire,
            &pb::RigidityTrend::mutable_figure_at_most);
  SetNumber(point.mean.fixed_share, &wire,
            &pb::RigidityTrend::mutable_fixed_share);
  wire.set_contracts(point.mean.contracts);
  return wire;
}

pb::CommitmentAdvice AdviceToWire(const CommitmentAdvice& advice) {
  pb::CommitmentAdvice wire;
  wire.set_kind(advice.kind);
  wire.set_component(advice.component);
  wire.set_level(advice.level.ToString());
  wire.set_per(advice.per);
  SetNumber(advice.level_now, &wire, &pb::CommitmentAdvice::mutable_level_now);
  wire.set_cost(advice.cost.ToString());
  wire.set_cost_without(advice.cost_without.ToString());
  SetNumber(advice.cost_now, &wire, &pb::CommitmentAdvice::mutable_cost_now);
  wire.set_saving(advice.saving.ToString());
  for (const CommitmentAdvice::Regret& regret : advice.regrets) {
    pb::CommitmentRegret& added = *wire.add_regrets();
    added.set_usage(regret.usage.ToString());
    added.set_cost(regret.cost.ToString());
    added.set_cost_without(regret.cost_without.ToString());
    added.set_best_cost(regret.best_cost.ToString());
    added.set_regret(regret.regret.ToString());
  }
  return wire;
}

}  // namespace

void FlexibilityHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.contract.v1.FlexibilityService.";
  methods.AddUnary<pb::ListRigidityRequest, pb::ListRigidityResponse>(
      service + "ListRigidity", [this](const auto& call, const auto& request) {
        return ListRigidity(call, request);
      });
  methods.AddUnary<pb::AdviseContractRequest, pb::AdviseContractResponse>(
      service + "AdviseContract",
      [this](const auto& call, const auto& request) {
        return AdviseContract(call, request);
      });
}

absl::StatusOr<pb::ListRigidityResponse> FlexibilityHandlers::ListRigidity(
    const CallContext& call, const pb::ListRigidityRequest& request) const {
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(
      const RigidityAnswer answer,
      answers_.ListRigidity(call.who,
                            {request.contract(), request.provider(),
                             request.on(), request.trend_months()},
                            as_of));
  pb::ListRigidityResponse response;
  response.set_on(FormatDay(answer.on));
  for (const ContractRigidity& row : answer.contracts) {
    pb::ContractRigidity& added = *response.add_contracts();
    added.set_contract(row.contract);
    added.set_provider(row.provider);
    added.set_currency(row.currency);
    *added.mutable_rigidity() = RigidityToWire(row);
  }
  for (const RigidityMean& mean : answer.providers) {
    *response.add_providers() = RigidityMeanToWire(mean);
  }
  *response.mutable_portfolio() = RigidityMeanToWire(answer.portfolio);
  for (const RigidityTrend& point : answer.trend) {
    *response.add_trend() = TrendToWire(point);
  }
  GapsToWire(answer.gaps, response.mutable_gaps());
  return response;
}

absl::StatusOr<pb::AdviseContractResponse> FlexibilityHandlers::AdviseContract(
    const CallContext& call, const pb::AdviseContractRequest& request) const {
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  AdviceQuestion question{.provider = request.provider(),
                          .contract = request.contract(),
                          .discount_percent = request.discount_percent(),
                          .per = request.per(),
                          .from = request.from(),
                          .to = request.to()};
  question.offers.insert(request.offers().begin(), request.offers().end());
  ASSIGN_OR_RETURN(const AdviceAnswer answer,
                   answers_.AdviseContract(call.who, question, as_of));
  pb::AdviseContractResponse response;
  response.set_provider(answer.provider);
  response.set_contract(answer.contract);
  response.set_currency(answer.currency);
  response.set_first_month(FormatMonth(answer.months.front()));
  response.set_last_month(FormatMonth(answer.months.back()));
  response.set_months(static_cast<int32_t>(answer.months.size()));
  for (const CommitmentAdvice& advice : answer.advice) {
    *response.add_advice() = AdviceToWire(advice);
  }
  response.set_method(
      RenderMessage(answer.method.rule, answer.method.arguments));
  GapsToWire(answer.gaps, response.mutable_gaps());
  return response;
}

}  // namespace regisseur

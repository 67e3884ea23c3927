#include "aggregator/api/period_handlers.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "aggregator/api/act_content.h"
#include "aggregator/api/cost_wire.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = period::v1;

pb::PeriodCost CostToWire(const PeriodCost& cost) {
  pb::PeriodCost wire;
  wire.set_provider(cost.provider);
  wire.set_currency(cost.currency);
  wire.set_billed_cost(cost.billed);
  wire.set_tax_cost(cost.tax);
  return wire;
}

pb::Restatement RestatementToWire(const CostChange& change) {
  pb::Restatement wire;
  wire.set_provider(change.provider);
  wire.set_billing_period(change.billing_period);
  wire.set_currency(change.currency);
  wire.set_difference(change.difference);
  wire.set_tax_difference(change.tax_difference);
  wire.set_message(
      RenderMessage(change.message.rule, change.message.arguments));
  wire.set_source(change.source);
  SetTime(change.known, &wire, &pb::Restatement::mutable_known_time);
  return wire;
}

}  // namespace

void PeriodHandlers::Register(MethodRegistry& methods) {
  methods.AddUnary<pb::ClosePeriodRequest, pb::ClosePeriodResponse>(
      kClosePeriodMethod, [this](const auto& call, const auto& request) {
        return Close(call, request);
      });
  methods.AddUnary<pb::ListPeriodsRequest, pb::ListPeriodsResponse>(
      "regisseur.period.v1.PeriodService.ListPeriods",
      [this](const auto& call, const auto& request) {
        return List(call, request);
      });
  methods.AddUnary<pb::GetPeriodRequest, pb::GetPeriodResponse>(
      "regisseur.period.v1.PeriodService.GetPeriod",
      [this](const auto& call, const auto& request) {
        return Get(call, request);
      });
}

absl::StatusOr<pb::ClosePeriodResponse> PeriodHandlers::Close(
    const CallContext& call, const pb::ClosePeriodRequest& request) {
  RETURN_IF_ERROR(RequireRequestId(request.request_id()));
  const absl::StatusOr<absl::CivilMonth> month = ParseMonth(request.month());
  if (!month.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "month: \"", request.month(), "\" is no month such as 2026-09"));
  }
  ASSIGN_OR_RETURN(const std::vector<Gap> gaps,
                   answers_.ListPeriodGaps(call.who, *month, AsOf{}));
  Act act;
  act.method = kClosePeriodMethod;
  act.subject = absl::StrCat("period ", FormatMonth(*month));
  act.request_id = request.request_id();
  act.content = ActContent(request);
  act.arguments = {{"month", FormatMonth(*month)},
                   {kPeriodGaps, absl::StrCat(CountGaps(gaps))}};
  RETURN_IF_ERROR(
      acts_
          .Do(call.who, std::move(act),
              [&](Transaction&, Act&) -> absl::StatusOr<std::string> {
                // One act after the other: nobody closes meanwhile.
                ASSIGN_OR_RETURN(const std::vector<PeriodRow> periods,
                                 answers_.ListPeriods(call.who, AsOf{}));
                RETURN_IF_ERROR(CheckClosable(periods, *month, answers_.Now()));
                return std::string();
              })
          .status());
  ASSIGN_OR_RETURN(const std::vector<PeriodRow> periods,
                   answers_.ListPeriods(call.who, AsOf{}));
  pb::ClosePeriodResponse response;
  GapsToWire(gaps, response.mutable_gaps());
  for (const PeriodRow& period : periods) {
    if (period.month == *month) {
      *response.mutable_period() = PeriodToWire(period);
    }
  }
  return response;
}

absl::StatusOr<pb::ListPeriodsResponse> PeriodHandlers::List(
    const CallContext& call, const pb::ListPeriodsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const std::vector<PeriodRow> periods,
                   answers_.ListPeriods(call.who, page.as_of));
  pb::ListPeriodsResponse response;
  RETURN_IF_ERROR(FillPage(page, periods, response,
                           [&](const PeriodRow& row) -> absl::StatusOr<size_t> {
                             *response.add_periods() = PeriodToWire(row);
                             return response.periods().rbegin()->ByteSizeLong();
                           }));
  return response;
}

absl::StatusOr<pb::GetPeriodResponse> PeriodHandlers::Get(
    const CallContext& call, const pb::GetPeriodRequest& request) const {
  ASSIGN_OR_RETURN(const AsOf as_of,
                   AsOfFromWire(request.has_as_known_on(),
                                request.as_known_on(), answers_.Now()));
  ASSIGN_OR_RETURN(const PeriodAnswer answer,
                   answers_.GetPeriod(call.who, request.month(), as_of));
  pb::GetPeriodResponse response;
  *response.mutable_period() = PeriodToWire(answer.period);
  for (const PeriodCost& cost : answer.costs) {
    *response.add_costs() = CostToWire(cost);
  }
  for (const CostChange& change : answer.restatements) {
    *response.add_restatements() = RestatementToWire(change);
  }
  for (const PeriodCost& total : answer.totals) {
    *response.add_totals() = CostToWire(total);
  }
  GapsToWire(answer.gaps, response.mutable_gaps());
  response.set_basis(kDeliveredBasis);
  return response;
}

}  // namespace regisseur

#include "aggregator/api/cost_plan_handlers.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/page.h"
#include "core/base/status_macros.h"
#include "core/time/instant.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

constexpr char kOutlookBasis[] =
    "an estimate, excl. VAT: price times volume times indexation";
constexpr char kNetBasis[] =
    "excl. VAT, charges, else invoices, else the ledger, by UTC month of the "
    "billing period";
constexpr char kCommitmentBasis[] =
    "excl. VAT, by the charges delivered; expected at the pace so far";

std::string DayText(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? FormatDay(*day) : "";
}

template <typename Message>
void Put(const std::optional<Decimal>& value, Message& message,
         void (Message::*set)(std::string&&)) {
  if (value.has_value()) (message.*set)(value->ToString());
}

pb::OutlookRow RowToWire(const YearAheadRow& row) {
  pb::OutlookRow wire;
  wire.set_provider(row.provider);
  wire.set_contract(row.contract);
  wire.set_basis(row.contract.empty() ? pb::OUTLOOK_BASIS_FORECAST
                                      : pb::OUTLOOK_BASIS_CONTRACT);
  wire.set_year(row.year);
  wire.set_currency(row.currency);
  wire.set_without_options(row.without_options.ToString());
  wire.set_with_options(row.with_options.ToString());
  wire.set_indexation(row.indexation.ToString());
  if (!row.incomplete.empty()) {
    Gap gap;
    gap.rule = row.incomplete;
    wire.set_incomplete(GapToWire(gap).message());
  }
  return wire;
}

pb::OutlookTotal TotalToWire(const YearAheadTotal& total) {
  pb::OutlookTotal wire;
  wire.set_year(total.year);
  wire.set_currency(total.currency);
  wire.set_without_options(total.without_options.ToString());
  wire.set_with_options(total.with_options.ToString());
  wire.set_forecast(total.forecast.ToString());
  wire.set_incomplete(total.incomplete);
  return wire;
}

pb::OutlookAssumptions AssumptionsToWire(const YearsAheadAssumptions& taken) {
  pb::OutlookAssumptions wire;
  wire.set_provider(taken.provider);
  wire.set_contract(taken.contract);
  wire.set_last_day(DayText(taken.last_day));
  wire.set_last_day_with_options(DayText(taken.last_day_with_options));
  GapsToWire(taken.items, wire.mutable_items());
  return wire;
}

pb::AllocationMethod MethodToWire(const AllocationRow& row) {
  if (!row.method.has_value()) {
    return row.cost_center.empty() ? pb::ALLOCATION_METHOD_UNSPECIFIED
                                   : pb::ALLOCATION_METHOD_NAMED;
  }
  switch (*row.method) {
    case AllocationRule::Method::kShare:
      return pb::ALLOCATION_METHOD_SHARE;
    case AllocationRule::Method::kQuantity:
      return pb::ALLOCATION_METHOD_QUANTITY;
    case AllocationRule::Method::kUsage:
      return pb::ALLOCATION_METHOD_USAGE;
    case AllocationRule::Method::kTag:
      return pb::ALLOCATION_METHOD_TAG;
  }
  return pb::ALLOCATION_METHOD_UNSPECIFIED;
}

pb::AllocationRow RowToWire(const AllocationRow& row,
                            const std::string& period) {
  pb::AllocationRow wire;
  wire.set_period(period);
  wire.set_provider(row.provider);
  wire.set_cost_center(row.cost_center);
  wire.set_rule(row.rule);
  wire.set_method(MethodToWire(row));
  wire.set_currency(row.currency);
  wire.set_amount(row.amount.ToString());
  Put(row.share_percent, wire, &pb::AllocationRow::set_share_percent);
  return wire;
}

pb::AllocationTotal TotalToWire(const AllocationTotal& total) {
  pb::AllocationTotal wire;
  wire.set_currency(total.currency);
  wire.set_amount(total.amount.ToString());
  wire.set_allocated(total.allocated.ToString());
  wire.set_unallocated(total.unallocated.ToString());
  Put(total.unallocated_percent, wire,
      &pb::AllocationTotal::set_unallocated_percent);
  return wire;
}

pb::UnitCostRow RowToWire(const UnitCostRow& row) {
  pb::UnitCostRow wire;
  wire.set_month(FormatMonth(row.month));
  wire.set_currency(row.currency);
  Put(row.cost, wire, &pb::UnitCostRow::set_cost);
  Put(row.quantity, wire, &pb::UnitCostRow::set_quantity);
  Put(row.unit_cost, wire, &pb::UnitCostRow::set_unit_cost);
  Put(row.index, wire, &pb::UnitCostRow::set_index);
  return wire;
}

pb::CommitmentOutlook OutlookToWire(CommitmentOutlook outlook) {
  switch (outlook) {
    case CommitmentOutlook::kUnknown:
      return pb::COMMITMENT_OUTLOOK_UNSPECIFIED;
    case CommitmentOutlook::kOnTrack:
      return pb::COMMITMENT_OUTLOOK_ON_TRACK;
    case CommitmentOutlook::kUnder:
      return pb::COMMITMENT_OUTLOOK_UNDER;
    case CommitmentOutlook::kOver:
      return pb::COMMITMENT_OUTLOOK_OVER;
  }
  return pb::COMMITMENT_OUTLOOK_UNSPECIFIED;
}

pb::Commitment CommitmentToWire(const CommitmentRow& row) {
  pb::Commitment wire;
  wire.set_provider(row.provider);
  wire.set_kind(static_cast<pb::CommitmentKind>(row.kind));
  wire.set_id(row.id);
  wire.set_contract(row.contract);
  wire.set_description(row.description);
  wire.set_first_day(DayText(row.first_day));
  wire.set_last_day(DayText(row.last_day));
  wire.set_unit(row.unit);
  Put(row.committed, wire, &pb::Commitment::set_committed);
  Put(row.used, wire, &pb::Commitment::set_used);
  Put(row.unused, wire, &pb::Commitment::set_unused);
  Put(row.balance, wire, &pb::Commitment::set_balance);
  Put(row.utilisation_percent, wire, &pb::Commitment::set_utilisation_percent);
  Put(row.coverage_percent, wire, &pb::Commitment::set_coverage_percent);
  Put(row.burn_per_month, wire, &pb::Commitment::set_burn_per_month);
  Put(row.expected, wire, &pb::Commitment::set_expected);
  Put(row.expected_true_up, wire, &pb::Commitment::set_expected_true_up);
  wire.set_outlook(OutlookToWire(row.outlook));
  wire.set_lifecycle(row.lifecycle);
  wire.set_exhausted_on(DayText(row.exhausted_on));
  return wire;
}

}  // namespace

void CostPlanHandlers::Register(MethodRegistry& methods) {
  const std::string service = "regisseur.cost.v1.CostPlanService.";
  methods.AddUnary<pb::OutlookCostRequest, pb::OutlookCostResponse>(
      service + "OutlookCost", [this](const auto& call, const auto& request) {
        return OutlookCost(call, request);
      });
  methods.AddUnary<pb::AllocateCostRequest, pb::AllocateCostResponse>(
      service + "AllocateCost", [this](const auto& call, const auto& request) {
        return AllocateCost(call, request);
      });
  methods.AddUnary<pb::ListUnitCostsRequest, pb::ListUnitCostsResponse>(
      service + "ListUnitCosts", [this](const auto& call, const auto& request) {
        return ListUnitCosts(call, request);
      });
  methods.AddUnary<pb::ListCommitmentsRequest, pb::ListCommitmentsResponse>(
      service + "ListCommitments",
      [this](const auto& call, const auto& request) {
        return ListCommitments(call, request);
      });
}

absl::StatusOr<pb::OutlookCostResponse> CostPlanHandlers::OutlookCost(
    const CallContext& call, const pb::OutlookCostRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const YearsAheadAnswer answer,
      answers_.LookYearsAhead(
          call.who,
          {.years = request.years(),
           .from = request.from(),
           .contract_years = request.by() == pb::OUTLOOK_YEARS_CONTRACT,
           .provider = request.provider(),
           .index = request.index(),
           .in = request.in()},
          page.as_of));
  pb::OutlookCostResponse response;
  response.set_basis(kOutlookBasis);
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    for (const YearAheadTotal& total : answer.totals) {
      *response.add_totals() = TotalToWire(total);
    }
    for (const YearsAheadAssumptions& taken : answer.assumptions) {
      *response.add_assumptions() = AssumptionsToWire(taken);
    }
  }
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const YearAheadRow& row) -> absl::StatusOr<size_t> {
                 *response.add_rows() = RowToWire(row);
                 return response.rows().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::AllocateCostResponse> CostPlanHandlers::AllocateCost(
    const CallContext& call, const pb::AllocateCostRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(const AllocationAnswer answer,
                   answers_.AllocateCost(call.who,
                                         {.period = request.period(),
                                          .provider = request.provider()},
                                         page.as_of));
  pb::AllocateCostResponse response;
  response.set_basis(kNetBasis);
  if (page.first()) {
    GapsToWire(answer.gaps, response.mutable_gaps());
    for (const AllocationTotal& total : answer.totals) {
      *response.add_totals() = TotalToWire(total);
    }
  }
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const AllocationRow& row) -> absl::StatusOr<size_t> {
                 *response.add_rows() = RowToWire(row, answer.period);
                 return response.rows().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListUnitCostsResponse> CostPlanHandlers::ListUnitCosts(
    const CallContext& call, const pb::ListUnitCostsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const UnitCostAnswer answer,
      answers_.ListUnitCosts(call.who,
                             {.quantity = request.quantity(),
                              .quantity_file = request.quantity_file(),
                              .provider = request.provider(),
                              .service = request.service(),
                              .function = request.function(),
                              .from = request.from(),
                              .to = request.to(),
                              .in = request.in()},
                             page.as_of));
  pb::ListUnitCostsResponse response;
  response.set_basis(kNetBasis);
  response.set_unit(answer.unit);
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.rows, response,
               [&](const UnitCostRow& row) -> absl::StatusOr<size_t> {
                 *response.add_rows() = RowToWire(row);
                 return response.rows().rbegin()->ByteSizeLong();
               }));
  return response;
}

absl::StatusOr<pb::ListCommitmentsResponse> CostPlanHandlers::ListCommitments(
    const CallContext& call, const pb::ListCommitmentsRequest& request) const {
  ASSIGN_OR_RETURN(const Page page, PageOf(request, answers_.Now()));
  ASSIGN_OR_RETURN(
      const CommitmentsAnswer answer,
      answers_.ListCommitments(
          call.who, {.provider = request.provider(), .all = request.all()},
          page.as_of));
  pb::ListCommitmentsResponse response;
  response.set_basis(kCommitmentBasis);
  if (page.first()) GapsToWire(answer.gaps, response.mutable_gaps());
  RETURN_IF_ERROR(
      FillPage(page, answer.commitments, response,
               [&](const CommitmentRow& row) -> absl::StatusOr<size_t> {
                 *response.add_commitments() = CommitmentToWire(row);
                 return response.commitments().rbegin()->ByteSizeLong();
               }));
  return response;
}

}  // namespace regisseur

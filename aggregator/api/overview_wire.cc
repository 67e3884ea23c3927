#include "aggregator/api/overview_wire.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "aggregator/api/gap_wire.h"
#include "aggregator/api/rigidity_wire.h"
#include "aggregator/api/set_time.h"
#include "core/base/status_macros.h"
#include "core/finding/catalogue.h"
#include "core/money/currency.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = portfolio::v1;

pb::Tier TierToWire(std::optional<Tier> tier) {
  if (!tier.has_value()) return pb::TIER_UNSPECIFIED;
  switch (*tier) {
    case Tier::kStrategic:
      return pb::TIER_STRATEGIC;
    case Tier::kTactical:
      return pb::TIER_TACTICAL;
    case Tier::kOperational:
      return pb::TIER_OPERATIONAL;
    case Tier::kCommodity:
      return pb::TIER_COMMODITY;
  }
  return pb::TIER_UNSPECIFIED;
}

pb::CoverageKind CoverageKindToWire(CoverageKind kind) {
  switch (kind) {
    case CoverageKind::kAbsent:
      return pb::COVERAGE_KIND_ABSENT;
    case CoverageKind::kByHand:
      return pb::COVERAGE_KIND_BY_HAND;
    case CoverageKind::kReported:
      return pb::COVERAGE_KIND_REPORTED;
    case CoverageKind::kMeasured:
      return pb::COVERAGE_KIND_MEASURED;
  }
  return pb::COVERAGE_KIND_UNSPECIFIED;
}

std::string AmountText(const Decimal& amount, const std::string& currency) {
  return amount.RoundedHalfAwayFromZero(MinorUnitDigits(currency)).ToString();
}

absl::Status CostToWire(const ProviderCost& cost, pb::ProviderCost* wire) {
  wire->set_currency(cost.currency);
  if (cost.month_to_date.has_value()) {
    ASSIGN_OR_RETURN(const Decimal amount,
                     cost.month_to_date->Rounded(cost.currency));
    wire->set_month_to_date(AmountText(amount, cost.currency));
    SetTime(cost.month_to_date_until, wire,
            &pb::ProviderCost::mutable_month_to_date_until_time);
  }
  if (cost.last_month.has_value()) {
    ASSIGN_OR_RETURN(const Decimal amount,
                     cost.last_month->Rounded(cost.currency));
    wire->set_last_month(AmountText(amount, cost.currency));
  }
  if (cost.forecast.has_value()) {
    wire->set_forecast(AmountText(*cost.forecast, cost.currency));
  }
  if (cost.budget.has_value()) {
    wire->set_budget(AmountText(*cost.budget, cost.currency));
  }
  wire->set_month_to_date_provisional(cost.month_to_date_provisional());
  wire->set_last_month_provisional(cost.last_month_provisional());
  wire->set_provisional(cost.month_to_date_provisional() ||
                        cost.last_month_provisional());
  std::vector<absl::string_view> basis;
  if (cost.by_charges) basis.push_back("charges");
  if (cost.by_invoices) basis.push_back("invoices");
  if (cost.by_ledger) basis.push_back("ledger");
  wire->set_basis(absl::StrJoin(basis, ", "));
  return absl::OkStatus();
}

absl::Status RowToWire(const ProviderOverview& row,
                       pb::ProviderOverview* wire) {
  wire->set_id(row.id);
  wire->set_name(row.name);
  wire->set_tier(TierToWire(row.tier));
  wire->set_state(ToWire(row.state.joint.state));
  SetTime(row.state.joint.since, wire,
          &pb::ProviderOverview::mutable_state_since_time);
  SetTime(row.state.joint.seen, wire,
          &pb::ProviderOverview::mutable_state_seen_time);
  wire->set_not_mapped(row.state.not_mapped);
  if (row.state.open_incidents.has_value()) {
    wire->set_open_incidents(*row.state.open_incidents);
  }
  if (row.cost.has_value()) {
    RETURN_IF_ERROR(CostToWire(*row.cost, wire->mutable_cost()));
  }
  wire->set_freshness(FreshnessToWire(row.freshness));
  for (const SourceFreshnessRow& source : row.sources) {
    pb::SourceFreshness* shown = wire->add_sources();
    shown->set_id(source.id);
    shown->set_adapter(source.adapter);
    shown->set_freshness(FreshnessToWire(source.freshness));
    SetTime(source.last_answer, shown,
            &pb::SourceFreshness::mutable_last_answer_time);
    SetTime(source.data_until, shown,
            &pb::SourceFreshness::mutable_data_until_time);
    shown->set_shared(source.shared);
  }
  for (const AttentionReason& reason : row.attention) {
    pb::AttentionReason* shown = wire->add_attention();
    shown->set_rule(reason.rule);
    shown->set_message(RenderMessage(reason.rule, reason.arguments));
  }
  pb::Coverage* coverage = wire->mutable_coverage();
  coverage->set_contract(CoverageKindToWire(row.coverage.contract));
  coverage->set_cost(CoverageKindToWire(row.coverage.cost));
  coverage->set_status(CoverageKindToWire(row.coverage.status));
  coverage->set_service_level(CoverageKindToWire(row.coverage.service_level));
  coverage->set_tickets(CoverageKindToWire(row.coverage.tickets));
  coverage->set_experience(CoverageKindToWire(row.coverage.experience));
  wire->set_owner(row.owner);
  for (const ServiceStateRow& service : row.state.services) {
    pb::ServiceState* shown = wire->add_services();
    shown->set_id(service.id);
    shown->set_name(service.name);
    shown->set_state(ToWire(service.joint.state));
    SetTime(service.joint.since, shown, &pb::ServiceState::mutable_since_time);
    SetTime(service.joint.seen, shown, &pb::ServiceState::mutable_seen_time);
  }
  if (row.levels.has_value()) {
    pb::ServiceLevelSummary* levels = wire->mutable_sla();
    levels->set_met(row.levels->met);
    levels->set_breached(row.levels->breached);
    levels->set_at_risk(row.levels->at_risk);
    levels->set_unknown(row.levels->unknown);
    levels->set_on_track(row.levels->on_track);
    levels->set_disputed(row.levels->disputed);
    levels->set_told_otherwise(row.levels->told_otherwise);
    if (row.levels->credits.has_value()) {
      levels->set_credits(row.levels->credits->ToString());
      levels->set_currency(row.levels->currency);
    }
  }
  if (row.rigidity.has_value()) {
    *wire->mutable_rigidity() = RigidityMeanToWire(*row.rigidity);
  }
  if (row.agenda_items.has_value()) wire->set_agenda_items(*row.agenda_items);
  wire->set_former(row.former);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<pb::Overview> OverviewToWire(const Overview& overview) {
  pb::Overview wire;
  wire.set_portfolio(overview.portfolio);
  *wire.mutable_as_of() = ToWire(overview.as_of);
  wire.set_month(FormatMonth(overview.month));
  for (const ProviderOverview& row : overview.providers) {
    RETURN_IF_ERROR(RowToWire(row, wire.add_providers()));
  }
  const OverviewTotals& totals = overview.totals;
  pb::OverviewTotals* shown = wire.mutable_totals();
  shown->set_providers(totals.providers);
  shown->set_providers_attention(totals.providers_attention);
  shown->set_providers_quiet(totals.providers_quiet);
  shown->set_sources_fresh(totals.sources_fresh);
  shown->set_sources(totals.sources);
  shown->set_open_incidents(totals.open_incidents);
  if (totals.rigidity.has_value()) {
    *shown->mutable_rigidity() = RigidityMeanToWire(*totals.rigidity);
  }
  RETURN_IF_ERROR(CostToWire(totals.cost, shown->mutable_cost()));
  for (const std::string& id : totals.month_to_date_leaves_out) {
    shown->add_month_to_date_leaves_out(id);
  }
  for (const std::string& id : totals.last_month_leaves_out) {
    shown->add_last_month_leaves_out(id);
  }
  for (const FunctionOverview& function : overview.functions) {
    pb::FunctionOverview* row = wire.add_functions();
    row->set_id(function.id);
    row->set_name(function.name);
    row->set_state(ToWire(function.state));
    SetTime(function.since, row, &pb::FunctionOverview::mutable_since_time);
    for (const std::string& provider : function.providers) {
      row->add_providers(provider);
    }
    row->set_owner(function.owner);
    row->set_critical(function.critical);
  }
  const CoverageSummary& summary = overview.coverage;
  pb::CoverageSummary* coverage = wire.mutable_coverage();
  coverage->set_currency(summary.currency);
  coverage->set_measured(AmountText(summary.measured, summary.currency));
  coverage->set_reported(AmountText(summary.reported, summary.currency));
  coverage->set_by_hand(AmountText(summary.by_hand, summary.currency));
  coverage->set_absent(AmountText(summary.absent, summary.currency));
  coverage->set_providers_without_cost(summary.providers_without_cost);
  GapsToWire(overview.gaps, wire.mutable_gaps());
  return wire;
}

absl::StatusOr<pb::Provider> ProviderToWire(const ProviderAnswer& answer) {
  pb::Provider wire;
  wire.set_id(answer.row.id);
  wire.set_name(answer.row.name);
  wire.set_tier(TierToWire(answer.row.tier));
  wire.set_owner(answer.row.owner);
  for (const ProviderAnswer::Service& service : answer.services) {
    pb::Service* shown = wire.add_services();
    shown->set_id(service.config.id);
    shown->set_name(service.config.name);
    for (const std::string& selector : service.config.components) {
      shown->add_components(selector);
    }
    for (const std::string& selector : service.config.charges) {
      shown->add_charges(selector);
    }
    shown->set_state(ToWire(service.state));
  }
  for (const std::string& source : answer.sources) wire.add_sources(source);
  RETURN_IF_ERROR(RowToWire(answer.row, wire.mutable_overview()));
  wire.set_former(answer.row.former);
  GapsToWire(answer.gaps, wire.mutable_gaps());
  return wire;
}

}  // namespace regisseur

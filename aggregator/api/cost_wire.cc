#include "aggregator/api/cost_wire.h"

#include <optional>
#include <string>

#include "aggregator/api/set_time.h"
#include "core/finding/catalogue.h"
#include "core/time/instant.h"
#include "wire/evidence_wire.h"

namespace regisseur {
namespace {

namespace pb = cost::v1;

pb::ForecastMethod MethodToWire(const std::optional<ForecastMethod>& method) {
  if (!method.has_value()) return pb::FORECAST_METHOD_SUM;
  switch (*method) {
    case ForecastMethod::kFlat:
      return pb::FORECAST_METHOD_FLAT;
    case ForecastMethod::kSeasonal:
      return pb::FORECAST_METHOD_SEASONAL;
    case ForecastMethod::kTrend:
      return pb::FORECAST_METHOD_TREND;
    case ForecastMethod::kMedian:
      return pb::FORECAST_METHOD_MEDIAN;
    case ForecastMethod::kLastMonth:
      return pb::FORECAST_METHOD_LAST_MONTH;
  }
  return pb::FORECAST_METHOD_UNSPECIFIED;
}

pb::AnomalyKind KindToWire(AnomalyKind kind) {
  switch (kind) {
    case AnomalyKind::kHigh:
      return pb::ANOMALY_KIND_HIGH;
    case AnomalyKind::kLow:
      return pb::ANOMALY_KIND_LOW;
    case AnomalyKind::kNew:
      return pb::ANOMALY_KIND_NEW;
  }
  return pb::ANOMALY_KIND_UNSPECIFIED;
}

pb::CostChangeCause CauseToWire(CostChangeCause cause) {
  switch (cause) {
    case CostChangeCause::kCorrection:
      return pb::COST_CHANGE_CAUSE_CORRECTION;
    case CostChangeCause::kLateDelivery:
      return pb::COST_CHANGE_CAUSE_LATE_DELIVERY;
    case CostChangeCause::kWithdrawn:
      return pb::COST_CHANGE_CAUSE_WITHDRAWN;
    case CostChangeCause::kAssignment:
      return pb::COST_CHANGE_CAUSE_ASSIGNMENT;
    case CostChangeCause::kBasis:
      return pb::COST_CHANGE_CAUSE_BASIS;
    case CostChangeCause::kRate:
      return pb::COST_CHANGE_CAUSE_RATE;
  }
  return pb::COST_CHANGE_CAUSE_UNSPECIFIED;
}

}  // namespace

pb::CostForecast ForecastToWire(const CostForecastRow& row) {
  pb::CostForecast wire;
  wire.set_provider(row.provider);
  wire.set_service(row.service);
  wire.set_currency(row.currency);
  wire.set_method(MethodToWire(row.method));
  for (const CostForecastRow::Month& month : row.months) {
    pb::ForecastMonth* shown = wire.add_months();
    shown->set_month(FormatMonth(month.month));
    shown->set_expected(month.expected.ToString());
    if (month.low.has_value()) shown->set_low(month.low->ToString());
    if (month.high.has_value()) shown->set_high(month.high->ToString());
    if (month.to_date.has_value())
      shown->set_to_date(month.to_date->ToString());
  }
  wire.set_history_months(row.history_months);
  if (row.history_months > 0) {
    wire.set_history_from(FormatMonth(row.history_from));
    wire.set_history_to(FormatMonth(row.history_to));
  }
  if (row.error.has_value()) {
    pb::ForecastError* error = wire.mutable_error();
    error->set_months(row.error->months);
    if (row.error->relative_to_naive.has_value()) {
      error->set_mase(
          RoundedEstimate(*row.error->relative_to_naive, 3).ToString());
    }
    if (row.error->mean_percentage.has_value()) {
      error->set_mape_percent(
          RoundedEstimate(100 * *row.error->mean_percentage, 1).ToString());
    }
    error->set_mean_absolute_error(
        RoundedEstimate(row.error->mean_absolute, row.currency).ToString());
  }
  SetTime(row.data_until, &wire, &pb::CostForecast::mutable_data_until_time);
  wire.set_provisional(row.provisional);
  return wire;
}

pb::CostAnomaly AnomalyToWire(const CostAnomaly& anomaly) {
  pb::CostAnomaly wire;
  wire.set_provider(anomaly.provider);
  wire.set_service(anomaly.service);
  wire.set_month(FormatMonth(anomaly.month));
  wire.set_currency(anomaly.currency);
  wire.set_kind(KindToWire(anomaly.kind));
  wire.set_amount(anomaly.amount.ToString());
  wire.set_usual(anomaly.usual.ToString());
  wire.set_difference(anomaly.difference.ToString());
  if (anomaly.deviations.has_value()) {
    wire.set_deviations(anomaly.deviations->ToString());
  }
  wire.set_compared_months(anomaly.compared_months);
  for (const CostLineRow& line : anomaly.lines) {
    *wire.add_lines() = LineToWire(line);
  }
  wire.set_to_date(anomaly.to_date);
  if (anomaly.day.has_value()) wire.set_day(FormatDay(*anomaly.day));
  return wire;
}

pb::CostChange ChangeToWire(const CostChange& change) {
  pb::CostChange wire;
  wire.set_provider(change.provider);
  wire.set_billing_period(change.billing_period);
  wire.set_currency(change.currency);
  wire.set_cause(CauseToWire(change.cause));
  wire.set_before(change.before);
  wire.set_after(change.after);
  wire.set_difference(change.difference);
  wire.set_tax_difference(change.tax_difference);
  wire.set_source(change.source);
  wire.set_delivery_before(change.delivery_before);
  wire.set_delivery_after(change.delivery_after);
  SetTime(change.known, &wire, &pb::CostChange::mutable_known_time);
  wire.set_lines_before(change.lines_before);
  wire.set_lines_after(change.lines_after);
  for (const CostLineChange& line : change.line_changes) {
    pb::CostLineChange* shown = wire.add_line_changes();
    if (line.before.has_value()) {
      *shown->mutable_before() = LineToWire(*line.before);
    }
    if (line.after.has_value()) {
      *shown->mutable_after() = LineToWire(*line.after);
    }
    shown->set_difference(line.difference.ToString());
  }
  wire.set_line_changes_left_out(change.line_changes_left_out);
  wire.set_lines_not_kept(change.lines_not_kept);
  wire.set_other_provider(change.other_provider);
  wire.set_message(
      RenderMessage(change.message.rule, change.message.arguments));
  return wire;
}

pb::CostLine LineToWire(const CostLineRow& line) {
  pb::CostLine wire;
  wire.set_source(line.source);
  wire.set_provider(line.provider);
  wire.set_file(line.file);
  wire.set_line(line.line);
  wire.set_billing_period(line.billing_period);
  *wire.mutable_charge_start_time() = ToWire(line.charge_start);
  *wire.mutable_charge_end_time() = ToWire(line.charge_end);
  wire.set_charge_category(line.charge_category);
  wire.set_charge_class(line.charge_class);
  wire.set_service_name(line.service);
  wire.set_description(line.description);
  wire.set_sku(line.sku);
  wire.set_resource(line.resource);
  wire.set_sub_account(line.sub_account);
  wire.set_region(line.region);
  wire.set_invoice_id(line.invoice_id);
  wire.set_billed_cost(line.billed.ToString());
  if (line.effective.has_value()) {
    wire.set_effective_cost(line.effective->ToString());
  }
  if (line.quantity.has_value()) wire.set_quantity(line.quantity->ToString());
  wire.set_unit(line.unit);
  wire.set_currency(line.currency);
  wire.set_evidence(line.evidence);
  wire.set_not_counted(line.not_counted);
  return wire;
}

pb::Accrual AccrualToWire(const AccrualRow& row) {
  pb::Accrual wire;
  wire.set_provider(row.provider);
  wire.set_contract(row.contract);
  wire.set_cost_center(row.cost_center);
  wire.set_currency(row.currency);
  wire.set_billed(row.billed.ToString());
  wire.set_effective(row.effective.ToString());
  if (row.expected.has_value()) wire.set_expected(row.expected->ToString());
  if (row.accrual.has_value()) wire.set_accrual(row.accrual->ToString());
  wire.set_prepaid(row.prepaid.ToString());
  return wire;
}

pb::PaymentObligation ObligationToWire(const PaymentObligation& obligation) {
  pb::PaymentObligation wire;
  wire.set_contract(obligation.contract);
  wire.set_provider(obligation.provider);
  wire.set_until(FormatDay(obligation.until));
  wire.set_currency(obligation.currency);
  wire.set_within_one_year(obligation.within_one_year.ToString());
  wire.set_one_to_five_years(obligation.one_to_five_years.ToString());
  wire.set_later(obligation.later.ToString());
  wire.set_total(obligation.total.ToString());
  for (const std::string& component : obligation.by_usage) {
    wire.add_by_usage(component);
  }
  return wire;
}

period::v1::Period PeriodToWire(const PeriodRow& row) {
  period::v1::Period wire;
  wire.set_month(FormatMonth(row.month));
  wire.set_closed(row.closed.has_value());
  SetTime(row.closed, &wire, &period::v1::Period::mutable_closed_time);
  wire.set_closed_by(row.closed_by);
  wire.set_gaps_when_closed(row.gaps_when_closed);
  return wire;
}

}  // namespace regisseur
